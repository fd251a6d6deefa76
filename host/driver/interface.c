/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slots of AudioServerPlugInDriverInterface. Each finds out whom the call is for and passes it
 * on; what the call does stands elsewhere. */

#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/device_io.h"
#include "driver/dispatch.h"
#include "driver/driver_state.h"

#include <mach/mach_time.h>
#include <string.h>

/* The device `id` of the driver behind `reference`, or NULL. */
static Device *find_device(AudioServerPlugInDriverRef reference, AudioObjectID id) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    return driver ? driver_device(driver, id) : NULL;
}

static ULONG add_reference(void *reference)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return 0;
    return atomic_fetch_add(&driver->references, 1) + 1;
}

static ULONG release(void *reference)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return 0;
    const unsigned left = atomic_fetch_sub(&driver->references, 1) - 1;
    if (left == 0)
        driver_free(driver);
    return left;
}

static HRESULT query_interface(void *reference, REFIID id, LPVOID *interface)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    if (!interface)
        return kAudioHardwareIllegalOperationError;
    *interface = NULL;
    const CFUUIDBytes offered[] = {
        CFUUIDGetUUIDBytes(IUnknownUUID),
        CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID),
    };
    for (size_t i = 0; i < sizeof offered / sizeof *offered; i++) {
        if (memcmp(&offered[i], &id, sizeof id) == 0) {
            (void)add_reference(reference);
            *interface = &driver->interface;
            return S_OK;
        }
    }
    return E_NOINTERFACE;
}

static OSStatus initialize(AudioServerPlugInDriverRef reference, AudioServerPlugInHostRef host)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    return driver_initialize(driver, host);
}

static OSStatus create_device(AudioServerPlugInDriverRef reference, CFDictionaryRef description,
                              const AudioServerPlugInClientInfo *client, AudioObjectID *device)
{
    if (!driver_from_reference(reference))
        return kAudioHardwareBadObjectError;
    return kAudioHardwareUnsupportedOperationError; /* only transport managers make devices */
}

static OSStatus destroy_device(AudioServerPlugInDriverRef reference, AudioObjectID id)
{
    if (!find_device(reference, id))
        return kAudioHardwareBadObjectError;
    return kAudioHardwareUnsupportedOperationError;
}

static OSStatus add_device_client(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                  const AudioServerPlugInClientInfo *client)
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return client ? device_add_client(device, client) : kAudioHardwareIllegalOperationError;
}

static OSStatus remove_device_client(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                     const AudioServerPlugInClientInfo *client)
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return client ? device_remove_client(device, client->mClientID)
                  : kAudioHardwareIllegalOperationError;
}

static OSStatus perform_change(AudioServerPlugInDriverRef reference, AudioObjectID id,
                               UInt64 action, void *info)
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_perform_change(device, action);
}

static OSStatus abort_change(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt64 action,
                             void *info)
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_abort_change(device, action);
}

static Boolean has_property(AudioServerPlugInDriverRef reference, AudioObjectID object,
                            pid_t process, const AudioObjectPropertyAddress *address)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return false;
    return dispatch_has(driver, object, address);
}

static OSStatus is_property_settable(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                     pid_t process, const AudioObjectPropertyAddress *address,
                                     Boolean *settable)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    return dispatch_is_settable(driver, object, address, settable);
}

static OSStatus get_property_data_size(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                       pid_t process, const AudioObjectPropertyAddress *address,
                                       UInt32 qualifier_size, const void *qualifier, UInt32 *size)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    return dispatch_size(driver, object, address, qualifier_size, qualifier, size);
}

static OSStatus get_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 capacity,
                                  UInt32 *size, void *data)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    return dispatch_get(driver, object, address, qualifier_size, qualifier, capacity, size, data);
}

static OSStatus set_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 size,
                                  const void *data)
{
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    return dispatch_set(driver, object, address, qualifier_size, qualifier, size, data);
}

static OSStatus start_io(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client)
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_start_io(device, client);
}

static OSStatus stop_io(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client)
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_stop_io(device, client);
}

static OSStatus get_zero_time_stamp(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                    UInt32 client, Float64 *sample_time, UInt64 *host_time,
                                    UInt64 *seed) OSSICLE_REALTIME
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    if (!sample_time || !host_time || !seed)
        return kAudioHardwareIllegalOperationError;
    if (!atomic_load_explicit(&device->running, memory_order_acquire))
        return kAudioHardwareNotRunningError;
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&device->clock, mach_absolute_time());
    *sample_time = stamp.sample_time;
    *host_time = stamp.host_ticks;
    *seed = stamp.seed;
    return kAudioHardwareNoError;
}

/* What the device does in an I/O cycle. All of it works in the one buffer. */
static const struct Operation {
    UInt32 id;
    Side side; /**< whose stream it is for */
    OSStatus (*run)(Device *device, UInt32 client_id, UInt32 frames,
                    const AudioServerPlugInIOCycleInfo *cycle, float *samples) OSSICLE_REALTIME;
} operations[] = {
    {kAudioServerPlugInIOOperationReadInput, SIDE_INPUT, device_read_input},
    {kAudioServerPlugInIOOperationWriteMix, SIDE_OUTPUT, device_write_mix},
};

static const struct Operation *find_operation(UInt32 id) OSSICLE_REALTIME
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        if (operations[i].id == id)
            return &operations[i];
    }
    return NULL;
}

static OSStatus will_do_io_operation(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                     UInt32 client, UInt32 operation, Boolean *will_do,
                                     Boolean *in_place)
{
    if (!find_device(reference, id))
        return kAudioHardwareBadObjectError;
    if (!will_do || !in_place)
        return kAudioHardwareIllegalOperationError;
    *will_do = find_operation(operation) ? true : false;
    *in_place = true;
    return kAudioHardwareNoError;
}

/* Around each operation there is nothing to do. */
static OSStatus
begin_or_end_io_operation(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                          UInt32 operation, UInt32 frames,
                          const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME
{
    return find_device(reference, id) ? kAudioHardwareNoError : kAudioHardwareBadObjectError;
}

static OSStatus do_io_operation(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                AudioObjectID stream, UInt32 client, UInt32 operation,
                                UInt32 frames, const AudioServerPlugInIOCycleInfo *cycle,
                                void *main_buffer, void *secondary_buffer) OSSICLE_REALTIME
{
    Device *device = find_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    const struct Operation *found = find_operation(operation);
    if (!found)
        return kAudioHardwareUnsupportedOperationError;
    if (device->streams[found->side].object.id != stream)
        return kAudioHardwareBadStreamError;
    if (!cycle || !main_buffer)
        return kAudioHardwareIllegalOperationError;
    if (!atomic_load_explicit(&device->running, memory_order_acquire))
        return kAudioHardwareNotRunningError;
    return found->run(device, client, frames, cycle, main_buffer);
}

const AudioServerPlugInDriverInterface driver_interface = {
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
    .HasProperty = has_property,
    .IsPropertySettable = is_property_settable,
    .GetPropertyDataSize = get_property_data_size,
    .GetPropertyData = get_property_data,
    .SetPropertyData = set_property_data,
    .StartIO = start_io,
    .StopIO = stop_io,
    .GetZeroTimeStamp = get_zero_time_stamp,
    .WillDoIOOperation = will_do_io_operation,
    .BeginIOOperation = begin_or_end_io_operation,
    .DoIOOperation = do_io_operation,
    .EndIOOperation = begin_or_end_io_operation,
};
