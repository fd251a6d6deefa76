/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_marks.h
 * Which modules' code runs in this process and hasn't run for long: the engine's owner is told
 * before it begins and when it is over, so that it can remember them. For the engine*.c files
 * alone; `setting` is held. [control]
 *
 * A module is marked while it is created and activated, and again from the start of sound until it
 * has processed settle_ms of it, or until sound stops: what doesn't run can't do harm. After that
 * it is trusted as long as chains that are set have it. */

#ifndef OSSICLE_ENGINE_ENGINE_MARKS_H
#define OSSICLE_ENGINE_ENGINE_MARKS_H

#include "base/status.h"
#include "engine/chain_spec.h"
#include "engine/supervisor.h"

#include <module-api.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Engine Engine;

/** A module, told from others of its id by its library, which is held. */
typedef struct MarkedModule {
    const ossicle_module *module;
    Library *library;
    bool is_trusted; /**< it has settled; otherwise it is marked */
} MarkedModule;

typedef struct EngineMarks {
    MarkedModule *items;
    size_t count;
    SupervisorTask task; /**< looks whether marked ones have run for long enough */
    bool has_task;
} EngineMarks;

/** Let the supervisor look, if there is one. */
Status engine_marks_init(Engine *engine);

/** [not locked] Nobody looks any more; the engine has stopped. */
void engine_marks_cleanup(Engine *engine);

/** The modules of this chain are about to be created in this process. */
Status engine_marks_begin(Engine *engine, const ChainSpec *spec, Error *error);

/** Those of the chain that was set last are about to be activated or to process. */
Status engine_marks_begin_newest(Engine *engine, Error *error);

/** Trust those that have processed for long enough, and forget the others unless sound runs, and
 * all that the newest chain hasn't. */
void engine_marks_settle(Engine *engine);

#endif
