/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every object x every selector that Apple has x every scope x every element: what the driver says
 * of a property in one call agrees with what it says in all others. */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SELECTOR_CAPACITY = 1024,
    BUFFER_BYTES = 4096,
    BEYOND_OBJECTS = 12, /* indices past those that exist */
    POISON = 0xa5,
};

static const AudioObjectPropertyScope scopes[] = {
    kAudioObjectPropertyScopeGlobal,
    kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput,
    kAudioObjectPropertyScopePlayThrough,
    0,
};

/* Those whose value is a CF object. */
static const AudioObjectPropertySelector cf_selectors[] = {
    kAudioObjectPropertyName,           kAudioObjectPropertyManufacturer,
    kAudioObjectPropertyElementName,    kAudioPlugInPropertyBundleID,
    kAudioPlugInPropertyResourceBundle, kAudioDevicePropertyDeviceUID,
    kAudioDevicePropertyModelUID,       kOssiclePlugInPropertyModules,
    kOssiclePlugInPropertyRefusals,     kOssicleDevicePropertyChain,
    kOssicleDevicePropertyChainMode,    kOssicleDevicePropertyParameters,
    kOssicleDevicePropertyEngine,       kOssicleDevicePropertyErrors,
};

/* Those that need a CFString as qualifier. */
static const AudioObjectPropertySelector uid_selectors[] = {
    kAudioPlugInPropertyTranslateUIDToDevice,
    kAudioPlugInPropertyTranslateUIDToBox,
    kAudioPlugInPropertyTranslateUIDToClockDevice,
};

/* Arrays, and the size of an element: they are cut to what fits. */
static const struct {
    AudioObjectPropertySelector selector;
    UInt32 size;
} arrays[] = {
    {kAudioObjectPropertyOwnedObjects, sizeof(AudioObjectID)},
    {kAudioObjectPropertyCustomPropertyInfoList, sizeof(AudioServerPlugInCustomPropertyInfo)},
    {kAudioPlugInPropertyDeviceList, sizeof(AudioObjectID)},
    {kAudioPlugInPropertyBoxList, sizeof(AudioObjectID)},
    {kAudioPlugInPropertyClockDeviceList, sizeof(AudioObjectID)},
    {kAudioDevicePropertyRelatedDevices, sizeof(AudioObjectID)},
    {kAudioDevicePropertyStreams, sizeof(AudioObjectID)},
    {kAudioObjectPropertyControlList, sizeof(AudioObjectID)},
    {kAudioDevicePropertyAvailableNominalSampleRates, sizeof(AudioValueRange)},
    {kAudioStreamPropertyAvailableVirtualFormats, sizeof(AudioStreamRangedDescription)},
    {kAudioStreamPropertyAvailablePhysicalFormats, sizeof(AudioStreamRangedDescription)},
};

static bool is_among(AudioObjectPropertySelector selector,
                     const AudioObjectPropertySelector *selectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (selectors[i] == selector)
            return true;
    }
    return false;
}
#define IS_AMONG(selector, list) is_among((selector), (list), sizeof(list) / sizeof *(list))

/* Bytes of one element of an array; 0 if the property is none. */
static UInt32 element_size(AudioObjectPropertySelector selector)
{
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        if (arrays[i].selector == selector)
            return arrays[i].size;
    }
    return 0;
}

/* Every selector in the table of Apple's constants, and ours. Returns how many. */
static size_t read_selectors(AudioObjectPropertySelector *selectors)
{
    static const AudioObjectPropertySelector own[] = {
        kOssiclePlugInPropertyModules,    kOssiclePlugInPropertyRefusals,
        kOssicleDevicePropertyChain,      kOssicleDevicePropertyChainMode,
        kOssicleDevicePropertyParameters, kOssicleDevicePropertyEngine,
        kOssicleDevicePropertyErrors,     0,
    };
    memcpy(selectors, own, sizeof own);
    size_t count = sizeof own / sizeof *own;
    FILE *file = fopen(TESTS_DATA "/coreaudio/constants.csv", "r");
    cr_assert_not_null(file);
    char line[256];
    while (fgets(line, sizeof line, file)) {
        char *name = strchr(line, ',');
        char *value = name ? strchr(name + 1, ',') : NULL;
        if (!value || !strstr(name, "Property"))
            continue;
        cr_assert_lt(count, SELECTOR_CAPACITY);
        selectors[count++] = (AudioObjectPropertySelector)strtoul(value + 1, NULL, 10);
    }
    (void)fclose(file);
    cr_assert_gt(count, 100);
    return count;
}

