/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/engine_gate.h"
#include "tool/cf.h"
#include "tool/property.h"

#include "driver/custom_properties.h"

#include <sched.h>
#include <time.h>

/* As a worker needs microseconds, looking again at once is right, but not for long. */
enum { QUICK_LOOKS = 64, PAUSE_NS = 50000 };

bool engine_gate_is_possible(const EngineGate *gate)
{
    return property_has(gate->hal, gate->device, kOssicleDevicePropertyEngine);
}

static bool is_done(const EngineGate *gate)
{
    CFTypeRef const engine = property_copy(gate->hal, gate->device, kOssicleDevicePropertyEngine,
                                           CFDictionaryGetTypeID());
    const int64_t written = cf_member_integer(engine, OSSICLE_KEY_WRITTEN_SAMPLE_TIME, 0);
    const int64_t processed = cf_member_integer(engine, OSSICLE_KEY_PROCESSED_SAMPLE_TIME, 0);
    cf_release(engine);
    return processed >= written;
}

void engine_gate_wait(void *gate)
{
    for (unsigned looks = 0; !is_done(gate); looks++) {
        const struct timespec pause = {.tv_nsec = PAUSE_NS};
        if (looks < QUICK_LOOKS)
            (void)sched_yield();
        else
            (void)nanosleep(&pause, NULL);
    }
}
