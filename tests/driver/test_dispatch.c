/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* That the properties are there which a HAL can't do without. That all of them agree with
 * themselves is in test_sweep.c. */

#include "support/fake_host.h"

#include <criterion/criterion.h>

/* What a HAL must find for the driver to work at all. */
Test(dispatch, has_what_the_hal_requires)
{
    static const struct {
        AudioObjectID object;
        AudioObjectPropertySelector selector;
        AudioObjectPropertyScope scope;
    } required[] = {
        {1, kAudioObjectPropertyClass, kAudioObjectPropertyScopeGlobal},
        {1, kAudioObjectPropertyManufacturer, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyDeviceList, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyTranslateUIDToDevice, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyBoxList, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyResourceBundle, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioObjectPropertyName, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioObjectPropertyManufacturer, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceUID, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyModelUID, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyTransportType, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyRelatedDevices, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyClockDomain, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceIsAlive, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceIsRunning, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceCanBeDefaultDevice, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceCanBeDefaultSystemDevice,
         kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyLatency, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertyLatency, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertySafetyOffset, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertySafetyOffset, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyStreams, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertyStreams, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioObjectPropertyControlList, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyAvailableNominalSampleRates,
         kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyIsHidden, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyPreferredChannelsForStereo,
         kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyPreferredChannelLayout, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioObjectPropertyCustomPropertyInfoList, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 1, kAudioStreamPropertyVirtualFormat, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 1, kAudioStreamPropertyAvailablePhysicalFormats,
         kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 3, kAudioLevelControlPropertyScalarValue, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 4, kAudioBooleanControlPropertyValue, kAudioObjectPropertyScopeGlobal},
    };
    FakeHost *host = fake_host_new(2);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        const AudioObjectPropertyAddress address = {required[i].selector, required[i].scope,
                                                    kAudioObjectPropertyElementMain};
        cr_assert((*host->driver)->HasProperty(host->driver, required[i].object, 0, &address),
                  "row %zu", i);
    }
    fake_host_free(host);
}
