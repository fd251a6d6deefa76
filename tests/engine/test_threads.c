/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Everything that several threads touch at once, for the thread sanitizer: a plain program, since
 * Criterion doesn't run under it. Without the sanitizer it still checks each sample. */

#include "engine/engine.h"
#include "engine/error_list.h"
#include "engine_loopbacks.h"
#include "realtime/log_queue.h"
#include "realtime/ring.h"
#include "realtime/wake.h"
#include "support/fixture_modules.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHANNELS 2u
#define FRAMES   64u
#define RING     512u /* small, so that readers are overtaken */

static atomic_bool stopping;
static atomic_llong written;

static float sample_at(int64_t sample_time, uint32_t channel)
{
    return (float)((sample_time * 7 + (int64_t)channel * 131) & 4095) + 1;
}

static void fill(float *samples, int64_t sample_time)
{
    for (uint32_t i = 0; i < FRAMES * CHANNELS; i++)
        samples[i] = sample_at(sample_time + i / CHANNELS, i % CHANNELS);
}

static pthread_t start_thread(void *(*run)(void *), void *context)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run, context) == 0);
    return thread;
}

/* Each sample is the one of its time, or silence, however old it is. */
static void *read_loopback(void *context)
{
    const Loopback *loopback = context;
    float samples[FRAMES * CHANNELS];
    for (unsigned i = 0; !atomic_load(&stopping); i++) {
        const int64_t time = atomic_load(&written) - (int64_t)(i * 37 % (RING + 100));
        (void)loopback_read(loopback, time, FRAMES, samples);
        for (uint32_t s = 0; s < FRAMES * CHANNELS; s++)
            CHECK(samples[s] == 0 || samples[s] == sample_at(time + s / CHANNELS, s % CHANNELS));
    }
    return NULL;
}

static void check_loopback(void)
{
    Loopback loopback;
    pthread_t readers[2];
    float samples[FRAMES * CHANNELS];
    loopback = loopback_make(CHANNELS, RING);
    CHECK(loopback.state);
    atomic_store(&stopping, false);
    for (int i = 0; i < 2; i++)
        readers[i] = start_thread(read_loopback, &loopback);
    int64_t time = 0;
    for (int i = 0; i < 5000; i++) {
        fill(samples, time);
        loopback_write(&loopback, time, FRAMES, samples);
        time += FRAMES + (i % 50 == 7 ? 33 : 0) - (i % 70 == 9 ? 300 : 0);
        atomic_store(&written, time);
        if (i % 4 == 0)
            (void)sched_yield();
    }
    atomic_store(&stopping, true);
    for (int i = 0; i < 2; i++)
        CHECK(pthread_join(readers[i], NULL) == 0);
    loopback_delete(&loopback);
}

static void *read_engine(void *context)
{
    EngineReader reader;
    float samples[FRAMES * CHANNELS];
    engine_reader_init(&reader, context);
    while (!atomic_load(&stopping))
        engine_read(context, &reader, atomic_load(&written) - 100, FRAMES, samples);
    return NULL;
}

static void *control_engine(void *context)
{
    EngineCounters counters;
    double value;
    for (unsigned i = 0; !atomic_load(&stopping); i++) {
        (void)engine_set_parameter(context, 0, 0, i % 10, ENGINE_NOW, NULL);
        (void)engine_set_parameter(context, 0, 0, i % 10, atomic_load(&written) + 50, NULL);
        const Status status = engine_parameter(context, 0, 0, &value);
        CHECK(status == STATUS_OK || status == STATUS_NOT_FOUND); /* the chain may be empty */
        engine_set_gains(context, (float[CHANNELS]){(float)(i / 8 % 3), 0.5f});
        engine_counters(context, &counters);
        CHECK(counters.processed_sample_time <= counters.written_sample_time || i > 0);
        (void)engine_latency_frames(context);
        EngineLevel levels[CHANNELS];
        engine_measure(context, levels);
    }
    return NULL;
}

static LogQueue *engine_queue; /* carries what the engine's modules log, */
static ErrorList errors;       /* and here it comes to */

static void *ask_errors(void *context)
{
    (void)context;
    while (!atomic_load(&stopping)) {
        log_queue_flush(engine_queue);
        const char *line = error_list_at(&errors, 0);
        CHECK(!line || strlen(line) > 0);
    }
    return NULL;
}

/* Let chains take over from each other, in both modes, while all the others are at it. */
static void *swap_chains(void *context)
{
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_delay, &fixture_logging};
    for (unsigned i = 0; !atomic_load(&stopping); i++) {
        ChainSpec spec = {NULL, 0};
        for (size_t m = 0; m < i % 4; m++)
            CHECK(chain_spec_add(&spec, modules[m]) == STATUS_OK);
        CHECK(engine_set_chain(context, &spec, i % 2 ? ENGINE_MODE_INLINE : ENGINE_MODE_WORKER,
                               NULL) == STATUS_OK);
        chain_spec_cleanup(&spec);
        const int64_t time = atomic_load(&written);
        while (i % 3 && !atomic_load(&stopping) && atomic_load(&written) < time + RING)
            (void)sched_yield(); /* let some of them take over */
    }
    return NULL;
}

