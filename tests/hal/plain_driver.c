/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A loopback driver of its own kind, in one long file as such drivers come, stamped with -D into
 * ones that behave in other ways:
 *
 *   wrong at loading   NULL_FACTORY, NO_EXPORT, REFUSES_QUERY, INITIALIZE_FAILS
 *   wrong properties   LIES_ABOUT_SIZE, OVERRUNS, HAS_WITHOUT_GET, GETS_WITHOUT_HAS,
 *                      SETS_UNSETTABLE, ODD_LIST
 *   wrong clock        BACKWARD_TIME, UNEVEN_TIME, FUTURE_TIME, NO_TIME
 *   wrong I/O          START_FAILS, ADD_CLIENT_FAILS, NOTIFIES_ON_IO, NO_WRITE_MIX, NO_READ_INPUT,
 *                      WRITE_FAILS, READ_OVERRUNS, ODD_FORMAT
 *   other, all right   INT16, STREAMS=2, CHANNELS=n, PROCESSES, OUT_OF_PLACE, MIXES */

#include "hal/plain_driver.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <mach/mach_time.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#ifndef CHANNELS
#define CHANNELS 2
#endif
#ifndef STREAMS
#define STREAMS 1
#endif

/* A -D that wasn't given is 0; -DNAME gives 1. So all of the code is always compiled. */
#ifndef NULL_FACTORY
#define NULL_FACTORY 0
#endif
#ifndef REFUSES_QUERY
#define REFUSES_QUERY 0
#endif
#ifndef INITIALIZE_FAILS
#define INITIALIZE_FAILS 0
#endif
#ifndef LIES_ABOUT_SIZE
#define LIES_ABOUT_SIZE 0
#endif
#ifndef OVERRUNS
#define OVERRUNS 0
#endif
#ifndef HAS_WITHOUT_GET
#define HAS_WITHOUT_GET 0
#endif
#ifndef GETS_WITHOUT_HAS
#define GETS_WITHOUT_HAS 0
#endif
#ifndef SETS_UNSETTABLE
#define SETS_UNSETTABLE 0
#endif
#ifndef ODD_LIST
#define ODD_LIST 0
#endif
#ifndef BACKWARD_TIME
#define BACKWARD_TIME 0
#endif
#ifndef UNEVEN_TIME
#define UNEVEN_TIME 0
#endif
#ifndef FUTURE_TIME
#define FUTURE_TIME 0
#endif
#ifndef NO_TIME
#define NO_TIME 0
#endif
#ifndef START_FAILS
#define START_FAILS 0
#endif
#ifndef ADD_CLIENT_FAILS
#define ADD_CLIENT_FAILS 0
#endif
#ifndef NOTIFIES_ON_IO
#define NOTIFIES_ON_IO 0
#endif
#ifndef NO_WRITE_MIX
#define NO_WRITE_MIX 0
#endif
#ifndef NO_READ_INPUT
#define NO_READ_INPUT 0
#endif
#ifndef WRITE_FAILS
#define WRITE_FAILS 0
#endif
#ifndef READ_OVERRUNS
#define READ_OVERRUNS 0
#endif
#ifndef ODD_FORMAT
#define ODD_FORMAT 0
#endif
#ifndef INT16
#define INT16 0
#endif
#ifndef PROCESSES
#define PROCESSES 0
#endif
#ifndef OUT_OF_PLACE
#define OUT_OF_PLACE 0
#endif
#ifndef MIXES
#define MIXES 0
#endif

