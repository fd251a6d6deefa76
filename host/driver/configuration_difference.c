/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_difference.h"

#include <stddef.h>
#include <string.h>

/* A member of a DeviceConfiguration and the property that shows it. */
typedef struct Row {
    size_t offset;
    size_t size; /* 0: a text */
    AudioObjectPropertySelector selector;
    AudioObjectPropertyScope scope;
} Row;

#define TEXT(member)  offsetof(DeviceConfiguration, member), 0
#define VALUE(member) offsetof(DeviceConfiguration, member), sizeof((DeviceConfiguration){0}.member)

enum {
    GLOBAL = kAudioObjectPropertyScopeGlobal,
    INPUT = kAudioObjectPropertyScopeInput,
    OUTPUT = kAudioObjectPropertyScopeOutput,
};

/* What people see, and nothing else depends on. */
static const Row labels[] = {
    {TEXT(name), kAudioObjectPropertyName, GLOBAL},
    {TEXT(model_name), kAudioObjectPropertyModelName, GLOBAL},
    {TEXT(model_uid), kAudioDevicePropertyModelUID, GLOBAL},
    {TEXT(manufacturer), kAudioObjectPropertyManufacturer, GLOBAL},
    {VALUE(is_hidden), kAudioDevicePropertyIsHidden, GLOBAL},
    {VALUE(input.can_be_default), kAudioDevicePropertyDeviceCanBeDefaultDevice, INPUT},
    {VALUE(output.can_be_default), kAudioDevicePropertyDeviceCanBeDefaultDevice, OUTPUT},
    {VALUE(input.can_be_system_default), kAudioDevicePropertyDeviceCanBeDefaultSystemDevice, INPUT},
    {VALUE(output.can_be_system_default), kAudioDevicePropertyDeviceCanBeDefaultSystemDevice,
     OUTPUT},
};

/* What the host's I/O goes by. */
static const Row io[] = {
    {VALUE(input.latency_frames), kAudioDevicePropertyLatency, INPUT},
    {VALUE(output.latency_frames), kAudioDevicePropertyLatency, OUTPUT},
    {VALUE(input.safety_offset_frames), kAudioDevicePropertySafetyOffset, INPUT},
    {VALUE(output.safety_offset_frames), kAudioDevicePropertySafetyOffset, OUTPUT},
    {VALUE(ring_frames), kAudioDevicePropertyZeroTimeStampPeriod, GLOBAL},
};

static const Row channels[] = {
    {VALUE(channels), kAudioDevicePropertyPreferredChannelLayout, INPUT},
    {VALUE(channels), kAudioDevicePropertyPreferredChannelLayout, OUTPUT},
    {VALUE(channels), kAudioDevicePropertyPreferredChannelsForStereo, INPUT},
    {VALUE(channels), kAudioDevicePropertyPreferredChannelsForStereo, OUTPUT},
};

static const Row sides[] = {
    {VALUE(direction), kAudioDevicePropertyStreams, GLOBAL},
    {VALUE(direction), kAudioObjectPropertyOwnedObjects, GLOBAL},
};

static const Row controls[] = {
    {VALUE(controls), kAudioObjectPropertyControlList, GLOBAL},
    {VALUE(input.controls), kAudioObjectPropertyControlList, GLOBAL},
    {VALUE(input.channel_controls), kAudioObjectPropertyControlList, GLOBAL},
    {VALUE(output.controls), kAudioObjectPropertyControlList, GLOBAL},
    {VALUE(output.channel_controls), kAudioObjectPropertyControlList, GLOBAL},
};

static const Row chain[] = {
    {TEXT(chain), kOssicleDevicePropertyChain, GLOBAL},
    {TEXT(chain), kOssicleDevicePropertyParameters, GLOBAL},
    {TEXT(chain_mode), kOssicleDevicePropertyChainMode, GLOBAL},
};

static bool texts_differ(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) != 0 : a != b;
}

static bool row_differs(const Row *row, const DeviceConfiguration *before,
                        const DeviceConfiguration *after)
{
    const char *a = (const char *)before + row->offset;
    const char *b = (const char *)after + row->offset;
    if (row->size > 0)
        return memcmp(a, b, row->size) != 0;
    return texts_differ(*(const char *const *)(const void *)a,
                        *(const char *const *)(const void *)b);
}

static bool rows_differ(const Row *rows, size_t count, const DeviceConfiguration *before,
                        const DeviceConfiguration *after, Announcement *announcement)
{
    bool differ = false;
    for (size_t i = 0; i < count; i++) {
        if (!row_differs(&rows[i], before, after))
            continue;
        announcement_add(announcement, rows[i].selector, rows[i].scope);
        differ = true;
    }
    return differ;
}
#define DIFFER(rows) rows_differ(rows, sizeof(rows) / sizeof *(rows), before, after, announcement)

static bool rates_differ(const DeviceConfiguration *before, const DeviceConfiguration *after,
                         Announcement *announcement)
{
    const bool differ =
        before->rate_count != after->rate_count ||
        memcmp(before->rates, after->rates, before->rate_count * sizeof *before->rates) != 0;
    if (differ)
        announcement_add(announcement, kAudioDevicePropertyAvailableNominalSampleRates, GLOBAL);
    return differ;
}

static bool applications_differ(const DeviceConfiguration *before, const DeviceConfiguration *after,
                                Announcement *announcement)
{
    bool differ = before->application_count != after->application_count;
    for (UInt32 i = 0; i < after->application_count && !differ; i++)
        differ =
            texts_differ(before->applications[i].bundle_id, after->applications[i].bundle_id) ||
            texts_differ(before->applications[i].chain, after->applications[i].chain);
    if (differ)
        announcement_add(announcement, kOssicleDevicePropertyApplications, GLOBAL);
    return differ;
}

static bool volumes_differ(const VolumeConfiguration *a, const VolumeConfiguration *b)
{
    return a->is_unity != b->is_unity || a->curve != b->curve || a->minimum_db != b->minimum_db ||
           a->maximum_db != b->maximum_db;
}

ConfigurationDifference configuration_difference(const DeviceConfiguration *before,
                                                 const DeviceConfiguration *after,
                                                 Announcement *announcement)
{
    ConfigurationDifference result = {
        .name = texts_differ(before->name, after->name),
        .rates = rates_differ(before, after, announcement),
        .chain = DIFFER(chain),
        .applications = applications_differ(before, after, announcement),
    };
    (void)DIFFER(labels);
    const bool other_channels = DIFFER(channels);
    const bool other_sides = DIFFER(sides);
    const bool other_controls = DIFFER(controls);
    result.controls = other_channels || other_sides || other_controls ||
                      volumes_differ(&before->volume, &after->volume);
    if (result.controls) {
        announcement_add(announcement, kAudioObjectPropertyControlList, GLOBAL);
        announcement_add(announcement, kAudioObjectPropertyOwnedObjects, GLOBAL);
    }
    result.formats = other_channels || result.rates || before->formats != after->formats;
    result.engine = other_channels || before->ring_frames != after->ring_frames;
    result.io = DIFFER(io) || result.controls || result.formats || result.engine || result.chain ||
                result.applications || before->default_rate != after->default_rate;
    return result;
}
