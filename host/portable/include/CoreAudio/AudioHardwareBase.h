/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file AudioHardwareBase.h
 * Objects of the HAL, their classes and properties, by Apple's names: for drivers and clients. */

#ifndef OSSICLE_PORTABLE_COREAUDIO_AUDIOHARDWAREBASE_H
#define OSSICLE_PORTABLE_COREAUDIO_AUDIOHARDWAREBASE_H

#include <CoreAudioTypes/CoreAudioTypes.h>
#include <CoreFoundation/CFBase.h>
#include <ossicle-portable/four_chars.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef UInt32 AudioObjectID; /* unique in its HAL; never used again within a run */
typedef UInt32 AudioClassID;
typedef UInt32 AudioObjectPropertySelector;
typedef UInt32 AudioObjectPropertyScope;
typedef UInt32 AudioObjectPropertyElement;

/** Which property of an object. */
typedef struct AudioObjectPropertyAddress {
    AudioObjectPropertySelector mSelector;
    AudioObjectPropertyScope mScope;
    AudioObjectPropertyElement mElement;
} AudioObjectPropertyAddress;

/** A format, and the rates at which it can be had. */
typedef struct AudioStreamRangedDescription {
    AudioStreamBasicDescription mFormat;
    AudioValueRange mSampleRateRange;
} AudioStreamRangedDescription;

/** What the calls of the HAL and of a driver return. */
CF_ENUM(OSStatus){
    kAudioHardwareNoError = 0,
    kAudioHardwareNotRunningError = CA_FOUR_CHARS('s', 't', 'o', 'p'),
    kAudioHardwareUnspecifiedError = CA_FOUR_CHARS('w', 'h', 'a', 't'),
    kAudioHardwareUnknownPropertyError = CA_FOUR_CHARS('w', 'h', 'o', '?'),
    kAudioHardwareBadPropertySizeError = CA_FOUR_CHARS('!', 's', 'i', 'z'),
    kAudioHardwareIllegalOperationError = CA_FOUR_CHARS('n', 'o', 'p', 'e'),
    kAudioHardwareBadObjectError = CA_FOUR_CHARS('!', 'o', 'b', 'j'),
    kAudioHardwareBadDeviceError = CA_FOUR_CHARS('!', 'd', 'e', 'v'),
    kAudioHardwareBadStreamError = CA_FOUR_CHARS('!', 's', 't', 'r'),
    kAudioHardwareUnsupportedOperationError = CA_FOUR_CHARS('u', 'n', 'o', 'p'),
    kAudioHardwareNotReadyError = CA_FOUR_CHARS('n', 'r', 'd', 'y'),
    kAudioDeviceUnsupportedFormatError = CA_FOUR_CHARS('!', 'd', 'a', 't'),
    kAudioDevicePermissionsError = CA_FOUR_CHARS('!', 'h', 'o', 'g'),
};

/** The ID that stands for no object. */
CF_ENUM(AudioObjectID){
    kAudioObjectUnknown = 0,
};

/** Parts of an object that a property can belong to. */
CF_ENUM(AudioObjectPropertyScope){
    kAudioObjectPropertyScopeGlobal = CA_FOUR_CHARS('g', 'l', 'o', 'b'),
    kAudioObjectPropertyScopeInput = CA_FOUR_CHARS('i', 'n', 'p', 't'),
    kAudioObjectPropertyScopeOutput = CA_FOUR_CHARS('o', 'u', 't', 'p'),
    kAudioObjectPropertyScopePlayThrough = CA_FOUR_CHARS('p', 't', 'r', 'u'),
};

/** The element that stands for the whole scope; channels count from 1. */
CF_ENUM(AudioObjectPropertyElement){
    kAudioObjectPropertyElementMain = 0,
    kAudioObjectPropertyElementMaster = kAudioObjectPropertyElementMain,
};

/** Matches every selector. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioObjectPropertySelectorWildcard = CA_FOUR_CHARS('*', '*', '*', '*'),
};

/** Matches every scope. */
CF_ENUM(AudioObjectPropertyScope){
    kAudioObjectPropertyScopeWildcard = CA_FOUR_CHARS('*', '*', '*', '*'),
};

