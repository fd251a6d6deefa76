/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Whatever property list comes in place of a configuration: it is refused with a place and in one
 * line, or it is taken, and then comes back the same. The input decides, byte by byte, what the
 * property list is made of. */

#include "driver/configuration.h"

#include "fuzz/fuzz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Input {
    const uint8_t *bytes;
    size_t left;
} Input;

static unsigned take(Input *input, unsigned below)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->bytes++ % below;
}

#define PICK(input, list) ((list)[take(input, sizeof(list) / sizeof *(list))])

static CFTypeRef create_number(Input *input)
{
    static const double numbers[] = {
        2,   1, 256, 257, 0,    -1,    4096,   44100,       48000, 96000,  7999,
        -60, 6, 0.5, 1e9, 1e19, 1e300, -1e300, (double)NAN, -0.0,  768000, (double)INFINITY};
    static const SInt64 integers[] = {2, 8, 48000, 96000, 1024, 16384, -1, INT64_MAX, INT64_MIN};
    if (take(input, 2) == 0)
        return CFNumberCreate(NULL, kCFNumberDoubleType, &PICK(input, numbers));
    return CFNumberCreate(NULL, kCFNumberSInt64Type, &PICK(input, integers));
}

static CFTypeRef create_text(Input *input)
{
    static const char *const texts[] = {
        "a",     "b",     "",      "unity", "clock",       "device", "both",          "output",
        "input", "int16", "int24", "int32", "worker",      "inline", "square",        "decibel",
        "mute",  "solo",  "pan",   "x\ny",  "clock-rate",  "volume", "configuration", "\xC3\xA4",
        "jack",  "c",     "d",     "e",     "data-source", "zzz",
    };
    static const UniChar odd[] = {'a', 0, 0xD800, 'b'};
    if (take(input, 16) == 1)
        return CFStringCreateWithCharacters(NULL, odd, sizeof odd / sizeof *odd);
    return CFStringCreateWithCString(NULL, PICK(input, texts), kCFStringEncodingUTF8);
}

static CFTypeRef create_value(Input *input, unsigned depth);

static CFTypeRef create_array(Input *input, unsigned depth)
{
    CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    const unsigned count = take(input, 5);
    for (unsigned i = 0; i < count; i++) {
        CFTypeRef value = create_value(input, depth + 1);
        CFArrayAppendValue(array, value);
        CFRelease(value);
    }
    return array;
}

static CFTypeRef create_dictionary(Input *input, unsigned depth)
{
    static const char *const keys[] = {
        "uid",      "uid",        "uid",          "kind",         "direction",
        "name",     "modelName",  "modelUID",     "manufacturer", "hidden",
        "channels", "ringFrames", "rates",        "rate",         "formats",
        "input",    "output",     "controls",     "volume",       "chain",
        "mode",     "latency",    "safetyOffset", "default",      "channelControls",
        "bundleID", "curve",      "minimum",      "maximum",      "zzz",
        "devices",  "devices",    "box",          "name",         "applications",
    };
    CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    const unsigned count = take(input, 6);
    for (unsigned i = 0; i < count; i++) {
        const char *text = PICK(input, keys);
        CFStringRef key = CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
        CFTypeRef value = create_value(input, depth + 1);
        CFDictionarySetValue(dictionary, key, value);
        CFRelease(key);
        CFRelease(value);
    }
    return dictionary;
}

static CFTypeRef create_value(Input *input, unsigned depth)
{
    enum { DEEPEST = 6 };
    const unsigned kind = take(input, depth < DEEPEST ? 10 : 6);
    if (kind == 0)
        return CFRetain(take(input, 2) ? kCFBooleanTrue : kCFBooleanFalse);
    if (kind == 1)
        return CFDataCreate(NULL, NULL, 0);
    if (kind < 4)
        return create_number(input);
    if (kind < 6)
        return create_text(input);
    return kind < 8 ? create_array(input, depth) : create_dictionary(input, depth);
}

/* Mostly one that is right in its outlines, so that the details are reached. */
static CFTypeRef create_configuration(Input *input)
{
    if (take(input, 8) == 1)
        return create_value(input, 0);
    CFTypeRef value = create_dictionary(input, 2);
    CFMutableDictionaryRef device = CFDictionaryCreateMutableCopy(NULL, 0, value);
    CFDictionarySetValue(device, CFSTR("uid"), CFSTR("org.test"));
    const void *item = device;
    CFArrayRef devices = CFArrayCreate(NULL, &item, 1, &kCFTypeArrayCallBacks);
    const void *key = CFSTR("devices");
    item = devices;
    CFTypeRef list = CFDictionaryCreate(NULL, &key, &item, 1, &kCFTypeDictionaryKeyCallBacks,
                                        &kCFTypeDictionaryValueCallBacks);
    CFRelease(value);
    CFRelease(device);
    CFRelease(devices);
    return list;
}

static void require(bool condition, const char *what, const char *detail)
{
    if (condition)
        return;
    (void)fprintf(stderr, "%s: %s\n", what, detail);
    abort();
}

static void check_taken(const Configuration *configuration)
{
    Error error = {0};
    Configuration copy;
    CFDictionaryRef first = configuration_copy_plist(configuration);
    require(configuration_parse(&copy, first, &error) == STATUS_OK, "comes back", error.message);
    CFDictionaryRef second = configuration_copy_plist(&copy);
    require(CFEqual(first, second), "comes back", "otherwise");
    CFRelease(first);
    CFRelease(second);
    configuration_cleanup(&copy);
}

static void check_refused(const Error *error)
{
    const bool has_place = strstr(error->message, ": ") != NULL;
    require(error->status == STATUS_BAD_ARGUMENT && has_place, "refused", error->message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input input = {data, size};
    CFTypeRef list = create_configuration(&input);
    Configuration configuration;
    Error error = {0};
    if (configuration_parse(&configuration, list, &error) == STATUS_OK)
        check_taken(&configuration);
    else
        check_refused(&error);
    configuration_cleanup(&configuration);
    CFRelease(list);
    return 0;
}
