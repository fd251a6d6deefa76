/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Chains that take over from each other without end while sound runs. */

#include "faults/bed.h"
#include "faults/usage.h"

#ifdef IS_LONG
#define SWAPS (IS_SANITIZED ? 1600 : 10000) /* times about two, in each of three modes */
#else
#define SWAPS (IS_SANITIZED ? 20 : 60)
#endif

/* How far the process may grow: what each swap leaves behind would be more. */
#define NOISE_BYTES (SWAPS > 5000 ? (size_t)SWAPS * 32 : (size_t)1 << 20)

enum { IS_TURNED, IS_STRAIGHT };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};

/* Those with an odd number of modules turn the sound over. */
static const char *const turned[] = {
    "org.ossicle.fault.exit",
    "org.ossicle.fault.abort,org.ossicle.test.ordered,org.ossicle.fault.exit",
    "org.ossicle.test.ordered",
};
static const char *const straight[] = {
    "",
    "org.ossicle.fault.abort,org.ossicle.fault.exit",
    "org.ossicle.test.ordered,!org.ossicle.fault.loop,org.ossicle.test.ordered",
};

static Bed bed;

TestSuite(swap_storm, .timeout = BED_TIMEOUT_S);

/* Each second time one is set that never comes to be heard. */
static void swap(unsigned i)
{
    if (i % 2)
        bed_set_chain(&bed, straight[i % 3]);
    bed_set_chain(&bed, turned[i % 3]);
    bed_hear(&bed, IS_TURNED, 1);
    if (i % 2)
        bed_set_chain(&bed, turned[(i + 1) % 3]);
    bed_set_chain(&bed, straight[(i + 1) % 3]);
    bed_hear(&bed, IS_STRAIGHT, 1);
}

static void storm(const char *mode)
{
    bed_init(&bed, &(BedOptions){.mode = mode, .chain = "", .sources = sources, .source_count = 2});
    bed_play(&bed);
    for (unsigned i = 0; i < SWAPS / 10; i++)
        swap(i);
    const Usage before = bed_usage_before();
    for (unsigned i = 0; i < SWAPS / 2; i++)
        swap(i);
    const Usage after = bed_usage_after(&bed, &before);
    usage_assert_same(&before, &after, NOISE_BYTES);
    bed_stop(&bed);
    bed_assert_heard(&bed);
    cr_assert_eq(bed.heard.jumps, 0);
    bed_cleanup(&bed);
}

Test(swap_storm, is_heard_as_fades_in_worker_mode)
{
    storm("worker");
}

Test(swap_storm, is_heard_as_fades_in_isolated_mode)
{
    storm("isolated");
}

Test(swap_storm, is_heard_as_fades_in_inline_mode)
{
    storm("inline");
}

/* The chain stays, and who runs it changes. */
Test(swap_storm, of_modes_is_not_heard)
{
    static const char *const modes[] = {"worker", "isolated", "inline"};
    bed_init(
        &bed,
        &(BedOptions){.mode = "inline", .chain = turned[1], .sources = sources, .source_count = 2});
    bed_play(&bed);
    for (unsigned i = 0; i < SWAPS; i++) {
        bed_set_mode(&bed, modes[i % 3]);
        bed_run(&bed, UINT64_C(512) * (i % 30));
    }
    bed_stop(&bed);
    cr_assert_eq(bed.heard.jumps, 0);
    bed_cleanup(&bed);
}
