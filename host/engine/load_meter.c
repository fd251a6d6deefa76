/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/load_meter.h"

#include <math.h>

void load_meter_reset(LoadMeter *meter, double sample_rate_hz)
{
    meter->sample_rate_hz = sample_rate_hz;
    meter->seconds = 0;
    atomic_store(&meter->load, 0);
}

void load_meter_add(LoadMeter *meter, uint64_t busy_ns, uint32_t frames) OSSICLE_REALTIME
{
    const double seconds = frames / meter->sample_rate_hz;
    const double share = (double)busy_ns * 1e-9 / seconds;
    const double before = atomic_load_explicit(&meter->load, memory_order_relaxed);
    meter->seconds = fmin(meter->seconds + seconds, 1);
    const double load = before + (share - before) * fmin(seconds / meter->seconds, 1);
    atomic_store_explicit(&meter->load, load, memory_order_relaxed);
}

double load_meter_read(const LoadMeter *meter) OSSICLE_REALTIME
{
    return atomic_load_explicit(&meter->load, memory_order_relaxed);
}
