/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_made.h"
#include "tool/cf.h"
#include "tool/cf_json.h"
#include "tool/device_rate.h"
#include "tool/property.h"
#include "tool/property_value.h"
#include "tool/value_parse.h"

#include "driver/custom_properties.h"
#include "hal/discovery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Many more than a host has. */
enum { CLIENTS_MAX = 64 };

json_t *word_made_id(const WordPlace *place, const Word *word)
{
    return json_integer(place->device);
}

json_t *word_made_direction(const WordPlace *place, const Word *word)
{
    HalDeviceInfo info;
    if (hal_device_info(place->hal, place->device, &info, NULL))
        return NULL;
    if (info.input_channels && info.output_channels)
        return json_string("both");
    return json_string(info.input_channels ? "input" : "output");
}

/* What a device has for each direction in which it has channels. */
static json_t *directions(const HalDeviceInfo *info, UInt32 input, UInt32 output)
{
    json_t *const json = json_object();
    if (info->input_channels)
        (void)json_object_set_new(json, "input", json_integer(input));
    if (info->output_channels)
        (void)json_object_set_new(json, "output", json_integer(output));
    return json;
}

json_t *word_made_channels(const WordPlace *place, const Word *word)
{
    HalDeviceInfo info;
    if (hal_device_info(place->hal, place->device, &info, NULL))
        return NULL;
    return directions(&info, info.input_channels, info.output_channels);
}

json_t *word_made_latency(const WordPlace *place, const Word *word)
{
    HalDeviceInfo info;
    if (hal_device_info(place->hal, place->device, &info, NULL))
        return NULL;
    return directions(&info, info.input_latency, info.output_latency);
}

Status word_made_set_rate(const WordPlace *place, const Word *word, json_t *value, Error *error)
{
    double rate_hz = 0;
    char what[64];
    if (!value_parse_number(value, &rate_hz))
        return error_set(error, STATUS_BAD_ARGUMENT, "%s: expected a number", word->name);
    (void)snprintf(what, sizeof what, "the device doesn't run at %.15g Hz", rate_hz);
    return device_rate_set(place->hal, place->device, rate_hz, what, error);
}

static json_t *format_name(const AudioStreamBasicDescription *format)
{
    if (format->mFormatID != kAudioFormatLinearPCM)
        return property_value_code(format->mFormatID);
    const char *const kind = format->mFormatFlags & kAudioFormatFlagIsFloat           ? "float"
                             : format->mFormatFlags & kAudioFormatFlagIsSignedInteger ? "int"
                                                                                      : "uint";
    return json_sprintf("%s%u", kind, (unsigned)format->mBitsPerChannel);
}

static void add_once(json_t *array, json_t *value)
{
    bool is_new = true;
    for (size_t i = 0; i < json_array_size(array); i++)
        is_new = is_new && !json_equal(json_array_get(array, i), value);
    if (is_new)
        (void)json_array_append(array, value);
    json_decref(value);
}

static void add_formats(json_t *names, Hal *hal, AudioObjectID stream)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioStreamPropertyAvailablePhysicalFormats);
    UInt32 size = 0;
    AudioStreamRangedDescription *const formats = hal_copy(hal, stream, &address, &size);
    for (size_t i = 0; formats && i < size / sizeof *formats; i++)
        add_once(names, format_name(&formats[i].mFormat));
    free(formats);
}

json_t *word_made_formats(const WordPlace *place, const Word *word)
{
    const AudioObjectPropertyAddress address = property_address(kAudioDevicePropertyStreams);
    UInt32 size = 0;
    AudioObjectID *const streams = hal_copy(place->hal, place->device, &address, &size);
    json_t *const names = json_array();
    for (size_t i = 0; streams && i < size / sizeof *streams; i++)
        add_formats(names, place->hal, streams[i]);
    free(streams);
    return names;
}

static json_t *get_list(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector,
                        CFTypeID type)
{
    CFTypeRef const list = property_copy(hal, object, selector, type);
    json_t *const json = list ? cf_json(list) : NULL;
    cf_release(list);
    return json;
}

static json_t *client_json(const HalClientState *client)
{
    json_t *const json = json_object();
    (void)json_object_set_new(json, OSSICLE_KEY_CLIENT_ID, json_integer(client->id));
    (void)json_object_set_new(json, OSSICLE_KEY_PROCESS_ID, json_integer(client->process_id));
    if (client->bundle_id[0])
        (void)json_object_set_new(json, OSSICLE_KEY_BUNDLE_ID, json_string(client->bundle_id));
    (void)json_object_set_new(json, OSSICLE_KEY_IS_RUNNING, json_boolean(client->is_running));
    return json;
}

json_t *word_made_clients(const WordPlace *place, const Word *word)
{
    HalClientState clients[CLIENTS_MAX];
    json_t *json =
        get_list(place->hal, place->device, kOssicleDevicePropertyClients, CFArrayGetTypeID());
    if (json)
        return json;
    const size_t count = hal_device_clients(place->hal, place->device, clients, CLIENTS_MAX);
    json = json_array();
    for (size_t i = 0; i < count && i < CLIENTS_MAX; i++)
        (void)json_array_append_new(json, client_json(&clients[i]));
    return json;
}

json_t *word_made_counters(const WordPlace *place, const Word *word)
{
    json_t *json =
        get_list(place->hal, place->device, kOssicleDevicePropertyEngine, CFDictionaryGetTypeID());
    HalIOCounters io;
    hal_io_counters(place->hal, place->device, &io);
    const struct {
        const char *key;
        uint64_t value;
    } counters[] = {{"cycles", io.cycles},
                    {"overloads", io.overloads},
                    {"missedCycles", io.missed},
                    {"clockAnchors", io.anchors}};
    json = json ? json : json_object();
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        (void)json_object_set_new(json, counters[i].key, json_integer((int64_t)counters[i].value));
    return json;
}

json_t *word_made_errors(const WordPlace *place, const Word *word)
{
    json_t *const lines = get_list(place->hal, kAudioObjectPlugInObject,
                                   kOssiclePlugInPropertyErrors, CFArrayGetTypeID());
    json_t *const more =
        get_list(place->hal, place->device, kOssicleDevicePropertyErrors, CFArrayGetTypeID());
    if (!lines)
        return more;
    (void)json_array_extend(lines, more);
    json_decref(more);
    return lines;
}
