/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/object_classes.h"

#include <criterion/criterion.h>

static ObjectClasses classes;

static void learn(AudioObjectID object, AudioObjectPropertySelector selector, UInt32 value)
{
    object_classes_learn(&classes, object, selector, sizeof value, &value);
}

static void assert_latency(AudioObjectID object, const char *name)
{
    cr_assert_str_eq(object_classes_name(&classes, object, 'ltnc'), name);
}

Test(object_classes, an_unknown_object_has_the_first_name)
{
    assert_latency(2, "kAudioDevicePropertyLatency");
    assert_latency(UINT32_MAX, "kAudioDevicePropertyLatency");
    cr_assert_null(object_classes_name(&classes, 2, 'oChn'));
    cr_assert_str_eq(object_classes_name(&classes, 1, kAudioPlugInPropertyDeviceList),
                     "kAudioPlugInPropertyDeviceList");
}

Test(object_classes, an_object_says_what_it_is)
{
    learn(2, kAudioObjectPropertyClass, kAudioStreamClassID);
    assert_latency(2, "kAudioStreamPropertyLatency");
    assert_latency(3, "kAudioDevicePropertyLatency");
    learn(2, kAudioObjectPropertyClass, kAudioDeviceClassID);
    assert_latency(2, "kAudioDevicePropertyLatency");
    learn(UINT32_MAX, kAudioObjectPropertyClass, kAudioStreamClassID);
    assert_latency(UINT32_MAX, "kAudioStreamPropertyLatency");
}

Test(object_classes, lists_say_it_too)
{
    const AudioObjectID streams[] = {5, 6, UINT32_MAX};
    object_classes_learn(&classes, 2, kAudioDevicePropertyStreams, sizeof streams - 1, streams);
    assert_latency(5, "kAudioStreamPropertyLatency");
    assert_latency(6, "kAudioStreamPropertyLatency");
    learn(1, kAudioPlugInPropertyClockDeviceList, 7);
    assert_latency(7, "kAudioClockDevicePropertyLatency");
    learn(7, kAudioObjectPropertyClass, kAudioDeviceClassID);
    learn(1, kAudioPlugInPropertyClockDeviceList, 7);
    assert_latency(7, "kAudioDevicePropertyLatency");
}

/* IDs as Ossicle's driver gives them: 12 bits within each of 256 devices. */
Test(object_classes, knows_the_objects_of_many_devices)
{
    enum { DEVICES = 256, STREAMS = 2 };
    for (AudioObjectID device = 1; device <= DEVICES; device++) {
        const AudioObjectID id = device << 12;
        const AudioObjectID streams[STREAMS] = {id + 1, id + 2};
        learn(id, kAudioObjectPropertyClass, kAudioDeviceClassID);
        object_classes_learn(&classes, id, kAudioDevicePropertyStreams, sizeof streams, streams);
    }
    for (AudioObjectID device = 1; device <= DEVICES; device++) {
        assert_latency(device << 12, "kAudioDevicePropertyLatency");
        assert_latency((device << 12) + 1, "kAudioStreamPropertyLatency");
        assert_latency((device << 12) + 2, "kAudioStreamPropertyLatency");
    }
}

Test(object_classes, more_than_it_can_know_does_no_harm)
{
    for (AudioObjectID object = 2; object < 3 * OBJECT_CLASSES_MAX; object++)
        learn(object, kAudioObjectPropertyClass, kAudioStreamClassID);
    assert_latency(2, "kAudioStreamPropertyLatency");
    size_t known = 0;
    for (size_t i = 0; i < OBJECT_CLASSES_MAX; i++)
        known += atomic_load(&classes.entries[i]) != 0;
    cr_assert_gt(known, OBJECT_CLASSES_MAX / 2);
}