typedef Float32 Frame[CHANNELS];
enum { RING_FRAMES = 65536, SCRATCH_BYTES = 8192 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* of the control side */
static AudioServerPlugInHostRef host;
static UInt32 references;
static UInt32 running;
static bool refuses_start = START_FAILS;
static Float64 rate = 48000;
static Float64 wanted_rate = 48000;
static _Atomic UInt64 anchor;
static _Atomic UInt64 seed = 1;
static _Atomic UInt64 time_stamps;
static Frame ring[STREAMS][RING_FRAMES];

static PlainEvent events[PLAIN_EVENTS];
static _Atomic UInt32 event_count;

static void record(PlainEvent event)
{
    const UInt32 index = atomic_fetch_add(&event_count, 1);
    if (index < PLAIN_EVENTS)
        events[index] = event;
}

static Float64 ticks_per_frame(void)
{
    mach_timebase_info_data_t timebase;
    mach_timebase_info(&timebase);
    return 1e9 * timebase.denom / timebase.numer / rate;
}

static bool is_stream(AudioObjectID object)
{
    return object >= PLAIN_INPUT && object < PLAIN_INPUT + 2 * STREAMS;
}

static bool is_input(AudioObjectID stream)
{
    return stream % 2 == PLAIN_INPUT % 2;
}

/* ---- properties: one function that answers has, size and get; `out` is NULL for the first two */

static UInt32 put(void *out, const void *value, size_t size)
{
    if (out != NULL)
        memcpy(out, value, size);
    return (UInt32)size;
}

static UInt32 put_number(void *out, UInt32 value)
{
    return put(out, &value, sizeof value);
}

static UInt32 put_text(void *out, const char *text)
{
    CFStringRef string =
        out != NULL ? CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8) : NULL;
    return put(out, &string, sizeof(CFTypeRef));
}

static AudioStreamBasicDescription format(void)
{
    const UInt32 bytes = INT16 ? 2 : 4;
    const UInt32 kind = INT16 ? kAudioFormatFlagIsSignedInteger : kAudioFormatFlagIsFloat;
    return (AudioStreamBasicDescription){
        .mSampleRate = rate,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags =
            kind | kAudioFormatFlagIsPacked | (ODD_FORMAT ? kAudioFormatFlagIsBigEndian : 0),
        .mBytesPerPacket = bytes * CHANNELS,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = bytes * CHANNELS,
        .mChannelsPerFrame = CHANNELS,
        .mBitsPerChannel = bytes * 8,
    };
}

static UInt32 put_streams(void *out, AudioObjectPropertyScope scope)
{
    AudioObjectID ids[2 * STREAMS];
    UInt32 count = 0;
    for (AudioObjectID id = PLAIN_INPUT; id < PLAIN_INPUT + 2 * STREAMS; id++)
        if (scope == kAudioObjectPropertyScopeGlobal ||
            (scope == kAudioObjectPropertyScopeInput) == is_input(id))
            ids[count++] = id;
    return put(out, ids, count * sizeof ids[0]);
}

static UInt32 object_value(AudioObjectID object, AudioObjectPropertySelector selector, void *out)
{
    static const UInt32 classes[] = {kAudioPlugInClassID, kAudioDeviceClassID, kAudioStreamClassID};
    switch (selector) {
    case kAudioObjectPropertyBaseClass:
        return put_number(out, kAudioObjectClassID);
    case kAudioObjectPropertyClass:
        return put_number(out, classes[object < PLAIN_INPUT ? object - 1 : 2]);
    case kAudioObjectPropertyOwner:
        return put_number(out, object < PLAIN_INPUT ? object - 1 : PLAIN_DEVICE);
    case kAudioObjectPropertyName:
        return put_text(out, "Plain");
    default:
        return 0;
    }
}

static UInt32 plugin_value(AudioObjectPropertySelector selector, void *out)
{
    const UInt32 devices[2] = {PLAIN_DEVICE, 0};
    switch (selector) {
    case kAudioPlugInPropertyBundleID:
        return put_text(out, "org.ossicle.tests.plain");
    case kAudioObjectPropertyOwnedObjects:
    case kAudioPlugInPropertyDeviceList:
        return put(out, devices, ODD_LIST ? 7 : 4);
    default:
        return 0;
    }
}

static UInt32 put_setting(void *out)
{
    CFPropertyListRef value = NULL;
    if (out != NULL)
        host->CopyFromStorage(host, CFSTR("setting"), &value);
    if (out != NULL && value == NULL)
        value = CFRetain(CFSTR("none"));
    return put(out, &value, sizeof(CFTypeRef));
}

