/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/pump.h"

#include "realtime/memory.h"
#include "realtime/ring.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* 63 blocks of 20 ms each. */
enum { BLOCK_COUNT = 63, RING_SIZE = BLOCK_COUNT + 1, BLOCKS_PER_SECOND = 50 };

typedef struct PumpBlock {
    uint32_t gap;    /* frames of silence before it */
    uint32_t frames; /* that it holds */
    float *samples;  /* in the endpoint's channels */
} PumpBlock;

struct Pump {
    Endpoint *endpoint;
    void (*work)(Pump *pump); /* with all blocks that there are to work on */
    uint32_t channels;
    uint32_t block_frames;
    PumpBlock blocks[BLOCK_COUNT];
    float *memory;
    Ring empty;         /* from the consumer of blocks back to their producer */
    Ring full;          /* the other way */
    PumpBlock *current; /* [io] being emptied or filled */
    uint32_t position;  /* [io] the next frame of it */
    Wake wake;
    pthread_t thread;
    bool runs;
    bool is_at_end; /* [the pump's thread] nothing is left to read */
    Error failure;  /* [the pump's thread] */
    _Atomic bool stop;
    _Atomic bool ended; /* no block will come any more, for the I/O thread */
    _Atomic bool failed;
    _Atomic uint64_t late_frames;
};

static uint32_t smaller(uint32_t a, uint32_t b) OSSICLE_REALTIME
{
    return a < b ? a : b;
}

/* The channels that both have. */
static void copy(float *to, uint32_t to_channels, const float *from, uint32_t from_channels,
                 uint32_t frames) OSSICLE_REALTIME
{
    const uint32_t channels = smaller(to_channels, from_channels);
    for (uint32_t i = 0; i < frames; i++)
        for (uint32_t c = 0; c < channels; c++)
            to[(size_t)i * to_channels + c] = from[(size_t)i * from_channels + c];
}

static void add_late(Pump *pump, uint32_t frames) OSSICLE_REALTIME
{
    atomic_fetch_add_explicit(&pump->late_frames, frames, memory_order_relaxed);
}

void pump_take(Pump *pump, float *to, uint32_t channels, uint32_t frames) OSSICLE_REALTIME
{
    bool has_returned = false;
    while (frames > 0) {
        if (pump->current == NULL) {
            const bool ended = atomic_load_explicit(&pump->ended, memory_order_acquire);
            pump->current = ring_pop_spsc(&pump->full);
            pump->position = 0;
            if (pump->current == NULL && !ended)
                add_late(pump, frames);
            if (pump->current == NULL)
                break;
        }
        PumpBlock *block = pump->current;
        const uint32_t count = smaller(frames, block->frames - pump->position);
        copy(to, channels, block->samples + (size_t)pump->position * pump->channels, pump->channels,
             count);
        to += (size_t)count * channels;
        frames -= count;
        pump->position += count;
        if (pump->position == block->frames) {
            pump->current = NULL;
            has_returned = ring_push_spsc(&pump->empty, block);
        }
    }
    if (has_returned)
        wake_signal(&pump->wake);
}

/* The block to write to next, or NULL if the disk is behind by all blocks. */
static PumpBlock *block_to_fill(Pump *pump) OSSICLE_REALTIME
{
    if (pump->current == NULL) {
        pump->current = ring_pop_spsc(&pump->empty);
        if (pump->current != NULL)
            *pump->current = (PumpBlock){.samples = pump->current->samples};
    }
    return pump->current;
}

void pump_give(Pump *pump, const float *from, uint32_t channels, uint32_t frames,
               uint32_t gap) OSSICLE_REALTIME
{
    bool is_full = false;
    while (frames > 0) {
        PumpBlock *block = block_to_fill(pump);
        if (block == NULL) {
            add_late(pump, frames);
            break;
        }
        block->gap += block->frames == 0 ? gap : 0;
        gap = block->frames == 0 ? 0 : gap;
        const bool is_apart = gap > 0; /* the gap comes between what it holds and this */
        const uint32_t count = is_apart ? 0 : smaller(frames, pump->block_frames - block->frames);
        copy(block->samples + (size_t)block->frames * pump->channels, pump->channels, from,
             channels, count);
        from += (size_t)count * channels;
        frames -= count;
        block->frames += count;
        if (is_apart || block->frames == pump->block_frames) {
            pump->current = NULL;
            is_full = ring_push_spsc(&pump->full, block);
        }
    }
    if (is_full)
        wake_signal(&pump->wake);
}

bool pump_has_failed(const Pump *pump) OSSICLE_REALTIME
{
    return atomic_load_explicit(&pump->failed, memory_order_relaxed);
}

uint64_t pump_late_frames(const Pump *pump)
{
    return atomic_load_explicit(&pump->late_frames, memory_order_relaxed);
}

static void note_failure(Pump *pump, const Error *error)
{
    if (pump->failure.status == STATUS_OK)
        pump->failure = *error;
    atomic_store(&pump->failed, true);
}

