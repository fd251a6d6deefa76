/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/fake_host.h"

#include "driver/control_kinds.h"
#include "driver/custom_properties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A test that can't go on. */
static void require(bool condition, const char *what)
{
    if (condition)
        return;
    (void)fprintf(stderr, "fake host: %s failed\n", what);
    abort();
}

static FakeHost *host_of(AudioServerPlugInHostRef reference)
{
    FakeHost *host = NULL;
    memcpy(&host, &reference, sizeof(void *)); /* the interface is the host's first member */
    return host;
}

static OSStatus properties_changed(AudioServerPlugInHostRef reference, AudioObjectID object,
                                   UInt32 count, const AudioObjectPropertyAddress *addresses)
{
    FakeHost *host = host_of(reference);
    (void)pthread_mutex_lock(&host->news_lock);
    host->news_calls++;
    for (UInt32 i = 0; i < count && host->news_count < FAKE_NEWS_CAPACITY; i++)
        host->news[host->news_count++] = (FakeNews){object, addresses[i], host->news_calls};
    (void)pthread_mutex_unlock(&host->news_lock);
    return kAudioHardwareNoError;
}

static OSStatus copy_from_storage(AudioServerPlugInHostRef reference, CFStringRef key,
                                  CFPropertyListRef *data)
{
    const FakeHost *host = host_of(reference);
    CFTypeRef value = host->storage_fails ? NULL : CFDictionaryGetValue(host->storage, key);
    *data = value ? CFRetain(value) : NULL;
    return value ? kAudioHardwareNoError : kAudioHardwareUnspecifiedError;
}

static OSStatus write_to_storage(AudioServerPlugInHostRef reference, CFStringRef key,
                                 CFPropertyListRef data)
{
    const FakeHost *host = host_of(reference);
    if (host->storage_fails)
        return kAudioHardwareUnspecifiedError;
    CFDictionarySetValue(host->storage, key, data);
    return kAudioHardwareNoError;
}

static OSStatus delete_from_storage(AudioServerPlugInHostRef reference, CFStringRef key)
{
    CFDictionaryRemoveValue(host_of(reference)->storage, key);
    return kAudioHardwareNoError;
}

static OSStatus request_change(AudioServerPlugInHostRef reference, AudioObjectID device,
                               UInt64 action, void *info)
{
    FakeHost *host = host_of(reference);
    host->requests++;
    if (host->changes == FAKE_REFUSE)
        return kAudioHardwareNotReadyError;
    require(host->kept_count < FAKE_KEPT_CAPACITY, "keeping a request");
    host->kept[host->kept_count++] = (FakeRequest){device, action};
    if (host->changes == FAKE_PERFORM)
        host->performed = fake_host_perform(host);
    return kAudioHardwareNoError;
}

static FakeRequest take_kept(FakeHost *host)
{
    require(host->kept_count > 0, "taking a request");
    const FakeRequest request = host->kept[0];
    host->kept_count--;
    memmove(host->kept, host->kept + 1, host->kept_count * sizeof *host->kept);
    return request;
}

OSStatus fake_host_perform(FakeHost *host)
{
    const FakeRequest request = take_kept(host);
    return (*host->driver)
        ->PerformDeviceConfigurationChange(host->driver, request.device, request.action, NULL);
}

OSStatus fake_host_abort(FakeHost *host)
{
    const FakeRequest request = take_kept(host);
    return (*host->driver)
        ->AbortDeviceConfigurationChange(host->driver, request.device, request.action, NULL);
}

DeviceConfiguration fake_device(UInt32 channels)
{
    static const Float64 rates[] = {8000, 44100, 48000, 96000};
    static const SideConfiguration side = {
        .can_be_default = true,
        .can_be_system_default = true,
        .controls = CONTROL_BIT(CONTROL_VOLUME) | CONTROL_BIT(CONTROL_MUTE),
    };
    return (DeviceConfiguration){
        .name = "Test device",
        .uid = "org.ossicle.test.device",
        .channels = channels,
        .ring_frames = 16384,
        .input = side,
        .output = side,
        .volume = {.minimum_db = -96, .maximum_db = 0},
        .rates = rates,
        .rate_count = sizeof rates / sizeof *rates,
        .default_rate = 48000,
    };
}

FakeHost *fake_host_new(UInt32 channels)
{
    const DeviceConfiguration device = fake_device(channels);
    const DriverConfiguration configuration = {
        .devices = &device,
        .device_count = 1,
        .modules_folder = BUNDLE_MODULES,
    };
    return fake_host_new_with(&configuration, NULL);
}

