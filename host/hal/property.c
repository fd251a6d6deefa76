/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Properties as clients see them: the driver's answers, held against each other. */

#include "hal/hal_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Behind a client's buffer, to see whether the driver writes past it. */
enum { GUARD_BYTES = 64 };
static const unsigned char guard_fill = 0x5a;

static Boolean ask_has(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    return (*driver)->HasProperty(driver, object, getpid(), address);
}

static OSStatus ask_size(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                         UInt32 qualifier_size, const void *qualifier, UInt32 *size)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    return (*driver)->GetPropertyDataSize(driver, object, getpid(), address, qualifier_size,
                                          qualifier, size);
}

/* A property that is there may fail in other ways, but isn't unknown; one that isn't there doesn't
 * succeed. */
static void check_agrees(Hal *hal, Rule rule, AudioObjectID object,
                         const AudioObjectPropertyAddress *address, OSStatus status)
{
    const Boolean has = ask_has(hal, object, address);
    const bool agrees = has ? status != kAudioHardwareUnknownPropertyError : status != 0;
    rules_check(&hal->rules, agrees, rule, object, address->mSelector, has ? 1 : 0,
                status == 0 ? 1 : 0);
    rules_log_new(&hal->rules);
}

Boolean hal_has_property(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    return ask_has(hal, object, address);
}

OSStatus hal_is_settable(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                         Boolean *settable)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    const OSStatus status =
        (*driver)->IsPropertySettable(driver, object, getpid(), address, settable);
    check_agrees(hal, RULE_HAS_AND_SETTABLE_AGREE, object, address, status);
    return status;
}

static bool is_object_list(AudioObjectPropertySelector selector)
{
    static const AudioObjectPropertySelector lists[] = {
        kAudioObjectPropertyOwnedObjects,    kAudioPlugInPropertyDeviceList,
        kAudioDevicePropertyStreams,         kAudioObjectPropertyControlList,
        kAudioPlugInPropertyBoxList,         kAudioDevicePropertyRelatedDevices,
        kAudioPlugInPropertyClockDeviceList, kAudioBoxPropertyDeviceList,
        kAudioBoxPropertyClockDeviceList,
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (lists[i] == selector)
            return true;
    return false;
}

OSStatus hal_get_size(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                      UInt32 qualifier_size, const void *qualifier, UInt32 *size)
{
    const OSStatus status = ask_size(hal, object, address, qualifier_size, qualifier, size);
    if (status == 0 && is_object_list(address->mSelector))
        rules_check(&hal->rules, *size % sizeof(AudioObjectID) == 0, RULE_SIZE_IS_WHOLE_ITEMS,
                    object, address->mSelector, sizeof(AudioObjectID), *size);
    check_agrees(hal, RULE_HAS_AND_SIZE_AGREE, object, address, status);
    return status;
}

static bool guard_holds(const unsigned char *guard)
{
    for (int i = 0; i < GUARD_BYTES; i++)
        if (guard[i] != guard_fill)
            return false;
    return true;
}

/* What was given into a buffer of `room` bytes, against what the driver says the size is. A
 * property may change between the two questions: only what is wrong both before and after counts.
 */
static void check_size(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                       UInt32 qualifier_size, const void *qualifier, UInt32 room, UInt32 before,
                       UInt32 given)
{
    if (room < before || given == before)
        return;
    UInt32 after = 0;
    if (ask_size(hal, object, address, qualifier_size, qualifier, &after) != 0 || given == after)
        return;
    rules_check(&hal->rules, false, RULE_SIZE_AND_GET_AGREE, object, address->mSelector, after,
                given);
}

OSStatus hal_get(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                 UInt32 qualifier_size, const void *qualifier, UInt32 *size, void *data)
{
    const UInt32 room = *size;
    unsigned char *buffer = malloc((size_t)room + GUARD_BYTES);
    if (buffer == NULL)
        return kAudioHardwareUnspecifiedError;
    memcpy(buffer, data, room); /* some properties convert what the buffer holds */
    memset(buffer + room, guard_fill, GUARD_BYTES);
    UInt32 reported = 0;
    const OSStatus sized = ask_size(hal, object, address, qualifier_size, qualifier, &reported);
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    UInt32 given = 0;
    const OSStatus status = (*driver)->GetPropertyData(
        driver, object, getpid(), address, qualifier_size, qualifier, room, &given, buffer);
    const bool fits = given <= room && guard_holds(buffer + room);
    rules_check(&hal->rules, status != 0 || fits, RULE_GET_STAYS_IN_BUFFER, object,
                address->mSelector, room, given);
    if (status == 0) {
        *size = given < room ? given : room;
        memcpy(data, buffer, *size);
        if (sized == 0 && fits)
            check_size(hal, object, address, qualifier_size, qualifier, room, reported, given);
    }
    free(buffer);
    check_agrees(hal, RULE_HAS_AND_GET_AGREE, object, address, status);
    return status;
}

OSStatus hal_set(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                 UInt32 qualifier_size, const void *qualifier, UInt32 size, const void *data)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    Boolean settable = false;
    const OSStatus asked =
        (*driver)->IsPropertySettable(driver, object, getpid(), address, &settable);
    const OSStatus status = (*driver)->SetPropertyData(driver, object, getpid(), address,
                                                       qualifier_size, qualifier, size, data);
    rules_check(&hal->rules, status != 0 || (asked == 0 && settable), RULE_SETTABLE_AND_SET_AGREE,
                object, address->mSelector, 0, 1);
    rules_log_new(&hal->rules);
    return status;
}
