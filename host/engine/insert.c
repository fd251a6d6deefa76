/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/insert.h"

#include "engine/chain_control.h"
#include "engine/engine.h"
#include "realtime/denormals.h"
#include "realtime/memory.h"

#include <string.h>

struct Insert {
    Chain *chain;
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
    if (!status)
        return insert;
    insert_free(insert);
    return NULL;
}

void insert_free(Insert *insert)
{
    if (!insert)
        return;
    log_queue_flush(insert->log_queue); /* its lines name the chain's modules */
    chain_free(insert->chain);
    memory_free(insert);
}

void insert_reset(Insert *insert)
{
    if (!insert)
        return;
    chain_reset(insert->chain);
    insert->has_processed = false;
}

static uint32_t flags_at(Insert *insert, int64_t sample_time) OSSICLE_REALTIME
{
    const bool goes_on = !insert->has_processed || insert->next_sample_time == sample_time;
    insert->has_processed = true;
    return goes_on ? 0 : OSSICLE_BLOCK_DISCONTINUITY;
}

static void process_block(Insert *insert, const ChainBlock *block, float *samples) OSSICLE_REALTIME
{
    const float *result = chain_process(insert->chain, block, samples);
    memcpy(samples, result, (size_t)block->frames * insert->channels * sizeof *samples);
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