static UInt32 device_value(const AudioObjectPropertyAddress *address, void *out)
{
    const AudioValueRange rates = {8000, 192000};
    const bool input = address->mScope == kAudioObjectPropertyScopeInput;
    switch (address->mSelector) {
    case kAudioDevicePropertyDeviceUID:
        return put_text(out, "plain-device");
    case kAudioObjectPropertyOwnedObjects:
    case kAudioDevicePropertyStreams:
        return put_streams(out, address->mScope);
    case kAudioDevicePropertyNominalSampleRate:
        return put(out, &rate, sizeof rate);
    case kAudioDevicePropertyAvailableNominalSampleRates:
        return put(out, &rates, sizeof rates);
    case kAudioDevicePropertyZeroTimeStampPeriod:
        return put_number(out, PLAIN_PERIOD);
    case kAudioDevicePropertyLatency:
        return put_number(out, input ? 3 : 5);
    case kAudioDevicePropertySafetyOffset:
        return put_number(out, input ? PLAIN_INPUT_SAFETY : PLAIN_OUTPUT_SAFETY);
    case kAudioDevicePropertyDeviceCanBeDefaultDevice:
        return put_number(out, 1);
    case kAudioDevicePropertyDeviceIsRunning:
        return put_number(out, running > 0);
    case PLAIN_PROPERTY_SETTING:
        return put_setting(out);
    case PLAIN_PROPERTY_POKE:
        return put_number(out, 0);
    default:
        return 0;
    }
}

static UInt32 stream_value(AudioObjectID stream, AudioObjectPropertySelector selector, void *out)
{
    const AudioStreamBasicDescription description = format();
    switch (selector) {
    case kAudioStreamPropertyDirection:
        return put_number(out, is_input(stream));
    case kAudioStreamPropertyStartingChannel:
        return put_number(out, 1 + (stream - PLAIN_INPUT) / 2 * CHANNELS);
    case kAudioStreamPropertyLatency:
        return put_number(out, is_input(stream) ? 30 : 50);
    case kAudioStreamPropertyVirtualFormat:
    case kAudioStreamPropertyPhysicalFormat:
        return put(out, &description, sizeof description);
    default:
        return 0;
    }
}

/* The size of a property, 0 if there is none; the events alone are too many for the scratch. */
static UInt32 value(AudioObjectID object, const AudioObjectPropertyAddress *address, void *out)
{
    UInt32 size = 0;
    if (object == kAudioObjectPlugInObject)
        size = plugin_value(address->mSelector, out);
    else if (object == PLAIN_DEVICE)
        size = device_value(address, out);
    else if (is_stream(object))
        size = stream_value(object, address->mSelector, out);
    else
        return 0;
    return size > 0 ? size : object_value(object, address->mSelector, out);
}

static bool is_events(AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    return object == PLAIN_DEVICE && address->mSelector == PLAIN_PROPERTY_EVENTS;
}

static UInt32 events_size(void)
{
    const UInt32 count = atomic_load(&event_count);
    return (count < PLAIN_EVENTS ? count : PLAIN_EVENTS) * (UInt32)sizeof events[0];
}

/* Lists that may be empty are properties all the same. */
static bool is_list(AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    return object == PLAIN_DEVICE && (address->mSelector == kAudioDevicePropertyStreams ||
                                      address->mSelector == kAudioObjectPropertyOwnedObjects);
}

static bool has(AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    return is_events(object, address) || is_list(object, address) ||
           value(object, address, NULL) > 0;
}

static Boolean has_property(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                            const AudioObjectPropertyAddress *address)
{
    if (HAS_WITHOUT_GET && address->mSelector == kAudioObjectPropertyModelName)
        return true;
    if (GETS_WITHOUT_HAS && address->mSelector == kAudioObjectPropertyName)
        return false;
    return has(object, address);
}

static OSStatus is_settable(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                            const AudioObjectPropertyAddress *address, Boolean *settable)
{
    if (!has(object, address))
        return kAudioHardwareUnknownPropertyError;
    const UInt32 selector = address->mSelector;
    const bool known = selector == kAudioDevicePropertyNominalSampleRate ||
                       selector == PLAIN_PROPERTY_EVENTS || selector == PLAIN_PROPERTY_POKE ||
                       selector == PLAIN_PROPERTY_SETTING;
    *settable = object == PLAIN_DEVICE && known && !SETS_UNSETTABLE;
    return 0;
}

static OSStatus get_size(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                         const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                         const void *qualifier, UInt32 *size)
{
    if (!has(object, address))
        return kAudioHardwareUnknownPropertyError;
    *size = is_events(object, address) ? events_size() : value(object, address, NULL);
    if (LIES_ABOUT_SIZE && address->mSelector == kAudioDevicePropertyNominalSampleRate)
        *size = 4;
    return 0;
}

