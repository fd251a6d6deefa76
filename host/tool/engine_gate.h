/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_gate.h
 * A worker thread has real time to do its work in, which a virtual clock doesn't leave it. The gate
 * makes that clock wait until the device's engine has dealt with all that was written. */

#ifndef OSSICLE_TOOL_ENGINE_GATE_H
#define OSSICLE_TOOL_ENGINE_GATE_H

#include "hal/hal.h"

typedef struct EngineGate {
    Hal *hal;
    AudioObjectID device;
} EngineGate;

/** [control] Whether the device says how far its engine is; without that a gate is of no use. */
bool engine_gate_is_possible(const EngineGate *gate);

/** A HostClockGate; `gate` is an EngineGate. Waits without end: a watch notices if nothing moves.
 */
void engine_gate_wait(void *gate);

#endif
