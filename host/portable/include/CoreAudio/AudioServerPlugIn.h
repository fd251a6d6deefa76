/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file AudioServerPlugIn.h
 * The binary interface between the HAL and an audio driver, by Apple's names and layouts.
 *
 * A driver is a CFPlugIn of type kAudioServerPlugInTypeUUID. Its factory returns an
 * AudioServerPlugInDriverRef, whose QueryInterface knows kAudioServerPlugInDriverInterfaceUUID. */

#ifndef OSSICLE_PORTABLE_COREAUDIO_AUDIOSERVERPLUGIN_H
#define OSSICLE_PORTABLE_COREAUDIO_AUDIOSERVERPLUGIN_H

#include <CoreAudio/AudioHardwareBase.h>
#include <CoreFoundation/CFPlugInCOM.h>
#include <CoreFoundation/CoreFoundation.h>
#include <ossicle-portable/four_chars.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AudioServerPlugInHostInterface AudioServerPlugInHostInterface;
typedef const AudioServerPlugInHostInterface *AudioServerPlugInHostRef;
typedef struct AudioServerPlugInDriverInterface AudioServerPlugInDriverInterface;
typedef AudioServerPlugInDriverInterface **AudioServerPlugInDriverRef;

typedef UInt32 AudioServerPlugInCustomPropertyDataType;

/** Describes a property that the HAL does not know (kAudioObjectPropertyCustomPropertyInfoList). */
typedef struct AudioServerPlugInCustomPropertyInfo {
    AudioObjectPropertySelector mSelector;
    AudioServerPlugInCustomPropertyDataType mPropertyDataType;
    AudioServerPlugInCustomPropertyDataType mQualifierDataType;
} AudioServerPlugInCustomPropertyInfo;

/** A process that uses a device. */
typedef struct AudioServerPlugInClientInfo {
    UInt32 mClientID;
    pid_t mProcessID;
    Boolean mIsNativeEndian;
    CFStringRef mBundleID; /* may be NULL */
} AudioServerPlugInClientInfo;

/** The times of one I/O cycle. */
typedef struct AudioServerPlugInIOCycleInfo {
    UInt64 mIOCycleCounter;           /* starts anew when I/O starts */
    UInt32 mNominalIOBufferFrameSize; /* a single operation may be asked for fewer frames */
    AudioTimeStamp mCurrentTime;      /* when the cycle woke up */
    AudioTimeStamp mInputTime;        /* of the first frame to read */
    AudioTimeStamp mOutputTime;       /* of the first frame to write */
    __extension__ union {
        Float64 mMainHostTicksPerFrame;   /* of the device whose clock paces the cycle */
        Float64 mMasterHostTicksPerFrame; /* the same by its older name */
    };
    Float64 mDeviceHostTicksPerFrame;
} AudioServerPlugInIOCycleInfo;

/** The plug-in object of every driver. */
CF_ENUM(AudioObjectID){
    kAudioObjectPlugInObject = 1,
};

/** The client ID by which the host itself does I/O. */
CF_ENUM(UInt32){
    kAudioServerPlugInHostClientID = 0,
};

/** What a custom property, or its qualifier, is; each value is one CF object. */
CF_ENUM(AudioServerPlugInCustomPropertyDataType){
    kAudioServerPlugInCustomPropertyDataTypeNone = 0,
    kAudioServerPlugInCustomPropertyDataTypeCFString = CA_FOUR_CHARS('c', 'f', 's', 't'),
    kAudioServerPlugInCustomPropertyDataTypeCFPropertyList = CA_FOUR_CHARS('p', 'l', 's', 't'),
};

