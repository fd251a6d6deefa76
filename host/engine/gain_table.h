/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file gain_table.h
 * The gains that readers are to glide to, one per channel, on their way from control threads to I/O
 * threads.
 *
 * Two rows take turns: a version says which one holds, and a reader that copied the other while it
 * was written finds that out from the version. */

#ifndef OSSICLE_ENGINE_GAIN_TABLE_H
#define OSSICLE_ENGINE_GAIN_TABLE_H

#include "base/status.h"
#include "realtime/realtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** As many channels as an engine has at most. */
#define GAIN_TABLE_CHANNELS 256u

/** How long a glide takes. */
#define GAIN_RAMP_SECONDS 0.01

typedef struct GainTable {
    /** Rises with each change; begins at 1. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t version;
    uint32_t channels;
    _Atomic uint32_t ramp_frames; /**< that a glide takes */
    float rows[2][GAIN_TABLE_CHANNELS];
    pthread_mutex_t giving;
} GainTable;

/** [control] All gains are 1. */
Status gain_table_init(GainTable *table, uint32_t channels, double sample_rate_hz);

/** [control] */
void gain_table_cleanup(GainTable *table);

/** [control, any number of threads] Give each channel a gain, a finite number. */
void gain_table_set(GainTable *table, const float *gains);

/** [control] Glides that begin from now on are GAIN_RAMP_SECONDS long at this rate. */
void gain_table_set_rate(GainTable *table, double sample_rate_hz);

/** [any, io] Which gains hold. */
static inline uint32_t gain_table_version(const GainTable *table) OSSICLE_REALTIME
{
    return atomic_load_explicit(&table->version, memory_order_acquire);
}

/** [any, io] Copy the gains. Returns false if they changed again and again meanwhile. */
bool gain_table_copy(const GainTable *table, float *gains, uint32_t *version) OSSICLE_REALTIME;

#endif
