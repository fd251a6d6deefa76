/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A HAL traces its calls to any driver, and the driver's to it. */

#include "hal/hal_fixture.h"

#include <pthread.h>
#include <string.h>

static Fixture fixture;
static const char *const awaited[] = {
    "hal     Initialize -> ok", "driver  PropertiesChanged object", "io      DoIOOperation device",
    "hal     Release -> 0 references"};
enum { AWAITED = sizeof awaited / sizeof *awaited };

typedef struct Heard {
    pthread_mutex_t lock;
    size_t lines;
    size_t first[AWAITED]; /* which line it is in, from 1 on */
} Heard;

static Heard heard = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void hear(void *context, LogLevel level, const char *line)
{
    pthread_mutex_lock(&heard.lock);
    heard.lines++;
    for (size_t i = 0; i < AWAITED; i++) {
        if (heard.first[i] == 0 && strstr(line, awaited[i]) != NULL)
            heard.first[i] = heard.lines;
    }
    pthread_mutex_unlock(&heard.lock);
}

static const Log hearing = {.write = hear};

Test(hal_trace, any_driver)
{
    fixture_make(&fixture, "good");
    const TraceOptions trace = {.format = TRACE_FORMAT_TEXT, .log = &hearing};
    const HalOptions options = {.clock = fixture.clock, .log = &fixture_log, .trace = &trace};
    fixture.hal = hal_new(fixture.bundle, &options, &fixture.error);
    cr_assert_not_null(fixture.hal, "%s", fixture.error.message);
    fixture.device = PLAIN_DEVICE;
    fixture_poke(&fixture, PLAIN_POKE_NOTIFY);
    hal_flush_trace(fixture.hal);
    pthread_mutex_lock(&heard.lock);
    cr_expect_eq(heard.first[0], 1, "Initialize comes first");
    cr_expect_gt(heard.first[1], 1);
    pthread_mutex_unlock(&heard.lock);
    Player player = {.frames = 4096, .gain = 1};
    player_make(&player, &fixture, HAL_USE_ALL);
    players_run(&player, 1, &fixture);
    player_free(&player);
    fixture_end(&fixture);
    cr_expect_gt(heard.first[2], heard.first[1]);
    cr_expect_eq(heard.first[3], heard.lines, "the last Release comes last");
}

Test(hal_trace, none_unless_it_is_asked_for)
{
    fixture_start(&fixture, "good");
    hal_flush_trace(fixture.hal);
    fixture_end(&fixture);
    cr_expect_eq(heard.lines, 0);
}
