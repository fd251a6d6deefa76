/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slots of the driver's interface that a HAL calls on control threads, and the whole table. */

#include "trace/traced.h"

#include "realtime/race.h"
#include "trace/slots.h"
#include "trace/traced_io.h"
#include "trace/traced_properties.h"

#include <assert.h>
#include <stdint.h>

/* NULL: the reference is none. */
static Traced *begin(CallUnderWay *call, void *reference, TraceCall which)
{
    Traced *traced = traced_from_reference(reference);
    if (traced)
        call_begin(call, atomic_load_explicit(&traced->trace, memory_order_acquire), which);
    return traced;
}

static OSStatus end(CallUnderWay *call, OSStatus status)
{
    call_end(call, status);
    return status;
}

static HRESULT query_interface(void *reference, REFIID id, LPVOID *interface)
{
    CallUnderWay call;
    Traced *traced = begin(&call, reference, TRACE_QUERY_INTERFACE);
    if (!traced)
        return kAudioHardwareBadObjectError;
    const HRESULT result = (*traced->slots)->QueryInterface(traced->driver, id, interface);
    /* The same driver: what is called through this reference is to be seen too. */
    if (result == S_OK && interface && *interface == (void *)traced->driver)
        *interface = (void *)&traced->interface;
    return end(&call, result);
}

static ULONG add_reference(void *reference)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_ADD_REF);
    if (!traced)
        return 0;
    const ULONG references = (*traced->slots)->AddRef(traced->driver);
    call_end(&call, (SInt32)references);
    return references;
}

/* The driver may be gone afterwards, and with it what it embeds. */
static ULONG release(void *reference)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_RELEASE);
    if (!traced)
        return 0;
    call_hold(&call);
    const ULONG references = (*traced->slots)->Release(traced->driver);
    call_end(&call, (SInt32)references);
    call_let_go(&call);
    return references;
}

static OSStatus initialize(AudioServerPlugInDriverRef reference, AudioServerPlugInHostRef host)
{
    CallUnderWay call;
    Traced *traced = begin(&call, reference, TRACE_INITIALIZE);
    if (!traced)
        return kAudioHardwareBadObjectError;
    const bool is_embedded = traced->driver == &traced->interface;
    if (host && !is_embedded)
        host = traced_host_init(&traced->host, host);
    return end(&call, (*traced->slots)->Initialize(traced->driver, host));
}

static void take_client(CallUnderWay *call, const AudioServerPlugInClientInfo *client)
{
    if (!client)
        return;
    call->record.client = client->mClientID;
    call->record.process = client->mProcessID;
    slot_take_text(call, client->mBundleID);
}

static OSStatus create_device(AudioServerPlugInDriverRef reference, CFDictionaryRef description,
                              const AudioServerPlugInClientInfo *client, AudioObjectID *device)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_CREATE_DEVICE);
    if (!traced)
        return kAudioHardwareBadObjectError;
    take_client(&call, client);
    const OSStatus status =
        (*traced->slots)->CreateDevice(traced->driver, description, client, device);
    if (status == kAudioHardwareNoError && device)
        call.record.object = *device;
    return end(&call, status);
}

static OSStatus destroy_device(AudioServerPlugInDriverRef reference, AudioObjectID device)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_DESTROY_DEVICE);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    return end(&call, (*traced->slots)->DestroyDevice(traced->driver, device));
}

static OSStatus add_device_client(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                  const AudioServerPlugInClientInfo *client)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_ADD_DEVICE_CLIENT);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    take_client(&call, client);
    return end(&call, (*traced->slots)->AddDeviceClient(traced->driver, device, client));
}

static OSStatus remove_device_client(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                     const AudioServerPlugInClientInfo *client)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_REMOVE_DEVICE_CLIENT);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    take_client(&call, client);
    return end(&call, (*traced->slots)->RemoveDeviceClient(traced->driver, device, client));
}

