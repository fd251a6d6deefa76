/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_times.h"

#include "engine/engine_state.h"

#include <stdlib.h>
#include <string.h>

void engine_times(Engine *engine, EngineTimes *times)
{
    memset(times, 0, sizeof *times);
    pthread_mutex_lock(&engine->setting);
    const uint32_t newest = engine->newest;
    const ExchangeDone *done = newest == ROUTE_DRY ? NULL : engine->lanes[newest].exchange.done;
    if (done) {
        times->chain = module_times_summary(&done->times, &done->times.chain);
        times->slow_blocks = atomic_load(&done->times.slow_blocks);
        for (size_t i = 0; i < MODULE_TIMES_MODULES; i++)
            times->modules[i] = module_times_summary(&done->times, &done->times.modules[i]);
    }
    pthread_mutex_unlock(&engine->setting);
}

static int compare(const void *a, const void *b)
{
    const BlockRecord *one = a;
    const BlockRecord *other = b;
    return (one->begin_ns > other->begin_ns) - (one->begin_ns < other->begin_ns);
}

Status engine_copy_blocks(Engine *engine, Snapshot *snapshot)
{
    const size_t most = (size_t)ROUTE_LANES * RECORDER_BLOCKS;
    snapshot->block_count = 0;
    snapshot->blocks = malloc(most * sizeof *snapshot->blocks);
    if (!snapshot->blocks)
        return STATUS_NO_MEMORY;
    pthread_mutex_lock(&engine->setting);
    for (uint32_t i = 0; i < ROUTE_LANES; i++)
        snapshot->block_count +=
            record_ring_copy(&engine->lanes[i].exchange.blocks,
                             snapshot->blocks + snapshot->block_count, RECORDER_BLOCKS);
    pthread_mutex_unlock(&engine->setting);
    qsort(snapshot->blocks, snapshot->block_count, sizeof *snapshot->blocks, compare);
    return STATUS_OK;
}

void engine_progress(const Engine *engine, EngineProgress *progress) OSSICLE_REALTIME
{
    const Route route = route_read(&engine->board);
    const int64_t written =
        atomic_load_explicit(&engine->writer.written_sample_time, memory_order_acquire);
    *progress = (EngineProgress){
        .written_sample_time = written,
        .processed_sample_time = written,
        .late_frames = atomic_load_explicit(&engine->late_frames, memory_order_relaxed),
    };
    if (route.to == ROUTE_DRY)
        return;
    const Lane *lane = &engine->lanes[route.to];
    progress->dropped_blocks = atomic_load_explicit(&lane->dropped_blocks, memory_order_relaxed);
    if (!lane_is_done(lane))
        progress->processed_sample_time =
            atomic_load_explicit(&lane->exchange.done->processed_sample_time, memory_order_relaxed);
}