static OSStatus get(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                    const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                    const void *qualifier, UInt32 room, UInt32 *size, void *data)
{
    unsigned char scratch[SCRATCH_BYTES];
    if (!has(object, address))
        return kAudioHardwareUnknownPropertyError;
    const bool all_events = is_events(object, address);
    const UInt32 needed = all_events ? events_size() : value(object, address, NULL);
    if (room < needed)
        return kAudioHardwareBadPropertySizeError;
    if (!all_events)
        value(object, address, scratch);
    memcpy(data, all_events ? (const void *)events : scratch, needed);
    *size = needed;
    if (OVERRUNS && address->mSelector == kAudioDevicePropertyNominalSampleRate)
        ((unsigned char *)data)[room] = 1;
    return 0;
}

static OSStatus set_rate(const Float64 *new_rate)
{
    wanted_rate = *new_rate;
    return host->RequestDeviceConfigurationChange(host, PLAIN_DEVICE, 100, &wanted_rate);
}

static OSStatus notify(void)
{
    const AudioObjectPropertyAddress changed[3] = {
        {kAudioDevicePropertyNominalSampleRate, kAudioObjectPropertyScopeGlobal, 0},
        {kAudioDevicePropertyLatency, kAudioObjectPropertyScopeInput, 0},
        {kAudioDevicePropertyLatency, kAudioObjectPropertyScopeOutput, 0},
    };
    return host->PropertiesChanged(host, PLAIN_DEVICE, 3, changed);
}

static OSStatus poke(UInt32 what)
{
    switch (what) {
    case PLAIN_POKE_NOTIFY:
        return notify();
    case PLAIN_POKE_SEED:
        atomic_store(&anchor, mach_absolute_time());
        atomic_fetch_add(&seed, 1);
        return 0;
    case PLAIN_POKE_FORGET:
        return host->DeleteFromStorage(host, CFSTR("setting"));
    case PLAIN_POKE_REQUEST_TWO:
        host->RequestDeviceConfigurationChange(host, PLAIN_DEVICE, 101, NULL);
        return host->RequestDeviceConfigurationChange(host, PLAIN_DEVICE, 102, NULL);
    case PLAIN_POKE_NO_RESTART:
        refuses_start = true;
        return 0;
    default:
        return kAudioHardwareIllegalOperationError;
    }
}

static OSStatus set(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                    const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                    const void *qualifier, UInt32 size, const void *data)
{
    CFTypeRef setting = NULL;
    switch (object == PLAIN_DEVICE ? address->mSelector : 0) {
    case kAudioDevicePropertyNominalSampleRate:
        return set_rate(data);
    case PLAIN_PROPERTY_POKE:
        return poke(*(const UInt32 *)data);
    case PLAIN_PROPERTY_EVENTS:
        atomic_store(&event_count, 0);
        return 0;
    case PLAIN_PROPERTY_SETTING:
        memcpy(&setting, data, sizeof(CFTypeRef));
        return host->WriteToStorage(host, CFSTR("setting"), setting);
    default:
        return kAudioHardwareUnknownPropertyError;
    }
}

/* ---- life */

static HRESULT query_interface(void *driver, REFIID id, LPVOID *found);

static ULONG add_reference(void *driver)
{
    return ++references;
}

static ULONG release(void *driver)
{
    return --references;
}

static OSStatus initialize(AudioServerPlugInDriverRef driver, AudioServerPlugInHostRef new_host)
{
    host = new_host;
    return INITIALIZE_FAILS ? kAudioHardwareUnspecifiedError : 0;
}

static OSStatus create_device(AudioServerPlugInDriverRef driver, CFDictionaryRef description,
                              const AudioServerPlugInClientInfo *client, AudioObjectID *device)
{
    return kAudioHardwareUnsupportedOperationError;
}

static OSStatus destroy_device(AudioServerPlugInDriverRef driver, AudioObjectID device)
{
    return kAudioHardwareUnsupportedOperationError;
}

static OSStatus add_client(AudioServerPlugInDriverRef driver, AudioObjectID device,
                           const AudioServerPlugInClientInfo *client)
{
    record((PlainEvent){.phase = PLAIN_ADD_CLIENT,
                        .client = client->mClientID,
                        .process = (UInt32)client->mProcessID});
    return ADD_CLIENT_FAILS ? kAudioHardwareIllegalOperationError : 0;
}

