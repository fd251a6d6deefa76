/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_watch.h
 * Looks after what runs an engine's chain: a process that dies, a module that hangs, a chain that
 * is always late. What doesn't work is bypassed at once and tried again after a pause, which grows
 * each time. All of it happens on the supervisor's thread, with the engine's `setting` held, but
 * for what is told, which is told without. */

#ifndef OSSICLE_ENGINE_ENGINE_WATCH_H
#define OSSICLE_ENGINE_ENGINE_WATCH_H

#include "base/status.h"
#include "engine/chain_spec.h"
#include "engine/engine_event.h"
#include "engine/route.h"
#include "engine/supervisor.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WATCH_MODULES = 16, /**< that misbehave, of one chain; more are not told apart */
    WATCH_REASON_BYTES = 256,
};

/** A module that the process died of. */
typedef struct WatchedModule {
    size_t index; /**< in the chain */
    uint32_t deaths;
    bool is_out;       /**< at present */
    uint64_t retry_ns; /**< SUPERVISOR_NEVER: it stays out, or is in */
} WatchedModule;

/** Something to tell, with what keeps it true until it is told. */
typedef struct WatchEvent {
    EngineEvent event;
    Library *library;
    bool has_reason;
    char reason[WATCH_REASON_BYTES];
} WatchEvent;

/** What a lane had done when it was last looked at. */
typedef struct WatchedLane {
    uint64_t done_blocks;
    uint64_t stuck_since_ns; /**< 0: it isn't */
} WatchedLane;

typedef struct EngineWatch {
    SupervisorTask task;
    bool is_watching;
    WatchedModule modules[WATCH_MODULES];
    size_t module_count;
    uint32_t troubles; /**< of the whole chain, one after the other */
    uint64_t retry_ns; /**< of the whole chain; SUPERVISOR_NEVER: it isn't out */
    bool is_parked;    /**< the newest chain has no instances: dry sound is heard */
    WatchedLane lanes[ROUTE_LANES];
    int64_t written_sample_time; /**< at the last look @{ */
    uint64_t late_frames;        /**< @} */
    uint64_t late_in_a_row;      /**< frames */
    WatchEvent *events;          /**< to be told */
    size_t event_count;
    _Atomic uint64_t trouble_count; /**< ever */
    _Atomic uint64_t restarts;      /**< ever */
} EngineWatch;

struct Engine;

/** [control] Begin to watch, if the engine has a supervisor. */
Status engine_watch_init(struct Engine *engine);

/** [control, no lock] Stop watching: nothing is told any more. */
void engine_watch_cleanup(struct Engine *engine);

/** [control, setting] The owner sets another chain: all is forgiven. */
void engine_watch_forget(struct Engine *engine);

/** [control, setting] Sound starts. */
void engine_watch_start(struct Engine *engine);

/** [control, the supervisor's thread] Look soon; `context` is the engine. */
void engine_watch_soon(void *context);

/** [control, setting, about to start] What has died or is parked is made again. Returns whether the
 * newest chain can be started. */
bool engine_watch_revive(struct Engine *engine);

/** @name For engine_watch.c and engine_trouble.c: [control, setting]
 * @{ */
/** Keep in mind what is to be told once the lock is free. `index` past the chain: of all of it;
 * `reason` may be NULL. */
void engine_watch_tell(struct Engine *engine, EngineEventKind kind, size_t index, uint32_t deaths,
                       const char *reason);

/** The process or the thread of the newest lane is of no use any more. */
void engine_watch_trouble(struct Engine *engine, const char *what, bool may_be_tried_again);

/** Let the whole chain be dry for a while. */
void engine_watch_park(struct Engine *engine, const char *reason);

/** Try what is to be tried by now. */
void engine_watch_retry(struct Engine *engine, uint64_t now_ns);

/** When the next one is to be tried. */
uint64_t engine_watch_next_retry_ns(const struct Engine *engine);
/** @} */

#endif
