/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/cf.h"

#include <stdlib.h>

CFStringRef cf_create_string(const char *text)
{
    CFStringRef string = CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
    return string ? string : CFStringCreateWithCString(NULL, text, kCFStringEncodingISOLatin1);
}

char *cf_copy_text(CFTypeRef string)
{
    if (!string || CFGetTypeID(string) != CFStringGetTypeID())
        return NULL;
    const CFIndex capacity =
        CFStringGetMaximumSizeForEncoding(CFStringGetLength(string), kCFStringEncodingUTF8) + 1;
    char *text = malloc((size_t)capacity);
    if (text && CFStringGetCString(string, text, capacity, kCFStringEncodingUTF8))
        return text;
    free(text);
    return NULL;
}

CFMutableDictionaryRef cf_create_dictionary(void)
{
    return CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                     &kCFTypeDictionaryValueCallBacks);
}

CFMutableArrayRef cf_create_array(void)
{
    return CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
}

void cf_put(CFMutableDictionaryRef dictionary, const char *key, CFTypeRef CF_CONSUMED value)
{
    CFStringRef name = cf_create_string(key);
    if (dictionary && name && value)
        CFDictionarySetValue(dictionary, name, value);
    if (name)
        CFRelease(name);
    if (value)
        CFRelease(value);
}

void cf_append(CFMutableArrayRef array, CFTypeRef CF_CONSUMED value)
{
    if (array && value)
        CFArrayAppendValue(array, value);
    if (value)
        CFRelease(value);
}

void cf_put_text(CFMutableDictionaryRef dictionary, const char *key, const char *value)
{
    cf_put(dictionary, key, cf_create_string(value));
}

void cf_put_number(CFMutableDictionaryRef dictionary, const char *key, double value)
{
    cf_put(dictionary, key, CFNumberCreate(NULL, kCFNumberDoubleType, &value));
}

void cf_put_integer(CFMutableDictionaryRef dictionary, const char *key, int64_t value)
{
    cf_put(dictionary, key, CFNumberCreate(NULL, kCFNumberSInt64Type, &value));
}

void cf_put_boolean(CFMutableDictionaryRef dictionary, const char *key, bool value)
{
    cf_put(dictionary, key, CFRetain(value ? kCFBooleanTrue : kCFBooleanFalse));
}

CFTypeRef cf_get(CFTypeRef dictionary, const char *key)
{
    if (!dictionary || CFGetTypeID(dictionary) != CFDictionaryGetTypeID())
        return NULL;
    CFStringRef name = cf_create_string(key);
    if (!name)
        return NULL;
    CFTypeRef value = CFDictionaryGetValue(dictionary, name);
    CFRelease(name);
    return value;
}

static bool get_number(CFTypeRef number, CFNumberType type, void *value)
{
    return number && CFGetTypeID(number) == CFNumberGetTypeID() &&
           CFNumberGetValue(number, type, value);
}

bool cf_number(CFTypeRef number, double *value)
{
    double read = 0;
    if (!get_number(number, kCFNumberDoubleType, &read))
        return false;
    *value = read;
    return true;
}

bool cf_get_number(CFTypeRef dictionary, const char *key, double *value)
{
    return cf_number(cf_get(dictionary, key), value);
}

bool cf_get_integer(CFTypeRef dictionary, const char *key, int64_t *value)
{
    int64_t number = 0;
    if (!get_number(cf_get(dictionary, key), kCFNumberSInt64Type, &number))
        return false;
    *value = number;
    return true;
}

bool cf_get_boolean(CFTypeRef dictionary, const char *key, bool *value)
{
    CFTypeRef boolean = cf_get(dictionary, key);
    if (!boolean || CFGetTypeID(boolean) != CFBooleanGetTypeID())
        return false;
    *value = CFBooleanGetValue(boolean);
    return true;
}
