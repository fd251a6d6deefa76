/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slots of the host's interface, which drivers call on any thread but the I/O thread. */

#include "trace/slots.h"
#include "trace/traced.h"

#include <string.h>

static TracedHost *begin(CallUnderWay *call, AudioServerPlugInHostRef reference, TraceCall which)
{
    TracedHost *traced = NULL;
    memcpy(&traced, &reference, sizeof(void *)); /* the interface is its first member */
    call_begin(call, atomic_load_explicit(&traced->trace, memory_order_acquire), which);
    return traced;
}

static OSStatus end(CallUnderWay *call, OSStatus status)
{
    call_end(call, status);
    return status;
}

static OSStatus properties_changed(AudioServerPlugInHostRef reference, AudioObjectID object,
                                   UInt32 count, const AudioObjectPropertyAddress *addresses)
{
    CallUnderWay call;
    const TracedHost *traced = begin(&call, reference, TRACE_PROPERTIES_CHANGED);
    call.record.object = object;
    call.record.address_count = count;
    if (count > 0)
        slot_take_address(&call, addresses);
    const OSStatus status = traced->host->PropertiesChanged(traced->host, object, count, addresses);
    call_end(&call, status);
    for (UInt32 i = 1; addresses && i < count; i++) {
        call.record.address = addresses[i];
        call_repeat(&call);
    }
    return status;
}

static OSStatus copy_from_storage(AudioServerPlugInHostRef reference, CFStringRef key,
                                  CFPropertyListRef *data)
{
    CallUnderWay call;
    const TracedHost *traced = begin(&call, reference, TRACE_COPY_FROM_STORAGE);
    slot_take_text(&call, key);
    const OSStatus status = traced->host->CopyFromStorage(traced->host, key, data);
    call.record.answer = status == kAudioHardwareNoError && data && *data;
    return end(&call, status);
}

static OSStatus write_to_storage(AudioServerPlugInHostRef reference, CFStringRef key,
                                 CFPropertyListRef data)
{
    CallUnderWay call;
    const TracedHost *traced = begin(&call, reference, TRACE_WRITE_TO_STORAGE);
    slot_take_text(&call, key);
    return end(&call, traced->host->WriteToStorage(traced->host, key, data));
}

static OSStatus delete_from_storage(AudioServerPlugInHostRef reference, CFStringRef key)
{
    CallUnderWay call;
    const TracedHost *traced = begin(&call, reference, TRACE_DELETE_FROM_STORAGE);
    slot_take_text(&call, key);
    return end(&call, traced->host->DeleteFromStorage(traced->host, key));
}

static OSStatus request_change(AudioServerPlugInHostRef reference, AudioObjectID device,
                               UInt64 action, void *info)
{
    CallUnderWay call;
    const TracedHost *traced = begin(&call, reference, TRACE_REQUEST_CHANGE);
    call.record.object = device;
    call.record.action = action;
    return end(&call,
               traced->host->RequestDeviceConfigurationChange(traced->host, device, action, info));
}

AudioServerPlugInHostRef traced_host_init(TracedHost *traced, AudioServerPlugInHostRef host)
{
    traced->host = host;
    traced->interface = (AudioServerPlugInHostInterface){
        .PropertiesChanged = properties_changed,
        .CopyFromStorage = copy_from_storage,
        .WriteToStorage = write_to_storage,
        .DeleteFromStorage = delete_from_storage,
        .RequestDeviceConfigurationChange = request_change,
    };
    return &traced->interface;
}
