/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every property that can be set, on every object: a new value reads back as it was set, and is
 * announced exactly once, or went through a configuration change. */

#include "driver/custom_properties.h"
#include "driver/everything.h"
#include "driver/visit.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static FakeHost *host;
static Visit visit;

/* Write another value than the one in `present` to `other`, of the same size. */
typedef void MakeOther(const void *present, void *other);

static void other_flag(const void *present, void *other)
{
    *(UInt32 *)other = !*(const UInt32 *)present;
}

static void other_scalar(const void *present, void *other)
{
    *(Float32 *)other = *(const Float32 *)present == 0.25f ? 0.375f : 0.25f;
}

static void other_decibels(const void *present, void *other)
{
    *(Float32 *)other = *(const Float32 *)present == -20.0f ? -10.0f : -20.0f;
}

static void other_number(const void *present, void *other)
{
    *(UInt32 *)other = *(const UInt32 *)present + 1;
}

static void other_pair(const void *present, void *other)
{
    const UInt32 *pair = present;
    ((UInt32 *)other)[0] = pair[1];
    ((UInt32 *)other)[1] = pair[0];
}

/* Another one of those in a list: `item` bytes each. */
static void other_in_list(AudioObjectPropertySelector list, const void *present, void *other,
                          UInt32 size, UInt32 item)
{
    unsigned char items[1 << 14];
    AudioObjectPropertyAddress address = visit.address;
    UInt32 bytes = 0;
    address.mSelector = list;
    cr_assert_eq((*visit.driver)
                     ->GetPropertyData(visit.driver, visit.object, 0, &address, 0, NULL,
                                       sizeof items, &bytes, items),
                 0, VISIT_SAYS(&visit));
    for (UInt32 at = 0; at + item <= bytes; at += item) {
        memcpy(other, items + at, size);
        if (memcmp(present, other, size) != 0)
            return;
    }
    cr_assert_fail("there is no other value: " VISIT_SAYS(&visit));
}

static void other_rate(const void *present, void *other)
{
    other_in_list(kAudioDevicePropertyAvailableNominalSampleRates, present, other, sizeof(Float64),
                  sizeof(AudioValueRange));
}

static void other_item(const void *present, void *other)
{
    other_in_list(kAudioSelectorControlPropertyAvailableItems, present, other, sizeof(UInt32),
                  sizeof(UInt32));
}

static void other_virtual_format(const void *present, void *other)
{
    other_in_list(kAudioStreamPropertyAvailableVirtualFormats, present, other,
                  sizeof(AudioStreamBasicDescription), sizeof(AudioStreamRangedDescription));
}

static void other_physical_format(const void *present, void *other)
{
    other_in_list(kAudioStreamPropertyAvailablePhysicalFormats, present, other,
                  sizeof(AudioStreamBasicDescription), sizeof(AudioStreamRangedDescription));
}

static void other_text(const void *present, void *other)
{
    CFMutableStringRef text = CFStringCreateMutableCopy(NULL, 0, *(const CFStringRef *)present);
    CFStringAppend(text, CFSTR(" too"));
    *(CFStringRef *)other = text;
}

static void other_chain(const void *present, void *other)
{
    *(CFStringRef *)other = CFRetain(CFSTR("org.ossicle.gain(gain=-6)"));
}

static void other_mode(const void *present, void *other)
{
    *(CFStringRef *)other = CFRetain(CFSTR("inline"));
}

static void other_trace(const void *present, void *other)
{
    *(CFStringRef *)other = CFRetain(CFSTR("json"));
}

static void other_clock_rate(const void *present, void *other)
{
    static const double rate = 1.0009765625;
    *(CFNumberRef *)other = CFNumberCreate(NULL, kCFNumberDoubleType, &rate);
}