/** The steps of an I/O cycle. */
typedef CF_ENUM(UInt32, AudioServerPlugInIOOperation) {
    kAudioServerPlugInIOOperationThread = CA_FOUR_CHARS('t', 'h', 'r', 'd'),
    kAudioServerPlugInIOOperationCycle = CA_FOUR_CHARS('c', 'y', 'c', 'l'),
    kAudioServerPlugInIOOperationReadInput = CA_FOUR_CHARS('r', 'e', 'a', 'd'),
    kAudioServerPlugInIOOperationConvertInput = CA_FOUR_CHARS('c', 'i', 'n', 'p'),
    kAudioServerPlugInIOOperationProcessInput = CA_FOUR_CHARS('p', 'i', 'n', 'p'),
    kAudioServerPlugInIOOperationProcessOutput = CA_FOUR_CHARS('p', 'o', 'u', 't'),
    kAudioServerPlugInIOOperationMixOutput = CA_FOUR_CHARS('m', 'i', 'x', 'o'),
    kAudioServerPlugInIOOperationProcessMix = CA_FOUR_CHARS('p', 'm', 'i', 'x'),
    kAudioServerPlugInIOOperationConvertMix = CA_FOUR_CHARS('c', 'm', 'i', 'x'),
    kAudioServerPlugInIOOperationWriteMix = CA_FOUR_CHARS('r', 'i', 't', 'e'),
};

/** What the host asks of every object besides the properties in AudioHardwareBase.h. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioObjectPropertyCustomPropertyInfoList = CA_FOUR_CHARS('c', 'u', 's', 't'),
};

/** What the host asks of the plug-in. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioPlugInPropertyResourceBundle = CA_FOUR_CHARS('r', 's', 'r', 'c'),
};

/** How the host smooths zero time stamps (kAudioDevicePropertyClockAlgorithm). */
typedef CF_ENUM(UInt32, AudioDeviceClockAlgorithmSelector) {
    kAudioDeviceClockAlgorithmRaw = CA_FOUR_CHARS('r', 'a', 'w', 'w'),
    kAudioDeviceClockAlgorithmSimpleIIR = CA_FOUR_CHARS('i', 'i', 'r', 'f'),
    kAudioDeviceClockAlgorithm12PtMovingWindowAverage = CA_FOUR_CHARS('m', 'a', 'v', 'g'),
};

/** What the host asks of a device. */
CF_ENUM(AudioObjectPropertySelector){
    kAudioDevicePropertyZeroTimeStampPeriod = CA_FOUR_CHARS('r', 'i', 'n', 'g'),
    kAudioDevicePropertyClockAlgorithm = CA_FOUR_CHARS('c', 'l', 'o', 'k'),
    kAudioDevicePropertyClockIsStable = CA_FOUR_CHARS('c', 's', 't', 'b'),
};

/** @name The type and the interface of a driver, as UUIDs
 * 443ABAB8-E7B3-491A-B985-BEB9187030DB and EEA5773D-CC43-49F1-8E00-8F96E7D23B17.
 * @{ */
#define kAudioServerPlugInTypeUUID                                                                 \
    CFUUIDGetConstantUUIDWithBytes(NULL, 0x44, 0x3A, 0xBA, 0xB8, 0xE7, 0xB3, 0x49, 0x1A, 0xB9,     \
                                   0x85, 0xBE, 0xB9, 0x18, 0x70, 0x30, 0xDB)
#define kAudioServerPlugInDriverInterfaceUUID                                                      \
    CFUUIDGetConstantUUIDWithBytes(NULL, 0xEE, 0xA5, 0x77, 0x3D, 0xCC, 0x43, 0x49, 0xF1, 0x8E,     \
                                   0x00, 0x8F, 0x96, 0xE7, 0xD2, 0x3B, 0x17)
/** @} */

/** What a driver may ask of its host. Every function can be called from any thread but the I/O
 * thread; the struct lives as long as the driver. */