/** Matches every element. */
CF_ENUM(AudioObjectPropertyElement){
    kAudioObjectPropertyElementWildcard = 0xFFFFFFFFU,
};

/** Matches every class; the class that all others derive from. */
CF_ENUM(AudioClassID){
    kAudioObjectClassIDWildcard = CA_FOUR_CHARS('*', '*', '*', '*'),
    kAudioObjectClassID = CA_FOUR_CHARS('a', 'o', 'b', 'j'),
};

/** Properties of every object. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioObjectPropertyBaseClass = CA_FOUR_CHARS('b', 'c', 'l', 's'),
    kAudioObjectPropertyClass = CA_FOUR_CHARS('c', 'l', 'a', 's'),
    kAudioObjectPropertyOwner = CA_FOUR_CHARS('s', 't', 'd', 'v'),
    kAudioObjectPropertyName = CA_FOUR_CHARS('l', 'n', 'a', 'm'),
    kAudioObjectPropertyModelName = CA_FOUR_CHARS('l', 'm', 'o', 'd'),
    kAudioObjectPropertyManufacturer = CA_FOUR_CHARS('l', 'm', 'a', 'k'),
    kAudioObjectPropertyElementName = CA_FOUR_CHARS('l', 'c', 'h', 'n'),
    kAudioObjectPropertyElementCategoryName = CA_FOUR_CHARS('l', 'c', 'c', 'n'),
    kAudioObjectPropertyElementNumberName = CA_FOUR_CHARS('l', 'c', 'n', 'n'),
    kAudioObjectPropertyOwnedObjects = CA_FOUR_CHARS('o', 'w', 'n', 'd'),
    kAudioObjectPropertyIdentify = CA_FOUR_CHARS('i', 'd', 'e', 'n'),
    kAudioObjectPropertySerialNumber = CA_FOUR_CHARS('s', 'n', 'u', 'm'),
    kAudioObjectPropertyFirmwareVersion = CA_FOUR_CHARS('f', 'w', 'v', 'n'),
};

/** The plug-in: it owns all other objects of a driver. */
CF_ENUM(AudioClassID){
    kAudioPlugInClassID = CA_FOUR_CHARS('a', 'p', 'l', 'g'),
};

/** Properties of the plug-in. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioPlugInPropertyBundleID = CA_FOUR_CHARS('p', 'i', 'i', 'd'),
    kAudioPlugInPropertyDeviceList = CA_FOUR_CHARS('d', 'e', 'v', '#'),
    kAudioPlugInPropertyTranslateUIDToDevice = CA_FOUR_CHARS('u', 'i', 'd', 'd'),
    kAudioPlugInPropertyBoxList = CA_FOUR_CHARS('b', 'o', 'x', '#'),
    kAudioPlugInPropertyTranslateUIDToBox = CA_FOUR_CHARS('u', 'i', 'd', 'b'),
    kAudioPlugInPropertyClockDeviceList = CA_FOUR_CHARS('c', 'l', 'k', '#'),
    kAudioPlugInPropertyTranslateUIDToClockDevice = CA_FOUR_CHARS('u', 'i', 'd', 'c'),
};

/** A plug-in that builds devices out of end points. */
CF_ENUM(AudioClassID){
    kAudioTransportManagerClassID = CA_FOUR_CHARS('t', 'r', 'p', 'm'),
};

/** Properties of a transport manager. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioTransportManagerPropertyEndPointList = CA_FOUR_CHARS('e', 'n', 'd', '#'),
    kAudioTransportManagerPropertyTranslateUIDToEndPoint = CA_FOUR_CHARS('u', 'i', 'd', 'e'),
    kAudioTransportManagerPropertyTransportType = CA_FOUR_CHARS('t', 'r', 'a', 'n'),
};

/** A box: the hardware that holds devices. */
CF_ENUM(AudioClassID){
    kAudioBoxClassID = CA_FOUR_CHARS('a', 'b', 'o', 'x'),
};

