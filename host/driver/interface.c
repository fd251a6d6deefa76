/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slots of AudioServerPlugInDriverInterface. Each finds out whom the call is for and passes it
 * on; what the call does stands elsewhere. */

#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/device_io.h"
#include "driver/dispatch.h"
#include "driver/driver_devices.h"
#include "driver/driver_state.h"
#include "driver/io_slots.h"

#include <string.h>

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
            *interface = &driver->traced.interface;
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
    Driver *driver = driver_from_reference(reference);
    if (!driver)
        return kAudioHardwareBadObjectError;
    if (!driver->is_initialized || !description || !device)
        return kAudioHardwareIllegalOperationError;
    return driver_create_device(driver, description, device);
}

static OSStatus destroy_device(AudioServerPlugInDriverRef reference, AudioObjectID id)
{
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    Error error;
    return driver_remove_device(device->driver, device, &error) == STATUS_OK
               ? kAudioHardwareNoError
               : kAudioHardwareBadDeviceError;
}

static OSStatus add_device_client(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                  const AudioServerPlugInClientInfo *client)
{
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return client ? device_add_client(device, client) : kAudioHardwareIllegalOperationError;
}

static OSStatus remove_device_client(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                     const AudioServerPlugInClientInfo *client)
{
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return client ? device_remove_client(device, client->mClientID)
                  : kAudioHardwareIllegalOperationError;
}

static OSStatus perform_change(AudioServerPlugInDriverRef reference, AudioObjectID id,
                               UInt64 action, void *info)
{
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_perform_change(device, action);
}

static OSStatus abort_change(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt64 action,
                             void *info)
{
    Device *device = driver_device(reference, id);
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
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_start_io(device, client);
}

static OSStatus stop_io(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client)
{
    Device *device = driver_device(reference, id);
    if (!device)
        return kAudioHardwareBadObjectError;
    return device_stop_io(device, client);
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
    .GetZeroTimeStamp = io_get_zero_time_stamp,
    .WillDoIOOperation = io_will_do,
    .BeginIOOperation = io_begin,
    .DoIOOperation = io_do,
    .EndIOOperation = io_end,
};
