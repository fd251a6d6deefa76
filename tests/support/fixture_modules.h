/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file fixture_modules.h
 * Modules whose behaviour a test can foretell, made in the test itself: no file, no loader. */

#ifndef OSSICLE_TESTS_FIXTURE_MODULES_H
#define OSSICLE_TESTS_FIXTURE_MODULES_H

#include <module-api.h>
#include <stdatomic.h>
#include <stddef.h>

/** Effect: multiplies by its parameter 0, "gain" (0 to 10, default 2), from each event on. */
extern const ossicle_module fixture_gain;
/** Effect: y += 0.25 * (x - y) per channel, forgotten on reset. */
extern const ossicle_module fixture_smooth;
/** Effect: delays by FIXTURE_DELAY_FRAMES and says so. */
extern const ossicle_module fixture_delay;
#define FIXTURE_DELAY_FRAMES 100u
/** Effect: passes sound on and says in each block that its latency has changed, to this. */
extern const ossicle_module fixture_latency;
extern _Atomic uint32_t fixture_latency_frames;
/** Effect: writes a NaN into the first channel when it sees sample time fixture_nan_time. */
extern const ossicle_module fixture_nan;
extern _Atomic int64_t fixture_nan_time;
/** Effect: fails, after it has written rubbish, in every block of an odd number. */
extern const ossicle_module fixture_failing;
/** Effect: passes sound on once fixture_gate is open (not 0); until then it waits. */
extern const ossicle_module fixture_gate_module;
extern _Atomic int fixture_gate;
/** Effect: how many threads have waited at the gate so far. */
extern _Atomic int fixture_gate_waits;
/** Generator: adds 0.5 to every sample. */
extern const ossicle_module fixture_generator;
/** Sink: shows the largest absolute sample of the block in its meter, parameter 0 "peak". */
extern const ossicle_module fixture_meter;
/** Effect: passes sound on, with 1000 for each first sample of a block that doesn't go on where the
 * last one stopped. */
extern const ossicle_module fixture_marking;
/** Effect: logs one line in each block and passes sound on. */
extern const ossicle_module fixture_logging;
/** Effect: each sample becomes the number of frames that it has processed before. The number is its
 * state, 8 bytes; it refuses to load any other size. */
extern const ossicle_module fixture_counting;
/** How large the state of fixture_growing is; each save lets it grow by the other number. */
extern _Atomic size_t fixture_state_size;
extern _Atomic size_t fixture_state_growth;
/** Effect: passes sound on; has a large state that may grow while it is saved, all bytes 7. */
extern const ossicle_module fixture_growing;
/** Effect: refuses to be created, to be activated. */
extern const ossicle_module fixture_no_create;
extern const ossicle_module fixture_no_activate;
/** Effect: one channel only. */
extern const ossicle_module fixture_mono;

/** How many instances of these modules exist. */
extern _Atomic int fixture_instances;

#endif
