/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/io_slots.h"

#include "driver/device.h"
#include "driver/io_convert.h"
#include "driver/io_record.h"
#include "realtime/realtime.h"

#include <mach/mach_time.h>

static bool is_running(const Device *device) OSSICLE_REALTIME
{
    return atomic_load_explicit(&device->running, memory_order_acquire);
}

OSStatus io_get_zero_time_stamp(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                UInt32 client, Float64 *sample_time, UInt64 *host_time,
                                UInt64 *seed) OSSICLE_REALTIME
{
    const Device *device = driver_device(reference, id);
    if (REALTIME_UNLIKELY(!device))
        return kAudioHardwareBadObjectError;
    if (REALTIME_UNLIKELY(!sample_time || !host_time || !seed))
        return kAudioHardwareIllegalOperationError;
    if (REALTIME_UNLIKELY(!is_running(device)))
        return kAudioHardwareNotRunningError;
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&device->clock, mach_absolute_time());
    *sample_time = stamp.sample_time;
    *host_time = stamp.host_ticks;
    *seed = stamp.seed;
    return kAudioHardwareNoError;
}

OSStatus io_will_do(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                    UInt32 operation, Boolean *will_do, Boolean *in_place) OSSICLE_REALTIME
{
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    if (!will_do || !in_place)
        return kAudioHardwareIllegalOperationError;
    *will_do =
        (operation == kAudioServerPlugInIOOperationReadInput && device->has_side[SIDE_INPUT]) ||
        (operation == kAudioServerPlugInIOOperationWriteMix && device->has_side[SIDE_OUTPUT]) ||
        (operation == kAudioServerPlugInIOOperationCycle && device->recorder) ||
        (operation == kAudioServerPlugInIOOperationProcessOutput &&
         client_table_insert(&device->clients, client));
    *in_place = true;
    return kAudioHardwareNoError;
}

OSStatus io_begin(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                  UInt32 operation, UInt32 frames,
                  const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    const DeviceSlot *slot = driver ? driver_slot(driver, id) : NULL;
    Device *device = slot ? slot_device(slot, id) : NULL;
    if (REALTIME_UNLIKELY(!device))
        return kAudioHardwareBadObjectError;
    if (operation == kAudioServerPlugInIOOperationCycle && cycle && is_running(device))
        io_record_begin(device, slot_engine(slot), frames, cycle);
    return kAudioHardwareNoError;
}

OSStatus io_end(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                UInt32 operation, UInt32 frames,
                const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    const DeviceSlot *slot = driver ? driver_slot(driver, id) : NULL;
    Device *device = slot ? slot_device(slot, id) : NULL;
    if (REALTIME_UNLIKELY(!device))
        return kAudioHardwareBadObjectError;
    if (operation == kAudioServerPlugInIOOperationCycle && cycle && is_running(device))
        io_record_end(device, slot_engine(slot), cycle);
    return kAudioHardwareNoError;
}

/* What isn't the common case is done elsewhere, so that this saves few registers. @{ */

static OSStatus read_input(Device *device, Engine *engine, UInt32 client, UInt32 frames,
                           const AudioServerPlugInIOCycleInfo *cycle,
                           void *samples) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(io_converts_input(device)))
        return io_read_integers(device, engine, client, frames, cycle, samples);
    Reader *reader = client_table_reader(&device->clients, client);
    engine_read(engine, &reader->engine, (int64_t)cycle->mInputTime.mSampleTime, frames, samples);
    return kAudioHardwareNoError;
}

static OSStatus write_mix(Device *device, Engine *engine, UInt32 frames,
                          const AudioServerPlugInIOCycleInfo *cycle, void *samples) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(io_changes_mix(device)))
        return io_write_changed(device, engine, frames, cycle, samples);
    const AudioTimeStamp *time = &cycle->mOutputTime;
    engine_write(engine, (int64_t)time->mSampleTime,
                 clock_ticks_to_ns(&device->clock, time->mHostTime), frames, samples);
    return kAudioHardwareNoError;
}

/* A client whose application has no chain isn't asked about. */
static OSStatus process_output(Device *device, UInt32 client, UInt32 frames,
                               const AudioServerPlugInIOCycleInfo *cycle,
                               float *samples) OSSICLE_REALTIME
{
    const AudioTimeStamp *time = &cycle->mOutputTime;
    Insert *insert = client_table_insert(&device->clients, client);
    if (!insert)
        return kAudioHardwareUnsupportedOperationError;
    insert_process(insert, (int64_t)time->mSampleTime,
                   clock_ticks_to_ns(&device->clock, time->mHostTime), frames, samples);
    return kAudioHardwareNoError;
}

/* @} */

/* What is wrong with an operation that the device does. */
static OSStatus check(const Device *device, Side side, AudioObjectID stream,
                      const AudioServerPlugInIOCycleInfo *cycle,
                      const void *buffer) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(device->streams[side].object.id != stream ||
                          !atomic_load_explicit(&device->has_side[side], memory_order_relaxed)))
        return kAudioHardwareBadStreamError;
    if (REALTIME_UNLIKELY(!cycle || !buffer))
        return kAudioHardwareIllegalOperationError;
    if (REALTIME_UNLIKELY(!is_running(device)))
        return kAudioHardwareNotRunningError;
    return kAudioHardwareNoError;
}

OSStatus io_do(AudioServerPlugInDriverRef reference, AudioObjectID id, AudioObjectID stream,
               UInt32 client, UInt32 operation, UInt32 frames,
               const AudioServerPlugInIOCycleInfo *cycle, void *main_buffer,
               void *secondary_buffer) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    if (REALTIME_UNLIKELY(!driver))
        return kAudioHardwareBadObjectError;
    const DeviceSlot *slot = driver_slot(driver, id);
    Device *device = slot_device(slot, id);
    if (REALTIME_UNLIKELY(!device))
        return kAudioHardwareBadObjectError;
    if (operation == kAudioServerPlugInIOOperationReadInput) {
        const OSStatus status = check(device, SIDE_INPUT, stream, cycle, main_buffer);
        return status ? status
                      : read_input(device, slot_engine(slot), client, frames, cycle, main_buffer);
    }
    if (operation == kAudioServerPlugInIOOperationWriteMix) {
        const OSStatus status = check(device, SIDE_OUTPUT, stream, cycle, main_buffer);
        return status ? status : write_mix(device, slot_engine(slot), frames, cycle, main_buffer);
    }
    if (operation == kAudioServerPlugInIOOperationProcessOutput) {
        const OSStatus status = check(device, SIDE_OUTPUT, stream, cycle, main_buffer);
        return status ? status : process_output(device, client, frames, cycle, main_buffer);
    }
    return kAudioHardwareUnsupportedOperationError;
}
