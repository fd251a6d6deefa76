/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that end, hang or spoil the process they run in, again and again, in isolated mode: dry
 * sound until the worker is there again, then processed sound, every sample of it right; and
 * nothing is left behind. */

#include "engine/route.h"
#include "faults/bed.h"
#include "faults/usage.h"

#include <criterion/parameterized.h>
#include <stdio.h>

/* How often each module misbehaves, on the virtual and on the real clock. */
#ifdef IS_LONG
enum { FAULTS = 1000, REAL_FAULTS = 20, WARM_UP = 20 };
#else
enum { FAULTS = 2, REAL_FAULTS = 1, WARM_UP = 1 };
#endif

/* How far the process may grow: what each of many faults leaves behind would be more. After few
 * not all lanes have had their turn, whose memory stays. */
#define NOISE_BYTES (FAULTS > 500 ? (size_t)FAULTS * 1024 : (size_t)16 << 20)

/* How long whatever a fault left running has to end, in looks of 50 us. */
enum { PATIENCE = 400000 };

/* Shared memory of an engine: each lane's two sides, and the dry sound. */
enum { SHARED_AREAS = 2 * ROUTE_LANES + 1 };

enum { IS_WET, IS_DRY };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};

typedef struct Fault {
    const char *module;
    bool is_in_the_short_form;
    bool may_go_on;       /* it can do without what it took away */
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
    {.module = "shared-fill-crash", .is_in_the_short_form = true},
    {.module = "shared-sprinkle-crash", .is_in_the_short_form = true},
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
    {.module = "terminate"},
    {.module = "holds-on", .is_in_the_short_form = true},
    {.module = "own-thread", .is_in_the_short_form = true},
};
enum { FAULT_COUNT = sizeof faults / sizeof *faults };

static Bed bed;

/* Let it misbehave so many times: each time processed sound was heard, and dry sound after it. */
static void misbehave(const Fault *fault, unsigned times)
{
    if (fault->may_go_on) {
        bed_run(&bed, UINT64_C(100) * 512 * times);
        return;
    }
    const uint64_t end = bed_turns_of(&bed, IS_DRY) + times;
    while (bed_turns_of(&bed, IS_DRY) < end)
        bed_pause();
}

/* Without sound, and with an empty chain, nothing is left of workers. */
static Usage usage_at_rest(const Fault *fault)
{
    Usage usage;
    bed_stop(&bed);
    bed_set_chain(&bed, "");
    for (unsigned i = 0; i < PATIENCE; i++) {
        usage = usage_now();
        if (usage.processes == 0)
            break;
        if (fault->leaves_children)
            usage_bury_orphans();
        bed_pause();
    }
    cr_assert_eq(usage.processes, 0);
    return usage;
}

static void set_faulty_chain(const Fault *fault)
{
    char chain[128];
    (void)snprintf(chain, sizeof chain, "org.ossicle.fault.%s(after=60)", fault->module);
    bed_set_chain(&bed, chain);
    bed_play(&bed);
}

static void assert_sound_goes_on(const Fault *fault, unsigned times, bool is_real)
{
    cr_log_info("%s, %s clock", fault->module, is_real ? "real" : "virtual");
    usage_adopt_orphans();
    bed_init(&bed, &(BedOptions){.is_real = is_real,
                                 .frames = is_real ? 128 : 512,
                                 .mode = "isolated",
                                 .chain = "",
                                 .sources = sources,
                                 .source_count = 2});
    set_faulty_chain(fault);
    misbehave(fault, WARM_UP);
    Usage before = usage_at_rest(fault);
    bed_assert_heard(&bed);
    set_faulty_chain(fault);
    misbehave(fault, times);
    bed_hear(&bed, IS_WET, 1);
    const Usage after = usage_at_rest(fault);
    bed_cleanup(&bed);
    before.descriptors += SHARED_AREAS - before.shared; /* of lanes that had no turn before */
    before.shared = SHARED_AREAS;
    usage_assert_same(&before, &after, NOISE_BYTES);
}

static struct criterion_test_params all_faults(bool is_real)
{
    static unsigned indices[FAULT_COUNT];
    size_t count = 0;
    for (unsigned i = 0; i < FAULT_COUNT; i++) {
        if (FAULTS > 500 || (faults[i].is_in_the_short_form && !is_real))
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
