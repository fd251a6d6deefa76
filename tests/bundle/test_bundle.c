/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* From Info.plist to a driver that answers, the way a HAL goes: the identifiers can't have drifted.
 */

#include "driver/custom_properties.h"
#include "driver/identity.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

static CFBundleRef bundle;

static void open_bundle(void)
{
    CFURLRef url = CFURLCreateFromFileSystemRepresentation(NULL, (const UInt8 *)BUNDLE,
                                                           (CFIndex)strlen(BUNDLE), true);
    cr_assert_not_null(url);
    bundle = CFBundleCreate(NULL, url);
    CFRelease(url);
    cr_assert_not_null(bundle);
}

static void close_bundle(void)
{
    CFRelease(bundle);
}

TestSuite(bundle, .init = open_bundle, .fini = close_bundle);

static CFTypeRef info(CFStringRef key)
{
    CFTypeRef value = CFBundleGetValueForInfoDictionaryKey(bundle, key);
    cr_assert_not_null(value);
    return value;
}

Test(bundle, is_what_info_plist_says)
{
    cr_assert(CFEqual(CFBundleGetIdentifier(bundle), CFSTR(OSSICLE_BUNDLE_ID)));
    cr_assert(CFEqual(info(CFSTR("CFBundlePackageType")), CFSTR("BNDL")));
    cr_assert(CFEqual(info(CFSTR("CFBundleShortVersionString")), CFSTR(OSSICLE_VERSION)));
    cr_assert(CFEqual(info(CFSTR("CFBundleVersion")), CFSTR(OSSICLE_VERSION)));
}

/* The UUID of the one factory for `type`. */
static CFStringRef factory_uuid(CFUUIDRef type)
{
    CFStringRef type_text = CFUUIDCreateString(NULL, type);
    CFArrayRef uuids = CFDictionaryGetValue(info(CFSTR("CFPlugInTypes")), type_text);
    CFRelease(type_text);
    cr_assert_not_null(uuids);
    cr_assert_eq(CFArrayGetCount(uuids), 1);
    return CFArrayGetValueAtIndex(uuids, 0);
}

typedef void *Factory(CFAllocatorRef allocator, CFUUIDRef type);

static Factory *find_factory(void)
{
    CFStringRef uuid = factory_uuid(kAudioServerPlugInTypeUUID);
    cr_assert(CFEqual(uuid, CFSTR(OSSICLE_FACTORY_UUID)));
    CFStringRef name = CFDictionaryGetValue(info(CFSTR("CFPlugInFactories")), uuid);
    cr_assert_not_null(name);
    cr_assert(CFBundleLoadExecutable(bundle));
    void *symbol = CFBundleGetFunctionPointerForName(bundle, name);
    cr_assert_not_null(symbol);
    Factory *factory = NULL;
    memcpy(&factory, &symbol, sizeof symbol);
    return factory;
}

Test(bundle, leads_to_a_driver_that_answers)
{
    AudioServerPlugInDriverRef unknown = find_factory()(NULL, kAudioServerPlugInTypeUUID);
    cr_assert_not_null(unknown);
    void *answer = NULL;
    cr_assert_eq((*unknown)->QueryInterface(
                     unknown, CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID), &answer),
                 S_OK);
    AudioServerPlugInDriverRef driver = answer;
    (*unknown)->Release(unknown);
    const AudioObjectPropertyAddress address = {kAudioPlugInPropertyBundleID,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    CFStringRef id = NULL;
    UInt32 size = 0;
    cr_assert_eq((*driver)->GetPropertyData(driver, kAudioObjectPlugInObject, 0, &address, 0, NULL,
                                            sizeof(CFStringRef), &size, &id),
                 kAudioHardwareNoError);
    cr_assert(CFEqual(id, CFBundleGetIdentifier(bundle)));
    CFRelease(id);
    cr_assert_eq((*driver)->Release(driver), 0);
}

Test(bundle, makes_nothing_of_another_type)
{
    cr_assert_null(find_factory()(NULL, kAudioServerPlugInDriverInterfaceUUID));
    cr_assert_null(find_factory()(NULL, NULL));
}

Test(bundle, holds_the_modules_that_ship)
{
    struct stat status;
    cr_assert_eq(stat(BUNDLE "/Contents/PlugIns/gain.so", &status), 0);
    cr_assert_eq(status.st_mode & (S_IWGRP | S_IWOTH), 0);
    cr_assert_eq(stat(BUNDLE "/Contents/PlugIns/lowpass.so", &status), 0);
    cr_assert_eq(stat(BUNDLE "/Contents/PlugIns", &status), 0);
    cr_assert_eq(status.st_mode & (S_IWGRP | S_IWOTH), 0);
}
