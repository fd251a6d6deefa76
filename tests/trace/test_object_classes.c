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
    assert_latency(UINT32_MAX, "kAudioDevicePropertyLatency");
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