static OSStatus remove_client(AudioServerPlugInDriverRef driver, AudioObjectID device,
                              const AudioServerPlugInClientInfo *client)
{
    record((PlainEvent){.phase = PLAIN_REMOVE_CLIENT, .client = client->mClientID});
    return 0;
}

static OSStatus perform_change(AudioServerPlugInDriverRef driver, AudioObjectID device,
                               UInt64 action, void *info)
{
    record((PlainEvent){.phase = PLAIN_PERFORM, .operation = (UInt32)action, .stream = running});
    if (action == 100)
        rate = *(const Float64 *)info;
    return 0;
}

static OSStatus abort_change(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt64 action,
                             void *info)
{
    record((PlainEvent){.phase = PLAIN_ABORT, .operation = (UInt32)action});
    return 0;
}

/* ---- I/O */

static OSStatus start_io(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt32 client)
{
    if (refuses_start)
        return kAudioHardwareNotRunningError;
    pthread_mutex_lock(&mutex);
    if (running++ == 0) {
        atomic_store(&anchor, mach_absolute_time());
        atomic_fetch_add(&seed, 1);
    }
    pthread_mutex_unlock(&mutex);
    record((PlainEvent){.phase = PLAIN_START, .client = client});
    return 0;
}

static OSStatus stop_io(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt32 client)
{
    pthread_mutex_lock(&mutex);
    running--;
    pthread_mutex_unlock(&mutex);
    record((PlainEvent){.phase = PLAIN_STOP, .client = client});
    return 0;
}

static OSStatus zero_time_stamp(AudioServerPlugInDriverRef driver, AudioObjectID device,
                                UInt32 client, Float64 *sample, UInt64 *host_time, UInt64 *out_seed)
{
    const UInt64 start = atomic_load(&anchor);
    const UInt64 now = mach_absolute_time();
    const Float64 ticks = ticks_per_frame() * PLAIN_PERIOD;
    UInt64 periods = (UInt64)((Float64)(now - start) / ticks);
    if (FUTURE_TIME)
        periods++;
    if (BACKWARD_TIME && atomic_fetch_add(&time_stamps, 1) % 8 == 7 && periods > 0)
        periods--;
    *sample = (Float64)(periods * PLAIN_PERIOD) + (UNEVEN_TIME && periods > 0 ? 1 : 0);
    *host_time = start + (UInt64)((Float64)periods * ticks);
    *out_seed = atomic_load(&seed);
    return NO_TIME ? kAudioHardwareNotRunningError : 0;
}

static OSStatus will_do(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt32 client,
                        UInt32 operation, Boolean *does, Boolean *in_place)
{
    static const struct {
        UInt32 operation;
        bool does;
        bool in_place;
    } rows[] = {
        {kAudioServerPlugInIOOperationThread, true, true},
        {kAudioServerPlugInIOOperationCycle, true, true},
        {kAudioServerPlugInIOOperationReadInput, !NO_READ_INPUT, true},
        {kAudioServerPlugInIOOperationWriteMix, !NO_WRITE_MIX, true},
        {kAudioServerPlugInIOOperationMixOutput, MIXES, true},
        {kAudioServerPlugInIOOperationProcessInput, PROCESSES, !OUT_OF_PLACE},
        {kAudioServerPlugInIOOperationProcessOutput, PROCESSES, !OUT_OF_PLACE},
        {kAudioServerPlugInIOOperationProcessMix, PROCESSES, !OUT_OF_PLACE},
    };
    *does = false;
    *in_place = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].operation != operation)
            continue;
        *does = rows[i].does;
        *in_place = rows[i].in_place;
    }
    return 0;
}

static OSStatus begin(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt32 client,
                      UInt32 operation, UInt32 frames, const AudioServerPlugInIOCycleInfo *cycle)
{
    record((PlainEvent){.phase = PLAIN_BEGIN,
                        .operation = operation,
                        .client = client,
                        .frames = frames,
                        .cycle = *cycle});
    if (NOTIFIES_ON_IO)
        notify();
    return 0;
}

static Frame *ring_frame(AudioObjectID stream, Float64 sample_time)
{
    return &ring[(stream - PLAIN_INPUT) / 2][(SInt64)sample_time & (RING_FRAMES - 1)];
}

