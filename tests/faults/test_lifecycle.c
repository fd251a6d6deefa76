/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that misbehave while they are set or replaced, in isolated mode under sound: whoever sets
 * them is told, what was heard before goes on, and nothing is left behind. */

#include "faults/bed.h"
#include "faults/usage.h"

#include <criterion/parameterized.h>
#include <stdio.h>

/* How often each misbehaves, on the virtual and on the real clock. */
#ifdef IS_LONG
enum { FAULTS = IS_SANITIZED ? 100 : 1000, REAL_FAULTS = 20, WARM_UP = 20 };
#else
enum { FAULTS = 3, REAL_FAULTS = 1, WARM_UP = 1 };
#endif

/* How far the process may grow: what each of many faults leaves behind would be more. */
#define NOISE_BYTES (FAULTS > 500 ? (size_t)FAULTS * 512 : (size_t)2 << 20)

enum { IS_WET, IS_DRY };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};

typedef struct Fault {
    const char *module;
    unsigned hang_ms; /* after which it hangs, if it is one that does */
    bool is_refused;  /* it can't be set: another one is heard on; else it can't be replaced in
                         order */
} Fault;

static const Fault faults[] = {
    {.module = "create", .is_refused = true},
    {.module = "activate", .is_refused = true},
    {.module = "activate-hangs", .is_refused = true, .hang_ms = 40},
    {.module = "activate-babbles", .is_refused = true, .hang_ms = 40},
    {.module = "save"},
    {.module = "deactivate"},
    {.module = "destroy"},
};
enum { FAULT_COUNT = sizeof faults / sizeof *faults };

static Bed bed;

TestSuite(lifecycle, .timeout = BED_TIMEOUT_S);

static void chain_of(const Fault *fault, char chain[128])
{
    (void)snprintf(chain, 128, "org.ossicle.fault.%s(after=1)", fault->module);
}

/* A worker that needs long to be there may be taken for one that hangs. */
static void insist(const char *chain)
{
    while (!bed_try_chain(&bed, chain))
        bed_pause();
}

static void misbehave(const Fault *fault, unsigned times)
{
    char chain[128];
    chain_of(fault, chain);
    for (unsigned i = 0; i < times; i++) {
        if (fault->is_refused)
            cr_assert_not(bed_try_chain(&bed, chain));
        else
            insist(chain);
        bed_hear(&bed, IS_WET, 1);
    }
}

static void begin(void)
{
    insist("org.ossicle.fault.exit");
    bed_play(&bed);
    bed_hear(&bed, IS_WET, 1);
}

static void assert_sound_goes_on(const Fault *fault, unsigned times, bool is_real)
{
    cr_log_info("%s, %s clock", fault->module, is_real ? "real" : "virtual");
    bed_init(&bed, &(BedOptions){.is_real = is_real,
                                 .frames = is_real ? 128 : 512,
                                 .hang_ms = fault->hang_ms,
                                 .mode = "isolated",
                                 .chain = "",
                                 .sources = sources,
                                 .source_count = 2});
    begin();
    misbehave(fault, WARM_UP);
    const Usage before = bed_usage_at_rest(&bed, false);
    begin();
    misbehave(fault, times);
    if (fault->is_refused) {
        char place[128];
        (void)snprintf(place, sizeof place, "in module 'org.ossicle.fault.%s'", fault->module);
        cr_assert_gt(bed_errors_with(&bed, place), 0);
    }
    const Usage after = bed_usage_at_rest(&bed, false);
    bed_cleanup(&bed);
    usage_assert_same(&before, &after, NOISE_BYTES);
}

static struct criterion_test_params all_faults(void)
{
    static unsigned indices[FAULT_COUNT];
    for (unsigned i = 0; i < FAULT_COUNT; i++)
        indices[i] = i;
    return cr_make_param_array(unsigned, indices, FAULT_COUNT);
}

ParameterizedTestParameters(lifecycle, costs_the_effect_alone)
{
    return all_faults();
}

ParameterizedTest(const unsigned *index, lifecycle, costs_the_effect_alone)
{
    assert_sound_goes_on(&faults[*index], FAULTS, false);
}

ParameterizedTestParameters(lifecycle, costs_the_effect_alone_on_the_real_clock)
{
    return all_faults();
}

ParameterizedTest(const unsigned *index, lifecycle, costs_the_effect_alone_on_the_real_clock)
{
    assert_sound_goes_on(&faults[*index], REAL_FAULTS, true);
}
