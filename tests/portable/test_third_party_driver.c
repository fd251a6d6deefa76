/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A host in small: what a driver that was written for a Mac, and compiled unchanged, meets here. */

#include "portable/portable_tests.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <dlfcn.h>
#include <ossicle-portable/time_source.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(UInt64) requested_action;
static uint64_t now_ticks;

static uint64_t now(void *context)
{
    return now_ticks;
}

static OSStatus copy_from_storage(AudioServerPlugInHostRef host, CFStringRef key,
                                  CFPropertyListRef *data)
{
    const double rate = 48000.0;
    cr_assert(CFEqual(key, CFSTR("volume")));
    *data = CFNumberCreate(NULL, kCFNumberFloat64Type, &rate);
    return kAudioHardwareNoError;
}

static OSStatus request_change(AudioServerPlugInHostRef host, AudioObjectID device, UInt64 action,
                               void *info)
{
    requested_action = action;
    return kAudioHardwareNoError;
}

static const AudioServerPlugInHostInterface host = {
    .CopyFromStorage = copy_from_storage,
    .RequestDeviceConfigurationChange = request_change,
};

static AudioServerPlugInDriverRef load_driver(void)
{
    void *const code = dlopen(getenv("THIRD_PARTY_DRIVER"), RTLD_NOW | RTLD_LOCAL);
    cr_assert(code, "%s", dlerror());
    void *(*create)(CFAllocatorRef, CFUUIDRef) = NULL;
    void *const symbol = dlsym(code, "TonePipe_Create");
    memcpy(&create, &symbol, sizeof create);
    cr_assert_null(create(NULL, IUnknownUUID));
    const AudioServerPlugInDriverRef driver = create(NULL, kAudioServerPlugInTypeUUID);
    void *interface = NULL;
    cr_assert_eq((*driver)->QueryInterface(
                     driver, CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID), &interface),
                 S_OK);
    cr_assert_eq(interface, driver);
    cr_assert_eq((*driver)->QueryInterface(driver, CFUUIDGetUUIDBytes(kAudioServerPlugInTypeUUID),
                                           &interface),
                 E_NOINTERFACE);
    return driver;
}

COUNTED_SUITE(third_party_driver);

Test(third_party_driver, strings_cross_between_driver_and_host)
{
    const AudioServerPlugInDriverRef driver = load_driver();
    AudioObjectPropertyAddress address = {kAudioObjectPropertyName, kAudioObjectPropertyScopeGlobal,
                                          kAudioObjectPropertyElementMain};
    CFStringRef text = NULL;
    UInt32 size = 0;
    cr_assert_eq((*driver)->GetPropertyData(driver, 2, 0, &address, 0, NULL, 7, &size, &text),
                 kAudioHardwareBadPropertySizeError);
    cr_assert_eq((*driver)->GetPropertyData(driver, 2, 0, &address, 0, NULL, 8, &size, &text), 0);
    assert_made(text, "Tone Pipe");
    address.mSelector = kAudioDevicePropertyDeviceUID;
    cr_assert_eq((*driver)->GetPropertyData(driver, 2, 0, &address, 0, NULL, 8, &size, &text), 0);
    assert_made(text, "TonePipe_UID 2ch");
}

Test(third_party_driver, storage_and_configuration_changes_reach_the_host)
{
    const AudioServerPlugInDriverRef driver = load_driver();
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyNominalSampleRate,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    double rate = 0;
    UInt32 size = 0;
    cr_assert_eq((*driver)->Initialize(driver, &host), kAudioHardwareNoError);
    cr_assert_eq((*driver)->GetPropertyData(driver, 2, 0, &address, 0, NULL, 8, &size, &rate), 0);
    cr_assert_eq(rate, 48000.0);
    rate = 96000.0;
    cr_assert_eq((*driver)->SetPropertyData(driver, 2, 0, &address, 0, NULL, 8, &rate), 0);
    portable_dispatch_wait_until_idle();
    cr_assert_eq(requested_action, 96000);
}

Test(third_party_driver, the_host_tells_the_driver_the_time)
{
    const PortableTimeSource source = {.now = now};
    const AudioServerPlugInDriverRef driver = load_driver();
    Float64 sample_time = -1;
    UInt64 host_time = 0;
    UInt64 seed = 0;
    portable_set_time_source(&source);
    now_ticks = 1000000000U;
    cr_assert_eq((*driver)->Initialize(driver, &host), kAudioHardwareNoError);
    now_ticks += 3600U * 1000000000ULL;
    cr_assert_eq((*driver)->GetZeroTimeStamp(driver, 2, 0, &sample_time, &host_time, &seed), 0);
    cr_assert_eq(sample_time, 10546.0 * 16384.0); /* the last period within an hour at 48 kHz */
    portable_set_time_source(NULL);
}