/* The driver's own format lies in the ring's memory as it comes. */
static void move_frames(AudioObjectID stream, UInt32 frames, Float64 time, void *buffer, bool write)
{
    const size_t size = format().mBytesPerFrame;
    for (UInt32 i = 0; i < frames; i++) {
        Frame *frame = ring_frame(stream, time + i);
        unsigned char *bytes = (unsigned char *)buffer + i * size;
        memcpy(write ? (void *)frame : bytes, write ? (void *)bytes : frame, size);
    }
}

static void add_frames(AudioObjectID stream, UInt32 frames, Float64 time, const Float32 *buffer)
{
    for (UInt32 i = 0; i < frames; i++)
        for (UInt32 k = 0; k < CHANNELS; k++)
            (*ring_frame(stream, time + i))[k] += buffer[i * CHANNELS + k];
}

/* Input is doubled, each client's output tripled, the mix halved: the order shows. */
static void process(UInt32 operation, UInt32 frames, const Float32 *from, Float32 *to)
{
    for (UInt32 i = 0; i < frames * CHANNELS; i++)
        to[i] = operation == kAudioServerPlugInIOOperationProcessInput    ? from[i] * 2
                : operation == kAudioServerPlugInIOOperationProcessOutput ? from[i] * 3
                                                                          : from[i] / 2;
}

static OSStatus do_operation(AudioServerPlugInDriverRef driver, AudioObjectID device,
                             AudioObjectID stream, UInt32 client, UInt32 operation, UInt32 frames,
                             const AudioServerPlugInIOCycleInfo *cycle, void *main, void *secondary)
{
    record((PlainEvent){.phase = PLAIN_DO,
                        .operation = operation,
                        .client = client,
                        .stream = stream,
                        .frames = frames,
                        .has_secondary = secondary != NULL,
                        .cycle = *cycle});
    switch (operation) {
    case kAudioServerPlugInIOOperationReadInput:
        move_frames(stream, frames, cycle->mInputTime.mSampleTime, main, false);
        if (READ_OVERRUNS)
            ((unsigned char *)main)[sizeof(Float32) * CHANNELS * frames] = 0;
        return 0;
    case kAudioServerPlugInIOOperationWriteMix:
        move_frames(stream, frames, cycle->mOutputTime.mSampleTime, main, true);
        return WRITE_FAILS ? kAudioHardwareUnspecifiedError : 0;
    case kAudioServerPlugInIOOperationMixOutput:
        add_frames(stream, frames, cycle->mOutputTime.mSampleTime, main);
        return 0;
    default:
        process(operation, frames, main, secondary != NULL ? secondary : main);
        return 0;
    }
}

static OSStatus end(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt32 client,
                    UInt32 operation, UInt32 frames, const AudioServerPlugInIOCycleInfo *cycle)
{
    record((PlainEvent){.phase = PLAIN_END,
                        .operation = operation,
                        .client = client,
                        .frames = frames,
                        .cycle = *cycle});
    return 0;
}

static AudioServerPlugInDriverInterface interface = {
    NULL,          query_interface, add_reference, release,         initialize,
    create_device, destroy_device,  add_client,    remove_client,   perform_change,
    abort_change,  has_property,    is_settable,   get_size,        get,
    set,           start_io,        stop_io,       zero_time_stamp, will_do,
    begin,         do_operation,    end,
};
static AudioServerPlugInDriverInterface *driver_object = &interface;

static HRESULT query_interface(void *driver, REFIID id, LPVOID *found)
{
    const CFUUIDBytes unknown = CFUUIDGetUUIDBytes(IUnknownUUID);
    const CFUUIDBytes mine = CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID);
    const bool known = memcmp(&id, &unknown, sizeof id) == 0 || memcmp(&id, &mine, sizeof id) == 0;
    *found = NULL;
    if (!known || REFUSES_QUERY)
        return E_NOINTERFACE;
    references++;
    *found = &driver_object;
    return S_OK;
}

#ifdef NO_EXPORT
#define EXPORT static __attribute__((unused))
#else
#define EXPORT __attribute__((visibility("default")))
void *plain_factory(CFAllocatorRef allocator, CFUUIDRef type);
#endif

EXPORT void *plain_factory(CFAllocatorRef allocator, CFUUIDRef type)
{
    if (NULL_FACTORY || !CFEqual(type, kAudioServerPlugInTypeUUID))
        return NULL;
    references++;
    return &driver_object;
}
