/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that are bypassed, and states that modules save and take back. */

#include "engine/chain.h"
#include "engine/chain_control.h"
#include "support/fail_each.h"
#include "support/fixture_modules.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { CHANNELS = 2, FRAMES = 64 };

static char last_line[512];

static void remember(void *context, LogLevel level, const char *line)
{
    (void)context;
    cr_assert_eq(level, LOG_LEVEL_WARNING);
    (void)snprintf(last_line, sizeof last_line, "%s", line);
}

static const Log test_log = {remember, NULL};

static ChainSpecModule *add(ChainSpec *spec, const ossicle_module *module, bool is_bypassed)
{
    cr_assert_eq(chain_spec_add(spec, module), STATUS_OK);
    spec->modules[spec->count - 1].is_bypassed = is_bypassed;
    return &spec->modules[spec->count - 1];
}

static Chain *make(ChainSpec *spec)
{
    const ChainConfig config = {
        .channels = CHANNELS, .max_frames = FRAMES, .sample_rate_hz = 48000, .log = &test_log};
    Chain *chain = NULL;
    Error error = {0};
    last_line[0] = '\0';
    cr_assert_eq(chain_new(spec, &config, &chain, &error), STATUS_OK, "%s", error.message);
    cr_assert_eq(chain_make_room(chain), STATUS_OK);
    chain_spec_cleanup(spec);
    return chain;
}

/* The first channel of what becomes of a block of this value. */
static const float *process(Chain *chain, float value)
{
    static float in[FRAMES * CHANNELS];
    static float out[FRAMES];
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        in[i] = value;
    const float *result = chain_process(chain, &(ChainBlock){.frames = FRAMES}, in);
    for (int f = 0; f < FRAMES; f++)
        out[f] = result[(size_t)f * CHANNELS];
    return out;
}

static ChainSpec copy(const Chain *chain)
{
    ChainSpec spec;
    cr_assert_eq(chain_copy(chain, &spec, NULL), STATUS_OK);
    return spec;
}

Test(chain, passes_bypassed_modules_by)
{
    ChainSpec spec = {0};
    (void)add(&spec, &fixture_no_create, true); /* isn't created, nor asked for its channels */
    (void)add(&spec, &fixture_gain, true);
    add(&spec, &fixture_mono, false)->is_kept_out = true;
    (void)add(&spec, &fixture_gain, false);
    (void)add(&spec, &fixture_delay, true);
    Chain *chain = make(&spec);
    cr_assert_eq(atomic_load(&fixture_instances), 1);
    cr_assert_eq(chain_module_count(chain), 5);
    cr_assert_eq(chain_module_at(chain, 4), &fixture_delay);
    cr_assert_eq(chain_latency_frames(chain), 0, "that of the delay doesn't count");
    cr_assert_eq(process(chain, 3)[FRAMES - 1], 6);
    /* Values of both can be set and read, and go to the right one. */
    double value = 0;
    cr_assert_eq(chain_set_parameter(chain, 1, 0, 5, PARAMETER_QUEUE_NOW, NULL), STATUS_OK);
    cr_assert_eq(process(chain, 3)[0], 6, "the change is for the bypassed one");
    cr_assert_eq(chain_set_parameter(chain, 3, 0, 4, PARAMETER_QUEUE_NOW, NULL), STATUS_OK);
    cr_assert_eq(process(chain, 3)[0], 12);
    cr_assert_eq(chain_parameter(chain, 1, 0, &value), STATUS_OK);
    cr_assert_eq(value, 5);
    cr_assert_eq(chain_activate(chain, 96000, NULL), STATUS_OK);
    cr_assert_eq(process(chain, 3)[0], 12, "its values are its own");
    chain_reset(chain);
    spec = copy(chain);
    char *text = chain_spec_format(&spec);
    cr_assert_str_eq(text, "!org.test.no-create,!org.test.gain(gain=5),org.test.mono,"
                           "org.test.gain(gain=4),!org.test.delay");
    cr_assert(spec.modules[2].is_kept_out);
    cr_assert_not(spec.modules[1].is_kept_out);
    free(text);
    chain_spec_cleanup(&spec);
    chain_free(chain);
    cr_assert_eq(atomic_load(&fixture_instances), 0);
}

Test(chain, of_bypassed_modules_alone_lets_sound_pass)
{
    ChainSpec spec = {0};
    (void)add(&spec, &fixture_generator, true);
    (void)add(&spec, &fixture_gain, true);
    Chain *chain = make(&spec);
    cr_assert_eq(process(chain, 3)[5], 3);
    cr_assert_eq(chain_set_parameter(chain, 1, 0, 5, PARAMETER_QUEUE_NOW, NULL), STATUS_OK);
    cr_assert_eq(process(chain, 3)[5], 3);
    chain_save_states(chain);
    chain_free(chain);
}

Test(chain, blames_the_right_module_behind_a_bypassed_one)
{
    ChainSpec spec = {0};
    (void)add(&spec, &fixture_gain, true);
    (void)add(&spec, &fixture_failing, false);
    (void)add(&spec, &fixture_nan, false);
    Chain *chain = make(&spec);
    for (int i = 0; i < 4; i++)
        (void)process(chain, 1);
    cr_assert_eq(chain->modules[0].failures, 0);
    cr_assert_eq(chain->modules[1].failures, 2);
    atomic_store(&fixture_nan_time, 0);
    (void)process(chain, 1);
    (void)process(chain, 1); /* is watched now */
    cr_assert_eq(chain->modules[0].non_finites, 0);
    cr_assert_eq(chain->modules[1].non_finites, 0);
    cr_assert_eq(chain->modules[2].non_finites, 1);
    chain_free(chain);
}

