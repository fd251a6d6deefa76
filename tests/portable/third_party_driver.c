/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A driver as others write them for a Mac, in the style of a single file with plain statics: it
 * must compile unchanged, without a warning by -Wall, against the headers here. The test loads it
 * as a host does, through CFBundle, its factory and the interface. Nothing in it knows Ossicle. */

#include <CoreAudio/AudioServerPlugIn.h>
#include <dispatch/dispatch.h>
#include <mach/mach_time.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/syslog.h>

#define DebugMsg(inFormat, ...) syslog(LOG_DEBUG, inFormat, ##__VA_ARGS__)
#define kDevice_UID             "TonePipe_UID"
#define kDevice_Name            "Tone Pipe"

enum { kObjectID_PlugIn = kAudioObjectPlugInObject, kObjectID_Device = 2 };

static pthread_mutex_t gStateMutex = PTHREAD_MUTEX_INITIALIZER;
static UInt32 gRefCount = 1;
static AudioServerPlugInHostRef gHost = NULL;
static Float64 gSampleRate = 44100.0;
static UInt64 gAnchorHostTime = 0;
static Float64 gHostTicksPerFrame = 0.0;
static CFStringRef const gKnownKeys[] = {CFSTR("volume"), CFSTR("mute " kDevice_Name)};

void *TonePipe_Create(CFAllocatorRef inAllocator, CFUUIDRef inRequestedTypeUUID);
static HRESULT TonePipe_QueryInterface(void *inDriver, REFIID inUUID, LPVOID *outInterface);
static ULONG TonePipe_AddRef(void *inDriver);
static ULONG TonePipe_Release(void *inDriver);
static OSStatus TonePipe_Initialize(AudioServerPlugInDriverRef inDriver,
                                    AudioServerPlugInHostRef inHost);
static Boolean TonePipe_HasProperty(AudioServerPlugInDriverRef inDriver, AudioObjectID inObjectID,
                                    pid_t inClientProcessID,
                                    const AudioObjectPropertyAddress *inAddress);
static OSStatus TonePipe_GetPropertyData(AudioServerPlugInDriverRef inDriver,
                                         AudioObjectID inObjectID, pid_t inClientProcessID,
                                         const AudioObjectPropertyAddress *inAddress,
                                         UInt32 inQualifierDataSize, const void *inQualifierData,
                                         UInt32 inDataSize, UInt32 *outDataSize, void *outData);
static OSStatus TonePipe_SetPropertyData(AudioServerPlugInDriverRef inDriver,
                                         AudioObjectID inObjectID, pid_t inClientProcessID,
                                         const AudioObjectPropertyAddress *inAddress,
                                         UInt32 inQualifierDataSize, const void *inQualifierData,
                                         UInt32 inDataSize, const void *inData);
static OSStatus TonePipe_GetZeroTimeStamp(AudioServerPlugInDriverRef inDriver,
                                          AudioObjectID inDeviceObjectID, UInt32 inClientID,
                                          Float64 *outSampleTime, UInt64 *outHostTime,
                                          UInt64 *outSeed);

static AudioServerPlugInDriverInterface gInterface = {
    .QueryInterface = TonePipe_QueryInterface,
    .AddRef = TonePipe_AddRef,
    .Release = TonePipe_Release,
    .Initialize = TonePipe_Initialize,
    .HasProperty = TonePipe_HasProperty,
    .GetPropertyData = TonePipe_GetPropertyData,
    .SetPropertyData = TonePipe_SetPropertyData,
    .GetZeroTimeStamp = TonePipe_GetZeroTimeStamp,
};
static AudioServerPlugInDriverInterface *gInterfacePtr = &gInterface;
static AudioServerPlugInDriverRef gDriverRef = &gInterfacePtr;

void *TonePipe_Create(CFAllocatorRef inAllocator, CFUUIDRef inRequestedTypeUUID)
{
    return CFEqual(inRequestedTypeUUID, kAudioServerPlugInTypeUUID) ? gDriverRef : NULL;
}

static HRESULT TonePipe_QueryInterface(void *inDriver, REFIID inUUID, LPVOID *outInterface)
{
    HRESULT theAnswer = E_NOINTERFACE;
    CFUUIDRef theRequestedUUID = CFUUIDCreateFromUUIDBytes(NULL, inUUID);

    if (inDriver != gDriverRef || outInterface == NULL)
        theAnswer = kAudioHardwareIllegalOperationError;
    else if (CFEqual(theRequestedUUID, IUnknownUUID) ||
             CFEqual(theRequestedUUID, kAudioServerPlugInDriverInterfaceUUID)) {
        pthread_mutex_lock(&gStateMutex);
        ++gRefCount;
        pthread_mutex_unlock(&gStateMutex);
        *outInterface = gDriverRef;
        theAnswer = S_OK;
    }
    CFRelease(theRequestedUUID);
    return theAnswer;
}

static ULONG TonePipe_AddRef(void *inDriver)
{
    return inDriver == gDriverRef ? ++gRefCount : 0;
}

static ULONG TonePipe_Release(void *inDriver)
{
    return inDriver == gDriverRef ? --gRefCount : 0;
}

