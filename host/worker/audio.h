/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file audio.h
 * The realtime thread of a worker process. It processes what the host hands over, or rests, so that
 * another thread may do with the chain what can't be done while it processes. */

#ifndef OSSICLE_WORKER_AUDIO_H
#define OSSICLE_WORKER_AUDIO_H

#include "base/status.h"
#include "engine/block_ring.h"
#include "engine/processor.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Audio {
    Processor processor;     /**< main's while the thread rests */
    BlockRing work;          /**< main's while the thread rests */
    Wake *wake;              /**< the host's, shared: something to do */
    Wake go;                 /**< rest is over */
    Wake rests;              /**< it begins */
    _Atomic uint32_t turn;   /**< main counts rests and their ends: odd, it is to rest */
    _Atomic uint32_t rested; /**< the last turn in which it did */
    uint64_t period_ns;
    char scheduling[160];
    pthread_t thread;
} Audio;

/** [main] Start the thread. It has its priority, and rests, when this returns. `wake` outlives it.
 */
Status audio_start(Audio *audio, Wake *wake, uint64_t period_ns, Error *error);

/** [main] Let it process what was handed over, and rest. Nothing happens if it rests. */
void audio_rest(Audio *audio);

/** [main, while it rests] Its rest is over. */
void audio_go(Audio *audio);

#endif