static OSStatus perform_change(AudioServerPlugInDriverRef reference, AudioObjectID device,
                               UInt64 action, void *info)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_PERFORM_CHANGE);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    call.record.action = action;
    return end(
        &call,
        (*traced->slots)->PerformDeviceConfigurationChange(traced->driver, device, action, info));
}

static OSStatus abort_change(AudioServerPlugInDriverRef reference, AudioObjectID device,
                             UInt64 action, void *info)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_ABORT_CHANGE);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    call.record.action = action;
    return end(
        &call,
        (*traced->slots)->AbortDeviceConfigurationChange(traced->driver, device, action, info));
}

static OSStatus start_io(AudioServerPlugInDriverRef reference, AudioObjectID device, UInt32 client)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_START_IO);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    call.record.client = client;
    return end(&call, (*traced->slots)->StartIO(traced->driver, device, client));
}

static OSStatus stop_io(AudioServerPlugInDriverRef reference, AudioObjectID device, UInt32 client)
{
    CallUnderWay call;
    const Traced *traced = begin(&call, reference, TRACE_STOP_IO);
    if (!traced)
        return kAudioHardwareBadObjectError;
    call.record.object = device;
    call.record.client = client;
    return end(&call, (*traced->slots)->StopIO(traced->driver, device, client));
}

static const AudioServerPlugInDriverInterface slots = {
    .QueryInterface = query_interface,
    .AddRef = add_reference,
    .Release = release,
    .Initialize = initialize,
    .CreateDevice = create_device,
    .DestroyDevice = destroy_device,
    .AddDeviceClient = add_device_client,
    .RemoveDeviceClient = remove_device_client,
    .PerformDeviceConfigurationChange = perform_change,
    .AbortDeviceConfigurationChange = abort_change,
    .HasProperty = traced_has_property,
    .IsPropertySettable = traced_is_property_settable,
    .GetPropertyDataSize = traced_get_property_data_size,
    .GetPropertyData = traced_get_property_data,
    .SetPropertyData = traced_set_property_data,
    .StartIO = start_io,
    .StopIO = stop_io,
    .GetZeroTimeStamp = traced_get_zero_time_stamp,
    .WillDoIOOperation = traced_will_do,
    .BeginIOOperation = traced_begin_operation,
    .DoIOOperation = traced_do_operation,
    .EndIOOperation = traced_end_operation,
};

AudioServerPlugInDriverRef traced_init(Traced *traced, AudioServerPlugInDriverRef driver,
                                       Trace *trace)
{
    *traced = (Traced){.table = slots, .driver = driver};
    traced->slots = (const AudioServerPlugInDriverInterface *const *)driver;
    traced->self = traced;
    traced->interface = &traced->table;
    atomic_init(&traced->trace, trace);
    atomic_init(&traced->host.trace, trace);
    return &traced->interface;
}

void traced_embed(Traced *traced, const AudioServerPlugInDriverInterface *const *plain)
{
    *traced = (Traced){.table = **plain, .slots = plain};
    traced->self = traced;
    traced->interface = &traced->table;
    traced->driver = &traced->interface;
}

/* HALs read the slots as what they are to them: plain pointers, each of which is whole at any time,
 * and each of which does its part whatever the others are. */
static void replace_slots(AudioServerPlugInDriverInterface *table,
                          const AudioServerPlugInDriverInterface *by)
{
    enum { SLOTS = sizeof *table / sizeof(uintptr_t) };
    static_assert(sizeof *table == SLOTS * sizeof(uintptr_t), "it holds pointers alone");
    uintptr_t pointers[SLOTS];
    memcpy(pointers, by, sizeof pointers);
    race_unseen_begin();
    for (size_t i = 0; i < SLOTS; i++)
        __atomic_store_n((uintptr_t *)(void *)table + i, pointers[i], __ATOMIC_RELEASE);
    race_unseen_end();
}

void traced_switch(Traced *traced, Trace *trace)
{
    atomic_store_explicit(&traced->trace, trace, memory_order_release);
    atomic_store_explicit(&traced->host.trace, trace, memory_order_release);
    replace_slots(&traced->table, trace ? &slots : *traced->slots);
}
