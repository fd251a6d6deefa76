/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CoreAudioBaseTypes.h
 * The types of Core Audio that the HAL and its drivers share, by Apple's names and layouts. */

#ifndef OSSICLE_PORTABLE_COREAUDIOTYPES_COREAUDIOBASETYPES_H
#define OSSICLE_PORTABLE_COREAUDIOTYPES_COREAUDIOBASETYPES_H

#include <CoreFoundation/CFBase.h>
#include <ossicle-portable/audio_channel_labels.h>
#include <ossicle-portable/audio_channel_layout_tags.h>
#include <ossicle-portable/four_chars.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COREAUDIOTYPES_VERSION 20150414

/** Results of the audio frameworks in general. */
CF_ENUM(OSStatus){
    kAudio_NoError = 0,
    kAudio_UnimplementedError = -4,
    kAudio_FileNotFoundError = -43,
    kAudio_FilePermissionError = -54,
    kAudio_TooManyFilesOpenError = -42,
    kAudio_BadFilePathError = CA_FOUR_CHARS('!', 'p', 't', 'h'),
    kAudio_ParamError = -50,
    kAudio_MemFullError = -108,
};

/** An interval, both ends included. */
typedef struct AudioValueRange {
    Float64 mMinimum;
    Float64 mMaximum;
} AudioValueRange;

/** A value to be translated into another: the property is asked with it and fills in the output. */
typedef struct AudioValueTranslation {
    void *mInputData;
    UInt32 mInputDataSize; /* in bytes, like the other one */
    void *mOutputData;
    UInt32 mOutputDataSize;
} AudioValueTranslation;

/** Samples: interleaved if there is more than one channel. */
typedef struct AudioBuffer {
    UInt32 mNumberChannels;
    UInt32 mDataByteSize;
    void *mData;
} AudioBuffer;

/** As many buffers as mNumberBuffers says; one is declared. */
typedef struct AudioBufferList {
    UInt32 mNumberBuffers;
    AudioBuffer mBuffers[1];
} AudioBufferList;

typedef float AudioSampleType;
typedef float AudioUnitSampleType;
typedef UInt32 AudioFormatID;
typedef UInt32 AudioFormatFlags;

/** The format of a stream of samples. */
typedef struct AudioStreamBasicDescription {
    Float64 mSampleRate; /* frames per second */
    AudioFormatID mFormatID;
    AudioFormatFlags mFormatFlags;
    UInt32 mBytesPerPacket;
    UInt32 mFramesPerPacket; /* 1 for linear PCM */
    UInt32 mBytesPerFrame;   /* of one channel if not interleaved */
    UInt32 mChannelsPerFrame;
    UInt32 mBitsPerChannel;
    UInt32 mReserved;
} AudioStreamBasicDescription;