/* One address of one object, and what the driver says of it. */
typedef struct Visit {
    AudioServerPlugInDriverRef driver;
    AudioObjectID object;
    AudioObjectPropertyAddress address;
    CFStringRef uid; /* the qualifier for those that need one */
    UInt32 qualifier_size;
    Boolean settable;
    UInt32 size;
    _Alignas(16) unsigned char data[BUFFER_BYTES];
} Visit;

#define SAYS                                                                                       \
    "object %u, '%.4s' in scope %#x, element %u", visit->object, text_of(visit),                   \
        visit->address.mScope, visit->address.mElement

static const char *text_of(const Visit *visit)
{
    static char text[5];
    const UInt32 selector = visit->address.mSelector;
    for (int i = 0; i < 4; i++)
        text[i] = (char)(selector >> (24 - 8 * i));
    return text;
}

static OSStatus get(Visit *visit, UInt32 capacity, UInt32 *size)
{
    memset(visit->data, POISON, sizeof visit->data);
    return (*visit->driver)
        ->GetPropertyData(visit->driver, visit->object, 0, &visit->address, visit->qualifier_size,
                          &visit->uid, capacity, size, visit->data);
}

static bool is_untouched(const Visit *visit, UInt32 from)
{
    for (UInt32 i = from; i < BUFFER_BYTES; i++) {
        if (visit->data[i] != POISON)
            return false;
    }
    return true;
}

static void release_value(const Visit *visit)
{
    if (!IS_AMONG(visit->address.mSelector, cf_selectors))
        return;
    CFTypeRef value = NULL;
    memcpy(&value, visit->data, sizeof value);
    cr_assert_not_null(value, SAYS);
    cr_assert_eq(CFGetRetainCount(value), 1, "the value must be ours alone: " SAYS);
    CFRelease(value);
}

/* A property that isn't there is so in every call, with the same error, and nothing is written. */
static void check_absent(Visit *visit, OSStatus expected)
{
    AudioServerPlugInDriverInterface *interface = *visit->driver;
    UInt32 size = 77;
    Boolean settable = 77;
    cr_assert_eq(
        interface->IsPropertySettable(visit->driver, visit->object, 0, &visit->address, &settable),
        expected, SAYS);
    cr_assert_eq(interface->GetPropertyDataSize(visit->driver, visit->object, 0, &visit->address,
                                                sizeof(CFStringRef), &visit->uid, &size),
                 expected, SAYS);
    cr_assert_eq(get(visit, BUFFER_BYTES, &size), expected, SAYS);
    cr_assert_eq(interface->SetPropertyData(visit->driver, visit->object, 0, &visit->address, 0,
                                            NULL, 4, visit->data),
                 expected, SAYS);
    cr_assert_eq(size, 77, SAYS);
    cr_assert_eq(settable, 77, SAYS);
    cr_assert(is_untouched(visit, 0), SAYS);
}

/* Ask for the settable flag and the size. */
static void check_questions(Visit *visit)
{
    AudioServerPlugInDriverInterface *interface = *visit->driver;
    visit->settable = 77;
    cr_assert_eq(interface->IsPropertySettable(visit->driver, visit->object, 0, &visit->address,
                                               &visit->settable),
                 kAudioHardwareNoError, SAYS);
    cr_assert(visit->settable == 0 || visit->settable == 1, SAYS);
    cr_assert_eq(interface->GetPropertyDataSize(visit->driver, visit->object, 0, &visit->address,
                                                visit->qualifier_size, &visit->uid, &visit->size),
                 kAudioHardwareNoError, SAYS);
    cr_assert_lt(visit->size, BUFFER_BYTES, SAYS);
    const UInt32 element = element_size(visit->address.mSelector);
    cr_assert(visit->size > 0 || element > 0, SAYS);
    cr_assert(element == 0 || visit->size % element == 0, SAYS);
}

static void check_whole_value(Visit *visit)
{
    for (int spare = 0; spare <= 100; spare += 100) {
        UInt32 size = 77;
        cr_assert_eq(get(visit, visit->size + (UInt32)spare, &size), kAudioHardwareNoError, SAYS);
        cr_assert_eq(size, visit->size, SAYS);
        cr_assert(is_untouched(visit, size), SAYS);
        release_value(visit);
    }
}