FakeHost *fake_host_new_with(const DriverConfiguration *configuration, CFDictionaryRef storage)
{
    /* No module but those that the test names. */
    require(unsetenv("OSSICLE_MODULE_PATH") == 0 && setenv("HOME", "/nonexistent", 1) == 0 &&
                unsetenv("XDG_DATA_HOME") == 0,
            "setting the environment");
    FakeHost *host = calloc(1, sizeof *host);
    require(host != NULL, "calloc");
    host->interface = (AudioServerPlugInHostInterface){
        .PropertiesChanged = properties_changed,
        .CopyFromStorage = copy_from_storage,
        .WriteToStorage = write_to_storage,
        .DeleteFromStorage = delete_from_storage,
        .RequestDeviceConfigurationChange = request_change,
    };
    host->storage = storage ? CFDictionaryCreateMutableCopy(NULL, 0, storage)
                            : CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                                        &kCFTypeDictionaryValueCallBacks);
    (void)pthread_mutex_init(&host->news_lock, NULL);
    host->driver = driver_new(configuration);
    require(host->driver != NULL, "driver_new");
    require((*host->driver)->Initialize(host->driver, &host->interface) == kAudioHardwareNoError,
            "Initialize");
    return host;
}

void fake_host_free(FakeHost *host)
{
    require((*host->driver)->Release(host->driver) == 0, "the last Release");
    CFRelease(host->storage);
    (void)pthread_mutex_destroy(&host->news_lock);
    free(host);
}

AudioObjectPropertyAddress fake_address(AudioObjectPropertySelector selector)
{
    return (AudioObjectPropertyAddress){selector, kAudioObjectPropertyScopeGlobal,
                                        kAudioObjectPropertyElementMain};
}

OSStatus fake_get(const FakeHost *host, AudioObjectID object, AudioObjectPropertySelector selector,
                  UInt32 size, void *data)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    UInt32 got = 0;
    const OSStatus status =
        (*host->driver)
            ->GetPropertyData(host->driver, object, 0, &address, 0, NULL, size, &got, data);
    return status == kAudioHardwareNoError && got != size ? kAudioHardwareBadPropertySizeError
                                                          : status;
}

OSStatus fake_set(const FakeHost *host, AudioObjectID object, AudioObjectPropertySelector selector,
                  UInt32 size, const void *data)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    return (*host->driver)->SetPropertyData(host->driver, object, 0, &address, 0, NULL, size, data);
}

UInt32 fake_get_uint32(const FakeHost *host, AudioObjectID object,
                       AudioObjectPropertySelector selector)
{
    UInt32 value = 0;
    require(fake_get(host, object, selector, sizeof value, &value) == kAudioHardwareNoError,
            "getting a UInt32");
    return value;
}

Float64 fake_get_float64(const FakeHost *host, AudioObjectID object,
                         AudioObjectPropertySelector selector)
{
    Float64 value = 0;
    require(fake_get(host, object, selector, sizeof value, &value) == kAudioHardwareNoError,
            "getting a Float64");
    return value;
}

CFTypeRef fake_copy(const FakeHost *host, AudioObjectID object,
                    AudioObjectPropertySelector selector)
{
    CFTypeRef value = NULL;
    require(fake_get(host, object, selector, sizeof value, &value) == kAudioHardwareNoError,
            "getting a CF object");
    return value;
}

static char *copy_text(CFStringRef string)
{
    enum { CAPACITY = 4096 };
    char *text = malloc(CAPACITY);
    require(text && CFStringGetCString(string, text, CAPACITY, kCFStringEncodingUTF8),
            "copying a text");
    return text;
}

char *fake_copy_text(const FakeHost *host, AudioObjectID object,
                     AudioObjectPropertySelector selector)
{
    CFStringRef string = fake_copy(host, object, selector);
    char *text = copy_text(string);
    CFRelease(string);
    return text;
}

OSStatus fake_set_text(const FakeHost *host, AudioObjectID object,
                       AudioObjectPropertySelector selector, const char *text)
{
    CFStringRef string = CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
    require(string != NULL, "making a string");
    const OSStatus status = fake_set(host, object, selector, sizeof(CFStringRef), &string);
    CFRelease(string);
    return status;
}

char *fake_last_error(const FakeHost *host)
{
    CFArrayRef lines = fake_copy(host, fake_host_device(host), kOssicleDevicePropertyErrors);
    const CFIndex count = CFArrayGetCount(lines);
    char *text = count > 0 ? copy_text(CFArrayGetValueAtIndex(lines, count - 1)) : NULL;
    CFRelease(lines);
    return text;
}

/* The first object owned by `owner` of this class, in this scope if it isn't global. */
static AudioObjectID first_owned(const FakeHost *host, AudioObjectID owner, AudioClassID class_id,
                                 AudioObjectPropertyScope scope)
{
    const AudioObjectPropertyAddress address = {kAudioObjectPropertyOwnedObjects, scope,
                                                kAudioObjectPropertyElementMain};
    AudioObjectID found = kAudioObjectUnknown;
    UInt32 size = 0;
    const OSStatus status = (*host->driver)
                                ->GetPropertyData(host->driver, owner, 0, &address, sizeof class_id,
                                                  &class_id, sizeof found, &size, &found);
    require(status == kAudioHardwareNoError && size == sizeof found, "finding an object");
    return found;
}

