/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_check.h"

#include "driver/configuration.h"
#include "driver/control_kinds.h"
#include "engine/number.h"

#include <stdlib.h>
#include <string.h>

const char *bar_device_key(const void *device, const SchemaRow *row)
{
    const DeviceConfiguration *configuration = device;
    if (configuration->is_clock && (row->needs & NEEDS_STREAMS))
        return "a clock has no streams";
    if (configuration->direction == DIRECTION_OUTPUT && (row->needs & NEEDS_INPUT))
        return "the device has only an output";
    if (configuration->direction == DIRECTION_INPUT && (row->needs & NEEDS_OUTPUT))
        return "the device has only an input";
    return NULL;
}

/* Settings are stored by UID, beside what is stored under these keys. */
static Status check_uid(const DeviceConfiguration *device, const Place *place, Error *error)
{
    static const char *const reserved[] = {"box", "configuration", "configuration.broken"};
    const Place here = {place, "uid", 0};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (strcmp(device->uid, reserved[i]) == 0)
            return place_error(&here, error, "'%s' can't be a UID: it is used otherwise",
                               device->uid);
    }
    return STATUS_OK;
}

static Status fill_name(DeviceConfiguration *device, const Place *place, Error *error)
{
    if (!device->name)
        device->name = strdup(device->uid);
    return device->name ? STATUS_OK : place_no_memory(place, error);
}

static Status fill_rates(DeviceConfiguration *device, const Place *place, Error *error)
{
    static const Float64 all[] = {
        8000,  11025,  16000,  22050,  32000,  44100,  48000,  88200,
        96000, 176400, 192000, 352800, 384000, 705600, 768000,
    };
    if (device->rates)
        return STATUS_OK;
    Float64 *rates = malloc(sizeof all);
    if (!rates)
        return place_no_memory(place, error);
    memcpy(rates, all, sizeof all);
    device->rates = rates;
    device->rate_count = sizeof all / sizeof *all;
    return STATUS_OK;
}

static bool has_rate(const DeviceConfiguration *device, Float64 rate)
{
    for (UInt32 i = 0; i < device->rate_count; i++) {
        if (device->rates[i] == rate)
            return true;
    }
    return false;
}

static Status check_rate(DeviceConfiguration *device, const Place *place, Error *error)
{
    const Float64 usual = 48000;
    const Place here = {place, "rate", 0};
    char text[NUMBER_TEXT_BYTES];
    if (device->default_rate == 0)
        device->default_rate = has_rate(device, usual) ? usual : device->rates[0];
    if (has_rate(device, device->default_rate))
        return STATUS_OK;
    return place_error(&here, error, "%s is not among the device's rates",
                       number_format(device->default_rate, text));
}

static Status check_pan(const DeviceConfiguration *device, const Place *place, Error *error)
{
    const struct {
        const char *key;
        UInt64 controls;
    } sides[] = {{"input", device->input.controls}, {"output", device->output.controls}};
    for (size_t i = 0; i < sizeof sides / sizeof *sides && device->channels == 1; i++) {
        const Place side = {place, sides[i].key, 0};
        const Place here = {&side, "controls", 0};
        if (sides[i].controls & CONTROL_BIT(CONTROL_PAN))
            return place_error(&here, error, "pan needs two channels, and the device has one");
    }
    return STATUS_OK;
}

static unsigned count_controls(const SideConfiguration *side, UInt32 channels)
{
    return (unsigned)__builtin_popcountll(side->controls) +
           channels * (unsigned)__builtin_popcountll(side->channel_controls);
}

static Status check_objects(const DeviceConfiguration *device, const Place *place, Error *error)
{
    const unsigned device_and_streams = 3; /* or fewer */
    const unsigned count = device_and_streams + (unsigned)__builtin_popcountll(device->controls) +
                           count_controls(&device->input, device->channels) +
                           count_controls(&device->output, device->channels);
    if (count <= CONFIGURATION_OBJECTS_MAX)
        return STATUS_OK;
    return place_error(place, error,
                       "the device would have %u streams and controls, which is more than %d: give "
                       "it fewer channels or channelControls",
                       count - 1, CONFIGURATION_OBJECTS_MAX - 1);
}

Status check_applications(void *applications, const Place *place, Error *error)
{
    const ApplicationsConfiguration *list = applications;
    const Place items = {place, "applications", 0};
    for (UInt32 i = 0; i < list->count; i++) {
        for (UInt32 j = 0; j < i; j++) {
            const Place item = {&items, NULL, i};
            const Place here = {&item, "bundleID", 0};
            if (strcmp(list->items[i].bundle_id, list->items[j].bundle_id) == 0)
                return place_error(&here, error, "'%s' has a chain in applications[%u], too",
                                   list->items[i].bundle_id, j);
        }
    }
    return STATUS_OK;
}

static Status check_device_applications(const DeviceConfiguration *device, const Place *place,
                                        Error *error)
{
    ApplicationsConfiguration list = {device->applications, device->application_count};
    return check_applications(&list, place, error);
}

Status finish_device(void *device, const Place *place, Error *error)
{
    DeviceConfiguration *configuration = device;
    Status status = check_uid(configuration, place, error);
    if (status == STATUS_OK)
        status = fill_name(configuration, place, error);
    if (status == STATUS_OK)
        status = fill_rates(configuration, place, error);
    if (status == STATUS_OK)
        status = check_rate(configuration, place, error);
    if (status == STATUS_OK)
        status = check_pan(configuration, place, error);
    if (status == STATUS_OK)
        status = check_device_applications(configuration, place, error);
    return status == STATUS_OK ? check_objects(configuration, place, error) : status;
}

Status check_volume(void *volume, const Place *place, Error *error)
{
    const VolumeConfiguration *configuration = volume;
    const Place here = {place, "minimum", 0};
    char minimum[NUMBER_TEXT_BYTES];
    char maximum[NUMBER_TEXT_BYTES];
    if (configuration->minimum_db < configuration->maximum_db)
        return STATUS_OK;
    return place_error(&here, error, "%s is not below the maximum, %s",
                       number_format((double)configuration->minimum_db, minimum),
                       number_format((double)configuration->maximum_db, maximum));
}

Status check_devices(void *configuration, const Place *place, Error *error)
{
    const Configuration *all = configuration;
    const Place devices = {place, "devices", 0};
    for (UInt32 i = 0; i < all->device_count; i++) {
        for (UInt32 j = 0; j < i; j++) {
            const Place device = {&devices, NULL, i};
            const Place here = {&device, "uid", 0};
            if (strcmp(all->devices[i].uid, all->devices[j].uid) == 0)
                return place_error(&here, error, "'%s' is the UID of devices[%u], too",
                                   all->devices[i].uid, j);
        }
    }
    return STATUS_OK;
}