static void check_short_buffers(Visit *visit)
{
    const UInt32 element = element_size(visit->address.mSelector);
    for (UInt32 capacity = 0; capacity < visit->size; capacity++) {
        UInt32 size = 77;
        const OSStatus status = get(visit, capacity, &size);
        if (element > 0) {
            cr_assert_eq(status, kAudioHardwareNoError, SAYS);
            cr_assert_eq(size, capacity / element * element, SAYS);
            cr_assert(is_untouched(visit, size), SAYS);
        } else {
            cr_assert_eq(status, kAudioHardwareBadPropertySizeError, SAYS);
            cr_assert_eq(size, 77, SAYS);
            cr_assert(is_untouched(visit, 0), SAYS);
        }
    }
}

static void check_null_pointers(Visit *visit)
{
    AudioServerPlugInDriverInterface *interface = *visit->driver;
    const OSStatus refused = kAudioHardwareIllegalOperationError;
    UInt32 size = 77;
    cr_assert_eq(
        interface->IsPropertySettable(visit->driver, visit->object, 0, &visit->address, NULL),
        refused, SAYS);
    cr_assert_eq(interface->GetPropertyDataSize(visit->driver, visit->object, 0, &visit->address,
                                                visit->qualifier_size, &visit->uid, NULL),
                 refused, SAYS);
    cr_assert_eq(interface->GetPropertyData(visit->driver, visit->object, 0, &visit->address,
                                            visit->qualifier_size, &visit->uid, BUFFER_BYTES, NULL,
                                            visit->data),
                 refused, SAYS);
    cr_assert_eq(interface->GetPropertyData(visit->driver, visit->object, 0, &visit->address,
                                            visit->qualifier_size, &visit->uid, BUFFER_BYTES, &size,
                                            NULL),
                 refused, SAYS);
    cr_assert_eq(interface->GetPropertyData(visit->driver, visit->object, 0, &visit->address, 8,
                                            NULL, BUFFER_BYTES, &size, visit->data),
                 refused, SAYS);
    cr_assert_eq(interface->SetPropertyData(visit->driver, visit->object, 0, &visit->address, 0,
                                            NULL, visit->size, NULL),
                 refused, SAYS);
    cr_assert_eq(size, 77, SAYS);
}

static void check_qualifier_sizes(Visit *visit)
{
    if (visit->qualifier_size == 0)
        return;
    const UInt32 right = visit->qualifier_size;
    for (UInt32 wrong = 0; wrong < 2 * right; wrong += right + 1) {
        UInt32 size = 77;
        visit->qualifier_size = wrong;
        cr_assert_eq(get(visit, BUFFER_BYTES, &size), kAudioHardwareBadPropertySizeError, SAYS);
        cr_assert_eq(size, 77, SAYS);
    }
    visit->qualifier_size = right;
}

static void check_bad_sets(Visit *visit)
{
    AudioServerPlugInDriverInterface *interface = *visit->driver;
    const OSStatus expected = visit->settable ? kAudioHardwareBadPropertySizeError
                                              : kAudioHardwareUnsupportedOperationError;
    const UInt32 sizes[] = {0, visit->size - 1, visit->size + 1, 2 * visit->size};
    memset(visit->data, 0, sizeof visit->data);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        cr_assert_eq(interface->SetPropertyData(visit->driver, visit->object, 0, &visit->address, 0,
                                                NULL, sizes[i], visit->data),
                     expected, SAYS);
}

/* Returns whether the property is there. */
static bool check_address(Visit *visit, bool object_exists)
{
    if (!(*visit->driver)->HasProperty(visit->driver, visit->object, 0, &visit->address)) {
        check_absent(visit, object_exists ? kAudioHardwareUnknownPropertyError
                                          : kAudioHardwareBadObjectError);
        return false;
    }
    cr_assert(object_exists, SAYS);
    visit->qualifier_size =
        IS_AMONG(visit->address.mSelector, uid_selectors) ? sizeof(CFStringRef) : 0;
    check_questions(visit);
    check_whole_value(visit);
    check_short_buffers(visit);
    check_null_pointers(visit);
    check_qualifier_sizes(visit);
    check_bad_sets(visit);
    return true;
}

