/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_states.h
 * The states of a chain's modules as a property list: an array with a dictionary for each module
 * that has one: id, occurrence (how many modules with this id stand before it in the chain) and
 * state, the module's bytes. [control] */

#ifndef OSSICLE_DRIVER_MODULE_STATES_H
#define OSSICLE_DRIVER_MODULE_STATES_H

#include "base/status.h"
#include "engine/chain_spec.h"

#include <CoreFoundation/CoreFoundation.h>

/** All states of the chain, the caller's to release. NULL: no memory. */
CFArrayRef module_states_copy(const ChainSpec *spec);

/** Give the chain's modules the states that `array` holds for them; those of other modules are
 * passed over. An entry that is none is left out, and `error` says which was the last such. */
Status module_states_restore(ChainSpec *spec, CFTypeRef array, Error *error);

#endif
