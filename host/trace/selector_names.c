/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/selector_names.h"

#define ROW(class_id, selector, type)                                                              \
    {                                                                                              \
        class_id, selector, #selector, type                                                        \
    }

const SelectorName selector_names[] = {
    ROW(kAudioObjectClassID, kAudioObjectPropertyBaseClass, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioObjectClassID, kAudioObjectPropertyClass, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioObjectClassID, kAudioObjectPropertyOwner, HAL_VALUE_OBJECT),
    ROW(kAudioObjectClassID, kAudioObjectPropertyName, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyModelName, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyManufacturer, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyElementName, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyElementCategoryName, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyElementNumberName, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyOwnedObjects, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioObjectClassID, kAudioObjectPropertyIdentify, HAL_VALUE_BOOLEAN),
    ROW(kAudioObjectClassID, kAudioObjectPropertySerialNumber, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyFirmwareVersion, HAL_VALUE_STRING),
    ROW(kAudioObjectClassID, kAudioObjectPropertyCustomPropertyInfoList,
        HAL_VALUE_CUSTOM_PROPERTY_ARRAY),

    ROW(kAudioPlugInClassID, kAudioPlugInPropertyBundleID, HAL_VALUE_STRING),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyDeviceList, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyTranslateUIDToDevice, HAL_VALUE_OBJECT_FOR_STRING),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyBoxList, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyTranslateUIDToBox, HAL_VALUE_OBJECT_FOR_STRING),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyClockDeviceList, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyTranslateUIDToClockDevice,
        HAL_VALUE_OBJECT_FOR_STRING),
    ROW(kAudioPlugInClassID, kAudioPlugInPropertyResourceBundle, HAL_VALUE_STRING),

    ROW(kAudioTransportManagerClassID, kAudioTransportManagerPropertyEndPointList,
        HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioTransportManagerClassID, kAudioTransportManagerPropertyTranslateUIDToEndPoint,
        HAL_VALUE_OBJECT_FOR_STRING),
    ROW(kAudioTransportManagerClassID, kAudioTransportManagerPropertyTransportType,
        HAL_VALUE_FOUR_CHARS),

    ROW(kAudioBoxClassID, kAudioBoxPropertyBoxUID, HAL_VALUE_STRING),
    ROW(kAudioBoxClassID, kAudioBoxPropertyTransportType, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioBoxClassID, kAudioBoxPropertyHasAudio, HAL_VALUE_BOOLEAN),
    ROW(kAudioBoxClassID, kAudioBoxPropertyHasVideo, HAL_VALUE_BOOLEAN),
    ROW(kAudioBoxClassID, kAudioBoxPropertyHasMIDI, HAL_VALUE_BOOLEAN),
    ROW(kAudioBoxClassID, kAudioBoxPropertyIsProtected, HAL_VALUE_BOOLEAN),
    ROW(kAudioBoxClassID, kAudioBoxPropertyAcquired, HAL_VALUE_BOOLEAN),
    ROW(kAudioBoxClassID, kAudioBoxPropertyAcquisitionFailed, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioBoxClassID, kAudioBoxPropertyDeviceList, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioBoxClassID, kAudioBoxPropertyClockDeviceList, HAL_VALUE_OBJECT_ARRAY),

    ROW(kAudioDeviceClassID, kAudioDevicePropertyConfigurationApplication, HAL_VALUE_STRING),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyDeviceUID, HAL_VALUE_STRING),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyModelUID, HAL_VALUE_STRING),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyTransportType, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyRelatedDevices, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyClockDomain, HAL_VALUE_UINT32),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyDeviceIsAlive, HAL_VALUE_BOOLEAN),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyDeviceIsRunning, HAL_VALUE_BOOLEAN),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyDeviceCanBeDefaultDevice, HAL_VALUE_BOOLEAN),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyDeviceCanBeDefaultSystemDevice, HAL_VALUE_BOOLEAN),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyLatency, HAL_VALUE_UINT32),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyStreams, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioDeviceClassID, kAudioObjectPropertyControlList, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioDeviceClassID, kAudioDevicePropertySafetyOffset, HAL_VALUE_UINT32),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyNominalSampleRate, HAL_VALUE_FLOAT64),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyAvailableNominalSampleRates,
        HAL_VALUE_RANGE_ARRAY),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyIcon, HAL_VALUE_URL),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyIsHidden, HAL_VALUE_BOOLEAN),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyPreferredChannelsForStereo,
        HAL_VALUE_UINT32_ARRAY),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyPreferredChannelLayout, HAL_VALUE_CHANNEL_LAYOUT),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyZeroTimeStampPeriod, HAL_VALUE_UINT32),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyClockAlgorithm, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioDeviceClassID, kAudioDevicePropertyClockIsStable, HAL_VALUE_BOOLEAN),

    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyDeviceUID, HAL_VALUE_STRING),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyTransportType, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyClockDomain, HAL_VALUE_UINT32),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyDeviceIsAlive, HAL_VALUE_BOOLEAN),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyDeviceIsRunning, HAL_VALUE_BOOLEAN),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyLatency, HAL_VALUE_UINT32),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyControlList, HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyNominalSampleRate, HAL_VALUE_FLOAT64),
    ROW(kAudioClockDeviceClassID, kAudioClockDevicePropertyAvailableNominalSampleRates,
        HAL_VALUE_RANGE_ARRAY),

    ROW(kAudioEndPointDeviceClassID, kAudioEndPointDevicePropertyComposition,
        HAL_VALUE_PROPERTY_LIST),
    ROW(kAudioEndPointDeviceClassID, kAudioEndPointDevicePropertyEndPointList,
        HAL_VALUE_OBJECT_ARRAY),
    ROW(kAudioEndPointDeviceClassID, kAudioEndPointDevicePropertyIsPrivate, HAL_VALUE_UINT32),

    ROW(kAudioStreamClassID, kAudioStreamPropertyIsActive, HAL_VALUE_BOOLEAN),
    ROW(kAudioStreamClassID, kAudioStreamPropertyDirection, HAL_VALUE_UINT32),
    ROW(kAudioStreamClassID, kAudioStreamPropertyTerminalType, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioStreamClassID, kAudioStreamPropertyStartingChannel, HAL_VALUE_UINT32),
    ROW(kAudioStreamClassID, kAudioStreamPropertyLatency, HAL_VALUE_UINT32),
    ROW(kAudioStreamClassID, kAudioStreamPropertyVirtualFormat, HAL_VALUE_FORMAT),
    ROW(kAudioStreamClassID, kAudioStreamPropertyAvailableVirtualFormats,
        HAL_VALUE_RANGED_FORMAT_ARRAY),
    ROW(kAudioStreamClassID, kAudioStreamPropertyPhysicalFormat, HAL_VALUE_FORMAT),
    ROW(kAudioStreamClassID, kAudioStreamPropertyAvailablePhysicalFormats,
        HAL_VALUE_RANGED_FORMAT_ARRAY),

    ROW(kAudioControlClassID, kAudioControlPropertyScope, HAL_VALUE_FOUR_CHARS),
    ROW(kAudioControlClassID, kAudioControlPropertyElement, HAL_VALUE_UINT32),
    ROW(kAudioSliderControlClassID, kAudioSliderControlPropertyValue, HAL_VALUE_UINT32),
    ROW(kAudioSliderControlClassID, kAudioSliderControlPropertyRange, HAL_VALUE_UINT32_ARRAY),
    ROW(kAudioLevelControlClassID, kAudioLevelControlPropertyScalarValue, HAL_VALUE_FLOAT32),
    ROW(kAudioLevelControlClassID, kAudioLevelControlPropertyDecibelValue, HAL_VALUE_FLOAT32),
    ROW(kAudioLevelControlClassID, kAudioLevelControlPropertyDecibelRange, HAL_VALUE_RANGE),
    ROW(kAudioLevelControlClassID, kAudioLevelControlPropertyConvertScalarToDecibels,
        HAL_VALUE_FLOAT32_FOR_FLOAT32),
    ROW(kAudioLevelControlClassID, kAudioLevelControlPropertyConvertDecibelsToScalar,
        HAL_VALUE_FLOAT32_FOR_FLOAT32),
    ROW(kAudioBooleanControlClassID, kAudioBooleanControlPropertyValue, HAL_VALUE_BOOLEAN),
    ROW(kAudioSelectorControlClassID, kAudioSelectorControlPropertyCurrentItem,
        HAL_VALUE_UINT32_ARRAY),
    ROW(kAudioSelectorControlClassID, kAudioSelectorControlPropertyAvailableItems,
        HAL_VALUE_UINT32_ARRAY),
    ROW(kAudioSelectorControlClassID, kAudioSelectorControlPropertyItemName,
        HAL_VALUE_STRING_FOR_UINT32),
    ROW(kAudioSelectorControlClassID, kAudioSelectorControlPropertyItemKind,
        HAL_VALUE_FOUR_CHARS_FOR_UINT32),
    ROW(kAudioStereoPanControlClassID, kAudioStereoPanControlPropertyValue, HAL_VALUE_FLOAT32),
    ROW(kAudioStereoPanControlClassID, kAudioStereoPanControlPropertyPanningChannels,
        HAL_VALUE_UINT32_ARRAY),
};
const size_t selector_name_count = sizeof selector_names / sizeof selector_names[0];