UInt32 fake_host_devices(const FakeHost *host, UInt32 capacity, AudioObjectID *ids)
{
    const AudioObjectPropertyAddress address = fake_address(kAudioPlugInPropertyDeviceList);
    UInt32 size = 0;
    require((*host->driver)
                    ->GetPropertyData(host->driver, kAudioObjectPlugInObject, 0, &address, 0, NULL,
                                      capacity * (UInt32)sizeof *ids, &size,
                                      ids) == kAudioHardwareNoError,
            "listing the devices");
    return size / (UInt32)sizeof *ids;
}

AudioObjectID fake_host_device(const FakeHost *host)
{
    if (host->selected != kAudioObjectUnknown)
        return host->selected;
    return first_owned(host, kAudioObjectPlugInObject, kAudioDeviceClassID,
                       kAudioObjectPropertyScopeGlobal);
}

AudioObjectID fake_host_object(const FakeHost *host, AudioClassID class_id,
                               AudioObjectPropertyScope scope)
{
    return first_owned(host, fake_host_device(host), class_id, scope);
}

AudioObjectID fake_host_control(const FakeHost *host, AudioClassID class_id,
                                AudioObjectPropertyScope scope, AudioObjectPropertyElement element)
{
    enum { CAPACITY = 4096 };
    static AudioObjectID ids[CAPACITY];
    const AudioObjectPropertyAddress owned = {kAudioObjectPropertyOwnedObjects, scope,
                                              kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    const OSStatus status =
        (*host->driver)
            ->GetPropertyData(host->driver, fake_host_device(host), 0, &owned, sizeof class_id,
                              &class_id, sizeof ids, &size, ids);
    require(status == kAudioHardwareNoError, "listing controls");
    for (size_t i = 0; i < size / sizeof *ids; i++) {
        if (fake_get_uint32(host, ids[i], kAudioControlPropertyElement) == element)
            return ids[i];
    }
    require(false, "finding a control");
    return kAudioObjectUnknown;
}

size_t fake_host_news_of(FakeHost *host, AudioObjectID object, AudioObjectPropertySelector selector)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&host->news_lock);
    for (size_t i = 0; i < host->news_count; i++)
        count += host->news[i].object == object && host->news[i].address.mSelector == selector;
    (void)pthread_mutex_unlock(&host->news_lock);
    return count;
}

void fake_host_forget_news(FakeHost *host)
{
    (void)pthread_mutex_lock(&host->news_lock);
    host->news_count = 0;
    host->news_calls = 0;
    (void)pthread_mutex_unlock(&host->news_lock);
}

void fake_host_add_client(FakeHost *host, UInt32 client)
{
    const AudioServerPlugInClientInfo info = {.mClientID = client, .mProcessID = 1};
    require((*host->driver)->AddDeviceClient(host->driver, fake_host_device(host), &info) ==
                kAudioHardwareNoError,
            "AddDeviceClient");
}

void fake_host_start(FakeHost *host, UInt32 client)
{
    require((*host->driver)->StartIO(host->driver, fake_host_device(host), client) ==
                kAudioHardwareNoError,
            "StartIO");
}

void fake_host_stop(FakeHost *host, UInt32 client)
{
    require((*host->driver)->StopIO(host->driver, fake_host_device(host), client) ==
                kAudioHardwareNoError,
            "StopIO");
}

OSStatus fake_host_write(FakeHost *host, UInt32 client, double sample_time, UInt32 frames,
                         float *samples)
{
    const AudioServerPlugInIOCycleInfo cycle = {
        .mNominalIOBufferFrameSize = frames,
        .mOutputTime = {.mSampleTime = sample_time,
                        .mFlags = kAudioTimeStampSampleTimeValid | kAudioTimeStampHostTimeValid},
    };
    return (*host->driver)
        ->DoIOOperation(
            host->driver, fake_host_device(host),
            fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput), client,
            kAudioServerPlugInIOOperationWriteMix, frames, &cycle, samples, NULL);
}

OSStatus fake_host_read(FakeHost *host, UInt32 client, double sample_time, UInt32 frames,
                        float *samples)
{
    const AudioServerPlugInIOCycleInfo cycle = {
        .mNominalIOBufferFrameSize = frames,
        .mInputTime = {.mSampleTime = sample_time,
                       .mFlags = kAudioTimeStampSampleTimeValid | kAudioTimeStampHostTimeValid},
    };
    return (*host->driver)
        ->DoIOOperation(host->driver, fake_host_device(host),
                        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput),
                        client, kAudioServerPlugInIOOperationReadInput, frames, &cycle, samples,
                        NULL);
}
