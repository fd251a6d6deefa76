/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every allocation of every constructor fails in turn: an error, nothing lost, nothing changed. */

#include "engine_fixture.h"
#include "support/failing_malloc.h"

#include <string.h>

static const EngineConfig config = {.channels = 2, .sample_rate_hz = 48000, .ring_frames = RING};

/* `act` returns whether it succeeded, and undoes what it did. Returns how many allocations there
 * are. */
static size_t fail_each(bool (*act)(void))
{
    size_t n = 0;
    bool has_failed = true;
    (void)act(); /* what libc allocates only once isn't ours */
    while (has_failed) {
        failing_malloc_arm(++n);
        const bool has_succeeded = act();
        has_failed = failing_malloc_disarm();
        cr_assert_eq(has_succeeded, !has_failed, "allocation %zu", n);
        cr_assert_eq(failing_malloc_balance(), 0, "allocation %zu", n);
    }
    return n - 1;
}

static bool make_engine(void)
{
    Error error = {0};
    Engine *engine = engine_new(&config, &error);
    if (!engine) {
        cr_assert_neq(error.status, STATUS_OK);
        cr_assert_neq(strlen(error.message), 0);
    }
    engine_free(engine);
    return engine != NULL;
}

static Engine *engine;

static bool set_and_clear_chain(void)
{
    ChainSpec spec = {NULL, 0};
    Error error = {0};
    bool is_made = !chain_spec_add(&spec, &fixture_gain) && !chain_spec_add(&spec, &fixture_smooth);
    if (is_made) {
        is_made = !engine_set_chain(engine, &spec, ENGINE_MODE_WORKER, &error);
        if (!is_made)
            cr_assert_eq(error.status, STATUS_NO_MEMORY, "%s", error.message);
    }
    chain_spec_cleanup(&spec);
    if (!is_made)
        cr_assert_eq(engine_module_count(engine), 0, "the chain is as it was");
    cr_assert_eq(engine_set_chain(engine, NULL, ENGINE_MODE_WORKER, NULL), STATUS_OK);
    return is_made;
}

static bool copy_chain(void)
{
    ChainSpec spec;
    Error error = {0};
    const Status status = engine_copy_chain(engine, &spec, &error);
    char *text = status ? NULL : chain_spec_format(&spec);
    const bool is_copied = text != NULL;
    if (status)
        cr_assert_eq(spec.count, 0);
    free(text);
    chain_spec_cleanup(&spec);
    return is_copied;
}

/* Returns whether it could be started, at the latest when there was memory again. */
static void start_again(bool has_started)
{
    Error error = {0};
    if (!has_started)
        cr_assert_eq(engine_start(engine, &error), STATUS_OK, "%s", error.message);
    engine_stop(engine);
}

/* What a start allocates stays, so each needs an engine of its own. */
static void fail_each_of_start(EngineMode mode)
{
    size_t n = 0;
    for (bool has_failed = true; has_failed;) {
        Error error = {0};
        engine = engine_new(&config, NULL);
        CHAIN(engine, mode, &fixture_gain, &fixture_smooth);
        cr_assert_eq(engine_set_parameter(engine, 0, 0, 1, ENGINE_NOW, NULL), STATUS_OK);
        failing_malloc_arm(++n);
        const Status status = engine_start(engine, &error);
        has_failed = failing_malloc_disarm();
        cr_assert_eq(status, has_failed ? STATUS_NO_MEMORY : STATUS_OK, "allocation %zu", n);
        cr_assert_eq(error.message[0] != '\0', has_failed);
        start_again(!has_failed);
        engine_free(engine);
    }
    cr_assert_gt(n, 3);
}

Test(engine_memory, each_allocation_may_fail)
{
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    cr_assert_gt(fail_each(make_engine), 0);
    engine = engine_new(&config, NULL);
    cr_assert_gt(fail_each(set_and_clear_chain), 8);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_gain, &fixture_smooth);
    cr_assert_gt(fail_each(copy_chain), 3);
    engine_free(engine);
    fail_each_of_start(ENGINE_MODE_INLINE);
    fail_each_of_start(ENGINE_MODE_WORKER);
    cr_assert_eq(atomic_load(&fixture_instances), 0);
}

Test(engine_memory, a_chain_that_never_ran_is_small)
{
    if (!failing_malloc_works())
        cr_skip_test("this build has another malloc");
    engine = engine_new(&config, NULL);
    const size_t before = failing_malloc_bytes();
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gain);
    const size_t bytes = failing_malloc_bytes() - before;
    const size_t of_instance = sizeof(float) * 256 * (1 + FIXTURE_DELAY_FRAMES);
    cr_assert_gt(bytes, of_instance);
    cr_assert_leq(bytes - of_instance, 4096);
    engine_free(engine);
}

Test(engine_memory, an_engine_that_never_ran_is_small)
{
    if (!failing_malloc_works())
        cr_skip_test("this build has another malloc");
    static const struct {
        uint32_t channels;
        size_t most_bytes;
    } cases[] = {{1, 10240}, {2, 10240}, {256, 10240}}; /* four lanes are most of it */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        EngineConfig other = config;
        other.channels = cases[i].channels;
        const size_t before = failing_malloc_bytes();
        engine = engine_new(&other, NULL);
        const size_t bytes = failing_malloc_bytes() - before;
        cr_assert_gt(bytes, sizeof(EngineCounters));
        cr_assert_leq(bytes, cases[i].most_bytes);
        engine_free(engine);
        cr_log_info("an idle engine of %u channels takes %zu bytes", cases[i].channels, bytes);
    }
}
