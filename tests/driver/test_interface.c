/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slots of the interface but those for properties (test_dispatch.c) and what I/O sounds like
 * (test_device_io.c). */

#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <mach/mach_time.h>
#include <math.h>
#include <string.h>

static const AudioObjectID device = FAKE_DEVICE;
static const AudioObjectID no_device = FAKE_DEVICE + 1; /* it is a stream */

static AudioServerPlugInDriverRef new_driver(void)
{
    static const DriverConfiguration configuration = {.device_count = 0};
    AudioServerPlugInDriverRef driver = driver_new(&configuration);
    cr_assert_not_null(driver);
    return driver;
}

Test(interface, fills_every_slot)
{
    AudioServerPlugInDriverRef driver = new_driver();
    void *slots[sizeof(AudioServerPlugInDriverInterface) / sizeof(void *)];
    memcpy(slots, *driver, sizeof slots);
    cr_assert_null(slots[0], "the first is reserved");
    for (size_t i = 1; i < sizeof slots / sizeof *slots; i++)
        cr_assert_not_null(slots[i], "slot %zu", i);
    (*driver)->Release(driver);
}

Test(interface, answers_to_its_two_interfaces)
{
    AudioServerPlugInDriverRef driver = new_driver();
    const CFUUIDBytes known[] = {
        CFUUIDGetUUIDBytes(IUnknownUUID),
        CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID),
    };
    for (ULONG i = 0; i < 2; i++) {
        void *interface = NULL;
        cr_assert_eq((*driver)->QueryInterface(driver, known[i], &interface), S_OK);
        cr_assert_eq(interface, (void *)driver);
    }
    cr_assert_eq((*driver)->Release(driver), 2, "each answer is a reference");
    cr_assert_eq((*driver)->Release(driver), 1);
    cr_assert_eq((*driver)->Release(driver), 0);
}

Test(interface, has_no_other_interface)
{
    AudioServerPlugInDriverRef driver = new_driver();
    void *interface = driver;
    const CFUUIDBytes other = CFUUIDGetUUIDBytes(kAudioServerPlugInTypeUUID);
    cr_assert_eq((*driver)->QueryInterface(driver, other, &interface), E_NOINTERFACE);
    cr_assert_null(interface);
    cr_assert_eq((*driver)->QueryInterface(driver, other, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*driver)->Release(driver), 0, "no reference was given");
}

Test(interface, counts_references)
{
    AudioServerPlugInDriverRef driver = new_driver();
    cr_assert_eq((*driver)->AddRef(driver), 2);
    cr_assert_eq((*driver)->AddRef(driver), 3);
    cr_assert_eq((*driver)->Release(driver), 2);
    cr_assert_eq((*driver)->Release(driver), 1);
    cr_assert_eq((*driver)->Release(driver), 0);
}

Test(interface, initializes_once)
{
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverInterface *interface = *host->driver;
    cr_assert_eq(interface->Initialize(host->driver, NULL), kAudioHardwareIllegalOperationError);
    cr_assert_eq(interface->Initialize(host->driver, &host->interface),
                 kAudioHardwareIllegalOperationError);
    fake_host_free(host);
}

Test(interface, has_only_the_plug_in_before_initialize)
{
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = new_driver();
    const AudioObjectPropertyAddress address = fake_address(kAudioObjectPropertyClass);
    cr_assert((*driver)->HasProperty(driver, kAudioObjectPlugInObject, 0, &address));
    cr_assert_not((*driver)->HasProperty(driver, device, 0, &address));
    (*driver)->Release(driver);
    fake_host_free(host);
}

