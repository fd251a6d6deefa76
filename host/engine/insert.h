/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file insert.h
 * A chain with instances of its own that processes one application's sound in place, on the I/O
 * thread, before the mix.
 *
 * Failures are those of an engine's chain: a module whose process fails lets the sound pass, a NaN
 * or an infinity silences its block and resets the modules. Both are logged. */

#ifndef OSSICLE_ENGINE_INSERT_H
#define OSSICLE_ENGINE_INSERT_H

#include "base/log.h"
#include "base/status.h"
#include "engine/chain_spec.h"
#include "realtime/log_queue.h"
#include "realtime/realtime.h"

#include <module-api.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Insert Insert;

typedef struct InsertConfig {
    uint32_t channels;     /**< 1 to 256 */
    double sample_rate_hz; /**< 8000 to 768000 */
    const Log *log;        /**< outlives the insert; may be NULL */
    LogQueue *log_queue;   /**< as in EngineConfig */
} InsertConfig;

/** [control] Create and activate the modules of `spec`, which isn't empty, and touch all memory.
 * NULL on failure. */
Insert *insert_new(const ChainSpec *spec, const InsertConfig *config, Error *error);

/** [control, not processing] NULL is fine. */
void insert_free(Insert *insert);

/** [control, no other control function at the time; also while `insert` processes] Go on with the
 * chain of `fresh`, which hasn't processed and is for the same channels and rate: it is heard,
 * after a cross-fade, as soon as it has heard as much as it delays. All other functions mean the
 * new chain at once. `fresh` gets what isn't needed any more, to be freed. */
void insert_take_over(Insert *insert, Insert *fresh);

/** [control, not processing] Forget all sound: what comes next is a beginning. NULL is fine. */
void insert_reset(Insert *insert);

/** [io, one thread at a time] Process `frames` interleaved frames from `sample_time` on in place.
 * Any frame count: divided into blocks of ENGINE_BLOCK_FRAMES at most. Modules are told when the
 * sound doesn't go on where it stopped. */
void insert_process(Insert *insert, int64_t sample_time, uint64_t host_time_ns, uint32_t frames,
                    float *samples) OSSICLE_REALTIME;

/** @name Modules and parameters
 * [control, any number of threads] As those of the engine.
 * @{ */
Status insert_copy_chain(const Insert *insert, ChainSpec *spec, Error *error);
Status insert_set_parameter(Insert *insert, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error);
/** @} */

/** [any] By how many frames the modules delay the sound. */
uint32_t insert_latency_frames(const Insert *insert);

#endif
