/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_event.h
 * What an engine tells its owner about modules that misbehave, and how patient it is with them. */

#ifndef OSSICLE_ENGINE_ENGINE_EVENT_H
#define OSSICLE_ENGINE_ENGINE_EVENT_H

#include "loader/library.h"

#include <module-api.h>
#include <stdint.h>

typedef enum EngineEventKind {
    ENGINE_EVENT_MODULE_BEGINS,     /**< a module is about to be created in this process: if it
                                         takes the process down, remember that it was this one */
    ENGINE_EVENT_MODULE_SETTLED,    /**< it has run for settle_ms, or doesn't run any more: forget
                                         that */
    ENGINE_EVENT_MODULE_DIED,       /**< the worker process died or hung in it; it is bypassed until
                                         it is tried again */
    ENGINE_EVENT_MODULE_QUARANTINE, /**< it died too often: it stays bypassed */
    ENGINE_EVENT_BYPASSED,          /**< the whole chain is, until it is tried again */
    ENGINE_EVENT_RETRIED,           /**< a module, or the chain, is tried again */
} EngineEventKind;

typedef struct EngineEvent {
    EngineEventKind kind;
    const ossicle_module *module; /**< NULL: the chain as a whole */
    const Library *library;       /**< that it is in; NULL: unknown */
    uint32_t deaths;              /**< of the module, or of the worker, so far */
    const char *reason;           /**< one line, or NULL */
} EngineEvent;

/** How patient the engine is. */
typedef struct EnginePolicy {
    uint32_t first_pause_ms;   /**< before what was bypassed is tried again; doubles each time */
    uint32_t longest_pause_ms; /**< but to no more than this */
    uint32_t deaths_to_quarantine; /**< of one module */
    uint32_t hang_ms;              /**< a worker that processes nothing for so long is ended */
    uint32_t late_blocks;          /**< in a row before the chain is bypassed */
    uint32_t settle_ms;            /**< after which a module is trusted */
} EnginePolicy;

/** What holds where nobody says otherwise. */
#define ENGINE_POLICY_DEFAULT                                                                      \
    ((EnginePolicy){.first_pause_ms = 500,                                                         \
                    .longest_pause_ms = 60000,                                                     \
                    .deaths_to_quarantine = 5,                                                     \
                    .hang_ms = 2000,                                                               \
                    .late_blocks = 64,                                                             \
                    .settle_ms = 10000})

#endif
