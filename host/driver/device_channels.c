/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a device's channels are called, and where their loudspeakers stand. */

#include "driver/cf.h"
#include "driver/device.h"
#include "driver/device_getters.h"
#include "driver/device_storage.h"
#include "driver/getters.h"

#include <stdio.h>

static Side side_of(const PropertyRequest *request)
{
    return request->address->mScope == kAudioObjectPropertyScopeInput ? SIDE_INPUT : SIDE_OUTPUT;
}

OSStatus device_get_channel_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    char name[32];
    (void)snprintf(name, sizeof name, "Channel %u", request->address->mElement);
    return put_text(data, name);
}

OSStatus device_get_channel_category(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, side_of(request) == SIDE_INPUT ? "Input" : "Output");
}

OSStatus device_get_channel_number(const PropertyRequest *request, UInt32 *count, void *data)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%u", request->address->mElement);
    return put_text(data, number);
}

/* What was chosen, or the first two; of a device with one channel, that one twice. */
OSStatus device_get_stereo_channels(const PropertyRequest *request, UInt32 *count, void *data)
{
    const StereoPair pair = device_stereo_pair(request->device, side_of(request));
    UInt32 *channels = data;
    channels[0] = pair.left;
    channels[1] = pair.right;
    return kAudioHardwareNoError;
}

OSStatus device_set_stereo_channels(const PropertyRequest *request, UInt32 count, const void *data)
{
    Device *device = request->device;
    const UInt32 *channels = data;
    const UInt32 last = request->shape->configuration->channels;
    if (channels[0] < 1 || channels[0] > last || channels[1] < 1 || channels[1] > last)
        return kAudioHardwareIllegalOperationError;
    const StereoPair pair = {(UInt16)channels[0], (UInt16)channels[1]};
    atomic_store(&device->stereo[side_of(request)], pair);
    device_store(device);
    Announcement announcement = {0};
    announcement_add(&announcement, kAudioDevicePropertyPreferredChannelsForStereo,
                     request->address->mScope);
    device_announce(device, &announcement);
    return kAudioHardwareNoError;
}

static const char *const stereo_keys[SIDE_COUNT] = {
    [SIDE_INPUT] = "inputStereoChannels",
    [SIDE_OUTPUT] = "outputStereoChannels",
};

CFIndex device_stereo_store(const Device *device, CFMutableDictionaryRef settings)
{
    CFIndex count = 0;
    for (Side side = 0; side < SIDE_COUNT; side++) {
        const StereoPair pair = atomic_load(&device->stereo[side]);
        if (pair.left == 0)
            continue;
        CFMutableDictionaryRef channels = cf_create_dictionary();
        cf_put_integer(channels, "left", pair.left);
        cf_put_integer(channels, "right", pair.right);
        cf_put(settings, stereo_keys[side], channels);
        count++;
    }
    return count;
}

void device_stereo_restore(Device *device, CFTypeRef settings,
                           void (*complain)(Device *device, const char *key, const char *why))
{
    for (Side side = 0; side < SIDE_COUNT; side++) {
        int64_t left = 0;
        int64_t right = 0;
        CFTypeRef channels = cf_get(settings, stereo_keys[side]);
        if (!channels)
            continue;
        if (cf_get_integer(channels, "left", &left) && cf_get_integer(channels, "right", &right) &&
            left >= 1 && left <= UINT16_MAX && right >= 1 && right <= UINT16_MAX)
            atomic_store(&device->stereo[side], ((StereoPair){(UInt16)left, (UInt16)right}));
        else
            complain(device, stereo_keys[side], "it has no two channels");
    }
}

UInt32 device_count_channels(const PropertyRequest *request)
{
    return request->shape->configuration->channels;
}

/* The usual order of loudspeakers, for numbers of channels that have one. */
static const AudioChannelLabel usual[][8] = {
    [1] = {kAudioChannelLabel_Mono},
    [2] = {kAudioChannelLabel_Left, kAudioChannelLabel_Right},
    [4] = {kAudioChannelLabel_Left, kAudioChannelLabel_Right, kAudioChannelLabel_LeftSurround,
           kAudioChannelLabel_RightSurround},
    [6] = {kAudioChannelLabel_Left, kAudioChannelLabel_Right, kAudioChannelLabel_Center,
           kAudioChannelLabel_LFEScreen, kAudioChannelLabel_LeftSurround,
           kAudioChannelLabel_RightSurround},
    [8] = {kAudioChannelLabel_Left, kAudioChannelLabel_Right, kAudioChannelLabel_Center,
           kAudioChannelLabel_LFEScreen, kAudioChannelLabel_LeftSurround,
           kAudioChannelLabel_RightSurround, kAudioChannelLabel_RearSurroundLeft,
           kAudioChannelLabel_RearSurroundRight},
};

static AudioChannelLabel label_of(UInt32 channel, UInt32 channels)
{
    const bool is_usual =
        channels < sizeof usual / sizeof *usual && usual[channels][0] != kAudioChannelLabel_Unused;
    return is_usual ? usual[channels][channel] : kAudioChannelLabel_Discrete_0 + channel;
}

OSStatus device_get_layout(const PropertyRequest *request, UInt32 *count, void *data)
{
    AudioChannelLayout *layout = data;
    layout->mChannelLayoutTag = kAudioChannelLayoutTag_UseChannelDescriptions;
    layout->mChannelBitmap = 0;
    layout->mNumberChannelDescriptions = *count;
    AudioChannelDescription *descriptions = layout->mChannelDescriptions;
    for (UInt32 i = 0; i < *count; i++)
        descriptions[i] = (AudioChannelDescription){.mChannelLabel = label_of(i, *count)};
    return kAudioHardwareNoError;
}
