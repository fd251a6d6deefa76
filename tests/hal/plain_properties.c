/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/plain_private.h"

#include <CoreFoundation/CoreFoundation.h>
#include <string.h>

enum { SCRATCH_BYTES = 8192 };

PlainDevice *device_of(AudioObjectID object)
{
    PlainDevice *device = object / ID_STEP < DEVICES ? &devices[object / ID_STEP] : NULL;
    if (device == NULL || kind_of(object) < PLAIN_DEVICE)
        return NULL;
    pthread_mutex_lock(&mutex);
    const bool answers = device->is_present || device->clients > 0;
    pthread_mutex_unlock(&mutex);
    return answers ? device : NULL;
}

AudioObjectID kind_of(AudioObjectID object)
{
    return object % ID_STEP;
}

bool is_stream(AudioObjectID object)
{
    return kind_of(object) >= PLAIN_INPUT && kind_of(object) < PLAIN_INPUT + 2 * STREAMS;
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

AudioStreamBasicDescription format(const PlainDevice *device)
{
    const UInt32 bytes = INTEGER > 0 ? INTEGER / 8 : 4;
    const UInt32 channels = device->channels;
    const UInt32 kind = INTEGER > 0 ? kAudioFormatFlagIsSignedInteger : kAudioFormatFlagIsFloat;
    return (AudioStreamBasicDescription){
        .mSampleRate = device->rate,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags =
            kind | kAudioFormatFlagIsPacked | (ODD_FORMAT ? kAudioFormatFlagIsBigEndian : 0),
        .mBytesPerPacket = bytes * channels,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = bytes * channels,
        .mChannelsPerFrame = channels,
        .mBitsPerChannel = bytes * 8,
    };
}

static UInt32 put_streams(void *out, AudioObjectID device, AudioObjectPropertyScope scope)
{
    AudioObjectID ids[2 * STREAMS];
    UInt32 count = 0;
    for (AudioObjectID id = PLAIN_INPUT; id < PLAIN_INPUT + 2 * STREAMS; id++)
        if (scope == kAudioObjectPropertyScopeGlobal ||
            (scope == kAudioObjectPropertyScopeInput) == is_input(id))
            ids[count++] = device - PLAIN_DEVICE + id;
    return put(out, ids, count * sizeof ids[0]);
}

static UInt32 object_value(AudioObjectID object, AudioObjectPropertySelector selector, void *out)
{
    static const UInt32 classes[ID_STEP] = {[kAudioObjectPlugInObject] = kAudioPlugInClassID,
                                            [PLAIN_DEVICE] = kAudioDeviceClassID,
                                            [PLAIN_BOX] = kAudioBoxClassID,
                                            [PLAIN_CLOCK] = kAudioClockDeviceClassID};
    const AudioObjectID device = object - kind_of(object) + PLAIN_DEVICE;
    switch (selector) {
    case kAudioObjectPropertyBaseClass:
        return put_number(out, kAudioObjectClassID);
    case kAudioObjectPropertyClass:
        return put_number(out, is_stream(object) ? kAudioStreamClassID : classes[kind_of(object)]);
    case kAudioObjectPropertyOwner:
        return put_number(out, is_stream(object)                    ? device
                               : object == kAudioObjectPlugInObject ? kAudioObjectUnknown
                                                                    : kAudioObjectPlugInObject);
    case kAudioObjectPropertyName:
        return put_text(out, "Plain");
    default:
        return 0;
    }
}

static UInt32 put_devices(void *out)
{
    UInt32 ids[DEVICES + 1];
    UInt32 count = 0;
    for (UInt32 i = 0; i < DEVICES; i++)
        if (devices[i].is_present)
            ids[count++] = PLAIN_DEVICE + i * ID_STEP;
    ids[count] = 0;
    return put(out, ids, count * sizeof ids[0] + (ODD_LIST ? 3 : 0));
}

static UInt32 plugin_value(AudioObjectPropertySelector selector, void *out)
{
    switch (selector) {
    case kAudioPlugInPropertyBundleID:
        return put_text(out, "org.ossicle.tests.plain");
    case kAudioObjectPropertyOwnedObjects:
    case kAudioPlugInPropertyDeviceList:
        return put_devices(out);
    case kAudioPlugInPropertyBoxList:
        return BOXES ? put_number(out, PLAIN_BOX) : 0;
    case kAudioPlugInPropertyClockDeviceList:
        return BOXES ? put_number(out, PLAIN_CLOCK) : 0;
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

static bool is_running(const PlainDevice *device)
{
    pthread_mutex_lock(&mutex);
    const bool is_running = device->running > 0;
    pthread_mutex_unlock(&mutex);
    return is_running;
}

static UInt32 device_value(AudioObjectID id, const AudioObjectPropertyAddress *address, void *out)
{
    const PlainDevice *device = &devices[id / ID_STEP];
    const AudioValueRange rates = {8000, 192000};
    const bool input = address->mScope == kAudioObjectPropertyScopeInput;
    switch (address->mSelector) {
    case kAudioDevicePropertyDeviceUID:
        return put_text(out, id == PLAIN_DEVICE ? "plain-device" : "plain-second");
    case kAudioDevicePropertyDeviceIsAlive:
        return put_number(out, device->is_alive);
    case kAudioObjectPropertyOwnedObjects:
    case kAudioDevicePropertyStreams:
        return put_streams(out, id, address->mScope);
    case kAudioDevicePropertyNominalSampleRate:
        return put(out, &device->rate, sizeof device->rate);
    case kAudioDevicePropertyAvailableNominalSampleRates:
        return put(out, &rates, sizeof rates);
    case kAudioDevicePropertyZeroTimeStampPeriod:
        return put_number(out, device->period);
    case kAudioDevicePropertyLatency:
        return put_number(out, input ? 3 : 5);
    case kAudioDevicePropertySafetyOffset:
        return put_number(out, input ? input_safety : PLAIN_OUTPUT_SAFETY);
    case kAudioDevicePropertyDeviceCanBeDefaultDevice:
        return put_number(out, 1);
    case kAudioDevicePropertyDeviceIsRunning:
        return put_number(out, is_running(device));
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
    const PlainDevice *device = &devices[stream / ID_STEP];
    const AudioStreamBasicDescription description = format(device);
    switch (selector) {
    case kAudioStreamPropertyDirection:
        return put_number(out, is_input(stream));
    case kAudioStreamPropertyStartingChannel:
        return put_number(out, 1 + (kind_of(stream) - PLAIN_INPUT) / 2 * device->channels);
    case kAudioStreamPropertyLatency:
        return put_number(out, is_input(stream) ? 30 : 50);
    case kAudioStreamPropertyVirtualFormat:
    case kAudioStreamPropertyPhysicalFormat:
        return put(out, &description, sizeof description);
    default:
        return 0;
    }
}

static bool is_device(AudioObjectID object)
{
    return device_of(object) != NULL && kind_of(object) == PLAIN_DEVICE;
}

/* The size of a property, 0 if there is none; the events alone are too many for the scratch. */
static UInt32 value(AudioObjectID object, const AudioObjectPropertyAddress *address, void *out)
{
    UInt32 size = 0;
    if (object == kAudioObjectPlugInObject)
        size = plugin_value(address->mSelector, out);
    else if (is_device(object))
        size = device_value(object, address, out);
    else if (device_of(object) != NULL && is_stream(object))
        size = stream_value(object, address->mSelector, out);
    else if (!BOXES || (object != PLAIN_BOX && object != PLAIN_CLOCK))
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
    return is_device(object) && (address->mSelector == kAudioDevicePropertyStreams ||
                                 address->mSelector == kAudioObjectPropertyOwnedObjects);
}

static bool has(AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    return is_events(object, address) || is_list(object, address) ||
           value(object, address, NULL) > 0;
}

Boolean has_property(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                     const AudioObjectPropertyAddress *address)
{
    if (HAS_WITHOUT_GET && address->mSelector == kAudioObjectPropertyModelName)
        return true;
    if (GETS_WITHOUT_HAS && address->mSelector == kAudioObjectPropertyName)
        return false;
    return has(object, address);
}

OSStatus is_settable(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
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

OSStatus get_size(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
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

OSStatus get(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
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
