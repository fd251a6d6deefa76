/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that write over all memory which their process shares with the host, rings and counters
 * included, and go on or crash: for a moment anything may be heard, as such a module could have
 * played it anyway; then sound is as it should be, and the next worker finds its own memory in
 * order. */

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

/* Among how many of its first blocks each misbehaves; what a ring holds. */
enum { BLOCKS = 20, RING_FRAMES = 16384 };

/* SIGTRAP, which is how a module says that there is nothing to spoil. */
#define FOUND_NOTHING "signal 5 "

enum { IS_WET, IS_DRY };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};
static const char *const modules[] = {"shared-fill", "shared-clear", "shared-fill-crash",
                                      "shared-sprinkle-crash"};

static Bed bed;

TestSuite(spoilt_memory, .timeout = BED_TIMEOUT_S);

/* Each time in a worker of its own. How much is spoilt says nothing: that is up to how many frames
 * a virtual clock goes by until a death is noticed, and a chain that crashes does so again. */
static void misbehave(const char *module, unsigned times)
{
    char chain[128];
    (void)snprintf(chain, sizeof chain, "org.ossicle.fault.%s(after=%d)", module, BLOCKS);
    bed_play(&bed);
    for (unsigned i = 0; i < times; i++) {
        while (!bed_try_chain(&bed, chain))
            bed_pause();
        bed_hear(&bed, IS_WET, 1);
        bed_run(&bed, (uint64_t)(2 * BLOCKS) * 512);
    }
    while (!bed_try_chain(&bed, "org.ossicle.fault.exit"))
        bed_pause();
    bed_hear(&bed, IS_WET, RING_FRAMES);
    cr_assert_eq(bed_errors_with(&bed, FOUND_NOTHING), 0);
    bed_forgive(&bed);
    bed_hear(&bed, IS_WET, RING_FRAMES);
    bed_assert_heard(&bed);
}

static void assert_sound_goes_on(const char *module, unsigned times, bool is_real)
{
    cr_log_info("%s, %s clock", module, is_real ? "real" : "virtual");
    bed_init(&bed, &(BedOptions){.is_real = is_real,
                                 .frames = is_real ? 128 : 512,
                                 .hang_ms = 1000,
                                 .mode = "isolated",
                                 .chain = "",
                                 .sources = sources,
                                 .source_count = 2});
    misbehave(module, WARM_UP);
    const Usage before = bed_usage_at_rest(&bed, false);
    misbehave(module, times);
    const Usage after = bed_usage_at_rest(&bed, false);
    bed_cleanup(&bed);
    usage_assert_same(&before, &after, NOISE_BYTES);
}

static struct criterion_test_params all(void)
{
    static unsigned indices[] = {0, 1, 2, 3};
    return cr_make_param_array(unsigned, indices, sizeof indices / sizeof *indices);
}

ParameterizedTestParameters(spoilt_memory, costs_the_effect_alone)
{
    return all();
}

ParameterizedTest(const unsigned *index, spoilt_memory, costs_the_effect_alone)
{
    assert_sound_goes_on(modules[*index], FAULTS, false);
}

ParameterizedTestParameters(spoilt_memory, costs_the_effect_alone_on_the_real_clock)
{
    return all();
}

ParameterizedTest(const unsigned *index, spoilt_memory, costs_the_effect_alone_on_the_real_clock)
{
    assert_sound_goes_on(modules[*index], REAL_FAULTS, true);
}
