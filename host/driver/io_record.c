/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/io_record.h"

#include "engine/engine_times.h"

#include <mach/mach_time.h>

#define LONGEST_TICKS 1e15 /* more than any buffer lasts */

/* What tells a cycle from those that other threads may run at the same time. */
static uint64_t owner_of(const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    return (cycle->mCurrentTime.mHostTime << 8 ^ cycle->mIOCycleCounter << 1) | 1;
}

uint64_t io_record_now_ns(const Device *device) OSSICLE_REALTIME
{
    return clock_ticks_to_ns(&device->clock, mach_absolute_time());
}

static int32_t clip(int64_t number) OSSICLE_REALTIME
{
    return (int32_t)(number < INT32_MIN ? INT32_MIN : number > INT32_MAX ? INT32_MAX : number);
}

static bool has_side(const Device *device, Side side) OSSICLE_REALTIME
{
    return atomic_load_explicit(&device->has_side[side], memory_order_relaxed);
}

/* When the cycle should have begun: what is played in it is heard a buffer and the safety offset
 * later, what is recorded was heard as much before. */
static uint64_t due_ns(const Device *device, UInt32 frames,
                       const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    const DeviceConfiguration *configuration = device_configuration(device);
    const bool writes = has_side(device, SIDE_OUTPUT);
    const SideConfiguration *side = writes ? &configuration->output : &configuration->input;
    const AudioTimeStamp *time = writes ? &cycle->mOutputTime : &cycle->mInputTime;
    const double ticks =
        cycle->mDeviceHostTicksPerFrame * ((double)frames + side->safety_offset_frames);
    if (!(ticks >= 0 && ticks < LONGEST_TICKS))
        return clock_ticks_to_ns(&device->clock, cycle->mCurrentTime.mHostTime);
    const uint64_t distance = (uint64_t)ticks;
    return clock_ticks_to_ns(&device->clock,
                             writes ? time->mHostTime - distance : time->mHostTime + distance);
}

static int64_t first_sample(const Device *device,
                            const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    return (int64_t)(has_side(device, SIDE_OUTPUT) ? cycle->mOutputTime.mSampleTime
                                                   : cycle->mInputTime.mSampleTime);
}

void io_record_begin(Device *device, const Engine *engine, UInt32 frames,
                     const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    if (!device->recorder)
        return;
    const uint64_t ticks = mach_absolute_time();
    const uint64_t begin_ns = clock_ticks_to_ns(&device->clock, ticks);
    EngineProgress progress;
    engine_progress(engine, &progress);
    const CycleRecord record = {
        .begin_ns = begin_ns,
        .sample_time = first_sample(device, cycle),
        .frames = frames,
        .late_ns = clip((int64_t)(begin_ns - due_ns(device, frames, cycle))),
        .dry_frames = (uint32_t)progress.late_frames,
        .dropped_blocks = (uint32_t)progress.dropped_blocks,
        .seed = (uint32_t)clock_zero_time_stamp(&device->clock, ticks).seed,
        .clock_rate = (float)atomic_load_explicit(&device->rate_scalar, memory_order_relaxed),
        .sample_rate_hz = (float)atomic_load_explicit(&device->sample_rate, memory_order_relaxed),
        .flags = (has_side(device, SIDE_INPUT) ? (uint32_t)RECORDING_CYCLE_READS : 0) |
                 (has_side(device, SIDE_OUTPUT) ? (uint32_t)RECORDING_CYCLE_WRITES : 0),
    };
    recorder_begin(device->recorder, owner_of(cycle), &record);
}

/* Where reading and processing stand against each other. What was counted since the cycle began is
 * the difference to what its record began with. */
static void add_progress(const Device *device, const Engine *engine,
                         const AudioServerPlugInIOCycleInfo *cycle,
                         CycleRecord *record) OSSICLE_REALTIME
{
    EngineProgress progress;
    engine_progress(engine, &progress);
    record->dry_frames = (uint32_t)progress.late_frames - record->dry_frames;
    record->dropped_blocks = (uint32_t)progress.dropped_blocks - record->dropped_blocks;
    if (!has_side(device, SIDE_INPUT))
        return;
    const int64_t end = (int64_t)cycle->mInputTime.mSampleTime + record->frames;
    const int64_t lag = progress.written_sample_time - end;
    record->ready_frames = clip(progress.processed_sample_time - end);
    record->lag_frames = clip(lag);
    if (lag + record->frames > device_configuration(device)->ring_frames)
        record->flags |= RECORDING_CYCLE_LOST;
}

void io_record_end(Device *device, const Engine *engine,
                   const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    CycleRecord *record =
        device->recorder ? recorder_cycle(device->recorder, owner_of(cycle)) : NULL;
    if (!record)
        return;
    const uint64_t busy_ns = io_record_now_ns(device) - record->begin_ns;
    record->busy_ns = busy_ns < UINT32_MAX ? (uint32_t)busy_ns : UINT32_MAX;
    add_progress(device, engine, cycle, record);
    recorder_end(device->recorder);
}
