/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file fake_host.h
 * The HAL's side of a driver, as a test wants it: storage in memory, news remembered, and
 * configuration changes performed, kept, aborted or refused. One thread at a time, but for the
 * driver's own, which may have news while the test asks for news by the functions below. */

#ifndef OSSICLE_TESTS_FAKE_HOST_H
#define OSSICLE_TESTS_FAKE_HOST_H

#include "driver/driver.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/** What the host does with a request for a configuration change. */
typedef enum FakeChanges {
    FAKE_PERFORM, /**< at once */
    FAKE_KEEP,    /**< later, when the test says so */
    FAKE_REFUSE,  /**< the request itself fails */
} FakeChanges;

/** The ID of the first device. */
enum { FAKE_DEVICE = 1 << 12 };

enum { FAKE_NEWS_CAPACITY = 256, FAKE_KEPT_CAPACITY = 8 };

typedef struct FakeNews {
    AudioObjectID object;
    AudioObjectPropertyAddress address;
    unsigned call; /**< which call of PropertiesChanged it was in */
} FakeNews;

/** A request for a configuration change. */
typedef struct FakeRequest {
    AudioObjectID device;
    UInt64 action;
} FakeRequest;

typedef struct FakeHost {
    AudioServerPlugInHostInterface interface;
    AudioServerPlugInDriverRef driver;
    CFMutableDictionaryRef storage;
    bool storage_fails;
    FakeChanges changes;
    FakeRequest kept[FAKE_KEPT_CAPACITY];
    size_t kept_count;
    size_t requests; /**< for configuration changes, all there were */
    pthread_mutex_t news_lock;
    FakeNews news[FAKE_NEWS_CAPACITY];
    size_t news_count;
    unsigned news_calls;
    OSStatus performed;     /**< what the last PerformDeviceConfigurationChange returned */
    AudioObjectID selected; /**< the device that the functions below are about; the first if 0 */
} FakeHost;

/** A loopback device with `channels` at 8000 to 96000 Hz, 48000 by default, and a volume and a mute
 * on the main element of each side. */
DeviceConfiguration fake_device(UInt32 channels);

/** A host with an initialized driver of one device with `channels` and the modules of the bundle.
 * Aborts the test if that fails. */
FakeHost *fake_host_new(UInt32 channels);

/** The same for any configuration, with `storage` (retained; may be NULL) from an earlier run. */
FakeHost *fake_host_new_with(const DriverConfiguration *configuration, CFDictionaryRef storage);

/** Release the driver. */
void fake_host_free(FakeHost *host);

/** The devices in the plug-in's list; returns how many. */
UInt32 fake_host_devices(const FakeHost *host, UInt32 capacity, AudioObjectID *ids);

/** The selected or first device, and one of its streams or controls by class and scope. */
AudioObjectID fake_host_device(const FakeHost *host);
AudioObjectID fake_host_object(const FakeHost *host, AudioClassID class_id,
                               AudioObjectPropertyScope scope);

/** The first device's control of this class on an element of a scope, or of any scope if that is
 * the global one. Aborts the test if there is none. */
AudioObjectID fake_host_control(const FakeHost *host, AudioClassID class_id,
                                AudioObjectPropertyScope scope, AudioObjectPropertyElement element);

/** @name Properties, global scope, main element
 * Those that return no status abort the test if they fail.
 * @{ */
AudioObjectPropertyAddress fake_address(AudioObjectPropertySelector selector);
OSStatus fake_get(const FakeHost *host, AudioObjectID object, AudioObjectPropertySelector selector,
                  UInt32 size, void *data);
OSStatus fake_set(const FakeHost *host, AudioObjectID object, AudioObjectPropertySelector selector,
                  UInt32 size, const void *data);
UInt32 fake_get_uint32(const FakeHost *host, AudioObjectID object,
                       AudioObjectPropertySelector selector);
Float64 fake_get_float64(const FakeHost *host, AudioObjectID object,
                         AudioObjectPropertySelector selector);
/** To be released. */
CFTypeRef fake_copy(const FakeHost *host, AudioObjectID object,
                    AudioObjectPropertySelector selector);
/** To be freed. */
char *fake_copy_text(const FakeHost *host, AudioObjectID object,
                     AudioObjectPropertySelector selector);
OSStatus fake_set_text(const FakeHost *host, AudioObjectID object,
                       AudioObjectPropertySelector selector, const char *text);
/** The newest line of kOssicleDevicePropertyErrors, to be freed; NULL if there is none. */
char *fake_last_error(const FakeHost *host);
/** @} */

/** How often the news named this property, and a fresh start. @{ */
size_t fake_host_news_of(FakeHost *host, AudioObjectID object,
                         AudioObjectPropertySelector selector);
void fake_host_forget_news(FakeHost *host);
/** @} */

/** Carry out, or abort, the oldest request kept. */
OSStatus fake_host_perform(FakeHost *host);
OSStatus fake_host_abort(FakeHost *host);

/** @name I/O of one client
 * Aborts the test if the driver refuses.
 * @{ */
void fake_host_add_client(FakeHost *host, UInt32 client);
void fake_host_start(FakeHost *host, UInt32 client);
void fake_host_stop(FakeHost *host, UInt32 client);
OSStatus fake_host_write(FakeHost *host, UInt32 client, double sample_time, UInt32 frames,
                         float *samples);
OSStatus fake_host_read(FakeHost *host, UInt32 client, double sample_time, UInt32 frames,
                        float *samples);
/** @} */

#endif
