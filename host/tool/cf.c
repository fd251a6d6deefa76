/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf.h"

#include <stdlib.h>

static bool is_a(CFTypeRef object, CFTypeID type)
{
    return object && CFGetTypeID(object) == type;
}

CFStringRef cf_copy_string(const char *text)
{
    return text ? CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8) : NULL;
}

char *cf_copy_text(CFTypeRef string)
{
    if (!is_a(string, CFStringGetTypeID()))
        return NULL;
    const CFIndex length = CFStringGetLength(string);
    const CFIndex size = CFStringGetMaximumSizeForEncoding(length, kCFStringEncodingUTF8) + 1;
    char *const text = malloc((size_t)size);
    if (text && CFStringGetCString(string, text, size, kCFStringEncodingUTF8))
        return text;
    free(text);
    return NULL;
}

CFTypeRef cf_member(CFTypeRef dictionary, const char *key, CFTypeID type)
{
    CFStringRef const name = is_a(dictionary, CFDictionaryGetTypeID()) ? cf_copy_string(key) : NULL;
    if (!name)
        return NULL;
    CFTypeRef const member = CFDictionaryGetValue(dictionary, name);
    CFRelease(name);
    return is_a(member, type) ? member : NULL;
}

char *cf_copy_member_text(CFTypeRef dictionary, const char *key)
{
    return cf_copy_text(cf_member(dictionary, key, CFStringGetTypeID()));
}

static bool get_number(CFTypeRef dictionary, const char *key, CFNumberType type, void *value)
{
    CFTypeRef const number = cf_member(dictionary, key, CFNumberGetTypeID());
    /* A number that doesn't fit is converted all the same; only what isn't there is missing. */
    if (number)
        (void)CFNumberGetValue(number, type, value);
    return number;
}

double cf_member_number(CFTypeRef dictionary, const char *key, double fallback)
{
    double value = fallback;
    if (!get_number(dictionary, key, kCFNumberFloat64Type, &value)) {
        CFTypeRef const boolean = cf_member(dictionary, key, CFBooleanGetTypeID());
        value = boolean ? (CFBooleanGetValue(boolean) ? 1 : 0) : fallback;
    }
    return value;
}

int64_t cf_member_integer(CFTypeRef dictionary, const char *key, int64_t fallback)
{
    int64_t value = fallback;
    (void)get_number(dictionary, key, kCFNumberSInt64Type, &value);
    return value;
}

CFIndex cf_count(CFTypeRef array)
{
    return is_a(array, CFArrayGetTypeID()) ? CFArrayGetCount(array) : 0;
}
