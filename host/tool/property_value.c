/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/property_value.h"
#include "tool/cf.h"
#include "tool/cf_json.h"

#include "trace/four_chars.h"

#include <CoreFoundation/CoreFoundation.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

json_t *property_value_code(UInt32 code)
{
    char text[FOUR_CHARS_TEXT_SIZE];
    (void)four_chars_text(code, text);
    /* It comes in single quotes if it is characters. */
    return text[0] == '\'' ? json_stringn(text + 1, 4) : json_integer(code);
}

static json_t *from_boolean(const void *data, size_t size)
{
    return json_boolean(*(const UInt32 *)data);
}

static json_t *from_uint32(const void *data, size_t size)
{
    return json_integer(*(const UInt32 *)data);
}

static json_t *from_code(const void *data, size_t size)
{
    return property_value_code(*(const UInt32 *)data);
}

static json_t *from_float32(const void *data, size_t size)
{
    return json_float(*(const Float32 *)data);
}

static json_t *from_float64(const void *data, size_t size)
{
    return json_number(*(const Float64 *)data);
}

static json_t *from_object(const void *data, size_t size)
{
    CFTypeRef const value = *(const CFTypeRef *)data;
    json_t *const json = cf_json(value);
    cf_release(value);
    return json;
}

static json_t *from_url(const void *data, size_t size)
{
    CFURLRef const url = *(const CFURLRef *)data;
    json_t *const json = url ? cf_json(CFURLGetString(url)) : json_null();
    cf_release(url);
    return json;
}

static json_t *from_range(const void *data, size_t size)
{
    const AudioValueRange *const range = data;
    json_t *const json = json_object();
    (void)json_object_set_new(json, "minimum", json_number(range->mMinimum));
    (void)json_object_set_new(json, "maximum", json_number(range->mMaximum));
    return json;
}

static json_t *from_format(const void *data, size_t size)
{
    const AudioStreamBasicDescription *const format = data;
    json_t *const json = json_object();
    (void)json_object_set_new(json, "sampleRate", json_number(format->mSampleRate));
    (void)json_object_set_new(json, "format", property_value_code(format->mFormatID));
    (void)json_object_set_new(json, "flags", json_integer(format->mFormatFlags));
    (void)json_object_set_new(json, "bytesPerPacket", json_integer(format->mBytesPerPacket));
    (void)json_object_set_new(json, "framesPerPacket", json_integer(format->mFramesPerPacket));
    (void)json_object_set_new(json, "bytesPerFrame", json_integer(format->mBytesPerFrame));
    (void)json_object_set_new(json, "channels", json_integer(format->mChannelsPerFrame));
    (void)json_object_set_new(json, "bitsPerChannel", json_integer(format->mBitsPerChannel));
    return json;
}

static json_t *from_ranged_format(const void *data, size_t size)
{
    const AudioStreamRangedDescription *const ranged = data;
    json_t *const json = from_format(&ranged->mFormat, sizeof ranged->mFormat);
    (void)json_object_set_new(json, "sampleRateRange",
                              from_range(&ranged->mSampleRateRange, sizeof(AudioValueRange)));
    return json;
}

static json_t *from_layout(const void *data, size_t size)
{
    const AudioChannelLayout *const layout = data;
    json_t *const labels = json_array();
    const size_t first = offsetof(AudioChannelLayout, mChannelDescriptions);
    const size_t fits = (size - first) / sizeof *layout->mChannelDescriptions;
    const UInt32 count = layout->mNumberChannelDescriptions;
    for (size_t i = 0; i < count && i < fits; i++)
        (void)json_array_append_new(labels,
                                    json_integer(layout->mChannelDescriptions[i].mChannelLabel));
    json_t *const json = json_object();
    (void)json_object_set_new(json, "tag", json_integer(layout->mChannelLayoutTag));
    (void)json_object_set_new(json, "bitmap", json_integer(layout->mChannelBitmap));
    (void)json_object_set_new(json, "labels", labels);
    return json;
}

static json_t *from_custom_property(const void *data, size_t size)
{
    const AudioServerPlugInCustomPropertyInfo *const info = data;
    json_t *const json = json_object();
    (void)json_object_set_new(json, "selector", property_value_code(info->mSelector));
    (void)json_object_set_new(json, "type", property_value_code(info->mPropertyDataType));
    (void)json_object_set_new(json, "qualifier", property_value_code(info->mQualifierDataType));
    return json;
}

typedef struct ValueType {
    json_t *(*convert)(const void *data, size_t size);
    size_t size; /* of one; the least for a channel layout */
    bool is_array;
} ValueType;

static const ValueType types[HAL_VALUE_TYPE_COUNT] = {
    [HAL_VALUE_BOOLEAN] = {from_boolean, sizeof(UInt32), false},
    [HAL_VALUE_UINT32] = {from_uint32, sizeof(UInt32), false},
    [HAL_VALUE_UINT32_ARRAY] = {from_uint32, sizeof(UInt32), true},
    [HAL_VALUE_FOUR_CHARS] = {from_code, sizeof(UInt32), false},
    [HAL_VALUE_FLOAT32] = {from_float32, sizeof(Float32), false},
    [HAL_VALUE_FLOAT64] = {from_float64, sizeof(Float64), false},
    [HAL_VALUE_OBJECT] = {from_uint32, sizeof(AudioObjectID), false},
    [HAL_VALUE_OBJECT_ARRAY] = {from_uint32, sizeof(AudioObjectID), true},
    [HAL_VALUE_STRING] = {from_object, sizeof(CFStringRef), false},
    [HAL_VALUE_URL] = {from_url, sizeof(CFURLRef), false},
    [HAL_VALUE_PROPERTY_LIST] = {from_object, sizeof(CFPropertyListRef), false},
    [HAL_VALUE_RANGE] = {from_range, sizeof(AudioValueRange), false},
    [HAL_VALUE_RANGE_ARRAY] = {from_range, sizeof(AudioValueRange), true},
    [HAL_VALUE_FORMAT] = {from_format, sizeof(AudioStreamBasicDescription), false},
    [HAL_VALUE_RANGED_FORMAT_ARRAY] = {from_ranged_format, sizeof(AudioStreamRangedDescription),
                                       true},
    [HAL_VALUE_CHANNEL_LAYOUT] = {from_layout, offsetof(AudioChannelLayout, mChannelDescriptions),
                                  false},
    [HAL_VALUE_CUSTOM_PROPERTY_ARRAY] = {from_custom_property,
                                         sizeof(AudioServerPlugInCustomPropertyInfo), true},
};

bool property_value_is_readable(HalValueType type)
{
    return types[type].convert;
}

static json_t *from_array(const ValueType *type, const char *data, size_t size)
{
    json_t *const json = json_array();
    for (size_t at = 0; at + type->size <= size; at += type->size)
        (void)json_array_append_new(json, type->convert(data + at, type->size));
    return json;
}

json_t *property_value_json(HalValueType value_type, const void *data, uint32_t size)
{
    const ValueType *const type = &types[value_type];
    const bool is_right =
        type->convert && (type->is_array ? size % type->size == 0 : size >= type->size);
    if (!is_right)
        return json_sprintf("%u bytes", (unsigned)size);
    return type->is_array ? from_array(type, data, size) : type->convert(data, size);
}
