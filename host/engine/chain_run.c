/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain.h"

#include "realtime/counter.h"

#include <string.h>

/* A failure that repeats is worth a line at the 1st, 2nd, 4th, 8th, ... time. */
static bool is_worth_a_line(uint32_t count) OSSICLE_REALTIME
{
    return (count & (count - 1)) == 0;
}

void chain_say(Chain *chain, LogLevel level, const char *origin, const char *text) OSSICLE_REALTIME
{
    if (!log_queue_push(chain->log_queue, &chain->log, level, origin, text))
        counter_add_one(&chain->lost_lines);
}

static void note_failure(Chain *chain, const ChainStep *step) OSSICLE_REALTIME
{
    ChainModule *module = &chain->modules[step->module];
    if (is_worth_a_line(++module->failures))
        chain_say(chain, LOG_LEVEL_ERROR, module->module->id,
                  "process failed; the sound of the block passes this module unchanged");
}

/* The common case, kept tight: nothing but effects, no events, nobody to watch. */
static const float *const *run_plain(Chain *chain, bool *has_failed) OSSICLE_REALTIME
{
    const ossicle_block *way = &chain->ways[0];
    const ossicle_block *back = &chain->ways[1];
    ChainStep *const end = chain->steps + chain->step_count;
    uint64_t *mark = &chain->marks[2];
    for (ChainStep *step = chain->steps; step < end; step++, mark++) {
        chain_enter(chain, step->module);
        const ossicle_status status = step->process(step->instance, way, &step->realtime);
        *mark = chain->clock->ticks();
        if (REALTIME_UNLIKELY(status != OSSICLE_OK)) {
            note_failure(chain, step);
            *has_failed = true;
            continue;
        }
        const ossicle_block *const turned = way;
        way = back;
        back = turned;
    }
    return way->inputs;
}

/* Sort the block's changes by step, each module's in their order. */
static void distribute_events(Chain *chain, uint32_t count) OSSICLE_REALTIME
{
    const DueChange *due = chain->parameters.taker.due;
    uint32_t filled = 0;
    for (size_t i = 0; i < chain->step_count; i++) {
        const ChainModule *module = &chain->modules[chain->steps[i].module];
        const uint32_t first = module->first_parameter;
        const uint32_t parameters = module->module->parameter_count;
        for (uint32_t e = 0; parameters && e < count; e++) {
            if (due[e].parameter - first >= parameters)
                continue;
            chain->events[filled++] = (ossicle_event){
                .struct_size = sizeof(ossicle_event),
                .frame_offset = due[e].frame_offset,
                .parameter = due[e].parameter - first,
                .value = due[e].value,
            };
        }
        chain->event_ends[i] = filled;
    }
}

/* Let one module of any kind process. Returns what it says. */
static ossicle_status run_step(Chain *chain, size_t index, const ossicle_block *way,
                               bool has_events) OSSICLE_REALTIME
{
    ChainStep *step = &chain->steps[index];
    ossicle_block block = *way;
    if (has_events) {
        const uint32_t begin = index > 0 ? chain->event_ends[index - 1] : 0;
        block.event_count = chain->event_ends[index] - begin;
        block.events = block.event_count ? chain->events + begin : NULL;
    }
    if (step->kind == OSSICLE_KIND_GENERATOR) {
        block.inputs = NULL;
        block.outputs = chain->generated.channels;
    } else if (step->kind == OSSICLE_KIND_SINK) {
        block.outputs = NULL;
    }
    return step->process(step->instance, &block, &step->realtime);
}

/* A module has made sound: does it hold a NaN, and is it the first since the chain is watched? */
static void watch(Chain *chain, size_t index, const float *const *channels, uint32_t frames,
                  size_t *culprit) OSSICLE_REALTIME
{
    if (*culprit == chain->step_count && !planar_is_finite(channels, chain->channels, frames))
        *culprit = index;
}

/* The rest: generators, sinks, events, and finding out who writes NaNs. */
static const float *const *run_any(Chain *chain, uint32_t event_count, bool *has_failed,
                                   size_t *culprit) OSSICLE_REALTIME
{
    unsigned way = 0;
    if (event_count)
        distribute_events(chain, event_count);
    for (size_t i = 0; i < chain->step_count; i++) {
        const uint32_t kind = chain->steps[i].kind;
        chain_enter(chain, chain->steps[i].module);
        const ossicle_status status = run_step(chain, i, &chain->ways[way], event_count > 0);
        chain->marks[i + 2] = chain->clock->ticks();
        if (status != OSSICLE_OK) {
            note_failure(chain, &chain->steps[i]);
            *has_failed = true;
            continue;
        }
        if (kind == OSSICLE_KIND_EFFECT)
            way = 1 - way;
        else if (kind == OSSICLE_KIND_GENERATOR)
            planar_add(chain->buffers[way].channels,
                       (const float *const *)chain->generated.channels, chain->channels,
                       chain->ways[way].frames);
        if (chain->watched_blocks > 0)
            watch(chain, i, chain->ways[way].inputs, chain->ways[way].frames, culprit);
    }
    return chain->ways[way].inputs;
}

static void set_block(Chain *chain, const ChainBlock *block) OSSICLE_REALTIME
{
    for (int way = 0; way < 2; way++) {
        chain->ways[way].flags = block->flags;
        chain->ways[way].frames = block->frames;
        chain->ways[way].sample_time = block->sample_time;
        chain->ways[way].host_time_ns = block->host_time_ns;
    }
}

