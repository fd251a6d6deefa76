/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every object x every selector that Apple or Ossicle has x every scope x every element: what the
 * driver says of a property in one call agrees with what it says in all others, and what can't be
 * done is refused with the right error and touches nothing. */

#include "driver/everything.h"
#include "driver/visit.h"

#include <criterion/criterion.h>
#include <ossicle-portable/diagnostics.h>
#include <stdlib.h>
#include <string.h>

static const AudioObjectPropertyScope scopes[] = {
    kAudioObjectPropertyScopeGlobal,   kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput,   kAudioObjectPropertyScopePlayThrough,
    kAudioObjectPropertyScopeWildcard, 0,
};
enum { SCOPE_COUNT = sizeof scopes / sizeof *scopes };

static FakeHost *host;
static Visit visit;

static void set_up(void)
{
    host = everything_new();
    visit.host = host;
    visit.driver = host->driver;
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(sweep, .init = set_up, .fini = tear_down);

static AudioServerPlugInDriverInterface *calls(void)
{
    return *visit.driver;
}

/* Give back what a get has put into the buffer. */
static void release_value(void)
{
    if (!visit_is_object(&visit))
        return;
    CFTypeRef value = NULL;
    memcpy(&value, visit.data, sizeof value);
    cr_assert_not_null(value, VISIT_SAYS(&visit));
    CFRelease(value);
}

/* A property that isn't there is so in every call, with the same error, and nothing is written. */
static void check_absent(OSStatus expected)
{
    UInt32 size = VISIT_UNSET;
    Boolean settable = VISIT_UNSET;
    cr_assert_eq(
        calls()->IsPropertySettable(visit.driver, visit.object, 0, &visit.address, &settable),
        expected, VISIT_SAYS(&visit));
    cr_assert_eq(
        calls()->GetPropertyDataSize(visit.driver, visit.object, 0, &visit.address, 0, NULL, &size),
        expected, VISIT_SAYS(&visit));
    visit.qualifier_size = 0;
    cr_assert_eq(visit_get(&visit, 8, &size), expected, VISIT_SAYS(&visit));
    cr_assert_eq(visit_set(&visit, 4, visit.data), expected, VISIT_SAYS(&visit));
    cr_assert_eq(size, VISIT_UNSET, VISIT_SAYS(&visit));
    cr_assert_eq(settable, VISIT_UNSET, VISIT_SAYS(&visit));
    cr_assert(visit_is_untouched(&visit, 0, 8), VISIT_SAYS(&visit));
}

/* The same twice, and every object that is handed out is the caller's: as many live afterwards as
 * before. */
static void check_whole_value(void)
{
    const int64_t before = portable_live_object_count();
    for (UInt32 spare = 0; spare <= 100; spare += 100) {
        UInt32 size = VISIT_UNSET;
        const UInt32 capacity = visit.size + spare;
        cr_assert_eq(visit_get(&visit, capacity, &size), 0, VISIT_SAYS(&visit));
        cr_assert_eq(size, visit.size, VISIT_SAYS(&visit));
        cr_assert(visit_is_untouched(&visit, size, capacity), VISIT_SAYS(&visit));
        release_value();
    }
    cr_assert_eq(portable_live_object_count(), before, VISIT_SAYS(&visit));
}

/* An array is cut to whole items; any other value comes whole or not at all. */
static void check_short_buffer(UInt32 capacity)
{
    const UInt32 item = visit_item_size(&visit);
    UInt32 size = VISIT_UNSET;
    const OSStatus status = visit_get(&visit, capacity, &size);
    const UInt32 whole = item ? capacity / item * item : 0;
    cr_assert_eq(status, item ? 0 : kAudioHardwareBadPropertySizeError, VISIT_SAYS(&visit));
    cr_assert_eq(size, item ? whole : VISIT_UNSET, VISIT_SAYS(&visit));
    cr_assert(visit_is_untouched(&visit, whole, capacity), VISIT_SAYS(&visit));
}

static void check_short_buffers(void)
{
    enum { EACH = 128, STEP = 61 }; /* of the long ones not every size, to save time */
    for (UInt32 capacity = 0; capacity < visit.size; capacity += capacity < EACH ? 1 : STEP)
        check_short_buffer(capacity);
    if (visit.size > 0)
        check_short_buffer(visit.size - 1);
}

static void check_null_pointers(void)
{
    const OSStatus refused = kAudioHardwareIllegalOperationError;
    const AudioObjectPropertyAddress *address = &visit.address;
    UInt32 size = VISIT_UNSET;
    cr_assert_eq(calls()->IsPropertySettable(visit.driver, visit.object, 0, address, NULL), refused,
                 VISIT_SAYS(&visit));
    cr_assert_eq(calls()->GetPropertyDataSize(visit.driver, visit.object, 0, address,
                                              visit.qualifier_size, visit.qualifier, NULL),
                 refused, VISIT_SAYS(&visit));
    cr_assert_eq(visit_get(&visit, 64, NULL), refused, VISIT_SAYS(&visit));
    cr_assert_eq(calls()->GetPropertyData(visit.driver, visit.object, 0, address,
                                          visit.qualifier_size, visit.qualifier, visit.size, &size,
                                          NULL),
                 refused, VISIT_SAYS(&visit));
    const UInt32 qualifier_size = visit.qualifier_size ? visit.qualifier_size : 8;
    cr_assert_eq(calls()->GetPropertyData(visit.driver, visit.object, 0, address, qualifier_size,
                                          NULL, visit.size, &size, visit.data),
                 refused, VISIT_SAYS(&visit));
    cr_assert_eq(visit_set(&visit, visit.size, NULL), refused, VISIT_SAYS(&visit));
    cr_assert_eq(size, VISIT_UNSET, VISIT_SAYS(&visit));
}

static void check_qualifier_sizes(void)
{
    const UInt32 right = visit.qualifier_size;
    for (UInt32 wrong = 0; wrong < 2 * right; wrong += right + 1) {
        UInt32 size = VISIT_UNSET;
        visit.qualifier_size = wrong;
        cr_assert_eq(visit_get(&visit, visit.size, &size), kAudioHardwareBadPropertySizeError,
                     VISIT_SAYS(&visit));
        cr_assert_eq(size, VISIT_UNSET, VISIT_SAYS(&visit));
        cr_assert(visit_is_untouched(&visit, 0, visit.size), VISIT_SAYS(&visit));
    }
    visit.qualifier_size = right;
}

/* What can't be set is refused whatever the size; of what can, no size but the right one is taken.
 */
static void check_bad_sets(void)
{
    static const unsigned char zeros[VISIT_CAPACITY];
    const UInt32 wrong[] = {0, visit.size - 1, visit.size + 1, 2 * visit.size + 1};
    const OSStatus expected = visit.settable ? kAudioHardwareBadPropertySizeError
                                             : kAudioHardwareUnsupportedOperationError;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong && visit.size > 0; i++)
        cr_assert_eq(visit_set(&visit, wrong[i], zeros), expected, VISIT_SAYS(&visit));
    if (!visit.settable)
        cr_assert_eq(visit_set(&visit, visit.size, zeros), expected, VISIT_SAYS(&visit));
}

