/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Where the configuration comes from when the driver begins: the host's storage, the bundle, or the
 * driver itself. */

#include "driver/configuration.h"
#include "driver/custom_properties.h"
#include "support/fake_host.h"
#include "support/plist_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/ossicle-defaults-XXXXXX";
static DeviceConfiguration device;
static DriverConfiguration configuration;
static CFMutableDictionaryRef storage;
static FakeHost *host;

static void set_up(void)
{
    const int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    (void)close(fd);
    device = fake_device(2); /* built in, for when nothing else can be used */
    configuration = (DriverConfiguration){
        .devices = &device,
        .device_count = 1,
        .modules_folder = BUNDLE_MODULES,
        .defaults_file = path,
    };
    storage = CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                        &kCFTypeDictionaryValueCallBacks);
}

static void tear_down(void)
{
    if (host)
        fake_host_free(host);
    CFRelease(storage);
    (void)unlink(path);
}

TestSuite(configuration_storage, .init = set_up, .fini = tear_down);

static void write_file(const char *text)
{
    FILE *stream = fopen(path, "w");
    cr_assert_not_null(stream);
    cr_assert_geq(fputs(text, stream), 0);
    cr_assert_eq(fclose(stream), 0);
}

#define SHIPPED                                                                                    \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\">" DICT(                      \
        KEY("devices", ARRAY(DICT(KEY("uid", TEXT("org.test.shipped")))))) "</plist>"

static void store(CFStringRef key, const char *xml)
{
    CFTypeRef list = plist_create(xml);
    CFDictionarySetValue(storage, key, list);
    CFRelease(list);
}

/* Begin, and find one device with this UID. */
static void assert_begins_with(const char *uid)
{
    host = fake_host_new_with(&configuration, storage);
    AudioObjectID ids[2] = {0};
    const AudioObjectPropertyAddress address = fake_address(kAudioPlugInPropertyDeviceList);
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, kAudioObjectPlugInObject, 0, &address, 0, NULL,
                                       sizeof ids, &size, ids),
                 0);
    cr_assert_eq(size, sizeof *ids);
    char *found = fake_copy_text(host, ids[0], kAudioDevicePropertyDeviceUID);
    cr_assert_str_eq(found, uid);
    free(found);
}

static void assert_errors(size_t count, const char *part)
{
    CFArrayRef lines = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyErrors);
    cr_assert_eq(CFArrayGetCount(lines), (CFIndex)count);
    for (size_t i = 0; i < count; i++) {
        char text[1024] = "";
        cr_assert(CFStringGetCString(CFArrayGetValueAtIndex(lines, (CFIndex)i), text, sizeof text,
                                     kCFStringEncodingUTF8));
        cr_assert_not_null(strstr(text, part), "'%s'", text);
    }
    CFRelease(lines);
}

Test(configuration_storage, is_what_ships)
{
    write_file(SHIPPED);
    assert_begins_with("org.test.shipped");
    assert_errors(0, "");
    cr_assert_eq(CFDictionaryGetCount(host->storage), 0);
}

Test(configuration_storage, is_what_was_stored)
{
    write_file(SHIPPED);
    store(CFSTR("configuration"),
          DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("org.test.stored")))))));
    assert_begins_with("org.test.stored");
    assert_errors(0, "");
}

Test(configuration_storage, comes_back)
{
    write_file(SHIPPED);
    host = fake_host_new_with(&configuration, NULL);
    CFTypeRef list =
        plist_create(DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("org.test.applied")))))));
    cr_assert_eq(fake_set(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration,
                          sizeof list, &list),
                 0);
    CFRelease(list);
    CFRelease(storage);
    storage = CFDictionaryCreateMutableCopy(NULL, 0, host->storage);
    fake_host_free(host);
    assert_begins_with("org.test.applied");
}

Test(configuration_storage, keeps_aside_what_is_broken)
{
    static const char broken[] = DICT(KEY("devices", TEXT("none")));
    write_file(SHIPPED);
    store(CFSTR("configuration"), broken);
    assert_begins_with("org.test.shipped");
    assert_errors(1, "the stored configuration is not used: devices: 'none' is not an array");
    CFTypeRef expected = plist_create(broken);
    cr_assert(
        CFEqual(CFDictionaryGetValue(host->storage, CFSTR("configuration.broken")), expected));
    cr_assert_not(CFDictionaryContainsKey(host->storage, CFSTR("configuration")));
    CFRelease(expected);
}

static OSStatus refuse_to_write(AudioServerPlugInHostRef reference, CFStringRef key,
                                CFPropertyListRef data)
{
    return kAudioHardwareUnspecifiedError;
}

/* What can't be kept aside stays where it is. */
Test(configuration_storage, loses_nothing_that_is_broken)
{
    store(CFSTR("configuration"), TEXT("none"));
    host = fake_host_new_with(&(DriverConfiguration){0}, NULL);
    host->interface.WriteToStorage = refuse_to_write;
    CFDictionarySetValue(host->storage, CFSTR("configuration"), CFSTR("none"));
    AudioServerPlugInDriverRef other = driver_new(&configuration);
    cr_assert_eq((*other)->Initialize(other, &host->interface), 0);
    cr_assert_eq((*other)->Release(other), 0);
    cr_assert(CFDictionaryContainsKey(host->storage, CFSTR("configuration")));
}

Test(configuration_storage, is_built_in_where_nothing_ships)
{
    (void)unlink(path);
    assert_begins_with("org.ossicle.test.device");
    assert_errors(1, "is not used: No such file");
}

Test(configuration_storage, is_built_in_where_rubbish_ships)
{
    write_file("devices = []");
    assert_begins_with("org.ossicle.test.device");
    assert_errors(1, "is not used: it is no property list");
}

Test(configuration_storage, is_built_in_where_what_ships_is_wrong)
{
    write_file("<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict/></plist>");
    assert_begins_with("org.ossicle.test.device");
    assert_errors(1, "is not used: devices: it is missing");
}

/* The bundle's own. */
Test(configuration_storage, ships_a_device_with_every_usual_rate)
{
    static const Float64 usual[] = {8000, 44100, 48000, 88200, 96000, 176400, 192000, 768000};
    configuration.defaults_file = SHIPPED_CONFIGURATION;
    assert_begins_with(OSSICLE_DEFAULT_DEVICE_UID);
    assert_errors(0, "");
    CFTypeRef list = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    Configuration all;
    cr_assert_eq(configuration_parse(&all, list, NULL), STATUS_OK);
    cr_assert_eq(all.devices->channels, 2);
    cr_assert_str_eq(all.devices->name, "Ossicle");
    for (size_t u = 0; u < sizeof usual / sizeof *usual; u++) {
        bool found = false;
        for (UInt32 i = 0; i < all.devices->rate_count; i++)
            found = found || all.devices->rates[i] == usual[u];
        cr_assert(found, "%g", usual[u]);
    }
    configuration_cleanup(&all);
    CFRelease(list);
}