static void other_applications(const void *present, void *other)
{
    const void *keys[] = {CFSTR(OSSICLE_KEY_BUNDLE_ID), CFSTR(OSSICLE_KEY_CHAIN)};
    const void *values[] = {CFSTR("org.example.other"), CFSTR("org.ossicle.gain(gain=-3)")};
    CFDictionaryRef row = CFDictionaryCreate(NULL, keys, values, 2, &kCFTypeDictionaryKeyCallBacks,
                                             &kCFTypeDictionaryValueCallBacks);
    const void *rows[] = {row};
    *(CFArrayRef *)other = CFArrayCreate(NULL, rows, 1, &kCFTypeArrayCallBacks);
    CFRelease(row);
}

/* What each property that can be set is given. A new one needs a row. */
static const struct {
    AudioObjectPropertySelector selector;
    MakeOther *make_other;
} others[] = {
    {kAudioObjectPropertyName, other_text},
    {kAudioObjectPropertyIdentify, other_flag},
    {kAudioBoxPropertyAcquired, other_flag},
    {kAudioDevicePropertyNominalSampleRate, other_rate},
    {kAudioDevicePropertyPreferredChannelsForStereo, other_pair},
    {kAudioStreamPropertyIsActive, other_flag},
    {kAudioStreamPropertyVirtualFormat, other_virtual_format},
    {kAudioStreamPropertyPhysicalFormat, other_physical_format},
    {kAudioLevelControlPropertyScalarValue, other_scalar},
    {kAudioLevelControlPropertyDecibelValue, other_decibels},
    {kAudioBooleanControlPropertyValue, other_flag},
    {kAudioSelectorControlPropertyCurrentItem, other_item},
    {kAudioSliderControlPropertyValue, other_number},
    {kAudioStereoPanControlPropertyValue, other_scalar},
    {kAudioStereoPanControlPropertyPanningChannels, other_pair},
    {kOssiclePlugInPropertyTrace, other_trace},
    {kOssicleDevicePropertyChain, other_chain},
    {kOssicleDevicePropertyChainMode, other_mode},
    {kOssicleDevicePropertyClockRate, other_clock_rate},
    {kOssicleDevicePropertyApplications, other_applications},
};

/* Those whose value that is read isn't what is set: they have tests of their own. */
static const AudioObjectPropertySelector unlike[] = {
    kOssicleDevicePropertyParameters,    /* test_custom_properties.c */
    kOssiclePlugInPropertyConfiguration, /* test_configuration_apply.c */
    kOssiclePlugInPropertyQuarantine,    /* test_device_modules.c */
};

static MakeOther *make_other_for(AudioObjectPropertySelector selector)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].selector == selector)
            return others[i].make_other;
    }
    for (size_t i = 0; i < sizeof unlike / sizeof *unlike; i++) {
        if (unlike[i] == selector)
            return NULL;
    }
    cr_assert_fail("this test doesn't know what to set: " VISIT_SAYS(&visit));
    return NULL;
}

static void release(const void *value)
{
    CFTypeRef object = NULL;
    memcpy(&object, value, sizeof object);
    if (visit_is_object(&visit))
        CFRelease(object);
}

static bool is_equal(const void *expected, const void *found)
{
    if (!visit_is_object(&visit))
        return memcmp(expected, found, visit.size) == 0;
    CFTypeRef a = NULL;
    CFTypeRef b = NULL;
    memcpy(&a, expected, sizeof a);
    memcpy(&b, found, sizeof b);
    return CFEqual(a, b);
}

/* How often the property was named at the visited address since the news were forgotten. */
static size_t times_announced(void)
{
    size_t count = 0;
    for (size_t i = 0; i < host->news_count; i++) {
        const FakeNews *news = &host->news[i];
        count += news->object == visit.object &&
                 news->address.mSelector == visit.address.mSelector &&
                 news->address.mScope == visit.address.mScope &&
                 news->address.mElement == visit.address.mElement;
    }
    return count;
}

static void read_into(void *value)
{
    UInt32 size = 0;
    cr_assert_eq(visit_get(&visit, visit.size, &size), 0, VISIT_SAYS(&visit));
    cr_assert_eq(size, visit.size, VISIT_SAYS(&visit));
    memcpy(value, visit.data, size);
}