/* Each class with the one that it is derived from; the root has none. */
static const struct {
    AudioClassID class_id;
    AudioClassID base;
    const char *name;
} classes[] = {
    {kAudioObjectClassID, 0, "object"},
    {kAudioPlugInClassID, kAudioObjectClassID, "plug-in"},
    {kAudioTransportManagerClassID, kAudioPlugInClassID, "transport manager"},
    {kAudioBoxClassID, kAudioObjectClassID, "box"},
    {kAudioDeviceClassID, kAudioObjectClassID, "device"},
    {kAudioClockDeviceClassID, kAudioObjectClassID, "clock device"},
    {kAudioEndPointDeviceClassID, kAudioDeviceClassID, "end point device"},
    {kAudioEndPointClassID, kAudioDeviceClassID, "end point"},
    {kAudioStreamClassID, kAudioObjectClassID, "stream"},
    {kAudioControlClassID, kAudioObjectClassID, "control"},
    {kAudioSliderControlClassID, kAudioControlClassID, "slider control"},
    {kAudioLevelControlClassID, kAudioControlClassID, "level control"},
    {kAudioVolumeControlClassID, kAudioLevelControlClassID, "volume control"},
    {kAudioLFEVolumeControlClassID, kAudioLevelControlClassID, "LFE volume control"},
    {kAudioBooleanControlClassID, kAudioControlClassID, "boolean control"},
    {kAudioMuteControlClassID, kAudioBooleanControlClassID, "mute control"},
    {kAudioSoloControlClassID, kAudioBooleanControlClassID, "solo control"},
    {kAudioJackControlClassID, kAudioBooleanControlClassID, "jack control"},
    {kAudioLFEMuteControlClassID, kAudioBooleanControlClassID, "LFE mute control"},
    {kAudioPhantomPowerControlClassID, kAudioBooleanControlClassID, "phantom power control"},
    {kAudioPhaseInvertControlClassID, kAudioBooleanControlClassID, "phase invert control"},
    {kAudioClipLightControlClassID, kAudioBooleanControlClassID, "clip light control"},
    {kAudioTalkbackControlClassID, kAudioBooleanControlClassID, "talkback control"},
    {kAudioListenbackControlClassID, kAudioBooleanControlClassID, "listenback control"},
    {kAudioSelectorControlClassID, kAudioControlClassID, "selector control"},
    {kAudioDataSourceControlClassID, kAudioSelectorControlClassID, "data source control"},
    {kAudioDataDestinationControlClassID, kAudioSelectorControlClassID, "data destination control"},
    {kAudioClockSourceControlClassID, kAudioSelectorControlClassID, "clock source control"},
    {kAudioLineLevelControlClassID, kAudioSelectorControlClassID, "line level control"},
    {kAudioHighPassFilterControlClassID, kAudioSelectorControlClassID, "high-pass filter control"},
    {kAudioStereoPanControlClassID, kAudioControlClassID, "stereo pan control"},
};
enum { CLASS_COUNT = sizeof classes / sizeof classes[0] };

