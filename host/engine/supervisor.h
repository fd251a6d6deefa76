/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file supervisor.h
 * One thread for all that must be looked after from time to time, or when a descriptor has
 * something to say: workers that may die or hang, pauses that end, blocks that are late.
 *
 * What is looked after is a task. Tasks run one after the other on the supervisor's thread, with no
 * lock held, so that they may add and remove tasks, their own included. */

#ifndef OSSICLE_ENGINE_SUPERVISOR_H
#define OSSICLE_ENGINE_SUPERVISOR_H

#include "base/status.h"

#include <stdint.h>

typedef struct Supervisor Supervisor;

/** Never due. */
#define SUPERVISOR_NEVER UINT64_MAX

/** Embedded; the first four are the owner's to fill in before supervisor_add, the rest is the
 * supervisor's. */
typedef struct SupervisorTask {
    /** Runs the task as long as it can be read, or has come to its end; -1: none. */
    int descriptor;
    /** When to run, in the time of supervisor_now_ns. The task runs once; `run` may set another
     * time with supervisor_set_due. */
    uint64_t due_ns;
    /** [control, the supervisor's thread] May find that there is nothing to do after all. */
    void (*run)(void *context);
    void *context;
    int is_ready;
    struct SupervisorTask *next;
} SupervisorTask;

/** [control] Start a supervisor without tasks. NULL on failure. */
Supervisor *supervisor_new(Error *error);

/** [control] Stop the threads and free. NULL is fine. All tasks are removed before. */
void supervisor_free(Supervisor *supervisor);

/** [control, any number of threads] Look after `task`, which stays where it is until it is removed.
 * STATUS_NO_MEMORY: it isn't looked after. */
Status supervisor_add(Supervisor *supervisor, SupervisorTask *task);

/** [control, any number of threads] The task doesn't run any more when this returns: waits while it
 * runs, unless called by it. Not with a lock held that `run` takes. Nothing happens if the task
 * wasn't added. */
void supervisor_remove(Supervisor *supervisor, SupervisorTask *task);

/** [control, any number of threads] Run the task at `due_ns`, whatever was set before; a time that
 * is past: soon. */
void supervisor_set_due(Supervisor *supervisor, SupervisorTask *task, uint64_t due_ns);

/** [any] Nanoseconds of CLOCK_MONOTONIC. */
uint64_t supervisor_now_ns(void);

/** [control, any number of threads] Run `call` on another thread, the same each time, and wait. It
 * lives as long as the supervisor and does nothing else, so that what belongs to the thread that
 * began it, such as a process on Linux, stays, and whoever waits may hold any lock that `call`
 * doesn't take. Fails if the system gives no thread; `call` then hasn't run. */
Status supervisor_call(Supervisor *supervisor, void (*call)(void *context), void *context);

#endif
