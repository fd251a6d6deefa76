/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* From Info.plist to a driver that answers, the way a HAL goes: the identifiers can't have drifted.
 */

#include "driver/custom_properties.h"
#include "driver/identity.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
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

Test(bundle, lets_the_driver_talk_to_its_worker)
{
    CFArrayRef services = info(CFSTR("AudioServerPlugIn_MachServices"));
    cr_assert_eq(CFArrayGetCount(services), 1);
    cr_assert(CFEqual(CFArrayGetValueAtIndex(services, 0), CFSTR(OSSICLE_WORKER_SERVICE)));
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

static uint32_t big_endian(const UInt8 *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The bytes of a file in Contents/Resources. */
static size_t read_resource(const char *name, UInt8 *bytes, size_t capacity)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/Contents/Resources/%s", BUNDLE, name);
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s is missing", path);
    const size_t size = fread(bytes, 1, capacity, file);
    cr_assert(feof(file), "%s is larger than expected", path);
    (void)fclose(file);
    return size;
}

Test(bundle, has_an_icon_in_every_size)
{
    enum { CAPACITY = 1 << 20, HEADER = 8 };
    static UInt8 icon[CAPACITY];
    const size_t size = read_resource("ossicle.icns", icon, sizeof icon);
    cr_assert_eq(memcmp(icon, "icns", 4), 0);
    cr_assert_eq(big_endian(icon + 4), size);
    uint32_t width = 16; /* of the first image; each is twice as large as the one before */
    size_t at = HEADER;
    for (; at + HEADER < size; at += big_endian(icon + at + 4), width *= 2) {
        const UInt8 *image = icon + at + HEADER;
        cr_assert_eq(memcmp(image, "\x89PNG\r\n\x1a\n", 8), 0);
        cr_assert_eq(memcmp(image + 12, "IHDR", 4), 0);
        cr_assert_eq(big_endian(image + 16), width);
        cr_assert_eq(big_endian(image + 20), width);
    }
    cr_assert_eq(at, size);
    cr_assert_eq(width, 512, "16 to 256");
}