/* The row of a class, or CLASS_COUNT. */
static size_t class_index(AudioClassID class_id)
{
    size_t i = 0;
    while (i < CLASS_COUNT && classes[i].class_id != class_id)
        i++;
    return i;
}

/* How far `ancestor` is above `class_id`: 0 for the class itself, -1 if it isn't. */
static int distance(AudioClassID class_id, AudioClassID base_class, AudioClassID ancestor)
{
    size_t index = class_index(class_id);
    int steps = 0;
    if (index == CLASS_COUNT) {
        index = class_index(base_class);
        steps = 1;
    }
    while (index < CLASS_COUNT && classes[index].class_id != ancestor) {
        index = class_index(classes[index].base);
        steps++;
    }
    return index < CLASS_COUNT ? steps : -1;
}

bool selector_class_is(AudioClassID class_id, AudioClassID base_class, AudioClassID ancestor)
{
    return distance(class_id, base_class, ancestor) >= 0;
}

const SelectorName *selector_name_find(AudioClassID class_id, AudioClassID base_class,
                                       AudioObjectPropertySelector selector)
{
    const SelectorName *found = NULL;
    int nearest = -1;
    for (size_t i = 0; i < selector_name_count; i++) {
        if (selector_names[i].selector != selector)
            continue;
        const int steps = distance(class_id, base_class, selector_names[i].class_id);
        if (steps < 0 || (found != NULL && steps >= nearest))
            continue;
        found = &selector_names[i];
        nearest = steps;
    }
    return found;
}

const char *selector_class_name(AudioClassID class_id)
{
    const size_t index = class_index(class_id);
    return index < CLASS_COUNT ? classes[index].name : NULL;
}
