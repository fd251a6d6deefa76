/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include "realtime/counter.h"

/* What the I/O thread that writes does: hand each block to the lanes, and let one lane take over
 * from another. */

static void go(Engine *engine, Route route) OSSICLE_REALTIME
{
    engine->writer.route = route;
    route_publish(&engine->board, &route);
}

/* The cross-fade is over for all readers, however far behind they are within half the ring: the
 * lane that was heard before can be used for something else. */
static void settle(Engine *engine) OSSICLE_REALTIME
{
    if (!route_changes(&engine->writer.route))
        return;
    go(engine, route_to(engine->writer.route.to));
    log_queue_tell(engine->config.log_queue, &engine->retired_news);
}

/* Whether a lane has heard enough to take over at `sample_time`: its sound reaches back as far as
 * readers look, and all before is done. */
static bool is_ready(const Engine *engine, uint32_t lane, int64_t sample_time) OSSICLE_REALTIME
{
    if (lane == ROUTE_DRY)
        return true;
    const Lane *next = &engine->lanes[lane];
    return next->is_fed && sample_time - next->fed_from >= engine_latency_of(engine, lane) &&
           lane_is_done(next);
}

/* Let the lane that waits take over, from `sample_time` on, which nobody has read yet. */
static void take_over(Engine *engine, int64_t sample_time) OSSICLE_REALTIME
{
    const Route *route = &engine->writer.route;
    uint32_t next = atomic_load_explicit(&engine->next, memory_order_acquire);
    if (REALTIME_LIKELY(next == ENGINE_NO_LANE) || route_changes(route) ||
        !is_ready(engine, next, sample_time))
        return;
    /* It may have been withdrawn meanwhile. */
    if (!atomic_compare_exchange_strong_explicit(&engine->next, &next, ENGINE_NO_LANE,
                                                 memory_order_acq_rel, memory_order_relaxed))
        return;
    if (next == route->to) /* dry it is, and dry it stays */
        return;
    const uint32_t before = engine_latency_of(engine, route->to);
    go(engine,
       (Route){.from = route->to, .to = next, .start = sample_time, .latency_frames = before});
    if (engine_latency_of(engine, next) != before && engine->config.latency_changed)
        log_queue_tell(engine->config.log_queue, &engine->latency_news);
}

/* Do without lanes from the next block on, if nothing but dry sound is heard, and at once. */
static void become_plain(Engine *engine) OSSICLE_REALTIME
{
    const Route *route = &engine->writer.route;
    if (REALTIME_LIKELY(route->to != ROUTE_DRY) || route_changes(route) ||
        atomic_load_explicit(&engine->latency_frames, memory_order_relaxed) > 0)
        return;
    engine->writer.has_written = false;
    atomic_store(&engine->has_lanes, false);
    if (atomic_load(&engine->next) != ENGINE_NO_LANE) /* it may have come just before */
        atomic_store(&engine->has_lanes, true);
}

/* Which lanes get what is written: a bit for each. */
static uint32_t fed_lanes(Engine *engine, int64_t sample_time) OSSICLE_REALTIME
{
    const Route *route = &engine->writer.route;
    const uint32_t next = atomic_load_explicit(&engine->next, memory_order_acquire);
    uint32_t lanes = 1u << route->to;
    if (route_changes(route) && sample_time - route->start < ROUTE_FADE_FRAMES)
        lanes |= 1u << route->from;
    if (next != ENGINE_NO_LANE)
        lanes |= 1u << next;
    return lanes & ~(1u << ROUTE_DRY);
}

/* The sound jumps back: a new generation begins. If the last one hasn't reached the wet loopback of
 * some lane yet, what it made useless is still there to be forgotten too. */
static void jump_back(Engine *engine, uint32_t lanes, int64_t sample_time) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    const uint32_t generation =
        atomic_load_explicit(&engine->dry.state->generation, memory_order_relaxed);
    bool is_forgotten = true;
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        const Lane *lane = &engine->lanes[i];
        if ((lanes & 1u << i) && lane->is_fed &&
            atomic_load_explicit(&lane->exchange.wet.state->generation, memory_order_acquire) !=
                generation)
            is_forgotten = false;
    }
    if (is_forgotten || sample_time < writer->generation_start)
        writer->generation_start = sample_time;
    atomic_store_explicit(&engine->dry.state->generation, generation + 1, memory_order_release);
}

