/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that end, hang or spoil the process they run in, again and again, in isolated mode: dry
 * sound until the worker is there again, then processed sound, every sample of it right; and
 * nothing is left behind. */

#include "faults/bed.h"
#include "faults/usage.h"

#include <criterion/parameterized.h>
#include <stdio.h>

/* How often each module misbehaves, on the virtual and on the real clock. */
#ifdef IS_LONG
enum { FAULTS = IS_SANITIZED ? 60 : 1000, REAL_FAULTS = 20, WARM_UP = 20 };
#else
enum { FAULTS = 2, REAL_FAULTS = 1, WARM_UP = 1 };
#endif

/* Among how many of its first blocks each misbehaves, and how long one may take before it hangs. */
enum { BLOCKS = 60, HANG_MS = 200 };

/* How far the process may grow: what each of many faults leaves behind would be more. */
#define NOISE_BYTES (FAULTS > 500 ? (size_t)FAULTS * 512 : (size_t)2 << 20)

enum { IS_WET, IS_DRY };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};

typedef struct Fault {
    const char *module;
    bool is_in_the_short_form;
    bool may_go_on; /* the process can do without what is gone: it is replaced by another one */
    bool leaves_children; /* which nobody but their new parent can bury */
} Fault;

static const Fault faults[] = {
    {.module = "null-write", .is_in_the_short_form = true},
    {.module = "abort"},
    {.module = "null-call"},
    {.module = "illegal"},
    {.module = "divide"},
    {.module = "bus"},
    {.module = "recursion", .is_in_the_short_form = true},
    {.module = "past-block", .is_in_the_short_form = true},
    {.module = "before-block"},
    {.module = "over-tables"},
    {.module = "wild", .is_in_the_short_form = true},
    {.module = "exit", .is_in_the_short_form = true},
    {.module = "exit-at-once"},
    {.module = "longjmp", .is_in_the_short_form = true},
    {.module = "pthread-exit", .is_in_the_short_form = true},
    {.module = "exec"},
    {.module = "loop", .is_in_the_short_form = true},
    {.module = "sleep", .is_in_the_short_form = true},
    {.module = "deadlock", .is_in_the_short_form = true},
    {.module = "stop"},
    {.module = "memory", .is_in_the_short_form = true},
    {.module = "leaves-child", .is_in_the_short_form = true, .leaves_children = true},
    {.module = "close-all", .is_in_the_short_form = true, .may_go_on = true},
    {.module = "descriptors", .may_go_on = true},
    {.module = "threads", .is_in_the_short_form = true, .may_go_on = true},
    {.module = "fork", .is_in_the_short_form = true, .may_go_on = true, .leaves_children = true},
    {.module = "rounding", .may_go_on = true},
    {.module = "terminate"},
    {.module = "holds-on", .is_in_the_short_form = true},
    {.module = "own-thread", .is_in_the_short_form = true},
};
enum { FAULT_COUNT = sizeof faults / sizeof *faults };

static Bed bed;

TestSuite(crashes, .timeout = BED_TIMEOUT_S);

/* A worker that needs long to be there is taken for one that hangs, and isn't the last. */
static void set_faulty_chain(const Fault *fault)
{
    char chain[128];
    (void)snprintf(chain, sizeof chain, "org.ossicle.fault.%s(after=%d)", fault->module, BLOCKS);
    while (!bed_try_chain(&bed, chain))
        bed_pause();
}

/* Let it misbehave so many times: each time processed sound was heard before, and dry sound after
 * it if the process ends. */
static void misbehave(const Fault *fault, unsigned times)
{
    set_faulty_chain(fault);
    bed_play(&bed);
    for (unsigned i = 0; fault->may_go_on && i < times; i++) {
        bed_hear(&bed, IS_WET, 1);
        bed_run(&bed, (uint64_t)BLOCKS * 512);
        set_faulty_chain(fault);
    }
    while (!fault->may_go_on && bed_turns_of(&bed, IS_DRY) < times)
        bed_pause();
    bed_hear(&bed, IS_WET, 1);
}

static void assert_sound_goes_on(const Fault *fault, unsigned times, bool is_real)
{
    cr_log_info("%s, %s clock", fault->module, is_real ? "real" : "virtual");
    usage_adopt_orphans();
    bed_init(&bed, &(BedOptions){.is_real = is_real,
                                 .frames = is_real ? 128 : 512,
                                 .hang_ms = HANG_MS,
                                 .mode = "isolated",
                                 .chain = "",
                                 .sources = sources,
                                 .source_count = 2});
    misbehave(fault, WARM_UP);
    const Usage before = bed_usage_at_rest(&bed, fault->leaves_children);
    bed_assert_heard(&bed);
    misbehave(fault, times);
    const Usage after = bed_usage_at_rest(&bed, fault->leaves_children);
    bed_cleanup(&bed);
    usage_assert_same(&before, &after, NOISE_BYTES);
}

static struct criterion_test_params all_faults(bool is_real)
{
    static unsigned indices[FAULT_COUNT];
    size_t count = 0;
    for (unsigned i = 0; i < FAULT_COUNT; i++) {
        if (FAULTS > 50 || (faults[i].is_in_the_short_form && !is_real))
            indices[count++] = i;
    }
    if (count == 0)
        indices[count++] = 0;
    return cr_make_param_array(unsigned, indices, count);
}

ParameterizedTestParameters(crashes, cost_the_effect_alone)
{
    return all_faults(false);
}

ParameterizedTest(const unsigned *index, crashes, cost_the_effect_alone)
{
    assert_sound_goes_on(&faults[*index], FAULTS, false);
}

ParameterizedTestParameters(crashes, cost_the_effect_alone_on_the_real_clock)
{
    return all_faults(true);
}

ParameterizedTest(const unsigned *index, crashes, cost_the_effect_alone_on_the_real_clock)
{
    assert_sound_goes_on(&faults[*index], REAL_FAULTS, true);
}
