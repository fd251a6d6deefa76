/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/gain_table.h"

#include "realtime/race.h"

#include <math.h>
#include <string.h>

/* How often a reader begins again because gains were set meanwhile. */
#define ATTEMPTS 4

Status gain_table_init(GainTable *table, uint32_t channels, double sample_rate_hz)
{
    memset(table, 0, sizeof *table);
    table->channels = channels;
    for (uint32_t c = 0; c < channels; c++)
        table->rows[1][c] = 1;
    atomic_store(&table->version, 1);
    gain_table_set_rate(table, sample_rate_hz);
    return status_from_errno(pthread_mutex_init(&table->giving, NULL));
}

void gain_table_cleanup(GainTable *table)
{
    pthread_mutex_destroy(&table->giving);
}

void gain_table_set(GainTable *table, const float *gains)
{
    pthread_mutex_lock(&table->giving);
    const uint32_t version = atomic_load_explicit(&table->version, memory_order_relaxed) + 1;
    race_fence_stores(); /* whoever sees the row change sees the version before */
    race_copy(table->rows[version & 1], gains, table->channels);
    atomic_store_explicit(&table->version, version, memory_order_release);
    pthread_mutex_unlock(&table->giving);
}

void gain_table_set_rate(GainTable *table, double sample_rate_hz)
{
    atomic_store(&table->ramp_frames, (uint32_t)lrint(sample_rate_hz * GAIN_RAMP_SECONDS));
}

bool gain_table_copy(const GainTable *table, float *gains, uint32_t *version) OSSICLE_REALTIME
{
    for (int i = 0; i < ATTEMPTS; i++) {
        const uint32_t before = gain_table_version(table);
        race_copy(gains, table->rows[before & 1], table->channels);
        race_fence_loads(); /* first copy, then ask whether it still held */
        if (atomic_load_explicit(&table->version, memory_order_relaxed) == before) {
            *version = before;
            return true;
        }
    }
    return false;
}
