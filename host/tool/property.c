/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/property.h"
#include "tool/cf.h"

AudioObjectPropertyAddress property_address(AudioObjectPropertySelector selector)
{
    return (AudioObjectPropertyAddress){selector, kAudioObjectPropertyScopeGlobal,
                                        kAudioObjectPropertyElementMain};
}

bool property_has(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector)
{
    const AudioObjectPropertyAddress address = property_address(selector);
    return hal_has_property(hal, object, &address);
}

CFTypeRef property_copy(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector,
                        CFTypeID type)
{
    const AudioObjectPropertyAddress address = property_address(selector);
    CFTypeRef value = NULL;
    UInt32 size = sizeof value;
    if (!hal_has_property(hal, object, &address) ||
        hal_get(hal, object, &address, 0, NULL, &size, &value) != kAudioHardwareNoError)
        return NULL;
    if (value && CFGetTypeID(value) == type)
        return value;
    cf_release(value);
    return NULL;
}

char *property_copy_text(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector)
{
    CFTypeRef const value = property_copy(hal, object, selector, CFStringGetTypeID());
    char *const text = cf_copy_text(value);
    cf_release(value);
    return text;
}