static OSStatus TonePipe_Initialize(AudioServerPlugInDriverRef inDriver,
                                    AudioServerPlugInHostRef inHost)
{
    struct mach_timebase_info theTimeBaseInfo;
    Float64 theHostClockFrequency;
    CFPropertyListRef theSettings = NULL;

    if (inDriver != gDriverRef)
        return kAudioHardwareBadObjectError;
    gHost = inHost;
    gHost->CopyFromStorage(gHost, gKnownKeys[0], &theSettings);
    if (theSettings != NULL) {
        if (CFGetTypeID(theSettings) == CFNumberGetTypeID())
            CFNumberGetValue((CFNumberRef)theSettings, kCFNumberFloat64Type, &gSampleRate);
        CFRelease(theSettings);
    }
    mach_timebase_info(&theTimeBaseInfo);
    theHostClockFrequency = (Float64)theTimeBaseInfo.denom / (Float64)theTimeBaseInfo.numer;
    theHostClockFrequency *= 1000000000.0;
    gHostTicksPerFrame = theHostClockFrequency / gSampleRate;
    gAnchorHostTime = mach_absolute_time();
    DebugMsg("TonePipe: %llu ticks at the start", (UInt64)gAnchorHostTime);
    return kAudioHardwareNoError;
}

static Boolean TonePipe_HasProperty(AudioServerPlugInDriverRef inDriver, AudioObjectID inObjectID,
                                    pid_t inClientProcessID,
                                    const AudioObjectPropertyAddress *inAddress)
{
    switch (inAddress->mSelector) {
    case kAudioObjectPropertyBaseClass:
    case kAudioObjectPropertyClass:
    case kAudioObjectPropertyName:
    case kAudioDevicePropertyDeviceUID:
        return true;
    case kAudioDevicePropertyNominalSampleRate:
        return inObjectID == kObjectID_Device &&
               inAddress->mScope == kAudioObjectPropertyScopeGlobal;
    };
    return false;
}

static OSStatus TonePipe_GetPropertyData(AudioServerPlugInDriverRef inDriver,
                                         AudioObjectID inObjectID, pid_t inClientProcessID,
                                         const AudioObjectPropertyAddress *inAddress,
                                         UInt32 inQualifierDataSize, const void *inQualifierData,
                                         UInt32 inDataSize, UInt32 *outDataSize, void *outData)
{
    switch (inAddress->mSelector) {
    case kAudioObjectPropertyBaseClass:
        *((AudioClassID *)outData) = kAudioObjectClassID;
        *outDataSize = sizeof(AudioClassID);
        break;
    case kAudioObjectPropertyName:
        if (inDataSize < sizeof(CFStringRef))
            return kAudioHardwareBadPropertySizeError;
        *((CFStringRef *)outData) = CFSTR(kDevice_Name);
        *outDataSize = sizeof(CFStringRef);
        break;
    case kAudioDevicePropertyDeviceUID:
        *((CFStringRef *)outData) =
            CFStringCreateWithFormat(NULL, NULL, CFSTR("%s %uch"), kDevice_UID, 2);
        *outDataSize = sizeof(CFStringRef);
        break;
    case kAudioDevicePropertyNominalSampleRate:
        pthread_mutex_lock(&gStateMutex);
        *((Float64 *)outData) = gSampleRate;
        pthread_mutex_unlock(&gStateMutex);
        *outDataSize = sizeof(Float64);
        break;
    default:
        return kAudioHardwareUnknownPropertyError;
    };
    return 0;
}

static void TonePipe_RequestChange(void *inContext)
{
    gHost->RequestDeviceConfigurationChange(gHost, kObjectID_Device, (UInt64)(uintptr_t)inContext,
                                            NULL);
}

static OSStatus TonePipe_SetPropertyData(AudioServerPlugInDriverRef inDriver,
                                         AudioObjectID inObjectID, pid_t inClientProcessID,
                                         const AudioObjectPropertyAddress *inAddress,
                                         UInt32 inQualifierDataSize, const void *inQualifierData,
                                         UInt32 inDataSize, const void *inData)
{
    UInt64 theNewRate;

    if (inAddress->mSelector != kAudioDevicePropertyNominalSampleRate)
        return kAudioHardwareUnknownPropertyError;
    if (inDataSize != sizeof(Float64))
        return kAudioHardwareBadPropertySizeError;
    theNewRate = (UInt64) * ((const Float64 *)inData);
#ifdef __BLOCKS__
    dispatch_async(dispatch_get_global_queue(DISPATCH_QUEUE_PRIORITY_DEFAULT, 0), ^{
      TonePipe_RequestChange((void *)(uintptr_t)theNewRate);
    });
#else
    dispatch_async_f(dispatch_get_global_queue(DISPATCH_QUEUE_PRIORITY_DEFAULT, 0),
                     (void *)(uintptr_t)theNewRate, TonePipe_RequestChange);
#endif
    return 0;
}

static OSStatus TonePipe_GetZeroTimeStamp(AudioServerPlugInDriverRef inDriver,
                                          AudioObjectID inDeviceObjectID, UInt32 inClientID,
                                          Float64 *outSampleTime, UInt64 *outHostTime,
                                          UInt64 *outSeed)
{
    UInt64 theTicks = mach_absolute_time() - gAnchorHostTime;
    UInt64 thePeriods = (UInt64)((Float64)theTicks / (gHostTicksPerFrame * 16384.0));

    *outSampleTime = (Float64)(thePeriods * 16384);
    *outHostTime = gAnchorHostTime + (UInt64)((Float64)(thePeriods * 16384) * gHostTicksPerFrame);
    *outSeed = 1;
    return 0;
}