struct AudioServerPlugInHostInterface {
    /** Announce values that changed. What changes I/O or the structure of a device goes through
     * RequestDeviceConfigurationChange instead. */
    OSStatus (*PropertiesChanged)(AudioServerPlugInHostRef inHost, AudioObjectID inObjectID,
                                  UInt32 inNumberAddresses,
                                  const AudioObjectPropertyAddress *inAddresses);
    /** @name Settings that outlive the process
     * Each driver has its own keys. The caller releases what it copies. @{ */
    OSStatus (*CopyFromStorage)(AudioServerPlugInHostRef inHost, CFStringRef inKey,
                                CFPropertyListRef *outData);
    OSStatus (*WriteToStorage)(AudioServerPlugInHostRef inHost, CFStringRef inKey,
                               CFPropertyListRef inData);
    OSStatus (*DeleteFromStorage)(AudioServerPlugInHostRef inHost, CFStringRef inKey);
    /** @} */
    /** Ask that I/O be stopped and PerformDeviceConfigurationChange be called with the same action
     * and info, or AbortDeviceConfigurationChange if the host refuses; both mean nothing to it. */
    OSStatus (*RequestDeviceConfigurationChange)(AudioServerPlugInHostRef inHost,
                                                 AudioObjectID inDeviceObjectID,
                                                 UInt64 inChangeAction, void *inChangeInfo);
};

/** What a host may ask of a driver. The first four slots are those of IUnknown. The functions from
 * GetZeroTimeStamp to EndIOOperation but for WillDoIOOperation are called on the I/O thread. */
struct AudioServerPlugInDriverInterface {
    void *_reserved;
    HRESULT(STDMETHODCALLTYPE *QueryInterface)
    (void *inDriver, REFIID inUUID, LPVOID *outInterface);
    ULONG(STDMETHODCALLTYPE *AddRef)(void *inDriver);
    ULONG(STDMETHODCALLTYPE *Release)(void *inDriver);

    /** @name Life of the driver and of devices that a host may ask for @{ */
    OSStatus(STDMETHODCALLTYPE *Initialize)(AudioServerPlugInDriverRef inDriver,
                                            AudioServerPlugInHostRef inHost);
    OSStatus(STDMETHODCALLTYPE *CreateDevice)(AudioServerPlugInDriverRef inDriver,
                                              CFDictionaryRef inDescription,
                                              const AudioServerPlugInClientInfo *inClientInfo,
                                              AudioObjectID *outDeviceObjectID);
    OSStatus(STDMETHODCALLTYPE *DestroyDevice)(AudioServerPlugInDriverRef inDriver,
                                               AudioObjectID inDeviceObjectID);
    OSStatus(STDMETHODCALLTYPE *AddDeviceClient)(AudioServerPlugInDriverRef inDriver,
                                                 AudioObjectID inDeviceObjectID,
                                                 const AudioServerPlugInClientInfo *inClientInfo);
    OSStatus(STDMETHODCALLTYPE *RemoveDeviceClient)(
        AudioServerPlugInDriverRef inDriver, AudioObjectID inDeviceObjectID,
        const AudioServerPlugInClientInfo *inClientInfo);
    /** I/O of the device is stopped while this runs. */
    OSStatus(STDMETHODCALLTYPE *PerformDeviceConfigurationChange)(
        AudioServerPlugInDriverRef inDriver, AudioObjectID inDeviceObjectID, UInt64 inChangeAction,
        void *inChangeInfo);
    OSStatus(STDMETHODCALLTYPE *AbortDeviceConfigurationChange)(AudioServerPlugInDriverRef inDriver,
                                                                AudioObjectID inDeviceObjectID,
                                                                UInt64 inChangeAction,
                                                                void *inChangeInfo);
    /** @} */