/* Call each slot that takes a driver with `driver` and expect a refusal. */
static void check_refusals(AudioServerPlugInDriverInterface *interface,
                           AudioServerPlugInDriverRef driver, AudioServerPlugInHostRef host)
{
    const OSStatus refused = kAudioHardwareBadObjectError;
    const AudioObjectPropertyAddress address = fake_address(kAudioObjectPropertyClass);
    const AudioServerPlugInClientInfo client = {.mClientID = 1};
    const AudioServerPlugInIOCycleInfo cycle = {0};
    UInt32 size = 4;
    UInt64 ticks = 0;
    Float64 sample = 0;
    Boolean flag = 0;
    float buffer[2] = {0};
    void *result = NULL;
    const CFUUIDBytes unknown = CFUUIDGetUUIDBytes(IUnknownUUID);
    cr_assert_eq(interface->QueryInterface(driver, unknown, &result), refused);
    cr_assert_eq(interface->AddRef(driver), 0);
    cr_assert_eq(interface->Release(driver), 0);
    cr_assert_eq(interface->Initialize(driver, host), refused);
    cr_assert_eq(interface->CreateDevice(driver, NULL, &client, &size), refused);
    cr_assert_eq(interface->DestroyDevice(driver, device), refused);
    cr_assert_eq(interface->AddDeviceClient(driver, device, &client), refused);
    cr_assert_eq(interface->RemoveDeviceClient(driver, device, &client), refused);
    cr_assert_eq(interface->PerformDeviceConfigurationChange(driver, device, 1, NULL), refused);
    cr_assert_eq(interface->AbortDeviceConfigurationChange(driver, device, 1, NULL), refused);
    cr_assert_not(interface->HasProperty(driver, 1, 0, &address));
    cr_assert_eq(interface->IsPropertySettable(driver, 1, 0, &address, &flag), refused);
    cr_assert_eq(interface->GetPropertyDataSize(driver, 1, 0, &address, 0, NULL, &size), refused);
    cr_assert_eq(interface->GetPropertyData(driver, 1, 0, &address, 0, NULL, 4, &size, &size),
                 refused);
    cr_assert_eq(interface->SetPropertyData(driver, 1, 0, &address, 0, NULL, 4, &size), refused);
    cr_assert_eq(interface->StartIO(driver, device, 0), refused);
    cr_assert_eq(interface->StopIO(driver, device, 0), refused);
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, &sample, &ticks, &ticks), refused);
    cr_assert_eq(interface->WillDoIOOperation(driver, device, 0, 'read', &flag, &flag), refused);
    cr_assert_eq(interface->BeginIOOperation(driver, device, 0, 'read', 1, &cycle), refused);
    cr_assert_eq(
        interface->DoIOOperation(driver, device, no_device, 0, 'read', 1, &cycle, buffer, NULL),
        refused);
    cr_assert_eq(interface->EndIOOperation(driver, device, 0, 'read', 1, &cycle), refused);
}

Test(interface, refuses_drivers_that_are_not_ours)
{
    FakeHost *host = fake_host_new(2);
    static AudioServerPlugInDriverInterface copy; /* nowhere near the pointer to it */
    copy = **host->driver;
    AudioServerPlugInDriverInterface *stranger = &copy;
    check_refusals(*host->driver, NULL, &host->interface);
    check_refusals(*host->driver, &stranger, &host->interface);
    fake_host_free(host);
}

Test(interface, refuses_devices_that_are_none)
{
    static const AudioObjectID ids[] = {
        0, 1, 2, 99, FAKE_DEVICE + 1, 2 * FAKE_DEVICE, 257 * FAKE_DEVICE, UINT32_MAX};
    const OSStatus refused = kAudioHardwareBadObjectError;
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = host->driver;
    const AudioServerPlugInClientInfo client = {.mClientID = 1};
    const AudioServerPlugInIOCycleInfo cycle = {0};
    Float64 sample = 0;
    UInt64 ticks = 0;
    Boolean flag = 0;
    float buffer[2] = {0};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const AudioObjectID id = ids[i];
        cr_assert_eq((*driver)->DestroyDevice(driver, id), refused);
        cr_assert_eq((*driver)->AddDeviceClient(driver, id, &client), refused);
        cr_assert_eq((*driver)->RemoveDeviceClient(driver, id, &client), refused);
        cr_assert_eq((*driver)->PerformDeviceConfigurationChange(driver, id, 1, NULL), refused);
        cr_assert_eq((*driver)->AbortDeviceConfigurationChange(driver, id, 1, NULL), refused);
        cr_assert_eq((*driver)->StartIO(driver, id, 0), refused);
        cr_assert_eq((*driver)->StopIO(driver, id, 0), refused);
        cr_assert_eq((*driver)->GetZeroTimeStamp(driver, id, 0, &sample, &ticks, &ticks), refused);
        cr_assert_eq((*driver)->WillDoIOOperation(driver, id, 0, 'read', &flag, &flag), refused);
        cr_assert_eq((*driver)->BeginIOOperation(driver, id, 0, 'read', 1, &cycle), refused);
        cr_assert_eq((*driver)->EndIOOperation(driver, id, 0, 'read', 1, &cycle), refused);
        cr_assert_eq(
            (*driver)->DoIOOperation(driver, id, no_device, 0, 'read', 1, &cycle, buffer, NULL),
            refused);
    }
    fake_host_free(host);
}

