/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/custom_properties.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <math.h>

enum { CLIENT = 3, FRAMES = 512 };

static char *folder;
static FakeHost *host;

static void set_up(void)
{
    static DeviceConfiguration configuration;
    configuration = fake_device(2);
    folder = module_folder_new();
    module_folder_copy(folder, FIXTURES_DIR "/factor.so", "factor.so");
    module_folder_copy(folder, FIXTURES_DIR "/sink.so", "sink.so");
    host = fake_host_new_with(&(DriverConfiguration){.devices = &configuration,
                                                     .device_count = 1,
                                                     .modules_folder = folder},
                              NULL);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    fake_host_add_client(host, CLIENT);
}

static void tear_down(void)
{
    fake_host_free(host);
    module_folder_free(folder);
}

TestSuite(meter_properties, .init = set_up, .fini = tear_down);

static CFTypeRef value_of(CFTypeRef dictionary, const char *key)
{
    CFStringRef name = CFStringCreateWithCString(NULL, key, kCFStringEncodingUTF8);
    CFTypeRef value = CFDictionaryGetValue(dictionary, name);
    CFRelease(name);
    cr_assert_not_null(value, "%s", key);
    return value;
}

static CFTypeRef item_of(CFTypeRef dictionary, const char *key, CFIndex index, CFIndex count)
{
    CFArrayRef array = value_of(dictionary, key);
    cr_assert_eq(CFArrayGetCount(array), count, "%s", key);
    return CFArrayGetValueAtIndex(array, index);
}

static void assert_text(CFTypeRef dictionary, const char *key, CFStringRef expected)
{
    cr_assert(CFEqual(value_of(dictionary, key), expected), "%s", key);
}

static double number_of(CFTypeRef dictionary, const char *key)
{
    double number = (double)NAN;
    cr_assert(CFNumberGetValue(value_of(dictionary, key), kCFNumberDoubleType, &number));
    return number;
}

static void assert_levels(double left, double right)
{
    CFTypeRef meters = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyMeters);
    const double expected[] = {left, right};
    for (CFIndex i = 0; i < 2; i++) {
        CFTypeRef level = item_of(meters, OSSICLE_KEY_CHANNELS, i, 2);
        cr_assert_eq(number_of(level, OSSICLE_KEY_PEAK), expected[i]);
        cr_assert_eq(number_of(level, OSSICLE_KEY_RMS), expected[i]);
    }
    CFRelease(meters);
}

static void play(float left, float right)
{
    float samples[2 * FRAMES];
    for (size_t i = 0; i < FRAMES; i++) {
        samples[2 * i] = left;
        samples[2 * i + 1] = right;
    }
    fake_host_start(host, CLIENT);
    cr_assert_eq(fake_host_write(host, CLIENT, 0, FRAMES, samples), kAudioHardwareNoError);
}

Test(meter_properties, say_how_loud_each_channel_is)
{
    assert_levels(0, 0);
    play(0.5f, -0.25f);
    assert_levels(0.5, 0.25);
    fake_host_stop(host, CLIENT);
    assert_levels(0, 0);
}

Test(meter_properties, name_what_each_module_measures)
{
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain,
                               "org.ossicle.test.factor(factor=0.5),org.ossicle.test.sink"),
                 0);
    cr_assert_eq(host->performed, 0);
    play(0.5f, -0.75f);
    CFTypeRef meters = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyMeters);
    static const double peaks[] = {0.375, 0.1875};
    for (CFIndex i = 0; i < 2; i++) {
        CFTypeRef module = item_of(meters, OSSICLE_KEY_MODULES, i, 2);
        CFTypeRef meter = item_of(module, OSSICLE_KEY_METERS, 0, 1);
        assert_text(module, OSSICLE_KEY_ID,
                    i == 0 ? CFSTR("org.ossicle.test.factor") : CFSTR("org.ossicle.test.sink"));
        assert_text(meter, OSSICLE_KEY_ID, CFSTR("peak"));
        assert_text(meter, OSSICLE_KEY_NAME, CFSTR("Peak"));
        assert_text(meter, OSSICLE_KEY_UNIT, CFSTR(""));
        cr_assert_eq(number_of(meter, OSSICLE_KEY_VALUE), peaks[i]);
    }
    CFRelease(meters);
    fake_host_stop(host, CLIENT);
}

Test(meter_properties, can_only_be_read)
{
    CFArrayRef array = CFArrayCreate(NULL, NULL, 0, &kCFTypeArrayCallBacks);
    cr_assert_eq(
        fake_set(host, FAKE_DEVICE, kOssicleDevicePropertyMeters, sizeof(CFTypeRef), &array),
        kAudioHardwareUnsupportedOperationError);
    CFRelease(array);
}
