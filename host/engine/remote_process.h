/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file remote_process.h
 * A worker process, as the host has it: who runs it, and how it is started. */

#ifndef OSSICLE_ENGINE_REMOTE_PROCESS_H
#define OSSICLE_ENGINE_REMOTE_PROCESS_H

#include "base/status.h"
#include "engine/link_messages.h"
#include "engine/supervisor.h"

#include <stdint.h>

/** How long a process whose end is known may take until its end says why. */
#define REMOTE_END_MS 200u

/** What a process is started with; what it points to outlives the process. */
typedef struct RemoteProgram {
    const char *path; /**< see link_start */
    Supervisor *supervisor;
    uint32_t patience_ms; /**< for an answer */
} RemoteProgram;

/** [control] Start a process. It ends with the supervisor, if not before: see link_close, and
 * link_end_cleanup before it. On failure there is neither link nor end. */
Status remote_process_start(const RemoteProgram *program, Link *link, LinkEnd *end, Error *error);

#endif