/** Properties of a box. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioBoxPropertyBoxUID = CA_FOUR_CHARS('b', 'u', 'i', 'd'),
    kAudioBoxPropertyTransportType = CA_FOUR_CHARS('t', 'r', 'a', 'n'),
    kAudioBoxPropertyHasAudio = CA_FOUR_CHARS('b', 'h', 'a', 'u'),
    kAudioBoxPropertyHasVideo = CA_FOUR_CHARS('b', 'h', 'v', 'i'),
    kAudioBoxPropertyHasMIDI = CA_FOUR_CHARS('b', 'h', 'm', 'i'),
    kAudioBoxPropertyIsProtected = CA_FOUR_CHARS('b', 'p', 'r', 'o'),
    kAudioBoxPropertyAcquired = CA_FOUR_CHARS('b', 'x', 'o', 'n'),
    kAudioBoxPropertyAcquisitionFailed = CA_FOUR_CHARS('b', 'x', 'o', 'f'),
    kAudioBoxPropertyDeviceList = CA_FOUR_CHARS('b', 'd', 'v', '#'),
    kAudioBoxPropertyClockDeviceList = CA_FOUR_CHARS('b', 'c', 'l', '#'),
};

/** A device: streams and controls that share one clock. */
CF_ENUM(AudioClassID){
    kAudioDeviceClassID = CA_FOUR_CHARS('a', 'd', 'e', 'v'),
};

/** How a device is connected (kAudioDevicePropertyTransportType). */
CF_ENUM(UInt32){
    kAudioDeviceTransportTypeUnknown = 0,
    kAudioDeviceTransportTypeBuiltIn = CA_FOUR_CHARS('b', 'l', 't', 'n'),
    kAudioDeviceTransportTypeAggregate = CA_FOUR_CHARS('g', 'r', 'u', 'p'),
    kAudioDeviceTransportTypeVirtual = CA_FOUR_CHARS('v', 'i', 'r', 't'),
    kAudioDeviceTransportTypePCI = CA_FOUR_CHARS('p', 'c', 'i', ' '),
    kAudioDeviceTransportTypeUSB = CA_FOUR_CHARS('u', 's', 'b', ' '),
    kAudioDeviceTransportTypeFireWire = CA_FOUR_CHARS('1', '3', '9', '4'),
    kAudioDeviceTransportTypeBluetooth = CA_FOUR_CHARS('b', 'l', 'u', 'e'),
    kAudioDeviceTransportTypeBluetoothLE = CA_FOUR_CHARS('b', 'l', 'e', 'a'),
    kAudioDeviceTransportTypeHDMI = CA_FOUR_CHARS('h', 'd', 'm', 'i'),
    kAudioDeviceTransportTypeDisplayPort = CA_FOUR_CHARS('d', 'p', 'r', 't'),
    kAudioDeviceTransportTypeAirPlay = CA_FOUR_CHARS('a', 'i', 'r', 'p'),
    kAudioDeviceTransportTypeAVB = CA_FOUR_CHARS('e', 'a', 'v', 'b'),
    kAudioDeviceTransportTypeThunderbolt = CA_FOUR_CHARS('t', 'h', 'u', 'n'),
    kAudioDeviceTransportTypeContinuityCaptureWired = CA_FOUR_CHARS('c', 'c', 'w', 'd'),
    kAudioDeviceTransportTypeContinuityCaptureWireless = CA_FOUR_CHARS('c', 'c', 'w', 'l'),
    kAudioDeviceTransportTypeContinuityCapture = CA_FOUR_CHARS('c', 'c', 'a', 'p'),
};