/* Look whether the new sound follows the old one. */
static void follow(Engine *engine, uint32_t lanes, int64_t sample_time,
                   uint32_t frames) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    if (REALTIME_UNLIKELY(writer->next_sample_time != sample_time && writer->has_written)) {
        for (uint32_t i = 0; i < ROUTE_LANES; i++) {
            if (lanes & 1u << i)
                engine->lanes[i].flags = OSSICLE_BLOCK_DISCONTINUITY;
        }
        settle(engine); /* there is nothing left to fade */
        if (sample_time < writer->next_sample_time)
            jump_back(engine, lanes, sample_time);
    }
    writer->has_written = true;
    writer->next_sample_time = sample_time + frames;
}

static void feed(Engine *engine, uint32_t index, int64_t sample_time, const Block *block,
                 const float *samples) OSSICLE_REALTIME
{
    Lane *lane = &engine->lanes[index];
    if (!lane->is_fed) {
        lane->is_fed = true;
        lane->fed_from = sample_time;
    }
    lane_feed(lane, block, samples);
}

static void write_divided(Engine *engine, uint32_t lanes, int64_t sample_time,
                          uint64_t host_time_ns, uint32_t frames,
                          const float *samples) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    for (uint32_t done = 0; done < frames;) {
        const uint32_t rest = frames - done;
        const Block block = {
            .sample_time = sample_time + done,
            .host_time_ns = host_time_ns,
            .frames = rest < ENGINE_BLOCK_FRAMES ? rest : ENGINE_BLOCK_FRAMES,
            .generation =
                atomic_load_explicit(&engine->dry.state->generation, memory_order_relaxed),
            .generation_start = writer->generation_start,
        };
        for (uint32_t i = 0; i < ROUTE_LANES; i++) {
            if (lanes & 1u << i)
                feed(engine, i, sample_time, &block, samples + (size_t)done * engine->channels);
        }
        counter_add_one(&writer->blocks);
        done += block.frames;
    }
}

/* What is heard never comes earlier again while sound runs. */
static void keep_latency(Engine *engine) OSSICLE_REALTIME
{
    const uint32_t frames = engine_latency_of(engine, engine->writer.route.to);
    if (REALTIME_UNLIKELY(frames !=
                          atomic_load_explicit(&engine->latency_frames, memory_order_relaxed)))
        atomic_store_explicit(&engine->latency_frames, frames, memory_order_relaxed);
}

/* Not inline, so that the empty chain saves fewer registers. */
static __attribute__((noinline)) void write_to_lanes(Engine *engine, int64_t sample_time,
                                                     uint64_t host_time_ns, uint32_t frames,
                                                     const float *samples) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    grace_enter(&engine->grace);
    if (REALTIME_UNLIKELY(!atomic_load_explicit(&engine->is_running, memory_order_acquire))) {
        grace_leave(&engine->grace); /* it was stopped just before: the lanes may be gone */
        return;
    }
    follow(engine, fed_lanes(engine, sample_time), sample_time, frames);
    if (REALTIME_UNLIKELY(route_changes(&writer->route)) &&
        sample_time - writer->route.start >= engine->dry.frames / 2)
        settle(engine);
    take_over(engine, sample_time);
    loopback_write(&engine->dry, sample_time, frames, samples);
    const uint32_t lanes = fed_lanes(engine, sample_time);
    write_divided(engine, lanes, sample_time, host_time_ns, frames, samples);
    atomic_store_explicit(&writer->written_sample_time, sample_time + frames, memory_order_release);
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        if (lanes & 1u << i)
            lane_wake(&engine->lanes[i]);
    }
    keep_latency(engine);
    become_plain(engine);
    grace_leave(&engine->grace);
}

void engine_write(Engine *engine, int64_t sample_time, uint64_t host_time_ns, uint32_t frames,
                  const float *samples) OSSICLE_REALTIME
{
    const bool is_running = atomic_load_explicit(&engine->is_running, memory_order_relaxed);
    if (REALTIME_UNLIKELY(!is_running || frames == 0))
        return;
    if (atomic_load_explicit(&engine->has_lanes, memory_order_acquire)) {
        write_to_lanes(engine, sample_time, host_time_ns, frames, samples);
        return;
    }
    loopback_write(&engine->dry, sample_time, frames, samples);
    counter_add_one(&engine->writer.blocks);
    atomic_store_explicit(&engine->writer.written_sample_time, sample_time + frames,
                          memory_order_release);
}
