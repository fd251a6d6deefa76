/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file chain_spec.h
 * A chain as people write it:
 *
 *     org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)
 *
 * Modules in the order of processing, separated by commas; behind each, in parentheses, parameters
 * that differ from their defaults. Spaces may stand between all of these. Enumeration values may be
 * written as their labels, toggles as on and off. An exclamation mark in front of a module bypasses
 * it: it keeps its place and its values, and sound passes it by. The empty text is the empty chain.
 */

#ifndef OSSICLE_ENGINE_CHAIN_SPEC_H
#define OSSICLE_ENGINE_CHAIN_SPEC_H

#include "base/status.h"
#include "loader/catalog.h"

#include <module-api.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct ChainSpecModule {
    const ossicle_module *module;
    double *values;   /**< one per parameter of the module, in the module's order */
    Library *library; /**< that holds the module, held; NULL: the module is there for ever */
    bool is_bypassed;
    bool is_kept_out; /**< bypassed by the host, whatever the text says; not part of it */
    bool is_paused;   /**< bypassed by the engine for a while; not part of the chain at all */
    void *state;      /**< what the module's save wrote, not part of the text; NULL: it has none */
    size_t state_size;
} ChainSpecModule;

typedef struct ChainSpec {
    ChainSpecModule *modules;
    size_t count;
} ChainSpec;

/** [control] Parse and check `text` against the modules of `catalog`. On failure `spec` is empty
 * and the error names the module, parameter or character that is wrong, with its position (the
 * first character is 1), and what would be right. */
Status chain_spec_parse(ChainSpec *spec, const char *text, const Catalog *catalog, Error *error);

/** [control] Append `module` with the defaults of its parameters. A zeroed spec is the empty chain.
 * On failure, which is a lack of memory, the spec is as it was. */
Status chain_spec_add(ChainSpec *spec, const ossicle_module *module);

/** [control] chain_spec_add for a module of `library`, which the spec holds from now on. */
Status chain_spec_add_from(ChainSpec *spec, Library *library, const ossicle_module *module);

/** [control] Give a module of the spec a copy of these bytes as its state. On failure, which is a
 * lack of memory, the state is as it was. */
Status chain_spec_set_state(ChainSpecModule *module, const void *state, size_t size);

/** [control] How many modules with the same id stand before this one: what tells it from them in
 * another chain. */
size_t chain_spec_occurrence(const ChainSpec *spec, size_t index);

/** [control] The module with this id before which `occurrence` others of the same id stand, or
 * NULL. */
ChainSpecModule *chain_spec_find(const ChainSpec *spec, const char *id, size_t occurrence);

/** [control] Give each module a copy of the state of the same module in `from`, by id and
 * occurrence, if that has one. Fails only for lack of memory; some may have theirs then. */
Status chain_spec_adopt_states(ChainSpec *spec, const ChainSpec *from);

/** [control] Take the modules whose files were replaced from the new ones, if `catalog` has such:
 * they keep their places, states and the values that the new ones accept, by the parameters' ids.
 * `*changed` tells whether there were any. On failure, which is a lack of memory, some may be new.
 */
Status chain_spec_follow(ChainSpec *spec, const Catalog *catalog, bool *changed);

/** [control] A copy with all that the spec holds, for the caller to clean up. On failure, which is
 * a lack of memory, it is empty. */
Status chain_spec_copy(const ChainSpec *spec, ChainSpec *copy);

/** [control] The text that gives this chain again, naming every parameter but meters, for the
 * caller to free(). NULL: no memory. */
char *chain_spec_format(const ChainSpec *spec);

/** Free what parse, add or copy made, and let go of the libraries. A zeroed spec is fine. */
void chain_spec_cleanup(ChainSpec *spec);

/** [any, not io] Whether `value` may be given to `parameter`; if so, `*accepted` is it, rounded if
 * the parameter is stepped. The error names the parameter, the value and the range. */
Status parameter_accept(const ossicle_parameter *parameter, double value, double *accepted,
                        Error *error);

#endif
