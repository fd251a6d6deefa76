/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a chain says of the time that its modules take, by a clock that the modules themselves move.
 */

#include "engine/chain.h"

#include <criterion/criterion.h>
#include <string.h>

enum { FRAMES = 480 }; /* 10 ms */

static uint64_t now_ns;
static _Atomic uint32_t running;
static uint32_t seen[8]; /* what `running` said in each call of a module */
static int calls;

static uint64_t fake_now(void) OSSICLE_REALTIME
{
    return now_ns;
}

/* A counter that is faster than nanoseconds. */
static uint64_t fake_ticks(void) OSSICLE_REALTIME
{
    return now_ns * 3;
}

static const ChainClock fake_clock = {fake_now, fake_ticks};

static void look(void)
{
    if (calls < 8)
        seen[calls] = running;
    calls++;
}

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    look();
    *instance = &now_ns;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
    look();
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    look();
    return OSSICLE_OK;
}

static void call(void *instance)
{
    look();
}

static void advance(const ossicle_block *block, uint64_t ns)
{
    look();
    now_ns += ns;
    for (uint32_t c = 0; c < block->channels; c++)
        memcpy(block->outputs[c], block->inputs[c], block->frames * sizeof(float));
}

static ossicle_status process_quick(void *instance, const ossicle_block *block,
                                    ossicle_realtime *realtime)
{
    advance(block, 1000000);
    return OSSICLE_OK;
}

static ossicle_status process_slow(void *instance, const ossicle_block *block,
                                   ossicle_realtime *realtime)
{
    advance(block, 12000000);
    return OSSICLE_OK;
}

static ossicle_status process_sink(void *instance, const ossicle_block *block,
                                   ossicle_realtime *realtime)
{
    look();
    now_ns += 500000;
    return OSSICLE_FAILED;
}

#define MODULE(kind_, process_)                                                                    \
    {                                                                                              \
        .struct_size = sizeof(ossicle_module), .kind = (kind_), .id = "org.test." #process_,       \
        .name = "", .vendor = "", .version = "", .min_channels = 1, .max_channels = 8,             \
        .create = create, .destroy = destroy, .activate = activate, .deactivate = call,            \
        .reset = call, .process = (process_)                                                       \
    }

static const ossicle_module quick = MODULE(OSSICLE_KIND_EFFECT, process_quick);
static const ossicle_module slow = MODULE(OSSICLE_KIND_EFFECT, process_slow);
static const ossicle_module sink = MODULE(OSSICLE_KIND_SINK, process_sink);

static Chain *make_chain(ModuleTimes *times, ChainSpec *spec)
{
    const ChainConfig config = {
        .channels = 2,
        .max_frames = FRAMES,
        .sample_rate_hz = 48000,
        .running = &running,
        .clock = &fake_clock,
    };
    Error error = {0};
    Chain *chain = NULL;
    cr_assert_eq(chain_new(spec, &config, &chain, &error), STATUS_OK, "%s", error.message);
    if (times)
        chain_count_in(chain, times);
    cr_assert_eq(chain_make_room(chain), STATUS_OK);
    chain_spec_cleanup(spec);
    return chain;
}

static Chain *new_chain(ModuleTimes *times, const ossicle_module *first,
                        const ossicle_module *second)
{
    ChainSpec spec = {NULL, 0};
    cr_assert_eq(chain_spec_add(&spec, first), STATUS_OK);
    cr_assert_eq(chain_spec_add(&spec, second), STATUS_OK);
    return make_chain(times, &spec);
}

static void process(Chain *chain)
{
    static const float samples[FRAMES * 2];
    (void)chain_process(chain, &(ChainBlock){.frames = FRAMES}, samples);
}

static void expect_share(const Chain *chain, const TimeShares *shares, double share)
{
    const TimeSummary summary = module_times_summary(chain->times, shares);
    cr_expect_float_eq(summary.average, share, 1e-6, "%g", summary.average);
    cr_expect_float_eq(summary.longest, share, 1e-6, "%g", summary.longest);
}

Test(chain_times, say_which_module_takes_how_much)
{
    Chain *chain = new_chain(NULL, &quick, &slow);
    now_ns = 5;
    process(chain);
    expect_share(chain, &chain->times->modules[0], 0.1);
    expect_share(chain, &chain->times->modules[1], 1.2);
    expect_share(chain, &chain->times->chain, 1.3);
    cr_expect_eq(chain->times->slow_blocks, 1);
    cr_expect_eq(chain->last.begin_ns, 5);
    cr_expect_eq(chain->last.busy_ns, 13000000);
    cr_expect_eq(chain->last.slowest, 1);
    chain_free(chain);
}

/* Sinks, generators and failures go another way through the chain. */
Test(chain_times, count_modules_of_every_kind)
{
    Chain *chain = new_chain(NULL, &sink, &quick);
    process(chain);
    process(chain);
    expect_share(chain, &chain->times->modules[0], 0.05);
    expect_share(chain, &chain->times->modules[1], 0.1);
    expect_share(chain, &chain->times->chain, 0.15);
    chain_free(chain);
}

Test(chain_times, stand_where_they_are_wanted)
{
    static ModuleTimes times;
    Chain *chain = new_chain(&times, &quick, &quick);
    process(chain);
    cr_expect_eq(chain->times, &times);
    cr_expect_eq(times.sound_ns, 10000000);
    cr_expect_eq(times.modules[1].busy_ns, 1000000);
    chain_free(chain);
}

static void expect_seen(const uint32_t *expected, int count)
{
    cr_expect_eq(calls, count);
    for (int i = 0; i < count && i < calls; i++)
        cr_expect_eq(seen[i], expected[i], "call %d: %u", i, seen[i]);
    cr_expect_eq(running, CHAIN_NO_MODULE);
    calls = 0;
}

Test(chain_times, tell_which_module_runs)
{
    static const uint32_t twice[] = {1, 2, 1, 2};
    static const uint32_t once[] = {1, 2};
    Chain *chain = new_chain(NULL, &quick, &slow);
    expect_seen(twice, 4); /* create, activate */
    process(chain);
    expect_seen(once, 2);
    chain_reset(chain);
    expect_seen(once, 2);
    chain_free(chain);
    expect_seen(twice, 4); /* deactivate, destroy */
    chain = new_chain(NULL, &sink, &quick);
    calls = 0;
    process(chain);
    expect_seen(once, 2);
    chain_free(chain);
}

/* Times and the word are of modules, whether those before are bypassed or not. */
static void expect_with_bypassed(const ossicle_module *second, double second_share)
{
    static const uint32_t once[] = {2, 4};
    static const uint32_t twice[] = {2, 4, 2, 4};
    const ossicle_module *const modules[] = {&slow, second, &slow, &slow, &quick};
    ChainSpec spec = {NULL, 0};
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(chain_spec_add(&spec, modules[i]), STATUS_OK);
        spec.modules[i].is_bypassed = i % 2 == 0;
    }
    Chain *chain = make_chain(NULL, &spec);
    expect_seen(twice, 4);
    process(chain);
    expect_seen(once, 2);
    const double shares[] = {0, second_share, 0, 1.2, 0};
    for (size_t i = 0; i < 5; i++)
        expect_share(chain, &chain->times->modules[i], shares[i]);
    expect_share(chain, &chain->times->chain, second_share + 1.2);
    cr_expect_eq(chain->last.slowest, 3);
    chain_free(chain);
    calls = 0;
}

Test(chain_times, pass_bypassed_modules_by)
{
    expect_with_bypassed(&quick, 0.1);
    expect_with_bypassed(&sink, 0.05);
}
