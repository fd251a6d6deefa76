/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a chain is watched while sound runs. */

#define NS_PER_MS 1000000u

/* Looks while somebody may hang: how many before it is taken for sure, and how far apart at most.
 */
#define LOOKS_PER_HANG  8
#define LONGEST_LOOK_MS 100u

static uint64_t look_ns(const Engine *engine)
{
    const uint32_t ms = engine->config.policy.hang_ms / LOOKS_PER_HANG;
    return (uint64_t)(ms < LONGEST_LOOK_MS ? ms + 1 : LONGEST_LOOK_MS) * NS_PER_MS;
}

/* Whether the lane has blocks and has dealt with none of them for too long. */
static bool hangs(Engine *engine, uint32_t index, uint64_t now_ns)
{
    const Lane *lane = &engine->lanes[index];
    WatchedLane *watched = &engine->watch.lanes[index];
    if (!lane->chain || lane->mode == ENGINE_MODE_INLINE || !lane->exchange.done ||
        lane_is_done(lane)) {
        watched->stuck_since_ns = 0;
        return false;
    }
    const uint64_t done = atomic_load(&lane->exchange.done->done_blocks);
    if (watched->stuck_since_ns == 0 || done != watched->done_blocks) {
        watched->done_blocks = done;
        watched->stuck_since_ns = now_ns;
        return false;
    }
    return now_ns - watched->stuck_since_ns > (uint64_t)engine->config.policy.hang_ms * NS_PER_MS;
}

/* The newest lane can be replaced; another is on its way out anyway, and only mustn't be waited
 * for.
 */
static void look_for_hangs(Engine *engine, uint64_t now_ns)
{
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        Lane *lane = &engine->lanes[i];
        if (lane->is_abandoned || !hangs(engine, i, now_ns))
            continue;
        char what[64];
        (void)snprintf(what, sizeof what, "it hangs: nothing was processed for %u ms",
                       engine->config.policy.hang_ms);
        engine->watch.lanes[i].stuck_since_ns = 0;
        if (lane->remote)
            remote_chain_kill(lane->remote);
        else
            lane_abandon(lane);
        if (i == engine->newest)
            engine_watch_trouble(engine, what, lane->remote != NULL);
    }
}

static void look_for_deaths(Engine *engine)
{
    char what[WATCH_REASON_BYTES];
    const Chain *chain = engine_chain(engine);
    if (!chain || !chain->remote || engine->watch.retry_ns != SUPERVISOR_NEVER ||
        !remote_chain_has_ended(chain->remote))
        return;
    (void)snprintf(what, sizeof what, "the worker process died: %s",
                   remote_chain_bury(chain->remote));
    engine_watch_trouble(engine, what, true);
}

/* Whether all that was written since the last look was read dry because it wasn't processed yet. */
static bool is_late(Engine *engine, uint64_t *frames)
{
    EngineWatch *watch = &engine->watch;
    const int64_t written = atomic_load(&engine->writer.written_sample_time);
    const uint64_t late = atomic_load(&engine->late_frames);
    const int64_t new_frames = written - watch->written_sample_time;
    const uint64_t new_late = late - watch->late_frames;
    watch->written_sample_time = written;
    watch->late_frames = late;
    *frames = new_frames > 0 ? (uint64_t)new_frames : 0;
    return *frames > 0 && new_late >= *frames - *frames / 8;
}

/* Whether the newest lane has dealt with nothing since the last look. It goes on, or it hangs. */
static bool is_stuck(const Engine *engine, uint64_t now_ns)
{
    const uint64_t since_ns = engine->watch.lanes[engine->newest].stuck_since_ns;
    return since_ns != 0 && since_ns != now_ns;
}

static void look_for_lateness(Engine *engine, uint64_t now_ns)
{
    EngineWatch *watch = &engine->watch;
    const Chain *chain = engine_chain(engine);
    const uint64_t most = (uint64_t)engine->config.policy.late_blocks * ENGINE_BLOCK_FRAMES;
    uint64_t frames = 0;
    char reason[WATCH_REASON_BYTES];
    const bool is_heard = route_read(&engine->board).to == engine->newest;
    if (!is_late(engine, &frames) || !chain || watch->is_parked || !is_heard ||
        lane_has_ended(&engine->lanes[engine->newest])) {
        watch->late_in_a_row = frames > 0 ? 0 : watch->late_in_a_row;
        return;
    }
    watch->late_in_a_row += frames;
    if (watch->late_in_a_row < most || is_stuck(engine, now_ns))
        return;
    watch->late_in_a_row = 0;
    (void)snprintf(reason, sizeof reason,
                   "the chain was late %u blocks in a row; the sound passes it by",
                   engine->config.policy.late_blocks);
    engine_watch_park(engine, reason);
}

