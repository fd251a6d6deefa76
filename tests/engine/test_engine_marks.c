/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What an engine says of modules that begin to run in this process. */

#include "engine_fixture.h"
#include "support/fail_each.h"

#include <stdio.h>
#include <string.h>

#define CHANNELS 2u
#define BLOCK    480u /* 10 ms */

static char said[1024]; /* "+gain -gain " */
static int instances_when_begun;
static _Atomic int open_marks;

static void hear(void *context, const EngineEvent *event)
{
    (void)context;
    const bool begins = event->kind == ENGINE_EVENT_MODULE_BEGINS;
    cr_assert(begins || event->kind == ENGINE_EVENT_MODULE_SETTLED);
    const size_t length = strlen(said);
    if (begins)
        instances_when_begun = atomic_load(&fixture_instances);
    (void)snprintf(said + length, sizeof said - length, "%c%s ", begins ? '+' : '-',
                   event->module->id + strlen("org.test."));
    (void)atomic_fetch_add(&open_marks, begins ? 1 : -1);
}

static void expect_said(const char *expected)
{
    cr_assert_str_eq(said, expected);
    said[0] = '\0';
}

static Engine *make(Supervisor *supervisor, Error *error)
{
    EnginePolicy policy = ENGINE_POLICY_DEFAULT;
    policy.settle_ms = 100;
    const EngineConfig config = {.channels = CHANNELS,
                                 .sample_rate_hz = 48000,
                                 .ring_frames = RING,
                                 .log_queue = log_queue(),
                                 .supervisor = supervisor,
                                 .policy = policy,
                                 .event = hear};
    said[0] = '\0';
    return engine_new(&config, error);
}

static Engine *new_marking(Supervisor *supervisor)
{
    Error error = {0};
    Engine *engine = make(supervisor, &error);
    cr_assert_not_null(engine, "%s", error.message);
    return engine;
}

static void play(Engine *engine, int64_t *time, int blocks)
{
    static const float silence[BLOCK * CHANNELS];
    for (int i = 0; i < blocks; i++, *time += BLOCK)
        engine_write(engine, *time, 0, BLOCK, silence);
    settle(engine);
}

Test(engine_marks, stand_while_modules_are_made)
{
    Engine *engine = new_marking(NULL);
    instances_when_begun = -1;
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gain);
    expect_said("+gain -gain ");
    cr_assert_eq(instances_when_begun, 0, "it is said before");
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_gain, &fixture_smooth, &fixture_gain);
    expect_said("+gain +smooth -smooth -gain ");
    const ossicle_module *const failing[] = {&fixture_gain, &fixture_no_activate};
    cr_assert_neq(set_chain(engine, ENGINE_MODE_WORKER, 2, failing, NULL), STATUS_OK);
    expect_said("+gain +no-activate -no-activate -gain ");
    cr_assert_eq(engine_set_sample_rate(engine, 96000, NULL), STATUS_OK);
    expect_said("+gain +smooth -smooth -gain ");
    ChainSpec spec = {0};
    cr_assert_eq(chain_spec_add(&spec, &fixture_gain), STATUS_OK);
    cr_assert_eq(chain_spec_add(&spec, &fixture_smooth), STATUS_OK);
    spec.modules[0].is_bypassed = true;
    spec.modules[1].is_kept_out = true;
    cr_assert_eq(engine_set_chain(engine, &spec, ENGINE_MODE_WORKER, NULL), STATUS_OK);
    chain_spec_cleanup(&spec);
    start(engine);
    engine_stop(engine);
    expect_said("");
    engine_free(engine);
}

Test(engine_marks, stand_until_modules_have_run_for_long)
{
    int64_t time = 0;
    Engine *engine = new_marking(NULL);
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gain);
    expect_said("+gain -gain ");
    start(engine);
    expect_said("+gain ");
    play(engine, &time, 9);
    engine_stop(engine);
    expect_said("-gain ");
    start(engine);
    play(engine, &time, 10);
    engine_stop(engine);
    expect_said("+gain -gain ");
    start(engine); /* it is trusted now */
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gain, &fixture_smooth);
    expect_said("+smooth ");
    play(engine, &time, 1);
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_smooth);
    expect_said(""); /* the gain is gone */
    play(engine, &time, 10);
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_smooth, &fixture_gain);
    expect_said("+gain ");
    engine_free(engine);
    expect_said("-gain -smooth ");
    cr_assert_eq(atomic_load(&open_marks), 0);
}

Test(engine_marks, are_looked_after_while_sound_runs, .timeout = 60)
{
    int64_t time = 0;
    Supervisor *supervisor = supervisor_new(NULL);
    Engine *engine = new_marking(supervisor);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_gain, &fixture_smooth);
    start(engine);
    cr_assert_eq(atomic_load(&open_marks), 2);
    play(engine, &time, 10);
    while (atomic_load(&open_marks) > 0)
        (void)sched_yield();
    engine_stop(engine);
    expect_said("+gain +smooth -smooth -gain +gain +smooth -smooth -gain ");
    engine_free(engine);
    supervisor_free(supervisor);
}

static FailedAct set_and_start(void)
{
    FailedAct did = {.succeeded = false};
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_counting};
    Engine *engine = make(NULL, &did.error);
    if (!engine)
        return did;
    ChainSpec spec = {0};
    Status status = chain_spec_add(&spec, modules[0]);
    if (!status)
        status = chain_spec_add(&spec, modules[1]);
    if (status)
        (void)error_set(&did.error, status, "a spec");
    for (int i = 0; i < 2 && !status; i++)
        status = engine_set_chain(engine, &spec, ENGINE_MODE_INLINE, &did.error);
    if (!status)
        status = engine_start(engine, &did.error);
    if (!status)
        status = engine_set_chain(engine, &spec, ENGINE_MODE_INLINE, &did.error);
    chain_spec_cleanup(&spec);
    engine_free(engine);
    cr_assert_eq(atomic_load(&open_marks), 0, "%s", said);
    did.succeeded = !status;
    return did;
}

Test(engine_marks, are_undone_without_memory)
{
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    (void)log_queue();
    cr_assert_gt(fail_each(set_and_start, true), 20);
}
