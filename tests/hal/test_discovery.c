/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(discovery, .fini = end);

typedef struct Seen {
    HalObject objects[16];
    size_t count;
    size_t limit;
} Seen;

static bool see(void *context, const HalObject *object)
{
    Seen *seen = context;
    seen->objects[seen->count++] = *object;
    return seen->count < seen->limit;
}

Test(discovery, visits_every_object_depth_first)
{
    fixture_start(&fixture, "streams2");
    Seen seen = {.limit = 16};
    cr_assert(hal_visit(fixture.hal, kAudioObjectPlugInObject, see, &seen));
    const AudioObjectID ids[] = {1, 2, 3, 4, 5, 6};
    cr_assert_eq(seen.count, 6);
    for (size_t i = 0; i < 6; i++) {
        cr_assert_eq(seen.objects[i].id, ids[i]);
        cr_assert_eq(seen.objects[i].depth, i < 2 ? i : 2);
        cr_assert_eq(seen.objects[i].owner, i < 2 ? i : 2);
        cr_assert_eq(seen.objects[i].base_class, kAudioObjectClassID);
    }
    cr_assert_eq(seen.objects[0].class_id, kAudioPlugInClassID);
    cr_assert_eq(seen.objects[1].class_id, kAudioDeviceClassID);
    cr_assert_eq(seen.objects[5].class_id, kAudioStreamClassID);
}

/* They are in lists of their own, not among the plug-in's owned objects. */
Test(discovery, visits_boxes_and_clock_devices)
{
    fixture_start(&fixture, "boxes");
    fixture_poke(&fixture, PLAIN_POKE_APPEAR);
    Seen seen = {.limit = 16};
    cr_assert(hal_visit(fixture.hal, kAudioObjectPlugInObject, see, &seen));
    const struct {
        AudioObjectID id;
        AudioObjectID owner;
        AudioClassID class_id;
    } expected[] = {
        {1, 0, kAudioPlugInClassID},
        {PLAIN_DEVICE, 1, kAudioDeviceClassID},
        {PLAIN_INPUT, PLAIN_DEVICE, kAudioStreamClassID},
        {PLAIN_OUTPUT, PLAIN_DEVICE, kAudioStreamClassID},
        {PLAIN_SECOND, 1, kAudioDeviceClassID},
        {PLAIN_SECOND + 1, PLAIN_SECOND, kAudioStreamClassID},
        {PLAIN_SECOND + 2, PLAIN_SECOND, kAudioStreamClassID},
        {PLAIN_BOX, 1, kAudioBoxClassID},
        {PLAIN_CLOCK, 1, kAudioClockDeviceClassID},
    };
    const size_t count = sizeof expected / sizeof expected[0];
    cr_assert_eq(seen.count, count);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(seen.objects[i].id, expected[i].id, "%zu", i);
        cr_assert_eq(seen.objects[i].owner, expected[i].owner, "%zu", i);
        cr_assert_eq(seen.objects[i].class_id, expected[i].class_id, "%zu", i);
    }
}

Test(discovery, ends_when_the_visitor_says_so)
{
    fixture_start(&fixture, "good");
    Seen seen = {.limit = 2};
    cr_assert_not(hal_visit(fixture.hal, kAudioObjectPlugInObject, see, &seen));
    cr_assert_eq(seen.count, 2);
}

Test(discovery, begins_where_it_is_told)
{
    fixture_start(&fixture, "good");
    Seen seen = {.limit = 16};
    cr_assert(hal_visit(fixture.hal, PLAIN_OUTPUT, see, &seen));
    cr_assert_eq(seen.count, 1);
    cr_assert_eq(seen.objects[0].id, PLAIN_OUTPUT);
    cr_assert_eq(seen.objects[0].owner, kAudioObjectUnknown);
}

Test(discovery, copies_values_of_any_size)
{
    fixture_start(&fixture, "good");
    AudioObjectPropertyAddress address = fixture_address(kAudioDevicePropertyStreams);
    UInt32 size = 0;
    AudioObjectID *streams = hal_copy(fixture.hal, PLAIN_DEVICE, &address, &size);
    cr_assert_not_null(streams);
    cr_assert_eq(size, 8);
    cr_assert_eq(streams[0], PLAIN_INPUT);
    cr_assert_eq(streams[1], PLAIN_OUTPUT);
    free(streams);
    address.mSelector = PLAIN_PROPERTY_EVENTS;
    void *nothing = hal_copy(fixture.hal, PLAIN_DEVICE, &address, &size);
    cr_assert_not_null(nothing, "a value of no bytes is a value");
    cr_assert_eq(size, 0);
    free(nothing);
    address.mSelector = 'zzzz';
    cr_assert_null(hal_copy(fixture.hal, PLAIN_DEVICE, &address, &size));
}

Test(discovery, finds_devices_by_uid)
{
    fixture_start(&fixture, "good");
    cr_assert_eq(hal_find_device(fixture.hal, NULL), PLAIN_DEVICE);
    cr_assert_eq(hal_find_device(fixture.hal, CFSTR("plain-device")), PLAIN_DEVICE);
    cr_assert_eq(hal_find_device(fixture.hal, CFSTR("other")), kAudioObjectUnknown);
}
