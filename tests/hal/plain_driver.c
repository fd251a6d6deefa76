/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A loopback driver of its own kind, in long files as such drivers come, stamped with -D into ones
 * that behave in other ways: plain_private.h lists them. */

#include "hal/plain_private.h"

#include <CoreFoundation/CoreFoundation.h>
#include <mach/mach_time.h>
#include <string.h>

typedef Float32 Frame[CHANNELS];
enum { RING_FRAMES = 65536 };

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
AudioServerPlugInHostRef host;
static UInt32 references;
static bool refuses_start = START_FAILS;
static Float64 wanted_rate = 48000;
static _Atomic UInt64 time_stamps;
static Frame rings[DEVICES][STREAMS][RING_FRAMES];
_Atomic UInt32 input_safety = PLAIN_INPUT_SAFETY;

#define NEW_DEVICE .is_alive = true, .rate = 48000, .channels = CHANNELS, .period = PLAIN_PERIOD
PlainDevice devices[DEVICES] = {{.is_present = true, NEW_DEVICE}, {NEW_DEVICE}};

PlainEvent events[PLAIN_EVENTS];
_Atomic UInt32 event_count;

static void record(PlainEvent event)
{
    const UInt32 index = atomic_fetch_add(&event_count, 1);
    if (index < PLAIN_EVENTS)
        events[index] = event;
}

static Float64 ticks_per_frame(const PlainDevice *device)
{
    mach_timebase_info_data_t timebase;
    mach_timebase_info(&timebase);
    return 1e9 * timebase.denom / timebase.numer / device->rate;
}

