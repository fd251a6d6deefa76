/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file word_parameter.h
 * MODULE.PARAMETER as a word: a parameter of a module in the device's chain. MODULE is the module's
 * place in the chain, from 0, or its id if the chain has it once. [control] */

#ifndef OSSICLE_TOOL_WORD_PARAMETER_H
#define OSSICLE_TOOL_WORD_PARAMETER_H

#include "tool/words.h"

/** An array of the chain's modules, as the driver describes them; NULL if the device has none. */
json_t *word_parameter_modules(const WordPlace *place);

/** The parameter that `name` means, among `modules`, which go on owning it; `index` gets the
 * module's place. NULL with the reason. */
json_t *word_parameter_find(const json_t *modules, const char *name, size_t *index, Error *error);

/** Set it to a number, one of its labels, or on or off. */
Status word_parameter_set(const WordPlace *place, const char *name, json_t *value, Error *error);

#endif
