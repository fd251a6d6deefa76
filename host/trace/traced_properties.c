/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/traced_properties.h"

#include "trace/slots.h"
#include "trace/traced.h"

/* NULL: the reference is none. */
static const Traced *begin(CallUnderWay *call, AudioServerPlugInDriverRef reference,
                           TraceCall which, AudioObjectID object, pid_t process,
                           const AudioObjectPropertyAddress *address)
{
    const Traced *traced = traced_from_reference(reference);
    if (!traced)
        return NULL;
    call_begin(call, atomic_load_explicit(&traced->trace, memory_order_acquire), which);
    call->record.object = object;
    call->record.process = process;
    slot_take_address(call, address);
    return traced;
}

static OSStatus end(CallUnderWay *call, OSStatus status)
{
    call_end(call, status);
    return status;
}

Boolean traced_has_property(AudioServerPlugInDriverRef reference, AudioObjectID object,
                            pid_t process, const AudioObjectPropertyAddress *address)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_HAS_PROPERTY, object, process, address);
    if (!traced)
        return false;
    const Boolean has = (*traced->slots)->HasProperty(traced->driver, object, process, address);
    call_end(&call, has);
    return has;
}

OSStatus traced_is_property_settable(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                     pid_t process, const AudioObjectPropertyAddress *address,
                                     Boolean *settable)
{
    CallUnderWay call;
    const Traced *traced =
        begin(&call, reference, TRACE_IS_PROPERTY_SETTABLE, object, process, address);
    if (!traced)
        return kAudioHardwareBadObjectError;
    const OSStatus status =
        (*traced->slots)->IsPropertySettable(traced->driver, object, process, address, settable);
    if (status == kAudioHardwareNoError && settable)
        call.record.answer = *settable;
    return end(&call, status);
}

OSStatus traced_get_property_data_size(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                       pid_t process, const AudioObjectPropertyAddress *address,
                                       UInt32 qualifier_size, const void *qualifier, UInt32 *size)
{
    CallUnderWay call;
    const Traced *traced =
        begin(&call, reference, TRACE_GET_PROPERTY_DATA_SIZE, object, process, address);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.qualifier_size = qualifier_size;
    const OSStatus status = (*traced->slots)
                                ->GetPropertyDataSize(traced->driver, object, process, address,
                                                      qualifier_size, qualifier, size);
    if (status == kAudioHardwareNoError && size)
        call.record.size_out = *size;
    return end(&call, status);
}

OSStatus traced_get_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 capacity,
                                  UInt32 *size, void *data)
{
    CallUnderWay call;
    const Traced *traced =
        begin(&call, reference, TRACE_GET_PROPERTY_DATA, object, process, address);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.qualifier_size = qualifier_size;
    call.record.size_in = capacity;
    const OSStatus status = (*traced->slots)
                                ->GetPropertyData(traced->driver, object, process, address,
                                                  qualifier_size, qualifier, capacity, size, data);
    if (status == kAudioHardwareNoError && size && data) {
        call.record.size_out = *size;
        /* A driver may say that it gave more than there was room for. */
        if (call.trace && address && *size <= capacity)
            object_classes_learn(call_classes(&call), object, address->mSelector, *size, data);
    }
    return end(&call, status);
}

OSStatus traced_set_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 size,
                                  const void *data)
{
    CallUnderWay call;
    const Traced *traced =
        begin(&call, reference, TRACE_SET_PROPERTY_DATA, object, process, address);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.qualifier_size = qualifier_size;
    call.record.size_in = size;
    return end(&call, (*traced->slots)
                          ->SetPropertyData(traced->driver, object, process, address,
                                            qualifier_size, qualifier, size, data));
}
