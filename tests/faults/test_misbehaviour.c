/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that misbehave without ending the process they run in: in every mode the sound goes on,
 * and what is heard of it is as the module API says. */

#include "faults/bed.h"

#include <criterion/parameterized.h>
#include <float.h>
#include <stdio.h>

/* How often each misbehaves, on the virtual and on the real clock. */
#ifdef IS_LONG
enum { FAULTS = IS_SANITIZED ? 100 : 1000, REAL_FAULTS = 20 };
#else
enum { FAULTS = IS_SANITIZED ? 3 : 10, REAL_FAULTS = 2 };
#endif

/* What is heard: first these two, then what the fault does. */
#define WET                                                                                        \
    {                                                                                              \
        .gain = -1                                                                                 \
    }
#define DRY                                                                                        \
    {                                                                                              \
        .gain = 1                                                                                  \
    }
enum { IS_WET, IS_DRY, IS_FAULT };

typedef struct Misbehaviour {
    const char *module;
    HeardSource fault; /**< what a block sounds like that was spoilt */
    bool is_heard;     /**< it is */
} Misbehaviour;

/* A NaN silences the block; a failed block passes, at once; the rest is the module's own wish. */
static const Misbehaviour misbehaviours[] = {
    {"nan", {.is_hard = true}, true},
    {"infinity", {.is_hard = true}, true},
    {"huge", {.constant = FLT_MAX, .is_hard = true}, true},
    {"denormals", {.constant = FLT_MIN / 1024, .is_hard = true}, true},
    {"fails", {.gain = 1, .is_hard = true}, true},
    {"nonsense", {.gain = 1, .is_hard = true}, true},
    {"meters", {.is_hard = true}, false},
    {"logs", {.is_hard = true}, false},
    {"odd-signals", {.is_hard = true}, false},
};
enum { COUNT = sizeof misbehaviours / sizeof *misbehaviours };

static Bed bed;

TestSuite(misbehaviour, .timeout = BED_TIMEOUT_S);

/* A block that is late is dry, spoilt or not: then it is asked for once more. */
static void misbehave(const Misbehaviour *how)
{
    const uint64_t before = bed_frames_of(&bed, IS_FAULT);
    do {
        cr_assert(bed_set_parameter(&bed, 0, "after", 4));
        bed_run(&bed, UINT64_C(8) * 512);
    } while (how->is_heard && bed_frames_of(&bed, IS_FAULT) == before);
    bed_hear(&bed, IS_WET, 1);
}

static void assert_sound_goes_on(const char *mode, const Misbehaviour *how, bool is_real)
{
    const HeardSource sources[] = {WET, DRY, how->fault};
    char chain[128];
    (void)snprintf(chain, sizeof chain, "org.ossicle.fault.%s", how->module);
    bed_init(&bed, &(BedOptions){.is_real = is_real,
                                 .mode = mode,
                                 .chain = chain,
                                 .sources = sources,
                                 .source_count = 3});
    bed_play(&bed);
    bed_hear(&bed, IS_WET, 1);
    for (unsigned i = 0; i < (is_real ? REAL_FAULTS : FAULTS); i++)
        misbehave(how);
    bed_cleanup(&bed);
}

static struct criterion_test_params all(void)
{
    static unsigned indices[COUNT];
    for (unsigned i = 0; i < COUNT; i++)
        indices[i] = i;
    return cr_make_param_array(unsigned, indices, COUNT);
}

ParameterizedTestParameters(misbehaviour, in_worker_mode)
{
    return all();
}

ParameterizedTest(const unsigned *index, misbehaviour, in_worker_mode)
{
    assert_sound_goes_on("worker", &misbehaviours[*index], false);
}

ParameterizedTestParameters(misbehaviour, in_inline_mode)
{
    return all();
}

ParameterizedTest(const unsigned *index, misbehaviour, in_inline_mode)
{
    assert_sound_goes_on("inline", &misbehaviours[*index], false);
}

ParameterizedTestParameters(misbehaviour, in_isolated_mode)
{
    return all();
}

ParameterizedTest(const unsigned *index, misbehaviour, in_isolated_mode)
{
    assert_sound_goes_on("isolated", &misbehaviours[*index], false);
}

ParameterizedTestParameters(misbehaviour, in_isolated_mode_on_the_real_clock)
{
    return all();
}

ParameterizedTest(const unsigned *index, misbehaviour, in_isolated_mode_on_the_real_clock)
{
    assert_sound_goes_on("isolated", &misbehaviours[*index], true);
}

/* It comes back, so what is late is dry, and then processed again. */
Test(misbehaviour, a_module_that_is_late_costs_its_effect)
{
    static const HeardSource sources[] = {WET, DRY};
    bed_init(&bed, &(BedOptions){.mode = "worker",
                                 .chain = "org.ossicle.fault.late",
                                 .sources = sources,
                                 .source_count = 2});
    bed_play(&bed);
    for (unsigned i = 0; i < FAULTS; i++) {
        bed_hear(&bed, IS_WET, 1);
        cr_assert(bed_set_parameter(&bed, 0, "after", 4));
        bed_hurry(&bed, true);
        bed_hear(&bed, IS_DRY, 1);
        bed_hurry(&bed, false);
    }
    bed_hear(&bed, IS_WET, 1);
    bed_cleanup(&bed);
}

/* A module that says it delays the sound, each block by another number of frames, and doesn't: once
 * the greatest of these is what is published, dry sound comes that late, and processed sound
 * earlier by what the module says at the moment, but never more than half of the ring. */
static void assert_latencies(const char *mode)
{
    enum { GREATEST = 8192 };
    static const HeardSource sources[] = {
        {.gain = -1, .latency = GREATEST},
        {.gain = 1, .latency = GREATEST},
        {.gain = -1, .latency = GREATEST - 500},
        {.gain = -1},
    };
    bed_init(&bed, &(BedOptions){.mode = mode,
                                 .chain = "org.ossicle.fault.latency",
                                 .sources = sources,
                                 .source_count = sizeof sources / sizeof *sources});
    bed_play(&bed);
    bed_run(&bed, 1);
    bed_forgive(&bed); /* while the sources are silent anything could be heard, which takes long */
    cr_assert(bed_set_parameter(&bed, 0, "after", 1));
    while (bed_latency(&bed) != GREATEST)
        bed_pause();
    bed_run(&bed, UINT64_C(3) * GREATEST / 2); /* the beginning isn't heard any more */
    bed_forgive(&bed);
    bed_run(&bed, UINT64_C(512) * FAULTS);
    bed_cleanup(&bed);
}

Test(misbehaviour, of_latencies_in_worker_mode)
{
    assert_latencies("worker");
}

Test(misbehaviour, of_latencies_in_inline_mode)
{
    assert_latencies("inline");
}

Test(misbehaviour, of_latencies_in_isolated_mode)
{
    assert_latencies("isolated");
}
