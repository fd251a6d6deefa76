/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static FakeHost *host;
static AudioObjectID device;

static void set_up(void)
{
    host = fake_host_new(2);
    device = fake_host_device(host);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(custom_properties, .init = set_up, .fini = tear_down);

static CFTypeRef value_of(CFDictionaryRef dictionary, const char *key)
{
    CFStringRef name = CFStringCreateWithCString(NULL, key, kCFStringEncodingUTF8);
    CFTypeRef value = CFDictionaryGetValue(dictionary, name);
    CFRelease(name);
    cr_assert_not_null(value, "%s", key);
    return value;
}

static void assert_text(CFDictionaryRef dictionary, const char *key, const char *expected)
{
    char text[256];
    cr_assert(
        CFStringGetCString(value_of(dictionary, key), text, sizeof text, kCFStringEncodingUTF8));
    cr_assert_str_eq(text, expected);
}

static double number_of(CFDictionaryRef dictionary, const char *key)
{
    double number = 0;
    cr_assert(CFNumberGetValue(value_of(dictionary, key), kCFNumberDoubleType, &number));
    return number;
}

static bool flag_of(CFDictionaryRef dictionary, const char *key)
{
    return CFBooleanGetValue(value_of(dictionary, key));
}

/* The entry of `array` whose id is `id`. */
static CFDictionaryRef find(CFArrayRef array, const char *id)
{
    CFStringRef wanted = CFStringCreateWithCString(NULL, id, kCFStringEncodingUTF8);
    CFDictionaryRef found = NULL;
    for (CFIndex i = 0; i < CFArrayGetCount(array) && !found; i++) {
        CFDictionaryRef entry = CFArrayGetValueAtIndex(array, i);
        if (CFEqual(value_of(entry, OSSICLE_KEY_ID), wanted))
            found = entry;
    }
    CFRelease(wanted);
    cr_assert_not_null(found, "%s", id);
    return found;
}

static void set_chain(const char *text)
{
    cr_assert_eq(fake_set_text(host, device, kOssicleDevicePropertyChain, text), 0);
    cr_assert_eq(host->performed, 0);
}

static void assert_chain(const char *expected)
{
    char *text = fake_copy_text(host, device, kOssicleDevicePropertyChain);
    cr_assert_str_eq(text, expected);
    free(text);
}

Test(custom_properties, are_listed_on_their_objects)
{
    AudioServerPlugInCustomPropertyInfo infos[5];
    cr_assert_eq(fake_get(host, kAudioObjectPlugInObject,
                          kAudioObjectPropertyCustomPropertyInfoList, 2 * sizeof *infos, infos),
                 0);
    cr_assert_eq(infos[0].mSelector, kOssiclePlugInPropertyModules);
    cr_assert_eq(infos[1].mSelector, kOssiclePlugInPropertyRefusals);
    cr_assert_eq(
        fake_get(host, device, kAudioObjectPropertyCustomPropertyInfoList, sizeof infos, infos), 0);
    static const AudioServerPlugInCustomPropertyInfo expected[5] = {
        {kOssicleDevicePropertyChain, kAudioServerPlugInCustomPropertyDataTypeCFString, 0},
        {kOssicleDevicePropertyChainMode, kAudioServerPlugInCustomPropertyDataTypeCFString, 0},
        {kOssicleDevicePropertyParameters, kAudioServerPlugInCustomPropertyDataTypeCFPropertyList,
         0},
        {kOssicleDevicePropertyEngine, kAudioServerPlugInCustomPropertyDataTypeCFPropertyList, 0},
        {kOssicleDevicePropertyErrors, kAudioServerPlugInCustomPropertyDataTypeCFPropertyList, 0},
    };
    cr_assert_arr_eq(infos, expected, sizeof expected);
}

Test(custom_properties, are_property_lists)
{
    static const struct {
        AudioObjectID object;
        AudioObjectPropertySelector selector;
    } rows[] = {
        {1, kOssiclePlugInPropertyModules},
        {1, kOssiclePlugInPropertyRefusals},
        {FAKE_DEVICE, kOssicleDevicePropertyParameters},
        {FAKE_DEVICE, kOssicleDevicePropertyEngine},
        {FAKE_DEVICE, kOssicleDevicePropertyErrors},
    };
    set_chain("org.ossicle.gain,org.ossicle.lowpass");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CFTypeRef value = fake_copy(host, rows[i].object, rows[i].selector);
        cr_assert(CFPropertyListIsValid(value, kCFPropertyListBinaryFormat_v1_0), "row %zu", i);
        CFRelease(value);
    }
}

