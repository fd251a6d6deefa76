/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/insert.h"

#include "engine/chain_control.h"
#include "engine/engine.h"
#include "engine/route.h"
#include "realtime/denormals.h"
#include "realtime/memory.h"

#include <stdatomic.h>
#include <string.h>

/* Between two takings of what was handed back, the chain that was coming, the one that was given
 * before and the one that is given then may each send another one back. */
enum { RETURNED = 3 };

struct Insert {
    Chain *chain;           /* the newest: what control threads mean */
    _Atomic(Chain *) given; /* the newest, until the I/O thread takes it */
    _Atomic(Chain *) returned[RETURNED];
    /* The I/O thread's. */
    Chain *playing;
    Chain *coming;    /* processes beside it; NULL: none */
    uint32_t to_hear; /* frames before it is heard */
    uint32_t faded;   /* frames since */
    LogQueue *log_queue;
    uint32_t channels;
    bool has_processed;
    int64_t next_sample_time;
};

Insert *insert_new(const ChainSpec *spec, const InsertConfig *config, Error *error)
{
    const ChainConfig chain_config = {
        .channels = config->channels,
        .max_frames = ENGINE_BLOCK_FRAMES,
        .sample_rate_hz = config->sample_rate_hz,
        .log = config->log,
        .log_queue = config->log_queue,
    };
    Insert *insert = memory_new(sizeof *insert);
    if (!insert) {
        (void)error_set(error, STATUS_NO_MEMORY, "insert: out of memory");
        return NULL;
    }
    insert->log_queue = config->log_queue;
    insert->channels = config->channels;
    Status status = chain_new(spec, &chain_config, &insert->chain, error);
    if (!status && chain_make_room(insert->chain))
        status = error_set(error, STATUS_NO_MEMORY, "insert: out of memory");
    insert->playing = insert->chain;
    if (!status)
        return insert;
    insert_free(insert);
    return NULL;
}

void insert_free(Insert *insert)
{
    if (!insert)
        return;
    log_queue_flush(insert->log_queue); /* its lines name the chains' modules */
    chain_free(insert->playing);
    chain_free(insert->coming);
    chain_free(atomic_load(&insert->given));
    for (int i = 0; i < RETURNED; i++)
        chain_free(atomic_load(&insert->returned[i]));
    memory_free(insert);
}

void insert_take_over(Insert *insert, Insert *fresh)
{
    Chain *chain = fresh->playing;
    fresh->playing = NULL;
    fresh->chain = NULL;
    for (int i = 0; i < RETURNED; i++)
        atomic_store(&fresh->returned[i], atomic_exchange(&insert->returned[i], NULL));
    insert->chain = chain;
    atomic_store(&fresh->given, atomic_exchange(&insert->given, chain)); /* that nobody took */
}

void insert_reset(Insert *insert)
{
    if (!insert)
        return;
    chain_reset(insert->playing);
    if (insert->coming)
        chain_reset(insert->coming);
    insert->has_processed = false;
}

static uint32_t flags_at(Insert *insert, int64_t sample_time) OSSICLE_REALTIME
{
    const bool goes_on = !insert->has_processed || insert->next_sample_time == sample_time;
    insert->has_processed = true;
    return goes_on ? 0 : OSSICLE_BLOCK_DISCONTINUITY;
}

/* There is room: a control thread takes what is there before it gives another chain. */
static void hand_back(Insert *insert, Chain *chain) OSSICLE_REALTIME
{
    for (int i = 0; i < RETURNED; i++) {
        Chain *none = NULL;
        if (atomic_compare_exchange_strong(&insert->returned[i], &none, chain))
            return;
    }
}

static void take_given(Insert *insert) OSSICLE_REALTIME
{
    if (insert->coming || !atomic_load_explicit(&insert->given, memory_order_relaxed))
        return;
    insert->coming = atomic_exchange(&insert->given, NULL);
    if (!insert->coming)
        return;
    insert->to_hear = chain_latency_frames(insert->coming);
    insert->faded = 0;
}

/* Both have processed the block; `samples` holds what the playing one made of it. */
static void bring_in(Insert *insert, uint32_t frames, const float *fresh,
                     float *samples) OSSICLE_REALTIME
{
    const uint32_t silent = insert->to_hear < frames ? insert->to_hear : frames;
    insert->to_hear -= silent;
    for (uint32_t frame = silent; frame < frames; frame++) {
        const uint32_t step =
            insert->faded < ROUTE_FADE_FRAMES ? ++insert->faded : ROUTE_FADE_FRAMES;
        const float gain = (float)step / ROUTE_FADE_FRAMES;
        for (uint32_t channel = 0; channel < insert->channels; channel++) {
            const size_t at = (size_t)frame * insert->channels + channel;
            samples[at] += gain * (fresh[at] - samples[at]);
        }
    }
    if (insert->faded < ROUTE_FADE_FRAMES)
        return;
    hand_back(insert, insert->playing);
    insert->playing = insert->coming;
    insert->coming = NULL;
}

static void process_block(Insert *insert, const ChainBlock *block, float *samples) OSSICLE_REALTIME
{
    take_given(insert);
    const float *fresh = insert->coming ? chain_process(insert->coming, block, samples) : NULL;
    const float *result = chain_process(insert->playing, block, samples);
    memcpy(samples, result, (size_t)block->frames * insert->channels * sizeof *samples);
    if (fresh)
        bring_in(insert, block->frames, fresh, samples);
    insert->next_sample_time = block->sample_time + block->frames;
}

void insert_process(Insert *insert, int64_t sample_time, uint64_t host_time_ns, uint32_t frames,
                    float *samples) OSSICLE_REALTIME
{
    const uint64_t before = denormals_to_zero();
    for (uint32_t done = 0; done < frames;) {
        const uint32_t rest = frames - done;
        const ChainBlock block = {
            .sample_time = sample_time + done,
            .host_time_ns = host_time_ns,
            .frames = rest < ENGINE_BLOCK_FRAMES ? rest : ENGINE_BLOCK_FRAMES,
            .flags = flags_at(insert, sample_time + done),
        };
        process_block(insert, &block, samples + (size_t)done * insert->channels);
        done += block.frames;
    }
    denormals_restore(before);
}

Status insert_copy_chain(const Insert *insert, ChainSpec *spec, Error *error)
{
    return chain_copy(insert->chain, spec, error);
}

Status insert_set_parameter(Insert *insert, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error)
{
    return chain_set_parameter(insert->chain, module, parameter, value, sample_time, error);
}

uint32_t insert_latency_frames(const Insert *insert)
{
    return chain_latency_frames(insert->chain);
}
