/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_error.h"

#include "cf_string.h"

#include <stdio.h>
#include <string.h>

struct __CFError {
    CFObject base;
    CFErrorDomain domain;
    CFIndex code;
    CFDictionaryRef user_info; /* may be NULL */
};

const CFErrorDomain kCFErrorDomainPOSIX = CFSTR("NSPOSIXErrorDomain");
const CFErrorDomain kCFErrorDomainOSStatus = CFSTR("NSOSStatusErrorDomain");
const CFErrorDomain kCFErrorDomainCocoa = CFSTR("NSCocoaErrorDomain");
const CFStringRef kCFErrorLocalizedDescriptionKey = CFSTR("NSLocalizedDescription");
const CFStringRef kCFErrorLocalizedFailureReasonKey = CFSTR("NSLocalizedFailureReason");
const CFStringRef kCFErrorDescriptionKey = CFSTR("NSDescription");

static void error_finalize(void *object)
{
    const CFErrorRef error = object;
    CFRelease(error->domain);
    if (error->user_info)
        CFRelease(error->user_info);
}

static bool error_equal(CFTypeRef a, CFTypeRef b)
{
    const struct __CFError *const left = a;
    const struct __CFError *const right = b;
    return left->code == right->code && CFEqual(left->domain, right->domain) &&
           CFEqual(left->user_info, right->user_info);
}

static CFHashCode error_hash(CFTypeRef object)
{
    return (CFHashCode)((const struct __CFError *)object)->code;
}

static CFStringRef error_copy_description(CFTypeRef object)
{
    return CFErrorCopyDescription(cf_mutable(object));
}

const CFClass cf_error_class = {
    .type = CF_TYPE_ERROR,
    .name = "CFError",
    .finalize = error_finalize,
    .equal = error_equal,
    .hash = error_hash,
    .copy_description = error_copy_description,
};

CFTypeID CFErrorGetTypeID(void)
{
    return CF_TYPE_ERROR;
}

CFErrorRef CFErrorCreate(CFAllocatorRef allocator, CFErrorDomain domain, CFIndex code,
                         CFDictionaryRef userInfo)
{
    const CFErrorRef error = cf_new(&cf_error_class, sizeof *error);
    if (!error)
        return NULL;
    error->domain = CFRetain(domain);
    error->code = code;
    error->user_info = userInfo ? CFDictionaryCreateCopy(NULL, userInfo) : NULL;
    if (userInfo && !error->user_info) {
        CFRelease(error);
        return NULL;
    }
    return error;
}

CFErrorDomain CFErrorGetDomain(CFErrorRef err)
{
    cf_require(err, &cf_error_class, __func__);
    return err->domain;
}

CFIndex CFErrorGetCode(CFErrorRef err)
{
    cf_require(err, &cf_error_class, __func__);
    return err->code;
}

CFDictionaryRef CFErrorCopyUserInfo(CFErrorRef err)
{
    cf_require(err, &cf_error_class, __func__);
    if (err->user_info)
        return CFRetain(err->user_info);
    return CFDictionaryCreate(NULL, NULL, NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                              &kCFTypeDictionaryValueCallBacks);
}

/** A string of the error's dictionary, for the caller to release; NULL if there is none. */
static CFStringRef copy_text(CFErrorRef error, CFStringRef key)
{
    const CFTypeRef text = error->user_info ? CFDictionaryGetValue(error->user_info, key) : NULL;
    return text && CFGetTypeID(text) == CFStringGetTypeID() ? CFRetain(text) : NULL;
}

CFStringRef CFErrorCopyDescription(CFErrorRef err)
{
    cf_require(err, &cf_error_class, __func__);
    const CFStringRef text = copy_text(err, kCFErrorLocalizedDescriptionKey);
    if (text)
        return text;
    char reason[128] = "";
    if (CFEqual(err->domain, kCFErrorDomainPOSIX))
        (void)snprintf(reason, sizeof reason, ": %s", strerror((int)err->code));
    return CFStringCreateWithFormat(NULL, NULL, CFSTR("%@ error %ld%s"), err->domain,
                                    (long)err->code, reason);
}

CFStringRef CFErrorCopyFailureReason(CFErrorRef err)
{
    cf_require(err, &cf_error_class, __func__);
    return copy_text(err, kCFErrorLocalizedFailureReasonKey);
}

void cf_error_set(CFErrorRef *error, CFErrorDomain domain, CFIndex code, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    if (!error)
        return;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    const CFStringRef text = cf_string_from_c(line);
    const void *keys[] = {kCFErrorLocalizedDescriptionKey};
    const void *values[] = {text};
    const CFDictionaryRef info =
        text ? CFDictionaryCreate(NULL, keys, values, 1, &kCFTypeDictionaryKeyCallBacks,
                                  &kCFTypeDictionaryValueCallBacks)
             : NULL;
    *error = CFErrorCreate(NULL, domain, code, info);
    if (info)
        CFRelease(info);
    if (text)
        CFRelease(text);
}