Test(custom_properties, describe_the_modules)
{
    CFArrayRef modules = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyModules);
    CFDictionaryRef gain = find(modules, "org.ossicle.gain");
    assert_text(gain, OSSICLE_KEY_KIND, "effect");
    assert_text(gain, OSSICLE_KEY_ABI, "0.9");
    assert_text(gain, OSSICLE_KEY_PATH, BUNDLE_MODULES "/gain.so");
    cr_assert_eq(number_of(gain, OSSICLE_KEY_MINIMUM_CHANNELS), 1);
    cr_assert_eq(number_of(gain, OSSICLE_KEY_MAXIMUM_CHANNELS), 256);
    CFDictionaryRef parameter = find(value_of(gain, OSSICLE_KEY_PARAMETERS), "gain");
    assert_text(parameter, OSSICLE_KEY_UNIT, "dB");
    assert_text(parameter, OSSICLE_KEY_SCALE, "decibel");
    cr_assert_lt(number_of(parameter, OSSICLE_KEY_MINIMUM), -6);
    cr_assert_gt(number_of(parameter, OSSICLE_KEY_MAXIMUM), 0);
    cr_assert_eq(number_of(parameter, OSSICLE_KEY_DEFAULT), 0);
    cr_assert_not(flag_of(parameter, OSSICLE_KEY_TOGGLE));
    cr_assert_not(flag_of(parameter, OSSICLE_KEY_STEPPED));
    cr_assert_not(flag_of(parameter, OSSICLE_KEY_OUTPUT));
    cr_assert_eq(CFArrayGetCount(value_of(parameter, OSSICLE_KEY_LABELS)), 0);
    CFRelease(modules);
}

Test(custom_properties, give_each_parameter_its_present_value)
{
    set_chain("org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)");
    CFArrayRef chain = fake_copy(host, device, kOssicleDevicePropertyParameters);
    cr_assert_eq(CFArrayGetCount(chain), 2);
    CFDictionaryRef gain = find(chain, "org.ossicle.gain");
    CFDictionaryRef lowpass = find(chain, "org.ossicle.lowpass");
    cr_assert_eq(number_of(find(value_of(gain, OSSICLE_KEY_PARAMETERS), "gain"), OSSICLE_KEY_VALUE),
                 -6);
    cr_assert_eq(
        number_of(find(value_of(lowpass, OSSICLE_KEY_PARAMETERS), "cutoff"), OSSICLE_KEY_VALUE),
        1000);
    CFRelease(chain);
}

/* One parameter change; NULL leaves the entry out. */
static CFDictionaryRef create_change(const int *module, const char *parameter, const double *value,
                                     const char *more)
{
    CFMutableDictionaryRef result = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFTypeRef entries[3] = {
        module ? CFNumberCreate(NULL, kCFNumberIntType, module) : NULL,
        parameter ? CFStringCreateWithCString(NULL, parameter, kCFStringEncodingUTF8) : NULL,
        value ? CFNumberCreate(NULL, kCFNumberDoubleType, value) : NULL,
    };
    CFStringRef keys[3] = {CFSTR(OSSICLE_KEY_MODULE), CFSTR(OSSICLE_KEY_PARAMETER),
                           CFSTR(OSSICLE_KEY_VALUE)};
    for (int i = 0; i < 3; i++) {
        if (!entries[i])
            continue;
        CFDictionarySetValue(result, keys[i], entries[i]);
        CFRelease(entries[i]);
    }
    if (more)
        CFDictionarySetValue(result, CFSTR(OSSICLE_KEY_SAMPLE_TIME), CFSTR("soon"));
    return result;
}

/* Set two changes at once. Releases them. */
static OSStatus set_changes(CFDictionaryRef first, CFDictionaryRef second)
{
    CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    CFArrayAppendValue(array, first);
    CFArrayAppendValue(array, second);
    const OSStatus status =
        fake_set(host, device, kOssicleDevicePropertyParameters, sizeof(CFTypeRef), &array);
    CFRelease(first);
    CFRelease(second);
    CFRelease(array);
    return status;
}

static const int first_module = 0;
static const int second_module = 1;

Test(custom_properties, set_parameters)
{
    set_chain("org.ossicle.gain,org.ossicle.lowpass");
    fake_host_forget_news(host);
    const double gain = -12;
    const double cutoff = 500;
    cr_assert_eq(set_changes(create_change(&first_module, "gain", &gain, NULL),
                             create_change(&second_module, "cutoff", &cutoff, NULL)),
                 0);
    assert_chain("org.ossicle.gain(gain=-12),org.ossicle.lowpass(cutoff=500)");
    cr_assert_eq(fake_host_news_of(host, device, kOssicleDevicePropertyParameters), 1);
    cr_assert_eq(fake_host_news_of(host, device, kOssicleDevicePropertyChain), 1);
    cr_assert_eq(host->news_calls, 1);
}

