/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/property_value.h"

#include <CoreFoundation/CoreFoundation.h>
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdlib.h>

static void expect_value(HalValueType type, const void *data, size_t size, const char *expected)
{
    char *const line = json_line(property_value_json(type, data, (uint32_t)size));
    cr_expect_str_eq(line, expected);
    free(line);
}

Test(property_value, numbers_and_codes)
{
    const UInt32 ones[] = {1, 0x6c70636d};
    const Float32 third = 0.3F;
    const Float64 rate = 44100;
    expect_value(HAL_VALUE_BOOLEAN, ones, 4, "true");
    expect_value(HAL_VALUE_UINT32, ones, 4, "1");
    expect_value(HAL_VALUE_UINT32_ARRAY, ones, 8, "[1, 1819304813]");
    expect_value(HAL_VALUE_OBJECT_ARRAY, ones, 0, "[]");
    expect_value(HAL_VALUE_FOUR_CHARS, &ones[1], 4, "\"lpcm\"");
    expect_value(HAL_VALUE_FOUR_CHARS, &ones[0], 4, "1");
    expect_value(HAL_VALUE_FLOAT32, &third, 4, "0.3");
    expect_value(HAL_VALUE_FLOAT64, &rate, 8, "44100.0");
}

Test(property_value, structs)
{
    const AudioValueRange range = {8000, 768000};
    const AudioStreamBasicDescription format = {
        .mSampleRate = 48000,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags = 9,
        .mBytesPerPacket = 8,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = 8,
        .mChannelsPerFrame = 2,
        .mBitsPerChannel = 32,
    };
    expect_value(HAL_VALUE_RANGE, &range, sizeof range,
                 "{\"maximum\": 768000.0, \"minimum\": 8000.0}");
    expect_value(HAL_VALUE_FORMAT, &format, sizeof format,
                 "{\"bitsPerChannel\": 32, \"bytesPerFrame\": 8, \"bytesPerPacket\": 8, "
                 "\"channels\": 2, \"flags\": 9, \"format\": \"lpcm\", \"framesPerPacket\": 1, "
                 "\"sampleRate\": 48000.0}");
}

Test(property_value, a_channel_layout_shows_no_more_labels_than_it_has_bytes_for)
{
    AudioChannelLayout layout = {.mChannelLayoutTag = 0, .mNumberChannelDescriptions = 1000};
    layout.mChannelDescriptions[0].mChannelLabel = 1;
    expect_value(HAL_VALUE_CHANNEL_LAYOUT, &layout, sizeof layout,
                 "{\"bitmap\": 0, \"labels\": [1], \"tag\": 0}");
    expect_value(HAL_VALUE_CHANNEL_LAYOUT, &layout,
                 offsetof(AudioChannelLayout, mChannelDescriptions),
                 "{\"bitmap\": 0, \"labels\": [], \"tag\": 0}");
}

Test(property_value, strings_belong_to_the_reader)
{
    CFStringRef const text = CFStringCreateWithCString(NULL, "name", kCFStringEncodingUTF8);
    CFRetain(text);
    expect_value(HAL_VALUE_STRING, &text, sizeof(CFStringRef), "\"name\"");
    cr_expect_eq(CFGetRetainCount(text), 1);
    CFRelease(text);
    CFStringRef const none = NULL;
    expect_value(HAL_VALUE_STRING, &none, sizeof(CFStringRef), "null");
}

Test(property_value, what_is_no_value_of_the_type_shows_its_size)
{
    const UInt32 data[] = {1, 2};
    expect_value(HAL_VALUE_UINT32, data, 3, "\"3 bytes\"");
    expect_value(HAL_VALUE_UINT32_ARRAY, data, 6, "\"6 bytes\"");
    expect_value(HAL_VALUE_STRING_FOR_UINT32, data, 8, "\"8 bytes\"");
}

Test(property_value, what_needs_a_qualifier_cannot_be_read_without)
{
    for (int type = 0; type < HAL_VALUE_TYPE_COUNT; type++)
        cr_expect_eq(property_value_is_readable((HalValueType)type),
                     type < HAL_VALUE_STRING_FOR_UINT32, "type %d", type);
}
