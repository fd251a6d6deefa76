/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Shares of a block's duration, from times that the test makes up. */

#include "engine/module_times.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SOUND_NS 1000000u

static ModuleTimes *times;
static BlockTimes block;

static void make(void)
{
    times = calloc(1, sizeof *times);
    cr_assert_not_null(times);
}

static void drop(void)
{
    free(times);
}

TestSuite(module_times, .init = make, .fini = drop);

/* One block of 1 ms with two modules and nothing around them; one tick is one nanosecond. */
static void add(uint32_t first_ns, uint32_t second_ns)
{
    const uint64_t marks[] = {7, 7, 7u + first_ns, 7u + first_ns + second_ns,
                              7u + first_ns + second_ns};
    block = (BlockTimes){.sound_ns = SOUND_NS, .busy_ns = first_ns + second_ns};
    module_times_add(times, marks, 2, &block);
}

static void expect(const TimeShares *shares, double average, double percentile, double longest)
{
    const TimeSummary summary = module_times_summary(times, shares);
    cr_expect_float_eq(summary.average, average, 1e-9, "%g", summary.average);
    cr_expect_float_eq(summary.percentile, percentile, 1e-9, "%g", summary.percentile);
    cr_expect_float_eq(summary.longest, longest, 1e-9, "%g", summary.longest);
}

Test(module_times, nothing_processed_is_nothing_taken)
{
    expect(&times->chain, 0, 0, 0);
    expect(&times->modules[MODULE_TIMES_MODULES - 1], 0, 0, 0);
}

Test(module_times, each_module_and_the_chain_have_their_own)
{
    add(100000, 300000);
    add(200000, 500000);
    expect(&times->modules[0], 0.15, 0.2, 0.2);
    expect(&times->modules[1], 0.4, 0.5, 0.5);
    expect(&times->chain, 0.55, 0.7, 0.7);
    cr_expect_eq(times->sound_ns, (uint64_t)2 * SOUND_NS);
    cr_expect_eq(times->slow_blocks, 0);
}

Test(module_times, a_block_that_takes_longer_than_it_lasts_is_slow)
{
    add(SOUND_NS / 2, SOUND_NS / 2);
    cr_expect_eq(times->slow_blocks, 0);
    add(SOUND_NS / 2, SOUND_NS / 2 + 1);
    cr_expect_eq(times->slow_blocks, 1);
}

/* One in 1000 is what the percentile leaves out; it is told to an eighth of a doubling. */
Test(module_times, the_percentile_leaves_out_the_worst_of_a_thousand)
{
    for (int i = 0; i < 999; i++)
        add(100000, 0);
    add(900000, 0);
    const TimeSummary summary = module_times_summary(times, &times->modules[0]);
    cr_expect_geq(summary.percentile, 0.1);
    cr_expect_leq(summary.percentile, 0.1 * 1.125);
    cr_expect_float_eq(summary.longest, 0.9, 1e-6);
    add(900000, 0);
    expect(&times->modules[0], (999 * 0.1 + 2 * 0.9) / 1001, 0.9, 0.9);
}

Test(module_times, every_share_has_a_place)
{
    static const uint32_t taken_ns[] = {0, 1, 15, 16, 999999, 1000000, 16000000, 4000000000u};
    for (size_t i = 0; i < sizeof taken_ns / sizeof *taken_ns; i++) {
        const uint64_t marks[] = {0, 0, taken_ns[i], taken_ns[i]};
        block = (BlockTimes){.sound_ns = SOUND_NS, .busy_ns = taken_ns[i]};
        module_times_add(times, marks, 1, &block);
        const TimeSummary summary = module_times_summary(times, &times->chain);
        cr_expect_float_eq(summary.longest, taken_ns[i] / 1e6, 1e-6 + taken_ns[i] * 1e-12);
    }
    uint64_t blocks = 0;
    for (int i = 0; i < MODULE_TIMES_BUCKETS; i++)
        blocks += times->chain.blocks[i];
    cr_expect_eq(blocks, sizeof taken_ns / sizeof *taken_ns);
}

Test(module_times, the_block_says_which_module_was_slowest)
{
    enum { COUNT = MODULE_TIMES_MODULES + 2 };
    uint64_t marks[COUNT + 3] = {0};
    for (size_t i = 0; i < COUNT; i++)
        marks[i + 2] = marks[i + 1] + (i == COUNT - 1 ? 70 : 10);
    marks[COUNT + 2] = marks[COUNT + 1];
    block = (BlockTimes){.sound_ns = SOUND_NS, .busy_ns = (uint32_t)marks[COUNT + 2] * 1000};
    module_times_add(times, marks, COUNT, &block);
    cr_expect_eq(block.slowest, COUNT - 1);
    cr_expect_float_eq(block.slowest_ns, 70000, 1);
    for (size_t i = 0; i < BLOCK_TIMES_MODULES; i++)
        cr_expect_float_eq(block.modules_ns[i], 10000, 1);
}

/* Cores' counters may differ: then a module took nothing, rather than centuries. */
Test(module_times, a_counter_that_jumps_back_says_nothing)
{
    const uint64_t jumping[] = {500, 500, 400, 600, 700};
    block = (BlockTimes){.sound_ns = SOUND_NS, .busy_ns = 200};
    module_times_add(times, jumping, 2, &block);
    cr_expect_eq(block.modules_ns[0], 0);
    cr_expect_eq(block.modules_ns[1], 200);
    const uint64_t backwards[] = {500, 500, 400, 300};
    block = (BlockTimes){.sound_ns = SOUND_NS, .busy_ns = 200};
    module_times_add(times, backwards, 1, &block);
    cr_expect_eq(block.slowest_ns, 0);
    expect(&times->chain, 0.0002, 0.0002, 0.0002);
}

Test(module_times, counters_stay_at_their_end)
{
    add(0, 0);
    times->modules[0].blocks[0] = UINT32_MAX;
    add(0, 0);
    cr_expect_eq(times->modules[0].blocks[0], UINT32_MAX);
    cr_expect_eq(times->modules[1].blocks[0], 2);
}

Test(module_times, no_share_is_longer_than_one_can_be)
{
    static const float longest[] = {-1, 4e6f, 1e30f, INFINITY, NAN};
    times->sound_ns = SOUND_NS;
    for (size_t i = 0; i < sizeof longest / sizeof *longest; i++) {
        times->chain.longest = longest[i];
        expect(&times->chain, 0, 0, 0);
    }
    times->chain.longest = 3.25f;
    expect(&times->chain, 0, 0, 3.25);
}

/* Another process may have written anything. */
Test(module_times, any_bytes_give_numbers)
{
    memset(times, 0xff, sizeof *times);
    const TimeSummary summary = module_times_summary(times, &times->chain);
    cr_expect_geq(summary.average, 0);
    cr_expect_geq(summary.percentile, 0);
    cr_expect_leq(summary.percentile, summary.longest);
    cr_expect_leq(summary.longest, 4295);
    times->sound_ns = 0;
    expect(&times->chain, 0, summary.percentile, summary.longest);
}
