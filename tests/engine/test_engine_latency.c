/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that change their latency while they process. */

#include "engine/engine_state.h"
#include "engine_fixture.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <string.h>

enum { CHANNELS = 2, BLOCK = 256 };

typedef struct Hearer {
    Engine *engine;
    Wake told;
    pthread_t thread; /* that told it last */
    uint32_t latency_frames;
    unsigned times;
} Hearer;

static Hearer hearer;
static int64_t now;

static void latency_changed(void *context)
{
    Hearer *told = context;
    told->thread = pthread_self();
    told->latency_frames = engine_latency_frames(told->engine);
    told->times++;
    wake_signal(&told->told);
}

static void begin(EngineMode mode)
{
    const EngineConfig config = {.channels = CHANNELS,
                                 .sample_rate_hz = 48000,
                                 .ring_frames = RING,
                                 .log_queue = log_queue(),
                                 .latency_changed = latency_changed,
                                 .context = &hearer};
    memset(&hearer, 0, sizeof hearer);
    now = 0;
    wake_init(&hearer.told);
    atomic_store(&fixture_latency_frames, 10);
    hearer.engine = engine_new(&config, NULL);
    cr_assert_not_null(hearer.engine);
    CHAIN(hearer.engine, mode, &fixture_delay, &fixture_latency);
    cr_assert_eq(engine_latency_frames(hearer.engine), FIXTURE_DELAY_FRAMES + 10);
    start(hearer.engine);
}

static void play_block(void)
{
    static const float in[BLOCK * CHANNELS];
    engine_write(hearer.engine, now, 0, BLOCK, in);
    now += BLOCK;
    settle(hearer.engine);
}

static void play_with_latency(uint32_t frames)
{
    atomic_store(&fixture_latency_frames, frames);
    play_block();
}

static void expect_news_in(EngineMode mode)
{
    begin(mode);
    play_block(); /* the module says that it changed, but it didn't */
    for (uint32_t i = 1; i <= 3; i++) {
        const uint32_t ticket = wake_ticket(&hearer.told);
        play_with_latency(100 * i);
        wake_wait(&hearer.told, ticket);
        cr_assert_eq(hearer.times, i);
        cr_assert_eq(hearer.latency_frames, FIXTURE_DELAY_FRAMES + 100 * i);
        cr_assert_not(pthread_equal(hearer.thread, pthread_self()));
    }
    engine_free(hearer.engine);
}

Test(engine_latency, is_told_when_it_changes_inline)
{
    expect_news_in(ENGINE_MODE_INLINE);
}

Test(engine_latency, is_told_when_it_changes_in_the_worker)
{
    expect_news_in(ENGINE_MODE_WORKER);
}

Test(engine_latency, is_not_told_after_the_engine_is_gone)
{
    for (int i = 0; i < 200; i++) {
        begin(ENGINE_MODE_INLINE);
        play_with_latency(7);
        engine_free(hearer.engine);
        const unsigned times = hearer.times;
        hearer.engine = NULL; /* whoever uses it now crashes */
        log_queue_flush(log_queue());
        cr_assert_eq(hearer.times, times);
    }
}

Test(engine_latency, needs_nobody_who_asks)
{
    Engine *engine = new_engine(CHANNELS, NULL);
    atomic_store(&fixture_latency_frames, 0);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_latency);
    start(engine);
    hearer.engine = engine;
    play_with_latency(5);
    cr_assert_eq(engine_latency_frames(engine), 5);
    engine_free(engine);
}

/* What a module that writes over its process's shared memory makes of a latency that was said. */
static uint64_t spoil(uint64_t said, unsigned byte)
{
    return byte < sizeof said ? said ^ (UINT64_C(0xff) << (8 * byte)) : 0;
}

Test(engine_latency, stays_where_something_is_written_over_it)
{
    Engine *engine = new_engine(CHANNELS, NULL);
    atomic_store(&fixture_latency_frames, 0);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_latency);
    start(engine);
    hearer.engine = engine;
    play_with_latency(5);
    play_with_latency(5);
    for (unsigned byte = 0; byte <= sizeof(uint64_t); byte++) {
        ExchangeDone *done = engine->lanes[engine->newest].exchange.done;
        const uint64_t said = atomic_load(&done->latency);
        atomic_store(&done->latency, spoil(said, byte));
        cr_assert_eq(engine_latency_frames(engine), 5, "byte %u", byte);
        play_with_latency(5);
        cr_assert_eq(engine_latency_frames(engine), 5, "byte %u", byte);
        cr_assert_eq(atomic_load(&done->latency), said, "byte %u", byte);
    }
    play_with_latency(6);
    cr_assert_eq(engine_latency_frames(engine), 6);
    engine_free(engine);
}
