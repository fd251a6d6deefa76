/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/traced_io.h"

#include "trace/trace_call.h"
#include "trace/traced.h"

#include <stdbool.h>

/* NULL: the reference is none. */
static const Traced *begin(CallUnderWay *call, AudioServerPlugInDriverRef reference,
                           TraceCall which) OSSICLE_REALTIME
{
    const Traced *traced = traced_from_reference(reference);
    if (REALTIME_LIKELY(traced))
        call_begin(call, atomic_load_explicit(&traced->trace, memory_order_acquire), which);
    return traced;
}

static OSStatus end(CallUnderWay *call, OSStatus status) OSSICLE_REALTIME
{
    call_end_io(call, status);
    return status;
}

OSStatus traced_get_zero_time_stamp(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                    UInt32 client, Float64 *sample_time, UInt64 *host_time,
                                    UInt64 *seed) OSSICLE_REALTIME
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_GET_ZERO_TIME_STAMP);
    if (REALTIME_UNLIKELY(!traced))
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    call.record.client = client;
    const OSStatus status =
        (*traced->slots)
            ->GetZeroTimeStamp(traced->driver, device, client, sample_time, host_time, seed);
    if (status == kAudioHardwareNoError && sample_time && host_time && seed) {
        call.record.sample_time = *sample_time;
        call.record.host_time = *host_time;
        call.record.seed = *seed;
    }
    return end(&call, status);
}

OSStatus traced_will_do(AudioServerPlugInDriverRef reference, AudioObjectID device, UInt32 client,
                        UInt32 operation, Boolean *will_do, Boolean *in_place) OSSICLE_REALTIME
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_WILL_DO_IO_OPERATION);
    if (REALTIME_UNLIKELY(!traced))
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    call.record.client = client;
    call.record.operation = operation;
    const OSStatus status =
        (*traced->slots)
            ->WillDoIOOperation(traced->driver, device, client, operation, will_do, in_place);
    if (status == kAudioHardwareNoError && will_do && in_place) {
        call.record.answer = *will_do;
        call.record.in_place = *in_place;
    }
    return end(&call, status);
}

static bool is_input(UInt32 operation) OSSICLE_REALTIME
{
    return operation == kAudioServerPlugInIOOperationReadInput ||
           operation == kAudioServerPlugInIOOperationConvertInput ||
           operation == kAudioServerPlugInIOOperationProcessInput;
}

static const Traced *begin_operation(CallUnderWay *call, AudioServerPlugInDriverRef reference,
                                     TraceCall which, AudioObjectID device, UInt32 client,
                                     UInt32 operation, UInt32 frames,
                                     const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    const Traced *traced = begin(call, reference, which);
    if (REALTIME_UNLIKELY(!traced))
        return NULL;
    call->record.object = device;
    call->record.client = client;
    call->record.operation = operation;
    call->record.frames = frames;
    if (cycle)
        call->record.sample_time =
            (is_input(operation) ? &cycle->mInputTime : &cycle->mOutputTime)->mSampleTime;
    return traced;
}

OSStatus traced_begin_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                UInt32 client, UInt32 operation, UInt32 frames,
                                const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    CallUnderWay call;
    const Traced *traced = begin_operation(&call, reference, TRACE_BEGIN_IO_OPERATION, device,
                                           client, operation, frames, cycle);
    if (REALTIME_UNLIKELY(!traced))
        return kAudioHardwareBadObjectError;
    return end(&call,
               (*traced->slots)
                   ->BeginIOOperation(traced->driver, device, client, operation, frames, cycle));
}

OSStatus traced_do_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                             AudioObjectID stream, UInt32 client, UInt32 operation, UInt32 frames,
                             const AudioServerPlugInIOCycleInfo *cycle, void *main_buffer,
                             void *secondary_buffer) OSSICLE_REALTIME
{
    CallUnderWay call;
    const Traced *traced = begin_operation(&call, reference, TRACE_DO_IO_OPERATION, device, client,
                                           operation, frames, cycle);
    if (REALTIME_UNLIKELY(!traced))
        return kAudioHardwareBadObjectError;
    call.record.stream = stream;
    return end(&call, (*traced->slots)
                          ->DoIOOperation(traced->driver, device, stream, client, operation, frames,
                                          cycle, main_buffer, secondary_buffer));
}

OSStatus traced_end_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                              UInt32 client, UInt32 operation, UInt32 frames,
                              const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    CallUnderWay call;
    const Traced *traced = begin_operation(&call, reference, TRACE_END_IO_OPERATION, device, client,
                                           operation, frames, cycle);
    if (REALTIME_UNLIKELY(!traced))
        return kAudioHardwareBadObjectError;
    return end(
        &call,
        (*traced->slots)->EndIOOperation(traced->driver, device, client, operation, frames, cycle));
}