/* The rate of a clock that is fixed can't be set. All but the device with everything have one. */
static bool is_refused(void)
{
    if (visit.address.mSelector != kOssicleDevicePropertyClockRate)
        return false;
    if (visit.class_id == kAudioClockDeviceClassID)
        return true;
    char *uid = fake_copy_text(host, visit.object, kAudioDevicePropertyDeviceUID);
    const bool is_fixed = strcmp(uid, EVERYTHING_UID) != 0;
    free(uid);
    return is_fixed;
}

static void check_set(MakeOther *make_other)
{
    _Alignas(16) unsigned char present[256];
    _Alignas(16) unsigned char other[256];
    _Alignas(16) unsigned char found[256];
    cr_assert_leq(visit.size, sizeof present, VISIT_SAYS(&visit));
    read_into(present);
    make_other(present, other);
    const size_t requests = host->requests;
    fake_host_forget_news(host);
    const bool refused = is_refused();
    cr_assert_eq(visit_set(&visit, visit.size, other),
                 refused ? kAudioHardwareIllegalOperationError : 0, VISIT_SAYS(&visit));
    read_into(found);
    cr_assert(is_equal(refused ? present : other, found),
              "it doesn't read back: " VISIT_SAYS(&visit));
    cr_assert_eq(times_announced(), refused ? 0 : 1, VISIT_SAYS(&visit));
    cr_assert_leq(host->requests - requests, 1, VISIT_SAYS(&visit));
    cr_assert_eq(host->performed, 0, VISIT_SAYS(&visit));
    release(present);
    release(other);
    release(found);
}

/* Set everything that can be set on the visited object. Returns how much that was. */
static size_t sweep_object(void)
{
    static const AudioObjectPropertyScope scopes[] = {
        kAudioObjectPropertyScopeGlobal,
        kAudioObjectPropertyScopeInput,
        kAudioObjectPropertyScopeOutput,
    };
    size_t selector_count = 0;
    size_t found = 0;
    AudioObjectPropertySelector *selectors = visit_selectors(&selector_count);
    for (size_t i = 0; i < selector_count * 3; i++) {
        for (UInt32 element = 0; element <= EVERYTHING_CHANNELS; element++) {
            visit.address = (AudioObjectPropertyAddress){selectors[i / 3], scopes[i % 3], element};
            if (!(*visit.driver)->HasProperty(visit.driver, visit.object, 0, &visit.address))
                continue;
            visit_property(&visit);
            MakeOther *make_other = visit.settable ? make_other_for(visit.address.mSelector) : NULL;
            if (make_other) {
                check_set(make_other);
                found++;
            }
        }
    }
    free(selectors);
    return found;
}

/* A clock's rate can be set only while its source is the adjustable one. */
static void make_clocks_adjustable(const AudioObjectID *objects, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        visit_object(&visit, objects[i]);
        if (visit.class_id != kAudioClockSourceControlClassID)
            continue;
        UInt32 items[2];
        cr_assert_eq(fake_get(host, objects[i], kAudioSelectorControlPropertyAvailableItems,
                              sizeof items, items),
                     0);
        cr_assert_eq(fake_set(host, objects[i], kAudioSelectorControlPropertyCurrentItem,
                              sizeof items[1], &items[1]),
                     0);
    }
}

Test(sweep_sets, read_back_and_are_announced_once)
{
    host = everything_new();
    visit.host = host;
    visit.driver = host->driver;
    size_t object_count = 0;
    size_t found = 0;
    AudioObjectID *objects = visit_objects(host, &object_count);
    for (size_t i = object_count; i-- > 0;) { /* the box last: it takes the devices away */
        make_clocks_adjustable(objects, object_count);
        visit_object(&visit, objects[i]);
        if (visit.class_id != kAudioBoxClassID)
            found += sweep_object();
    }
    for (size_t i = 0; i < object_count; i++) {
        visit_object(&visit, objects[i]);
        if (visit.class_id == kAudioBoxClassID) {
            found += sweep_object();
            break;
        }
    }
    cr_assert_gt(found, 50);
    free(objects);
    fake_host_free(host);
}