/* A call for a device that there isn't shows in the events. */
static PlainDevice *device_called(AudioObjectID id)
{
    PlainDevice *device = device_of(id);
    if (device == NULL)
        record((PlainEvent){.phase = PLAIN_STRAY, .device = id});
    return device;
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

/* The second device comes or goes. */
static OSStatus announce(bool is_present)
{
    const AudioObjectPropertyAddress changed = {kAudioPlugInPropertyDeviceList,
                                                kAudioObjectPropertyScopeGlobal, 0};
    devices[1].is_present = is_present;
    devices[1].is_alive = true;
    return host->PropertiesChanged(host, kAudioObjectPlugInObject, 1, &changed);
}

static OSStatus die(void)
{
    const AudioObjectPropertyAddress changed = {kAudioDevicePropertyDeviceIsAlive,
                                                kAudioObjectPropertyScopeGlobal, 0};
    devices[1].is_alive = false;
    return host->PropertiesChanged(host, PLAIN_SECOND, 1, &changed);
}

static OSStatus request(AudioObjectID device, UInt64 action)
{
    return host->RequestDeviceConfigurationChange(host, device, action, NULL);
}

static OSStatus poke(UInt32 what)
{
    switch (what) {
    case PLAIN_POKE_NOTIFY:
        return notify();
    case PLAIN_POKE_SEED:
        atomic_store(&devices[0].anchor, mach_absolute_time());
        atomic_fetch_add(&devices[0].seed, 1);
        return 0;
    case PLAIN_POKE_FORGET:
        return host->DeleteFromStorage(host, CFSTR("setting"));
    case PLAIN_POKE_REQUEST_TWO:
        request(PLAIN_DEVICE, 101);
        return request(PLAIN_DEVICE, 102);
    case PLAIN_POKE_NO_RESTART:
        refuses_start = true;
        return 0;
    case PLAIN_POKE_APPEAR:
        return announce(true);
    case PLAIN_POKE_VANISH:
        return announce(false);
    case PLAIN_POKE_DIE:
        return die();
    case PLAIN_POKE_CHANGE_SECOND:
        return request(PLAIN_SECOND, 103);
    case PLAIN_POKE_MONO:
        return request(PLAIN_DEVICE, 104);
    case PLAIN_POKE_SHORT_PERIOD:
        return request(PLAIN_DEVICE, 105);
    case PLAIN_POKE_MORE_SAFETY:
        return request(PLAIN_DEVICE, 106);
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
    if (devices[1].is_present || !CFDictionaryContainsKey(description, CFSTR("plain")))
        return kAudioHardwareIllegalOperationError;
    record((PlainEvent){
        .phase = PLAIN_CREATE, .device = PLAIN_SECOND, .process = (UInt32)client->mProcessID});
    announce(true);
    *device = PLAIN_SECOND;
    return 0;
}

static OSStatus destroy_device(AudioServerPlugInDriverRef driver, AudioObjectID device)
{
    if (device != PLAIN_SECOND || !devices[1].is_present)
        return kAudioHardwareBadDeviceError;
    return announce(false);
}

static OSStatus add_client(AudioServerPlugInDriverRef driver, AudioObjectID id,
                           const AudioServerPlugInClientInfo *client)
{
    PlainDevice *device = device_called(id);
    if (device == NULL)
        return kAudioHardwareBadDeviceError;
    record((PlainEvent){.phase = PLAIN_ADD_CLIENT,
                        .device = id,
                        .client = client->mClientID,
                        .process = (UInt32)client->mProcessID});
    if (ADD_CLIENT_FAILS)
        return kAudioHardwareIllegalOperationError;
    pthread_mutex_lock(&mutex);
    device->clients++;
    pthread_mutex_unlock(&mutex);
    return 0;
}

static OSStatus remove_client(AudioServerPlugInDriverRef driver, AudioObjectID id,
                              const AudioServerPlugInClientInfo *client)
{
    PlainDevice *device = device_called(id);
    if (device == NULL)
        return kAudioHardwareBadDeviceError;
    record((PlainEvent){.phase = PLAIN_REMOVE_CLIENT, .device = id, .client = client->mClientID});
    pthread_mutex_lock(&mutex);
    device->clients--;
    pthread_mutex_unlock(&mutex);
    return 0;
}

static OSStatus perform_change(AudioServerPlugInDriverRef driver, AudioObjectID id, UInt64 action,
                               void *info)
{
    PlainDevice *device = device_called(id);
    if (device == NULL)
        return kAudioHardwareBadDeviceError;
    record((PlainEvent){.phase = PLAIN_PERFORM,
                        .device = id,
                        .operation = (UInt32)action,
                        .stream = device->running});
    switch (action) {
    case 100:
        device->rate = *(const Float64 *)info;
        return 0;
    case 104:
        device->channels = 1;
        return 0;
    case 105:
        device->period = PLAIN_SHORT_PERIOD;
        return 0;
    case 106:
        input_safety += PLAIN_MORE_SAFETY;
        return 0;
    default:
        return 0;
    }
}

static OSStatus abort_change(AudioServerPlugInDriverRef driver, AudioObjectID id, UInt64 action,
                             void *info)
{
    record((PlainEvent){.phase = PLAIN_ABORT, .device = id, .operation = (UInt32)action});
    return 0;
}

/* ---- I/O */

static OSStatus start_io(AudioServerPlugInDriverRef driver, AudioObjectID id, UInt32 client)
{
    PlainDevice *device = device_called(id);
    if (device == NULL || !device->is_present)
        return kAudioHardwareBadDeviceError;
    if (refuses_start)
        return kAudioHardwareNotRunningError;
    pthread_mutex_lock(&mutex);
    if (device->running++ == 0) {
        atomic_store(&device->anchor, mach_absolute_time());
        atomic_fetch_add(&device->seed, 1);
    }
    pthread_mutex_unlock(&mutex);
    record((PlainEvent){.phase = PLAIN_START, .device = id, .client = client});
    return 0;
}

static OSStatus stop_io(AudioServerPlugInDriverRef driver, AudioObjectID id, UInt32 client)
{
    PlainDevice *device = device_called(id);
    if (device == NULL)
        return kAudioHardwareBadDeviceError;
    pthread_mutex_lock(&mutex);
    device->running--;
    pthread_mutex_unlock(&mutex);
    record((PlainEvent){.phase = PLAIN_STOP, .device = id, .client = client});
    return 0;
}

static OSStatus zero_time_stamp(AudioServerPlugInDriverRef driver, AudioObjectID id, UInt32 client,
                                Float64 *sample, UInt64 *host_time, UInt64 *out_seed)
{
    const PlainDevice *device = &devices[id / ID_STEP];
    const UInt64 start = atomic_load(&device->anchor);
    const UInt64 now = mach_absolute_time();
    const UInt32 period = device->period;
    const Float64 ticks = ticks_per_frame(device) * period;
    UInt64 periods = (UInt64)((Float64)(now - start) / ticks);
    if (FUTURE_TIME)
        periods++;
    if (BACKWARD_TIME && atomic_fetch_add(&time_stamps, 1) % 8 == 7 && periods > 0)
        periods--;
    *sample = (Float64)(periods * period) + (UNEVEN_TIME && periods > 0 ? 1 : 0);
    *host_time = start + (UInt64)((Float64)periods * ticks);
    *out_seed = atomic_load(&device->seed);
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
                        .device = device,
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
    return &rings[stream / ID_STEP][(kind_of(stream) - PLAIN_INPUT) / 2]
                 [(SInt64)sample_time & (RING_FRAMES - 1)];
}

/* The driver's own format lies in the ring's memory as it comes. */
static void move_frames(AudioObjectID stream, UInt32 frames, Float64 time, void *buffer, bool write)
{
    const size_t size = format(&devices[stream / ID_STEP]).mBytesPerFrame;
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
                        .device = device,
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
                        .device = device,
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