/** Properties of a device. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioDevicePropertyConfigurationApplication = CA_FOUR_CHARS('c', 'a', 'p', 'p'),
    kAudioDevicePropertyDeviceUID = CA_FOUR_CHARS('u', 'i', 'd', ' '),
    kAudioDevicePropertyModelUID = CA_FOUR_CHARS('m', 'u', 'i', 'd'),
    kAudioDevicePropertyTransportType = CA_FOUR_CHARS('t', 'r', 'a', 'n'),
    kAudioDevicePropertyRelatedDevices = CA_FOUR_CHARS('a', 'k', 'i', 'n'),
    kAudioDevicePropertyClockDomain = CA_FOUR_CHARS('c', 'l', 'k', 'd'),
    kAudioDevicePropertyDeviceIsAlive = CA_FOUR_CHARS('l', 'i', 'v', 'n'),
    kAudioDevicePropertyDeviceIsRunning = CA_FOUR_CHARS('g', 'o', 'i', 'n'),
    kAudioDevicePropertyDeviceCanBeDefaultDevice = CA_FOUR_CHARS('d', 'f', 'l', 't'),
    kAudioDevicePropertyDeviceCanBeDefaultSystemDevice = CA_FOUR_CHARS('s', 'f', 'l', 't'),
    kAudioDevicePropertyLatency = CA_FOUR_CHARS('l', 't', 'n', 'c'),
    kAudioDevicePropertyStreams = CA_FOUR_CHARS('s', 't', 'm', '#'),
    kAudioObjectPropertyControlList = CA_FOUR_CHARS('c', 't', 'r', 'l'),
    kAudioDevicePropertySafetyOffset = CA_FOUR_CHARS('s', 'a', 'f', 't'),
    kAudioDevicePropertyNominalSampleRate = CA_FOUR_CHARS('n', 's', 'r', 't'),
    kAudioDevicePropertyAvailableNominalSampleRates = CA_FOUR_CHARS('n', 's', 'r', '#'),
    kAudioDevicePropertyIcon = CA_FOUR_CHARS('i', 'c', 'o', 'n'),
    kAudioDevicePropertyIsHidden = CA_FOUR_CHARS('h', 'i', 'd', 'n'),
    kAudioDevicePropertyPreferredChannelsForStereo = CA_FOUR_CHARS('d', 'c', 'h', '2'),
    kAudioDevicePropertyPreferredChannelLayout = CA_FOUR_CHARS('s', 'r', 'n', 'd'),
};

/** A clock device: a clock without streams. */
CF_ENUM(AudioClassID){
    kAudioClockDeviceClassID = CA_FOUR_CHARS('a', 'c', 'l', 'k'),
};

/** Properties of a clock device. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioClockDevicePropertyDeviceUID = CA_FOUR_CHARS('c', 'u', 'i', 'd'),
    kAudioClockDevicePropertyTransportType = CA_FOUR_CHARS('t', 'r', 'a', 'n'),
    kAudioClockDevicePropertyClockDomain = CA_FOUR_CHARS('c', 'l', 'k', 'd'),
    kAudioClockDevicePropertyDeviceIsAlive = CA_FOUR_CHARS('l', 'i', 'v', 'n'),
    kAudioClockDevicePropertyDeviceIsRunning = CA_FOUR_CHARS('g', 'o', 'i', 'n'),
    kAudioClockDevicePropertyLatency = CA_FOUR_CHARS('l', 't', 'n', 'c'),
    kAudioClockDevicePropertyControlList = CA_FOUR_CHARS('c', 't', 'r', 'l'),
    kAudioClockDevicePropertyNominalSampleRate = CA_FOUR_CHARS('n', 's', 'r', 't'),
    kAudioClockDevicePropertyAvailableNominalSampleRates = CA_FOUR_CHARS('n', 's', 'r', '#'),
};

/** A device that a transport manager made. */
CF_ENUM(AudioClassID){
    kAudioEndPointDeviceClassID = CA_FOUR_CHARS('e', 'd', 'e', 'v'),
};

/** Properties of a device made of end points. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioEndPointDevicePropertyComposition = CA_FOUR_CHARS('a', 'c', 'o', 'm'),
    kAudioEndPointDevicePropertyEndPointList = CA_FOUR_CHARS('a', 'g', 'r', 'p'),
    kAudioEndPointDevicePropertyIsPrivate = CA_FOUR_CHARS('p', 'r', 'i', 'v'),
};

/** An end point; it has the properties of a device. */
CF_ENUM(AudioClassID){
    kAudioEndPointClassID = CA_FOUR_CHARS('e', 'n', 'd', 'p'),
};

/** A stream: one buffer of samples in each I/O cycle. */
CF_ENUM(AudioClassID){
    kAudioStreamClassID = CA_FOUR_CHARS('a', 's', 't', 'r'),
};