/** What the data of a stream are. The HAL itself handles kAudioFormatLinearPCM. */
CF_ENUM(AudioFormatID){
    kAudioFormatLinearPCM = CA_FOUR_CHARS('l', 'p', 'c', 'm'),
    kAudioFormatAC3 = CA_FOUR_CHARS('a', 'c', '-', '3'),
    kAudioFormat60958AC3 = CA_FOUR_CHARS('c', 'a', 'c', '3'),
    kAudioFormatAppleIMA4 = CA_FOUR_CHARS('i', 'm', 'a', '4'),
    kAudioFormatMPEG4AAC = CA_FOUR_CHARS('a', 'a', 'c', ' '),
    kAudioFormatMPEG4CELP = CA_FOUR_CHARS('c', 'e', 'l', 'p'),
    kAudioFormatMPEG4HVXC = CA_FOUR_CHARS('h', 'v', 'x', 'c'),
    kAudioFormatMPEG4TwinVQ = CA_FOUR_CHARS('t', 'w', 'v', 'q'),
    kAudioFormatMACE3 = CA_FOUR_CHARS('M', 'A', 'C', '3'),
    kAudioFormatMACE6 = CA_FOUR_CHARS('M', 'A', 'C', '6'),
    kAudioFormatULaw = CA_FOUR_CHARS('u', 'l', 'a', 'w'),
    kAudioFormatALaw = CA_FOUR_CHARS('a', 'l', 'a', 'w'),
    kAudioFormatQDesign = CA_FOUR_CHARS('Q', 'D', 'M', 'C'),
    kAudioFormatQDesign2 = CA_FOUR_CHARS('Q', 'D', 'M', '2'),
    kAudioFormatQUALCOMM = CA_FOUR_CHARS('Q', 'c', 'l', 'p'),
    kAudioFormatMPEGLayer1 = CA_FOUR_CHARS('.', 'm', 'p', '1'),
    kAudioFormatMPEGLayer2 = CA_FOUR_CHARS('.', 'm', 'p', '2'),
    kAudioFormatMPEGLayer3 = CA_FOUR_CHARS('.', 'm', 'p', '3'),
    kAudioFormatTimeCode = CA_FOUR_CHARS('t', 'i', 'm', 'e'),
    kAudioFormatMIDIStream = CA_FOUR_CHARS('m', 'i', 'd', 'i'),
    kAudioFormatParameterValueStream = CA_FOUR_CHARS('a', 'p', 'v', 's'),
    kAudioFormatAppleLossless = CA_FOUR_CHARS('a', 'l', 'a', 'c'),
    kAudioFormatMPEG4AAC_HE = CA_FOUR_CHARS('a', 'a', 'c', 'h'),
    kAudioFormatMPEG4AAC_LD = CA_FOUR_CHARS('a', 'a', 'c', 'l'),
    kAudioFormatMPEG4AAC_ELD = CA_FOUR_CHARS('a', 'a', 'c', 'e'),
    kAudioFormatMPEG4AAC_ELD_SBR = CA_FOUR_CHARS('a', 'a', 'c', 'f'),
    kAudioFormatMPEG4AAC_ELD_V2 = CA_FOUR_CHARS('a', 'a', 'c', 'g'),
    kAudioFormatMPEG4AAC_HE_V2 = CA_FOUR_CHARS('a', 'a', 'c', 'p'),
    kAudioFormatMPEG4AAC_Spatial = CA_FOUR_CHARS('a', 'a', 'c', 's'),
    kAudioFormatMPEGD_USAC = CA_FOUR_CHARS('u', 's', 'a', 'c'),
    kAudioFormatAMR = CA_FOUR_CHARS('s', 'a', 'm', 'r'),
    kAudioFormatAMR_WB = CA_FOUR_CHARS('s', 'a', 'w', 'b'),
    kAudioFormatAudible = CA_FOUR_CHARS('A', 'U', 'D', 'B'),
    kAudioFormatiLBC = CA_FOUR_CHARS('i', 'l', 'b', 'c'),
    kAudioFormatDVIIntelIMA = 0x6D730011,
    kAudioFormatMicrosoftGSM = 0x6D730031,
    kAudioFormatAES3 = CA_FOUR_CHARS('a', 'e', 's', '3'),
    kAudioFormatEnhancedAC3 = CA_FOUR_CHARS('e', 'c', '-', '3'),
    kAudioFormatFLAC = CA_FOUR_CHARS('f', 'l', 'a', 'c'),
    kAudioFormatOpus = CA_FOUR_CHARS('o', 'p', 'u', 's'),
};

/** How linear PCM samples are stored (mFormatFlags). */
CF_ENUM(AudioFormatFlags){
    kAudioFormatFlagIsFloat = 1U << 0,
    kAudioFormatFlagIsBigEndian = 1U << 1,
    kAudioFormatFlagIsSignedInteger = 1U << 2,
    kAudioFormatFlagIsPacked = 1U << 3,
    kAudioFormatFlagIsAlignedHigh = 1U << 4,
    kAudioFormatFlagIsNonInterleaved = 1U << 5,
    kAudioFormatFlagIsNonMixable = 1U << 6,
    kAudioFormatFlagsAreAllClear = 0x80000000U,
    kAudioFormatFlagsNativeEndian = 0,
    kAudioFormatFlagsCanonical = kAudioFormatFlagIsFloat | kAudioFormatFlagIsPacked,
    kAudioFormatFlagsAudioUnitCanonical = kAudioFormatFlagsCanonical |
                                          kAudioFormatFlagIsNonInterleaved,
    kAudioFormatFlagsNativeFloatPacked = kAudioFormatFlagsCanonical,
};

