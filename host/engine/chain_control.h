/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file chain_control.h
 * What control threads ask a chain, and the changes of parameters. NULL is the empty chain. Any
 * number of threads, as long as the chain isn't freed meanwhile. [control] */

#ifndef OSSICLE_ENGINE_CHAIN_CONTROL_H
#define OSSICLE_ENGINE_CHAIN_CONTROL_H

#include "base/status.h"
#include "engine/chain.h"

#include <stddef.h>
#include <stdint.h>

/** How many modules the chain has, and each one's table; NULL past the end. @{ */
size_t chain_module_count(const Chain *chain);
const ossicle_module *chain_module_at(const Chain *chain, size_t index);
/** @} */

/** Copy the chain with every parameter's present value and the states that were last loaded or
 * saved, for the caller to chain_spec_cleanup. On
 * failure the copy is empty. */
Status chain_copy(const Chain *chain, ChainSpec *spec, Error *error);

/** The value last given to a parameter, or what a meter shows. */
Status chain_parameter(const Chain *chain, size_t module, uint32_t parameter, double *value);

/** Give a parameter a new value: see engine_set_parameter. */
Status chain_set_parameter(Chain *chain, size_t module, uint32_t parameter, double value,
                           int64_t sample_time, Error *error);

/** Give `chain` the values that `from`, the same chain but for what is bypassed, has by now. */
void chain_carry_values(Chain *chain, const Chain *from);

/** [any] The sum of the modules' latencies, in frames. */
uint32_t chain_latency_frames(const Chain *chain) OSSICLE_REALTIME;

#endif