/** Where a stream leads (kAudioStreamPropertyTerminalType). */
CF_ENUM(UInt32){
    kAudioStreamTerminalTypeUnknown = 0,
    kAudioStreamTerminalTypeLine = CA_FOUR_CHARS('l', 'i', 'n', 'e'),
    kAudioStreamTerminalTypeDigitalAudioInterface = CA_FOUR_CHARS('s', 'p', 'd', 'f'),
    kAudioStreamTerminalTypeSpeaker = CA_FOUR_CHARS('s', 'p', 'k', 'r'),
    kAudioStreamTerminalTypeHeadphones = CA_FOUR_CHARS('h', 'd', 'p', 'h'),
    kAudioStreamTerminalTypeLFESpeaker = CA_FOUR_CHARS('l', 'f', 'e', 's'),
    kAudioStreamTerminalTypeReceiverSpeaker = CA_FOUR_CHARS('r', 's', 'p', 'k'),
    kAudioStreamTerminalTypeMicrophone = CA_FOUR_CHARS('m', 'i', 'c', 'r'),
    kAudioStreamTerminalTypeHeadsetMicrophone = CA_FOUR_CHARS('h', 'm', 'i', 'c'),
    kAudioStreamTerminalTypeReceiverMicrophone = CA_FOUR_CHARS('r', 'm', 'i', 'c'),
    kAudioStreamTerminalTypeTTY = CA_FOUR_CHARS('t', 't', 'y', '_'),
    kAudioStreamTerminalTypeHDMI = CA_FOUR_CHARS('h', 'd', 'm', 'i'),
    kAudioStreamTerminalTypeDisplayPort = CA_FOUR_CHARS('d', 'p', 'r', 't'),
};

/** Properties of a stream. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioStreamPropertyIsActive = CA_FOUR_CHARS('s', 'a', 'c', 't'),
    kAudioStreamPropertyDirection = CA_FOUR_CHARS('s', 'd', 'i', 'r'),
    kAudioStreamPropertyTerminalType = CA_FOUR_CHARS('t', 'e', 'r', 'm'),
    kAudioStreamPropertyStartingChannel = CA_FOUR_CHARS('s', 'c', 'h', 'n'),
    kAudioStreamPropertyLatency = CA_FOUR_CHARS('l', 't', 'n', 'c'),
    kAudioStreamPropertyVirtualFormat = CA_FOUR_CHARS('s', 'f', 'm', 't'),
    kAudioStreamPropertyAvailableVirtualFormats = CA_FOUR_CHARS('s', 'f', 'm', 'a'),
    kAudioStreamPropertyPhysicalFormat = CA_FOUR_CHARS('p', 'f', 't', ' '),
    kAudioStreamPropertyAvailablePhysicalFormats = CA_FOUR_CHARS('p', 'f', 't', 'a'),
};

/** A control; the classes below derive from it. */
CF_ENUM(AudioClassID){
    kAudioControlClassID = CA_FOUR_CHARS('a', 'c', 't', 'l'),
};

/** Properties of every control: what of the device it controls. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioControlPropertyScope = CA_FOUR_CHARS('c', 's', 'c', 'p'),
    kAudioControlPropertyElement = CA_FOUR_CHARS('c', 'e', 'l', 'm'),
};

/** A slider. */
CF_ENUM(AudioClassID){
    kAudioSliderControlClassID = CA_FOUR_CHARS('s', 'l', 'd', 'r'),
};

/** Properties of a slider. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioSliderControlPropertyValue = CA_FOUR_CHARS('s', 'd', 'r', 'v'),
    kAudioSliderControlPropertyRange = CA_FOUR_CHARS('s', 'd', 'r', 'r'),
};

/** Level controls. */
CF_ENUM(AudioClassID){
    kAudioLevelControlClassID = CA_FOUR_CHARS('l', 'e', 'v', 'l'),
    kAudioVolumeControlClassID = CA_FOUR_CHARS('v', 'l', 'm', 'e'),
    kAudioLFEVolumeControlClassID = CA_FOUR_CHARS('s', 'u', 'b', 'v'),
};

