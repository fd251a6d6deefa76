/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* hal_device_info and what else hal.h says of devices. */

#include "hal/discovery.h"
#include "hal/hal_private.h"

#include <stdlib.h>
#include <string.h>

/* A property of fixed size; `value` keeps what it is if the object lacks it. */
static bool get(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector,
                AudioObjectPropertyScope scope, UInt32 size, void *value)
{
    const AudioObjectPropertyAddress address = {selector, scope, kAudioObjectPropertyElementMain};
    UInt32 given = size;
    return hal_has_property(hal, object, &address) &&
           hal_get(hal, object, &address, 0, NULL, &given, value) == 0 && given == size;
}

static UInt32 channels_of(Hal *hal, AudioObjectID stream)
{
    AudioStreamBasicDescription format = {0};
    get(hal, stream, kAudioStreamPropertyVirtualFormat, kAudioObjectPropertyScopeGlobal,
        sizeof format, &format);
    return format.mChannelsPerFrame;
}

/* What one direction adds up to. */
static void read_side(Hal *hal, AudioObjectID device, AudioObjectPropertyScope scope,
                      UInt32 *channels, UInt32 *latency, UInt32 *safety_offset)
{
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyStreams, scope,
                                                kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    AudioObjectID *streams = hal_copy(hal, device, &address, &size);
    const size_t count = streams != NULL ? size / sizeof *streams : 0;
    UInt32 stream_latency = 0;
    for (size_t i = 0; i < count; i++)
        *channels += channels_of(hal, streams[i]);
    if (count > 0)
        get(hal, streams[0], kAudioStreamPropertyLatency, kAudioObjectPropertyScopeGlobal,
            sizeof stream_latency, &stream_latency);
    free(streams);
    get(hal, device, kAudioDevicePropertyLatency, scope, sizeof *latency, latency);
    get(hal, device, kAudioDevicePropertySafetyOffset, scope, sizeof *safety_offset, safety_offset);
    *latency += stream_latency;
}

/* What is recorded in a cycle was played two buffers earlier, and devices keep their sound for one
 * zero time stamp period. */
static UInt32 largest_buffer(const HalDeviceInfo *info)
{
    const UInt32 half = info->zero_time_stamp_period / 2;
    if (half > HAL_LARGEST_BUFFER_FRAMES)
        return HAL_LARGEST_BUFFER_FRAMES;
    return half > 0 ? half : 1;
}

Status hal_device_info(Hal *hal, AudioObjectID device, HalDeviceInfo *info, Error *error)
{
    memset(info, 0, sizeof *info);
    if (!get(hal, device, kAudioDevicePropertyNominalSampleRate, kAudioObjectPropertyScopeGlobal,
             sizeof info->sample_rate_hz, &info->sample_rate_hz) ||
        !(info->sample_rate_hz > 0))
        return error_set(error, STATUS_NOT_FOUND,
                         "object %u is no device: it has no nominal sample rate", (unsigned)device);
    if (!get(hal, device, kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyScopeGlobal,
             sizeof info->zero_time_stamp_period, &info->zero_time_stamp_period) ||
        info->zero_time_stamp_period == 0)
        return error_set(error, STATUS_FAILED, "device %u has no zero time stamp period",
                         (unsigned)device);
    read_side(hal, device, kAudioObjectPropertyScopeInput, &info->input_channels,
              &info->input_latency, &info->input_safety_offset);
    read_side(hal, device, kAudioObjectPropertyScopeOutput, &info->output_channels,
              &info->output_latency, &info->output_safety_offset);
    const Device *known = device_find(hal, device);
    const UInt32 wanted =
        known != NULL ? atomic_load(&known->buffer_frames) : HAL_DEFAULT_BUFFER_FRAMES;
    const UInt32 most = largest_buffer(info);
    info->buffer_frames = wanted < most ? wanted : most;
    return STATUS_OK;
}

static Status set_buffer_frames(Device *device, UInt32 frames, Error *error)
{
    pthread_mutex_lock(&device->mutex);
    const bool busy = device_runs(device);
    if (!busy)
        atomic_store(&device->buffer_frames, frames);
    pthread_mutex_unlock(&device->mutex);
    return busy ? error_set(error, STATUS_BUSY,
                            "device %u runs: stop it before its buffer size is changed",
                            (unsigned)device->id)
                : STATUS_OK;
}

Status hal_set_buffer_frames(Hal *hal, AudioObjectID device_id, UInt32 frames, Error *error)
{
    HalDeviceInfo info;
    const Status status = hal_device_info(hal, device_id, &info, error);
    if (status != STATUS_OK)
        return status;
    const UInt32 most = largest_buffer(&info);
    if (frames == 0 || frames > most)
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "device %u: a buffer of %u frames isn't possible with a zero time stamp "
                         "period of %u: use 1 to %u",
                         (unsigned)device_id, (unsigned)frames,
                         (unsigned)info.zero_time_stamp_period, (unsigned)most);
    Device *device = device_get(hal, device_id);
    if (device == NULL)
        return error_set(error, STATUS_NO_MEMORY, "device %u: no memory", (unsigned)device_id);
    return set_buffer_frames(device, frames, error);
}

void hal_io_counters(Hal *hal, AudioObjectID device_id, HalIOCounters *counters)
{
    memset(counters, 0, sizeof *counters);
    const Device *device = device_find(hal, device_id);
    if (device == NULL)
        return;
    counters->cycles = atomic_load(&device->counters.cycles);
    counters->overloads = atomic_load(&device->counters.overloads);
    counters->missed = atomic_load(&device->counters.missed);
    counters->anchors = atomic_load(&device->counters.anchors);
}

static void fill_state(const HalClient *client, HalClientState *state)
{
    *state = (HalClientState){.id = client->io.id,
                              .process_id = client->process_id,
                              .is_running = client->is_started && !atomic_load(&client->io.done)};
    if (client->bundle_id != NULL)
        CFStringGetCString(client->bundle_id, state->bundle_id, sizeof state->bundle_id,
                           kCFStringEncodingUTF8);
}

size_t hal_device_clients(Hal *hal, AudioObjectID device_id, HalClientState *states,
                          size_t capacity)
{
    Device *device = device_find(hal, device_id);
    if (device == NULL)
        return 0;
    size_t count = 0;
    pthread_mutex_lock(&device->mutex);
    for (const HalClient *client = device->clients; client != NULL; client = client->next) {
        if (client->is_gone)
            continue;
        if (count < capacity)
            fill_state(client, &states[count]);
        count++;
    }
    pthread_mutex_unlock(&device->mutex);
    return count;
}