Test(custom_properties, set_all_parameters_or_none)
{
    static const int no_module = 2;
    static const int negative = -1;
    const double right = -12;
    const double wrong = 1e6;
    const struct {
        CFDictionaryRef change;
        const char *reason;
    } rows[] = {
        {create_change(&no_module, "gain", &right, NULL), "module 2"},
        {create_change(&negative, "gain", &right, NULL), "module -1"},
        {create_change(NULL, "gain", &right, NULL), "'module'"},
        {create_change(&first_module, "loudness", &right, NULL), "loudness"},
        {create_change(&first_module, NULL, &right, NULL), "'parameter'"},
        {create_change(&first_module, "gain", NULL, NULL), "'value'"},
        {create_change(&first_module, "gain", &wrong, NULL), "gain"},
        {create_change(&first_module, "gain", &right, "sampleTime"), "sampleTime"},
    };
    set_chain("org.ossicle.gain(gain=-3),org.ossicle.lowpass(cutoff=1000)");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(
            set_changes(create_change(&first_module, "gain", &right, NULL), rows[i].change),
            kAudioHardwareIllegalOperationError, "row %zu", i);
        char *error = fake_last_error(host);
        cr_assert_not_null(strstr(error, rows[i].reason), "'%s' says '%s'", error, rows[i].reason);
        free(error);
        assert_chain("org.ossicle.gain(gain=-3),org.ossicle.lowpass(cutoff=1000)");
    }
    cr_assert_eq(fake_set_text(host, device, kOssicleDevicePropertyParameters, "rubbish"),
                 kAudioHardwareIllegalOperationError);
}

Test(custom_properties, count_what_the_engine_does)
{
    static const char *const keys[] = {
        OSSICLE_KEY_BLOCKS,         OSSICLE_KEY_PROCESSED_BLOCKS, OSSICLE_KEY_DROPPED_BLOCKS,
        OSSICLE_KEY_LATE_FRAMES,    OSSICLE_KEY_SILENCED_BLOCKS,  OSSICLE_KEY_FAILED_BLOCKS,
        OSSICLE_KEY_LOST_LOG_LINES, OSSICLE_KEY_CHAIN_LATENCY,
    };
    cr_assert_eq(fake_set_text(host, device, kOssicleDevicePropertyChainMode, "inline"), 0);
    set_chain("org.ossicle.gain");
    fake_host_start(host, 0);
    float block[128] = {0};
    cr_assert_eq(fake_host_write(host, 0, 0, 64, block), 0);
    CFDictionaryRef engine = fake_copy(host, device, kOssicleDevicePropertyEngine);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        cr_assert_geq(number_of(engine, keys[i]), 0);
    cr_assert_eq(number_of(engine, OSSICLE_KEY_BLOCKS), 1);
    cr_assert_eq(number_of(engine, OSSICLE_KEY_PROCESSED_BLOCKS), 1);
    cr_assert_eq(number_of(engine, OSSICLE_KEY_WRITTEN_SAMPLE_TIME), 64);
    cr_assert_eq(number_of(engine, OSSICLE_KEY_PROCESSED_SAMPLE_TIME), 64);
    cr_assert_gt(number_of(engine, OSSICLE_KEY_WORKER_LOAD), 0);
    cr_assert_eq(CFGetTypeID(value_of(engine, OSSICLE_KEY_WORKER_SCHEDULING)), CFStringGetTypeID());
    CFRelease(engine);
}

Test(custom_properties, process_what_is_played)
{
    cr_assert_eq(fake_set_text(host, device, kOssicleDevicePropertyChainMode, "inline"), 0);
    set_chain("org.ossicle.gain(gain=-6.020599913279624)");
    fake_host_start(host, 0);
    float block[1024];
    float heard[1024];
    for (int i = 0; i < 1024; i++)
        block[i] = (float)(i % 199 - 99) / 100;
    cr_assert_eq(fake_host_write(host, 0, 0, 512, block), 0);
    cr_assert_eq(fake_host_read(host, 0, 0, 512, heard), 0);
    for (int i = 0; i < 1024; i++)
        cr_assert_float_eq((double)heard[i], (double)block[i] / 2, 1e-6);
}