/** Properties of a level control. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioLevelControlPropertyScalarValue = CA_FOUR_CHARS('l', 'c', 's', 'v'),
    kAudioLevelControlPropertyDecibelValue = CA_FOUR_CHARS('l', 'c', 'd', 'v'),
    kAudioLevelControlPropertyDecibelRange = CA_FOUR_CHARS('l', 'c', 'd', 'r'),
    kAudioLevelControlPropertyConvertScalarToDecibels = CA_FOUR_CHARS('l', 'c', 's', 'd'),
    kAudioLevelControlPropertyConvertDecibelsToScalar = CA_FOUR_CHARS('l', 'c', 'd', 's'),
};

/** Controls that are on or off. */
CF_ENUM(AudioClassID){
    kAudioBooleanControlClassID = CA_FOUR_CHARS('t', 'o', 'g', 'l'),
    kAudioMuteControlClassID = CA_FOUR_CHARS('m', 'u', 't', 'e'),
    kAudioSoloControlClassID = CA_FOUR_CHARS('s', 'o', 'l', 'o'),
    kAudioJackControlClassID = CA_FOUR_CHARS('j', 'a', 'c', 'k'),
    kAudioLFEMuteControlClassID = CA_FOUR_CHARS('s', 'u', 'b', 'm'),
    kAudioPhantomPowerControlClassID = CA_FOUR_CHARS('p', 'h', 'a', 'n'),
    kAudioPhaseInvertControlClassID = CA_FOUR_CHARS('p', 'h', 's', 'i'),
    kAudioClipLightControlClassID = CA_FOUR_CHARS('c', 'l', 'i', 'p'),
    kAudioTalkbackControlClassID = CA_FOUR_CHARS('t', 'a', 'l', 'b'),
    kAudioListenbackControlClassID = CA_FOUR_CHARS('l', 's', 'n', 'b'),
};

/** Properties of a control that is on or off. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioBooleanControlPropertyValue = CA_FOUR_CHARS('b', 'c', 'v', 'l'),
};

/** Controls that choose among items. */
CF_ENUM(AudioClassID){
    kAudioSelectorControlClassID = CA_FOUR_CHARS('s', 'l', 'c', 't'),
    kAudioDataSourceControlClassID = CA_FOUR_CHARS('d', 's', 'r', 'c'),
    kAudioDataDestinationControlClassID = CA_FOUR_CHARS('d', 'e', 's', 't'),
    kAudioClockSourceControlClassID = CA_FOUR_CHARS('c', 'l', 'c', 'k'),
    kAudioLineLevelControlClassID = CA_FOUR_CHARS('n', 'l', 'v', 'l'),
    kAudioHighPassFilterControlClassID = CA_FOUR_CHARS('h', 'i', 'p', 'f'),
};

/** Properties of a control that chooses among items. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioSelectorControlPropertyCurrentItem = CA_FOUR_CHARS('s', 'c', 'c', 'i'),
    kAudioSelectorControlPropertyAvailableItems = CA_FOUR_CHARS('s', 'c', 'a', 'i'),
    kAudioSelectorControlPropertyItemName = CA_FOUR_CHARS('s', 'c', 'i', 'n'),
    kAudioSelectorControlPropertyItemKind = CA_FOUR_CHARS('c', 'l', 'k', 'k'),
};

/** Kinds of items (kAudioSelectorControlPropertyItemKind). */
CF_ENUM(UInt32){
    kAudioSelectorControlItemKindSpacer = CA_FOUR_CHARS('s', 'p', 'c', 'r'),
    kAudioClockSourceItemKindInternal = CA_FOUR_CHARS('i', 'n', 't', ' '),
};

/** A stereo pan control. */
CF_ENUM(AudioClassID){
    kAudioStereoPanControlClassID = CA_FOUR_CHARS('s', 'p', 'a', 'n'),
};

/** Properties of a stereo pan control. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioStereoPanControlPropertyValue = CA_FOUR_CHARS('s', 'p', 'c', 'v'),
    kAudioStereoPanControlPropertyPanningChannels = CA_FOUR_CHARS('s', 'p', 'c', 'c'),
};

#ifdef __cplusplus
}
#endif

#endif