static const float *const *run_modules(Chain *chain, const ChainBlock *block,
                                       size_t *culprit) OSSICLE_REALTIME
{
    bool has_failed = false;
    const float *const *result;
    set_block(chain, block);
    const uint32_t events =
        parameter_queue_collect(&chain->parameters, block->sample_time, block->frames);
    *culprit = chain->step_count;
    chain->marks[1] = chain->clock->ticks();
    if (REALTIME_LIKELY(chain->has_only_effects && events == 0 && chain->watched_blocks == 0))
        result = run_plain(chain, &has_failed);
    else
        result = run_any(chain, events, &has_failed, culprit);
    chain_leave(chain);
    if (REALTIME_UNLIKELY(has_failed))
        counter_add_one(&chain->failed_blocks);
    if (REALTIME_UNLIKELY(chain->latency_is_stale))
        chain_update_latency(chain);
    if (chain->watched_blocks > 0)
        chain->watched_blocks--;
    return result;
}

static void begin_times(Chain *chain) OSSICLE_REALTIME
{
    chain->last.begin_ns = chain->clock->now_ns();
    chain->marks[0] = chain->clock->ticks();
}

/* Each step has left its mark behind that of the step before. Module by module, one that is
 * bypassed ends where it began. */
static void spread_marks(Chain *chain) OSSICLE_REALTIME
{
    size_t steps = chain->step_count;
    for (size_t i = chain->count; i-- > 0 && steps <= i;) {
        chain->marks[i + 2] = chain->marks[steps + 1];
        if (steps > 0 && chain->steps[steps - 1].module == i)
            steps--;
    }
}

static void end_times(Chain *chain, uint32_t frames) OSSICLE_REALTIME
{
    spread_marks(chain);
    chain->marks[chain->count + 2] = chain->clock->ticks();
    const uint64_t busy_ns = chain->clock->now_ns() - chain->last.begin_ns;
    chain->last.busy_ns = busy_ns < UINT32_MAX ? (uint32_t)busy_ns : UINT32_MAX;
    chain->last.sound_ns = (uint32_t)(frames * 1e9 / chain->sample_rate_hz);
    module_times_add(chain->times, chain->marks, chain->count, &chain->last);
}

const float *const *chain_run(Chain *chain, const ChainBlock *block) OSSICLE_REALTIME
{
    size_t culprit;
    begin_times(chain);
    const float *const *result = run_modules(chain, block, &culprit);
    end_times(chain, block->frames);
    return result;
}

void chain_reset(Chain *chain) OSSICLE_REALTIME
{
    for (size_t i = 0; i < chain->step_count; i++) {
        const ChainModule *module = &chain->modules[chain->steps[i].module];
        if (!module->code->reset)
            continue;
        chain_enter(chain, chain->steps[i].module);
        module->code->reset(module->instance);
        chain_leave(chain);
    }
}

static void blame_module(Chain *chain, const ChainStep *culprit) OSSICLE_REALTIME
{
    ChainModule *module = &chain->modules[culprit->module];
    if (is_worth_a_line(++module->non_finites))
        chain_say(chain, LOG_LEVEL_ERROR, module->module->id,
                  "process wrote a NaN or an infinity; the block is silent, all modules are "
                  "reset");
}

/* The result of a block can't be given to anybody. */
static void note_non_finite(Chain *chain, const ChainBlock *block, const float *samples,
                            size_t culprit) OSSICLE_REALTIME
{
    counter_add_one(&chain->silenced_blocks);
    const uint64_t count = atomic_load_explicit(&chain->silenced_blocks, memory_order_relaxed);
    chain_reset(chain);
    if (!samples_are_finite(samples, (size_t)block->frames * chain->channels)) {
        if (is_worth_a_line((uint32_t)count))
            chain_say(chain, LOG_LEVEL_ERROR, "sound",
                      "what was played holds a NaN or an infinity; the block is silent, all "
                      "modules are reset");
        return;
    }
    if (chain->step_count == 1)
        culprit = 0;
    if (culprit < chain->step_count)
        blame_module(chain, &chain->steps[culprit]);
    else
        chain_say(chain, LOG_LEVEL_ERROR, "chain",
                  "a module wrote a NaN or an infinity; the block is silent, all modules are "
                  "reset and now watched");
    chain->watched_blocks = chain->step_count == 1 ? 0 : CHAIN_WATCHED_BLOCKS;
}

const float *chain_process(Chain *chain, const ChainBlock *block,
                           const float *samples) OSSICLE_REALTIME
{
    size_t culprit;
    begin_times(chain);
    planar_from_interleaved(chain->buffers[0].channels, chain->channels, block->frames, samples);
    const float *const *result = run_modules(chain, block, &culprit);
    if (REALTIME_LIKELY(planar_is_finite(result, chain->channels, block->frames))) {
        planar_to_interleaved(result, chain->channels, block->frames, chain->interleaved);
    } else {
        note_non_finite(chain, block, samples, culprit);
        memset(chain->interleaved, 0,
               (size_t)block->frames * chain->channels * sizeof *chain->interleaved);
    }
    end_times(chain, block->frames);
    return chain->interleaved;
}
