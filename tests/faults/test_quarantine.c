/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module that its worker process dies of again and again, in the driver, while sound runs: it is
 * tried again so often as the policy says, then kept out, shown with the reason, and let in again.
 */

#include "driver/custom_properties.h"
#include "faults/bed.h"

#include <string.h>

#define MODULE "org.ossicle.fault.null-write"

enum { DEATHS = 3 };
enum { IS_WET, IS_DRY };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};

static Bed bed;

TestSuite(quarantine, .timeout = BED_TIMEOUT_S);

static CFArrayRef copy_quarantine(void)
{
    const AudioObjectPropertyAddress address = fixture_address(kOssiclePlugInPropertyQuarantine);
    CFTypeRef records = NULL;
    UInt32 size = sizeof records;
    cr_assert_eq(hal_get(bed.fixture.hal, kAudioObjectPlugInObject, &address, 0, NULL, &size,
                         (void *)&records),
                 0);
    return records;
}

static CFIndex count_quarantined(void)
{
    CFArrayRef records = copy_quarantine();
    const CFIndex count = CFArrayGetCount(records);
    CFRelease(records);
    return count;
}

static void text_of(CFDictionaryRef record, CFStringRef key, char text[256])
{
    cr_assert(
        CFStringGetCString(CFDictionaryGetValue(record, key), text, 256, kCFStringEncodingUTF8));
}

static void assert_shown(void)
{
    char text[256];
    int deaths = 0;
    CFArrayRef records = copy_quarantine();
    cr_assert_eq(CFArrayGetCount(records), 1);
    CFDictionaryRef record = CFArrayGetValueAtIndex(records, 0);
    text_of(record, CFSTR(OSSICLE_KEY_ID), text);
    cr_assert_str_eq(text, MODULE);
    text_of(record, CFSTR(OSSICLE_KEY_REASON), text);
    cr_assert_not_null(strstr(text, "in module '" MODULE "' the worker process died"), "%s", text);
    cr_assert(CFNumberGetValue(CFDictionaryGetValue(record, CFSTR(OSSICLE_KEY_DEATHS)),
                               kCFNumberIntType, &deaths));
    cr_assert_eq(deaths, DEATHS);
    CFRelease(records);
}

static void release(void)
{
    const AudioObjectPropertyAddress address = fixture_address(kOssiclePlugInPropertyQuarantine);
    const CFTypeRef id = CFSTR(MODULE);
    cr_assert_eq(hal_set(bed.fixture.hal, kAudioObjectPlugInObject, &address, 0, NULL, sizeof id,
                         (const void *)&id),
                 0);
    hal_settle(bed.fixture.hal);
}

Test(quarantine, comes_after_some_deaths_and_ends_with_a_release)
{
    bed_init(&bed, &(BedOptions){.deaths = DEATHS,
                                 .mode = "isolated",
                                 .chain = MODULE "(after=20)",
                                 .sources = sources,
                                 .source_count = 2});
    bed_play(&bed);
    while (count_quarantined() == 0)
        bed_pause();
    assert_shown();
    bed_run(&bed, UINT64_C(40) * 512);
    const uint64_t wet = bed_frames_of(&bed, IS_WET);
    bed_run(&bed, UINT64_C(40) * 512);
    cr_assert_eq(bed_frames_of(&bed, IS_WET), wet, "it isn't tried any more");
    cr_assert(bed_set_parameter(&bed, 0, "after", 0));
    release();
    cr_assert_eq(count_quarantined(), 0);
    bed_hear(&bed, IS_WET, 512);
    bed_cleanup(&bed);
}