static size_t sweep_object(Visit *visit, const AudioObjectPropertySelector *selectors,
                           size_t selector_count, UInt32 channels, bool exists)
{
    size_t found = 0;
    for (size_t s = 0; s < selector_count; s++) {
        for (size_t c = 0; c < sizeof scopes / sizeof *scopes; c++) {
            for (UInt32 element = 0; element <= channels + 1; element++) {
                visit->address = (AudioObjectPropertyAddress){selectors[s], scopes[c], element};
                found += check_address(visit, exists);
            }
        }
    }
    return found;
}

ParameterizedTestParameters(dispatch, agrees_with_itself_everywhere)
{
    static UInt32 channels[] = {1, 2, 8};
    return cr_make_param_array(UInt32, channels, sizeof channels / sizeof *channels);
}

ParameterizedTest(UInt32 *channels, dispatch, agrees_with_itself_everywhere)
{
    static AudioObjectPropertySelector selectors[SELECTOR_CAPACITY];
    const size_t selector_count = read_selectors(selectors);
    FakeHost *host = fake_host_new(*channels);
    static Visit visit;
    visit.driver = host->driver;
    visit.uid = CFSTR("org.ossicle.test.device");
    static const AudioObjectPropertySelector class_selector = kAudioObjectPropertyClass;
    /* On the device: itself, two streams, volume and mute of both sides. */
    for (UInt32 index = 0; index < BEYOND_OBJECTS; index++) {
        visit.object = index;
        const bool is_own = index == kAudioObjectPlugInObject;
        cr_assert_eq(sweep_object(&visit, selectors, selector_count, *channels, is_own) > 0, is_own,
                     "object %u", index);
        visit.object = FAKE_DEVICE + index;
        const bool is_devices = index < 7;
        cr_assert_eq(sweep_object(&visit, selectors, selector_count, *channels, is_devices) > 0,
                     is_devices, "object %u", visit.object);
    }
    visit.object = UINT32_MAX;
    cr_assert_eq(sweep_object(&visit, &class_selector, 1, 1, false), 0);
    cr_assert_eq(host->requests, 0);
    cr_assert_eq(host->news_count, 0, "looking changes nothing");
    fake_host_free(host);
}

/* What a HAL must find for the driver to work at all. */
Test(dispatch, has_what_the_hal_requires)
{
    static const struct {
        AudioObjectID object;
        AudioObjectPropertySelector selector;
        AudioObjectPropertyScope scope;
    } required[] = {
        {1, kAudioObjectPropertyClass, kAudioObjectPropertyScopeGlobal},
        {1, kAudioObjectPropertyManufacturer, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyDeviceList, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyTranslateUIDToDevice, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyBoxList, kAudioObjectPropertyScopeGlobal},
        {1, kAudioPlugInPropertyResourceBundle, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioObjectPropertyName, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioObjectPropertyManufacturer, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceUID, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyModelUID, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyTransportType, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyRelatedDevices, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyClockDomain, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceIsAlive, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceIsRunning, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceCanBeDefaultDevice, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceCanBeDefaultSystemDevice,
         kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyLatency, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertyLatency, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertySafetyOffset, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertySafetyOffset, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyStreams, kAudioObjectPropertyScopeInput},
        {FAKE_DEVICE, kAudioDevicePropertyStreams, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioObjectPropertyControlList, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyAvailableNominalSampleRates,
         kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyIsHidden, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioDevicePropertyPreferredChannelsForStereo,
         kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyPreferredChannelLayout, kAudioObjectPropertyScopeOutput},
        {FAKE_DEVICE, kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE, kAudioObjectPropertyCustomPropertyInfoList, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 1, kAudioStreamPropertyVirtualFormat, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 1, kAudioStreamPropertyAvailablePhysicalFormats,
         kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 3, kAudioLevelControlPropertyScalarValue, kAudioObjectPropertyScopeGlobal},
        {FAKE_DEVICE + 4, kAudioBooleanControlPropertyValue, kAudioObjectPropertyScopeGlobal},
    };
    FakeHost *host = fake_host_new(2);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        const AudioObjectPropertyAddress address = {required[i].selector, required[i].scope,
                                                    kAudioObjectPropertyElementMain};
        cr_assert((*host->driver)->HasProperty(host->driver, required[i].object, 0, &address),
                  "row %zu", i);
    }
    fake_host_free(host);
}