/** Older names of the flags above. */
CF_ENUM(AudioFormatFlags){
    kLinearPCMFormatFlagIsFloat = kAudioFormatFlagIsFloat,
    kLinearPCMFormatFlagIsBigEndian = kAudioFormatFlagIsBigEndian,
    kLinearPCMFormatFlagIsSignedInteger = kAudioFormatFlagIsSignedInteger,
    kLinearPCMFormatFlagIsPacked = kAudioFormatFlagIsPacked,
    kLinearPCMFormatFlagIsAlignedHigh = kAudioFormatFlagIsAlignedHigh,
    kLinearPCMFormatFlagIsNonInterleaved = kAudioFormatFlagIsNonInterleaved,
    kLinearPCMFormatFlagIsNonMixable = kAudioFormatFlagIsNonMixable,
    kLinearPCMFormatFlagsAreAllClear = kAudioFormatFlagsAreAllClear,
};

/** Where one packet of a compressed stream lies, and how much it holds. */
typedef struct AudioStreamPacketDescription {
    SInt64 mStartOffset;
    UInt32 mVariableFramesInPacket;
    UInt32 mDataByteSize;
} AudioStreamPacketDescription;

/** Kinds of SMPTE time code: frames per second, with or without dropped frame numbers. */
typedef CF_ENUM(UInt32, SMPTETimeType) {
    kSMPTETimeType24 = 0,
    kSMPTETimeType25 = 1,
    kSMPTETimeType30Drop = 2,
    kSMPTETimeType30 = 3,
    kSMPTETimeType2997 = 4,
    kSMPTETimeType2997Drop = 5,
    kSMPTETimeType60 = 6,
    kSMPTETimeType5994 = 7,
    kSMPTETimeType60Drop = 8,
    kSMPTETimeType5994Drop = 9,
    kSMPTETimeType50 = 10,
    kSMPTETimeType2398 = 11,
};

typedef CF_OPTIONS(UInt32, SMPTETimeFlags) {
    kSMPTETimeUnknown = 0,
    kSMPTETimeValid = 1U << 0,
    kSMPTETimeRunning = 1U << 1,
};

typedef struct SMPTETime {
    SInt16 mSubframes;
    SInt16 mSubframeDivisor;
    UInt32 mCounter;
    SMPTETimeType mType;
    SMPTETimeFlags mFlags;
    SInt16 mHours;
    SInt16 mMinutes;
    SInt16 mSeconds;
    SInt16 mFrames;
} SMPTETime;

/** Which fields of an AudioTimeStamp hold something. */
typedef CF_OPTIONS(UInt32, AudioTimeStampFlags) {
    kAudioTimeStampNothingValid = 0,
    kAudioTimeStampSampleTimeValid = 1U << 0,
    kAudioTimeStampHostTimeValid = 1U << 1,
    kAudioTimeStampRateScalarValid = 1U << 2,
    kAudioTimeStampWordClockTimeValid = 1U << 3,
    kAudioTimeStampSMPTETimeValid = 1U << 4,
    kAudioTimeStampSampleHostTimeValid = kAudioTimeStampSampleTimeValid |
                                         kAudioTimeStampHostTimeValid,
};

/** One moment, on as many clocks as mFlags says. */
typedef struct AudioTimeStamp {
    Float64 mSampleTime;   /* in frames of the device */
    UInt64 mHostTime;      /* in ticks of mach_absolute_time */
    Float64 mRateScalar;   /* host ticks per frame as measured, over those of the nominal rate */
    UInt64 mWordClockTime; /* unused by the HAL */
    SMPTETime mSMPTETime;
    AudioTimeStampFlags mFlags;
    UInt32 mReserved;
} AudioTimeStamp;

/** Identifies a codec or another component. */
typedef struct AudioClassDescription {
    OSType mType;
    OSType mSubType;
    OSType mManufacturer;
} AudioClassDescription;

typedef struct AudioChannelDescription {
    AudioChannelLabel mChannelLabel;
    AudioChannelFlags mChannelFlags;
    Float32 mCoordinates[3];
} AudioChannelDescription;

/** As many descriptions as mNumberChannelDescriptions says; one is declared. */
typedef struct AudioChannelLayout {
    AudioChannelLayoutTag mChannelLayoutTag;
    AudioChannelBitmap mChannelBitmap;
    UInt32 mNumberChannelDescriptions;
    AudioChannelDescription mChannelDescriptions[1];
} AudioChannelLayout;

/** The number of channels that a tag stands for. */
static inline UInt32 AudioChannelLayoutTag_GetNumberOfChannels(AudioChannelLayoutTag inLayoutTag)
{
    return inLayoutTag & 0x0000FFFFU;
}

#ifdef __cplusplus
}
#endif

#endif