/* Returns whether the property is there. */
static bool check_address(OSStatus expected_if_absent)
{
    if (!calls()->HasProperty(visit.driver, visit.object, 0, &visit.address)) {
        check_absent(expected_if_absent);
        return false;
    }
    visit_property(&visit);
    check_whole_value();
    check_short_buffers();
    check_null_pointers();
    check_qualifier_sizes();
    check_bad_sets();
    return true;
}

static size_t sweep_object(OSStatus expected_if_absent)
{
    size_t found = 0;
    size_t selector_count = 0;
    AudioObjectPropertySelector *selectors = visit_selectors(&selector_count);
    for (size_t i = 0; i < selector_count * SCOPE_COUNT; i++) {
        for (UInt32 element = 0; element <= EVERYTHING_CHANNELS + 1; element++) {
            visit.address = (AudioObjectPropertyAddress){selectors[i / SCOPE_COUNT],
                                                         scopes[i % SCOPE_COUNT], element};
            found += check_address(expected_if_absent);
        }
    }
    free(selectors);
    return found;
}

Test(sweep, agrees_with_itself_everywhere)
{
    size_t object_count = 0;
    AudioObjectID *objects = visit_objects(host, &object_count);
    for (size_t i = 0; i < object_count; i++) {
        visit_object(&visit, objects[i]);
        cr_assert_geq(sweep_object(kAudioHardwareUnknownPropertyError), 4, "object %u", objects[i]);
    }
    free(objects);
    cr_assert_eq(host->requests, 0);
    cr_assert_eq(host->news_count, 0, "looking changes nothing");
}

static bool contains(const AudioObjectID *objects, size_t count, AudioObjectID id)
{
    for (size_t i = 0; i < count; i++) {
        if (objects[i] == id)
            return true;
    }
    return false;
}

Test(sweep, finds_nothing_on_objects_that_do_not_exist)
{
    size_t object_count = 0;
    AudioObjectID *objects = visit_objects(host, &object_count);
    for (size_t i = 0; i < object_count; i++) {
        const AudioObjectID near[] = {objects[i] - 1, objects[i] + 1, objects[i] ^ 0x80000000u, 0,
                                      UINT32_MAX};
        for (size_t k = 0; k < sizeof near / sizeof *near; k++) {
            visit.object = near[k];
            if (!contains(objects, object_count, near[k]))
                cr_assert_eq(sweep_object(kAudioHardwareBadObjectError), 0, "object %u", near[k]);
        }
    }
    free(objects);
}

Test(sweep, finds_every_class_of_object)
{
    static const AudioClassID classes[] = {
        kAudioPlugInClassID,
        kAudioBoxClassID,
        kAudioDeviceClassID,
        kAudioClockDeviceClassID,
        kAudioStreamClassID,
        kAudioVolumeControlClassID,
        kAudioLFEVolumeControlClassID,
        kAudioMuteControlClassID,
        kAudioSoloControlClassID,
        kAudioJackControlClassID,
        kAudioLFEMuteControlClassID,
        kAudioPhantomPowerControlClassID,
        kAudioPhaseInvertControlClassID,
        kAudioClipLightControlClassID,
        kAudioTalkbackControlClassID,
        kAudioListenbackControlClassID,
        kAudioDataSourceControlClassID,
        kAudioDataDestinationControlClassID,
        kAudioClockSourceControlClassID,
        kAudioLineLevelControlClassID,
        kAudioHighPassFilterControlClassID,
        kAudioSliderControlClassID,
        kAudioStereoPanControlClassID,
    };
    size_t object_count = 0;
    AudioObjectID *objects = visit_objects(host, &object_count);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        size_t found = 0;
        for (size_t k = 0; k < object_count; k++)
            found += fake_get_uint32(host, objects[k], kAudioObjectPropertyClass) == classes[i];
        cr_assert_gt(found, 0, "class %zu of the list", i);
    }
    free(objects);
}