static uint64_t next_look_ns(const Engine *engine, uint64_t now_ns)
{
    const uint64_t next_ns = engine_watch_next_retry_ns(engine);
    const bool is_busy = engine->is_running && engine->newest != ROUTE_DRY;
    return is_busy && now_ns + look_ns(engine) < next_ns ? now_ns + look_ns(engine) : next_ns;
}

/* Without the lock: who is told may take long. */
static void tell_all(const Engine *engine, WatchEvent *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        events[i].event.reason = events[i].has_reason ? events[i].reason : NULL;
        engine->config.event(engine->config.context, &events[i].event);
        library_release(events[i].library);
    }
    free(events);
}

static WatchEvent *take_events(EngineWatch *watch, size_t *count)
{
    WatchEvent *events = watch->events;
    *count = watch->event_count;
    watch->events = NULL;
    watch->event_count = 0;
    return events;
}

/* For the flight recorder, in which the last death of a module is a death like others. */
static void record(const Engine *engine, EngineEventKind kind, const ChainModule *module,
                   const char *reason)
{
    const char *id = module ? module->module->id : NULL;
    Recorder *recorder = engine->config.recorder;
    if (kind == ENGINE_EVENT_MODULE_DIED || kind == ENGINE_EVENT_MODULE_QUARANTINE)
        recorder_tell(recorder, RECORDING_EVENT_DIED, id);
    else if (kind == ENGINE_EVENT_BYPASSED)
        recorder_tell(recorder, RECORDING_EVENT_BYPASSED, reason);
    else if (kind == ENGINE_EVENT_RETRIED)
        recorder_tell(recorder, RECORDING_EVENT_RETRIED, id);
}

void engine_watch_tell(Engine *engine, EngineEventKind kind, size_t index, uint32_t deaths,
                       const char *reason)
{
    EngineWatch *watch = &engine->watch;
    const Chain *chain = engine_chain(engine);
    const ChainModule *module = chain && index < chain->count ? &chain->modules[index] : NULL;
    record(engine, kind, module, reason);
    if (!engine->config.event)
        return;
    WatchEvent *events = realloc(watch->events, (watch->event_count + 1) * sizeof *events);
    if (!events)
        return;
    watch->events = events;
    WatchEvent *told = &events[watch->event_count++];
    *told = (WatchEvent){.event = {.kind = kind,
                                   .module = module ? module->module : NULL,
                                   .library = module ? module->library : NULL,
                                   .deaths = deaths},
                         .library = library_retain(module ? module->library : NULL),
                         .has_reason = reason != NULL};
    (void)snprintf(told->reason, sizeof told->reason, "%s", reason ? reason : "");
}

static void look(void *context)
{
    Engine *engine = context;
    size_t count = 0;
    pthread_mutex_lock(&engine->setting);
    const uint64_t now_ns = supervisor_now_ns();
    look_for_deaths(engine);
    if (engine->is_running) {
        look_for_hangs(engine, now_ns);
        look_for_lateness(engine, now_ns);
    }
    engine_watch_retry(engine, now_ns);
    supervisor_set_due(engine->config.supervisor, &engine->watch.task,
                       next_look_ns(engine, supervisor_now_ns()));
    WatchEvent *events = take_events(&engine->watch, &count);
    pthread_mutex_unlock(&engine->setting);
    tell_all(engine, events, count);
}

Status engine_watch_init(Engine *engine)
{
    EngineWatch *watch = &engine->watch;
    watch->retry_ns = SUPERVISOR_NEVER;
    watch->task = (SupervisorTask){
        .descriptor = -1, .due_ns = SUPERVISOR_NEVER, .run = look, .context = engine};
    if (!engine->config.supervisor)
        return STATUS_OK;
    const Status status = supervisor_add(engine->config.supervisor, &watch->task);
    watch->is_watching = status == STATUS_OK;
    return status;
}

void engine_watch_cleanup(Engine *engine)
{
    EngineWatch *watch = &engine->watch;
    if (watch->is_watching)
        supervisor_remove(engine->config.supervisor, &watch->task);
    watch->is_watching = false;
    size_t count = 0;
    WatchEvent *events = take_events(watch, &count);
    tell_all(engine, events, count);
}

void engine_watch_soon(void *context)
{
    Engine *engine = context;
    if (engine->config.supervisor)
        supervisor_set_due(engine->config.supervisor, &engine->watch.task, 0);
}

void engine_watch_forget(Engine *engine)
{
    EngineWatch *watch = &engine->watch;
    watch->module_count = 0;
    watch->troubles = 0;
    watch->retry_ns = SUPERVISOR_NEVER;
    watch->is_parked = false;
    watch->late_in_a_row = 0;
}

void engine_watch_start(Engine *engine)
{
    EngineWatch *watch = &engine->watch;
    memset(watch->lanes, 0, sizeof watch->lanes);
    watch->written_sample_time = atomic_load(&engine->writer.written_sample_time);
    watch->late_frames = atomic_load(&engine->late_frames);
    watch->late_in_a_row = 0;
    engine_watch_soon(engine);
}