Test(interface, says_which_operations_it_does)
{
    static const struct {
        UInt32 operation;
        Boolean will_do;
    } operations[] = {
        {kAudioServerPlugInIOOperationThread, false},
        {kAudioServerPlugInIOOperationCycle, true},
        {kAudioServerPlugInIOOperationReadInput, true},
        {kAudioServerPlugInIOOperationConvertInput, false},
        {kAudioServerPlugInIOOperationProcessInput, false},
        {kAudioServerPlugInIOOperationProcessOutput, false},
        {kAudioServerPlugInIOOperationMixOutput, false},
        {kAudioServerPlugInIOOperationProcessMix, false},
        {kAudioServerPlugInIOOperationConvertMix, false},
        {kAudioServerPlugInIOOperationWriteMix, true},
        {0, false},
    };
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = host->driver;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        Boolean will_do = 77;
        Boolean in_place = 77;
        cr_assert_eq((*driver)->WillDoIOOperation(driver, device, 0, operations[i].operation,
                                                  &will_do, &in_place),
                     kAudioHardwareNoError);
        cr_assert_eq(will_do, operations[i].will_do, "row %zu", i);
        cr_assert_eq(in_place, 1);
    }
    Boolean flag = 77;
    cr_assert_eq((*driver)->WillDoIOOperation(driver, device, 0, 'read', NULL, &flag),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*driver)->WillDoIOOperation(driver, device, 0, 'read', &flag, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(flag, 77);
    fake_host_free(host);
}

Test(interface, refuses_io_that_makes_no_sense)
{
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = host->driver;
    AudioServerPlugInDriverInterface *interface = *driver;
    const AudioServerPlugInIOCycleInfo cycle = {0};
    const AudioObjectID input =
        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput);
    const AudioObjectID output =
        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput);
    float buffer[2] = {7, 7};
    cr_assert_eq(
        interface->DoIOOperation(driver, device, input, 0, 'read', 1, &cycle, buffer, NULL),
        kAudioHardwareNotRunningError);
    fake_host_start(host, 0);
    cr_assert_eq(
        interface->DoIOOperation(driver, device, output, 0, 'read', 1, &cycle, buffer, NULL),
        kAudioHardwareBadStreamError);
    cr_assert_eq(
        interface->DoIOOperation(driver, device, input, 0, 'rite', 1, &cycle, buffer, NULL),
        kAudioHardwareBadStreamError);
    cr_assert_eq(
        interface->DoIOOperation(driver, device, input, 0, 'pinp', 1, &cycle, buffer, NULL),
        kAudioHardwareUnsupportedOperationError);
    cr_assert_eq(interface->DoIOOperation(driver, device, input, 0, 'read', 1, NULL, buffer, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(interface->DoIOOperation(driver, device, input, 0, 'read', 1, &cycle, NULL, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert(buffer[0] == 7 && buffer[1] == 7, "nothing was written");
    cr_assert_eq(interface->BeginIOOperation(driver, device, 0, 'read', 1, &cycle),
                 kAudioHardwareNoError);
    cr_assert_eq(interface->EndIOOperation(driver, device, 0, 'read', 1, &cycle),
                 kAudioHardwareNoError);
    fake_host_stop(host, 0);
    fake_host_free(host);
}

/* Sample time 0 of the line that the stamp lies on was between `from` and `to`, however long ago
 * that is by now. */
static void assert_began(Float64 sample, UInt64 ticks, UInt64 from, UInt64 to)
{
    static const double period = 16384;
    static const double ticks_per_frame = 1e9 / 48000;
    cr_assert_eq(fmod(sample, period), 0, "%g", sample);
    const double elapsed = sample * ticks_per_frame;
    const double began = (double)(ticks - from) - elapsed;
    cr_assert(began >= -1 && began <= (double)(to - from) + 1, "%g", began);
}

Test(interface, gives_time_stamps_while_it_runs)
{
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = host->driver;
    AudioServerPlugInDriverInterface *interface = *driver;
    Float64 sample = 77;
    UInt64 ticks = 77;
    UInt64 seed = 77;
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, &sample, &ticks, &seed),
                 kAudioHardwareNotRunningError);
    cr_assert(sample == 77 && ticks == 77 && seed == 77);
    const UInt64 before = mach_absolute_time();
    fake_host_start(host, 0);
    const UInt64 after = mach_absolute_time();
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, NULL, &ticks, &seed),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, &sample, NULL, &seed),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, &sample, &ticks, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, &sample, &ticks, &seed),
                 kAudioHardwareNoError);
    assert_began(sample, ticks, before, after);
    const UInt64 first_seed = seed;
    fake_host_stop(host, 0);
    fake_host_start(host, 0);
    cr_assert_eq(interface->GetZeroTimeStamp(driver, device, 0, &sample, &ticks, &seed),
                 kAudioHardwareNoError);
    cr_assert_neq(seed, first_seed, "a new time line");
    fake_host_stop(host, 0);
    fake_host_free(host);
}

Test(interface, refuses_null_clients)
{
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = host->driver;
    cr_assert_eq((*driver)->AddDeviceClient(driver, device, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*driver)->RemoveDeviceClient(driver, device, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*driver)->AddDeviceClient(driver, no_device, NULL), kAudioHardwareBadObjectError);
    fake_host_free(host);
}