static void swap_under_sound(Engine *engine)
{
    float samples[FRAMES * CHANNELS];
    CHECK(engine_start(engine, NULL) == STATUS_OK);
    atomic_store(&stopping, false);
    atomic_store(&written, 0);
    pthread_t threads[] = {start_thread(read_engine, engine), start_thread(read_engine, engine),
                           start_thread(control_engine, engine), start_thread(ask_errors, NULL),
                           start_thread(swap_chains, engine)};
    int64_t time = 0;
    for (int i = 0; i < 4000; i++) {
        fill(samples, time);
        engine_write(engine, time, 0, FRAMES, samples);
        time += FRAMES - (i % 400 == 9 ? 300 : 0);
        atomic_store(&written, time);
        if (i % 4 == 0)
            (void)sched_yield();
    }
    atomic_store(&stopping, true);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    engine_stop(engine);
    CHECK(engine_set_chain(engine, NULL, ENGINE_MODE_WORKER, NULL) == STATUS_OK);
    CHECK(atomic_load(&fixture_instances) == 0);
}

static void run_engine(Engine *engine, EngineMode mode, bool has_chain)
{
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_logging, &fixture_failing,
                                             &fixture_nan,  &fixture_meter,   NULL};
    ChainSpec spec = {NULL, 0};
    float samples[FRAMES * CHANNELS];
    for (size_t i = 0; has_chain && modules[i]; i++)
        CHECK(chain_spec_add(&spec, modules[i]) == STATUS_OK);
    CHECK(engine_set_chain(engine, &spec, mode, NULL) == STATUS_OK);
    chain_spec_cleanup(&spec);
    CHECK(engine_start(engine, NULL) == STATUS_OK);
    atomic_store(&stopping, false);
    atomic_store(&written, 0);
    pthread_t threads[] = {start_thread(read_engine, engine), start_thread(read_engine, engine),
                           start_thread(control_engine, engine), start_thread(ask_errors, NULL)};
    int64_t time = 0;
    for (int i = 0; i < 1500; i++) {
        fill(samples, time);
        engine_write(engine, time, 0, FRAMES, samples);
        time += FRAMES - (i % 70 == 9 ? 300 : 0);
        atomic_store(&written, time);
        if (i % 8 == 0)
            (void)sched_yield();
    }
    atomic_store(&stopping, true);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    engine_stop(engine);
}

static void check_engine(void)
{
    engine_queue = log_queue_new(NULL);
    CHECK(error_list_init(&errors, NULL) == STATUS_OK);
    const EngineConfig config = {.channels = CHANNELS,
                                 .sample_rate_hz = 48000,
                                 .ring_frames = RING,
                                 .log = &errors.log,
                                 .log_queue = engine_queue};
    Engine *engine = engine_new(&config, NULL);
    EngineCounters counters;
    CHECK(engine);
    atomic_store(&fixture_nan_time, 6000);
    run_engine(engine, ENGINE_MODE_WORKER, true);
    run_engine(engine, ENGINE_MODE_INLINE, true);
    engine_counters(engine, &counters);
    CHECK(counters.blocks == 3000);
    CHECK(counters.processed_blocks + counters.dropped_blocks == 3000);
    CHECK(counters.processed_sample_time == counters.written_sample_time);
    run_engine(engine, ENGINE_MODE_INLINE, false);
    swap_under_sound(engine);
    engine_free(engine);
    log_queue_free(engine_queue);
    error_list_cleanup(&errors);
}

#define ITEMS 20000

typedef struct Belt {
    Ring ring;
    Wake wake;
    int items[ITEMS]; /* written by the producer before it pushes */
} Belt;

static void *consume(void *context)
{
    Belt *belt = context;
    for (int i = 0; i < ITEMS;) {
        const uint32_t ticket = wake_ticket(&belt->wake);
        const int *item = ring_pop_spsc(&belt->ring);
        if (!item) {
            wake_wait(&belt->wake, ticket);
            continue;
        }
        CHECK(item == &belt->items[i] && *item == i + 1);
        i++;
    }
    return NULL;
}

static void check_ring_and_wake(void)
{
    static Belt belt;
    CHECK(ring_init(&belt.ring, 64) == STATUS_OK);
    wake_init(&belt.wake);
    const pthread_t thread = start_thread(consume, &belt);
    for (int i = 0; i < ITEMS; i++) {
        belt.items[i] = i + 1;
        while (!ring_push_spsc(&belt.ring, &belt.items[i]))
            (void)sched_yield();
        wake_signal(&belt.wake);
    }
    CHECK(pthread_join(thread, NULL) == 0);
    ring_cleanup(&belt.ring);
}

static atomic_ullong lines;

static void count_line(void *context, LogLevel level, const char *line)
{
    (void)context;
    CHECK(level == LOG_LEVEL_INFO);
    CHECK(strcmp(line, "origin: a line of some length") == 0);
    atomic_fetch_add(&lines, 1);
}

static void *push_lines(void *context)
{
    const Log log = {count_line, NULL};
    unsigned dropped = 0;
    for (int i = 0; i < 5000; i++)
        dropped +=
            !log_queue_push(context, &log, LOG_LEVEL_INFO, "origin", "a line of some length");
    log_queue_flush(context);
    atomic_fetch_add(&lines, dropped);
    return NULL;
}

static void check_log_queue(void)
{
    LogQueue *queue = log_queue_new(NULL);
    pthread_t threads[4];
    CHECK(queue);
    for (int i = 0; i < 4; i++)
        threads[i] = start_thread(push_lines, queue);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(atomic_load(&lines) == 20000);
    log_queue_free(queue);
}

int main(void)
{
    check_ring_and_wake();
    check_log_queue();
    check_loopback();
    check_engine();
    return 0;
}