static void read_ahead(Pump *pump)
{
    PumpBlock *block = NULL;
    while (!pump->is_at_end && (block = ring_pop_spsc(&pump->empty)) != NULL) {
        Error error;
        block->frames =
            endpoint_capture(pump->endpoint, block->samples, pump->block_frames, &error);
        pump->is_at_end = block->frames < pump->block_frames;
        if (pump->is_at_end && error.status != STATUS_OK)
            note_failure(pump, &error);
        if (block->frames > 0)
            ring_push_spsc(&pump->full, block);
        if (pump->is_at_end)
            atomic_store_explicit(&pump->ended, true, memory_order_release);
    }
}

static Status write_silence(Pump *pump, uint32_t frames, Error *error)
{
    float *silence = calloc((size_t)pump->block_frames * pump->channels, sizeof *silence);
    if (silence == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    Status status = STATUS_OK;
    for (uint32_t rest = frames; rest > 0 && status == STATUS_OK;) {
        const uint32_t count = smaller(rest, pump->block_frames);
        status = endpoint_playback(pump->endpoint, silence, count, error);
        rest -= count;
    }
    free(silence);
    return status;
}

static void write_block(Pump *pump, const PumpBlock *block)
{
    Error error;
    Status status = block->gap > 0 ? write_silence(pump, block->gap, &error) : STATUS_OK;
    if (status == STATUS_OK && block->frames > 0)
        status = endpoint_playback(pump->endpoint, block->samples, block->frames, &error);
    if (status != STATUS_OK)
        note_failure(pump, &error);
}

static void write_behind(Pump *pump)
{
    PumpBlock *block = NULL;
    while ((block = ring_pop_spsc(&pump->full)) != NULL) {
        if (!pump_has_failed(pump))
            write_block(pump, block);
        memset(block->samples, 0, sizeof(float) * pump->block_frames * pump->channels);
        ring_push_spsc(&pump->empty, block);
    }
}

static void *run(void *context)
{
    Pump *pump = context;
    for (;;) {
        const uint32_t ticket = wake_ticket(&pump->wake);
        const bool stop = atomic_load(&pump->stop); /* before the last look at the queue */
        pump->work(pump);
        if (stop)
            return NULL;
        wake_wait(&pump->wake, ticket);
    }
}

static Status prepare(Pump *pump, const EndpointFormat *format, Error *error)
{
    pump->channels = format->channels;
    pump->block_frames = (uint32_t)(format->rate_hz / BLOCKS_PER_SECOND) + 1;
    const size_t block_samples = (size_t)pump->block_frames * pump->channels;
    pump->memory = memory_new(BLOCK_COUNT * block_samples * sizeof(float));
    if (pump->memory == NULL || ring_init(&pump->empty, RING_SIZE) != STATUS_OK ||
        ring_init(&pump->full, RING_SIZE) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the endpoint's sound");
    wake_init(&pump->wake);
    for (size_t i = 0; i < BLOCK_COUNT; i++) {
        pump->blocks[i].samples = pump->memory + i * block_samples;
        ring_push_spsc(&pump->empty, &pump->blocks[i]);
    }
    return STATUS_OK;
}

static Pump *make(Endpoint *endpoint, const EndpointFormat *format, void (*work)(Pump *),
                  Error *error)
{
    Pump *pump = calloc(1, sizeof *pump);
    if (pump == NULL) {
        error_set(error, STATUS_NO_MEMORY, "no memory for the endpoint's sound");
        return NULL;
    }
    pump->endpoint = endpoint;
    pump->work = work;
    if (prepare(pump, format, error) == STATUS_OK) {
        work(pump); /* the queue is full when the first cycle comes */
        pump->runs = pthread_create(&pump->thread, NULL, run, pump) == 0;
        if (pump->runs)
            return pump;
        error_set(error, STATUS_NO_MEMORY, "can't start a thread for the endpoint's sound");
    }
    pump_free(pump);
    return NULL;
}

Pump *pump_new_capture(Endpoint *endpoint, Error *error)
{
    return make(endpoint, endpoint_capture_format(endpoint), read_ahead, error);
}

Pump *pump_new_playback(Endpoint *endpoint, Error *error)
{
    return make(endpoint, endpoint_playback_format(endpoint), write_behind, error);
}

Status pump_stop(Pump *pump, Error *error)
{
    if (pump->work == write_behind && pump->current != NULL) {
        ring_push_spsc(&pump->full, pump->current);
        pump->current = NULL;
    }
    if (pump->runs) {
        atomic_store(&pump->stop, true);
        wake_signal(&pump->wake);
        pthread_join(pump->thread, NULL);
        pump->runs = false;
    }
    if (pump->failure.status == STATUS_OK)
        return STATUS_OK;
    return error_set(error, pump->failure.status, "%s", pump->failure.message);
}

void pump_free(Pump *pump)
{
    if (pump == NULL)
        return;
    if (pump->runs)
        (void)pump_stop(pump, NULL);
    ring_cleanup(&pump->empty);
    ring_cleanup(&pump->full);
    memory_free(pump->memory);
    free(pump);
}