Test(chain, gives_states_back_to_modules)
{
    ChainSpec spec = {0};
    (void)add(&spec, &fixture_counting, false);
    (void)add(&spec, &fixture_gain, false);
    Chain *chain = make(&spec);
    cr_assert_eq(process(chain, 0)[1], 2, "the gain doubles it");
    spec = copy(chain);
    cr_assert_null(spec.modules[0].state, "nobody has asked for it");
    chain_spec_cleanup(&spec);
    chain_save_states(chain);
    (void)process(chain, 0);
    spec = copy(chain);
    cr_assert_eq(spec.modules[0].state_size, 8);
    cr_assert_null(spec.modules[1].state, "it has none");
    chain_free(chain);
    /* The next chain goes on where the state was saved. */
    chain = make(&spec);
    cr_assert_eq(process(chain, 0)[1], 2 * (FRAMES + 1));
    chain_save_states(chain);
    spec = copy(chain);
    chain_free(chain);
    /* A bypassed module keeps it. */
    spec.modules[0].is_bypassed = true;
    chain = make(&spec);
    cr_assert_eq(process(chain, 1)[1], 2);
    chain_save_states(chain);
    spec = copy(chain);
    chain_free(chain);
    cr_assert(spec.modules[0].is_bypassed);
    spec.modules[0].is_bypassed = false;
    chain = make(&spec);
    cr_assert_eq(process(chain, 0)[1], 2 * (2 * FRAMES + 1));
    chain_free(chain);
    cr_assert_str_empty(last_line);
}

Test(chain, begins_without_a_state_that_is_refused)
{
    ChainSpec spec = {0};
    (void)chain_spec_set_state(add(&spec, &fixture_counting, false), "123", 3);
    Chain *chain = make(&spec);
    cr_assert_str_eq(last_line,
                     "module 'org.test.counting' refuses the state of 3 bytes that was stored for "
                     "it (status 3); it begins without");
    cr_assert_eq(process(chain, 0)[1], 1);
    spec = copy(chain);
    cr_assert_null(spec.modules[0].state);
    chain_spec_cleanup(&spec);
    chain_free(chain);
    (void)chain_spec_set_state(add(&spec, &fixture_gain, false), "1234", 4);
    chain = make(&spec);
    cr_assert_str_eq(last_line, "module 'org.test.gain' refuses the state of 4 bytes that was "
                                "stored for it (status 3); it begins without");
    chain_free(chain);
}

static void must_save(Chain *chain, size_t size, size_t growth, size_t saved, const char *why)
{
    atomic_store(&fixture_state_size, size);
    atomic_store(&fixture_state_growth, growth);
    last_line[0] = '\0';
    chain_save_states(chain);
    ChainSpec spec = copy(chain);
    cr_assert_eq(spec.modules[0].state_size, saved);
    for (size_t i = 0; i < saved; i++)
        cr_assert_eq(((const char *)spec.modules[0].state)[i], 7);
    chain_spec_cleanup(&spec);
    char line[256] = "";
    if (why)
        (void)snprintf(line, sizeof line,
                       "the state of module 'org.test.growing' can't be saved: %s; the one before "
                       "is kept",
                       why);
    cr_assert_str_eq(last_line, line);
}

Test(chain, takes_states_of_any_size)
{
    ChainSpec spec = {0};
    (void)add(&spec, &fixture_growing, false);
    Chain *chain = make(&spec);
    must_save(chain, 5, 0, 5, NULL);
    must_save(chain, 70000, 0, 70000, NULL);
    must_save(chain, 5, 1, 70000, "it grows while it is saved");
    must_save(chain, CHAIN_STATE_MAX + 1, 0, 70000, "it is too large");
    must_save(chain, SIZE_MAX, 0, 70000, "it is too large");
    must_save(chain, 0, 0, 0, NULL);
    must_save(chain, CHAIN_STATE_MAX, 0, CHAIN_STATE_MAX, NULL);
    chain_free(chain);
}

static FailedAct make_and_save(void)
{
    FailedAct did = {.succeeded = false};
    const ChainConfig config = {
        .channels = CHANNELS, .max_frames = FRAMES, .sample_rate_hz = 48000};
    ChainSpec spec = {0};
    Chain *chain = NULL;
    const uint64_t count = 7;
    Status status = chain_spec_add(&spec, &fixture_counting);
    if (!status)
        status = chain_spec_set_state(&spec.modules[0], &count, sizeof count);
    if (status)
        (void)error_set(&did.error, status, "spec");
    else
        status = chain_new(&spec, &config, &chain, &did.error);
    chain_spec_cleanup(&spec);
    if (!status) {
        chain_save_states(chain);
        status = chain_copy(chain, &spec, &did.error);
        if (!status)
            cr_assert_eq(memcmp(spec.modules[0].state, &count, sizeof count), 0);
        chain_spec_cleanup(&spec);
    }
    chain_free(chain);
    did.succeeded = !status;
    return did;
}

Test(chain, states_without_memory)
{
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    cr_assert_gt(fail_each(make_and_save, true), 0);
}