    /** @name Properties. Sizes are in bytes. @{ */
    Boolean(STDMETHODCALLTYPE *HasProperty)(AudioServerPlugInDriverRef inDriver,
                                            AudioObjectID inObjectID, pid_t inClientProcessID,
                                            const AudioObjectPropertyAddress *inAddress);
    OSStatus(STDMETHODCALLTYPE *IsPropertySettable)(AudioServerPlugInDriverRef inDriver,
                                                    AudioObjectID inObjectID,
                                                    pid_t inClientProcessID,
                                                    const AudioObjectPropertyAddress *inAddress,
                                                    Boolean *outIsSettable);
    OSStatus(STDMETHODCALLTYPE *GetPropertyDataSize)(
        AudioServerPlugInDriverRef inDriver, AudioObjectID inObjectID, pid_t inClientProcessID,
        const AudioObjectPropertyAddress *inAddress, UInt32 inQualifierDataSize,
        const void *inQualifierData, UInt32 *outDataSize);
    OSStatus(STDMETHODCALLTYPE *GetPropertyData)(AudioServerPlugInDriverRef inDriver,
                                                 AudioObjectID inObjectID, pid_t inClientProcessID,
                                                 const AudioObjectPropertyAddress *inAddress,
                                                 UInt32 inQualifierDataSize,
                                                 const void *inQualifierData, UInt32 inDataSize,
                                                 UInt32 *outDataSize, void *outData);
    OSStatus(STDMETHODCALLTYPE *SetPropertyData)(AudioServerPlugInDriverRef inDriver,
                                                 AudioObjectID inObjectID, pid_t inClientProcessID,
                                                 const AudioObjectPropertyAddress *inAddress,
                                                 UInt32 inQualifierDataSize,
                                                 const void *inQualifierData, UInt32 inDataSize,
                                                 const void *inData);
    /** @} */

    /** @name I/O @{ */
    OSStatus(STDMETHODCALLTYPE *StartIO)(AudioServerPlugInDriverRef inDriver,
                                         AudioObjectID inDeviceObjectID, UInt32 inClientID);
    OSStatus(STDMETHODCALLTYPE *StopIO)(AudioServerPlugInDriverRef inDriver,
                                        AudioObjectID inDeviceObjectID, UInt32 inClientID);
    /** The newest pair of sample time and host time, kAudioDevicePropertyZeroTimeStampPeriod frames
     * after the one before. A new seed says that the time line was broken. */
    OSStatus(STDMETHODCALLTYPE *GetZeroTimeStamp)(AudioServerPlugInDriverRef inDriver,
                                                  AudioObjectID inDeviceObjectID, UInt32 inClientID,
                                                  Float64 *outSampleTime, UInt64 *outHostTime,
                                                  UInt64 *outSeed);
    OSStatus(STDMETHODCALLTYPE *WillDoIOOperation)(AudioServerPlugInDriverRef inDriver,
                                                   AudioObjectID inDeviceObjectID,
                                                   UInt32 inClientID, UInt32 inOperationID,
                                                   Boolean *outWillDo, Boolean *outWillDoInPlace);
    OSStatus(STDMETHODCALLTYPE *BeginIOOperation)(
        AudioServerPlugInDriverRef inDriver, AudioObjectID inDeviceObjectID, UInt32 inClientID,
        UInt32 inOperationID, UInt32 inIOBufferFrameSize,
        const AudioServerPlugInIOCycleInfo *inIOCycleInfo);
    /** The secondary buffer is there only if the operation is not done in place. */
    OSStatus(STDMETHODCALLTYPE *DoIOOperation)(AudioServerPlugInDriverRef inDriver,
                                               AudioObjectID inDeviceObjectID,
                                               AudioObjectID inStreamObjectID, UInt32 inClientID,
                                               UInt32 inOperationID, UInt32 inIOBufferFrameSize,
                                               const AudioServerPlugInIOCycleInfo *inIOCycleInfo,
                                               void *ioMainBuffer, void *ioSecondaryBuffer);
    OSStatus(STDMETHODCALLTYPE *EndIOOperation)(AudioServerPlugInDriverRef inDriver,
                                                AudioObjectID inDeviceObjectID, UInt32 inClientID,
                                                UInt32 inOperationID, UInt32 inIOBufferFrameSize,
                                                const AudioServerPlugInIOCycleInfo *inIOCycleInfo);
    /** @} */
};

#ifdef __cplusplus
}
#endif

#endif
