/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file word_made.h
 * Values of words that are no property's as it is. Each is a `get` or a `set` of Word. [control] */

#ifndef OSSICLE_TOOL_WORD_MADE_H
#define OSSICLE_TOOL_WORD_MADE_H

#include "tool/words.h"

json_t *word_made_id(const WordPlace *place, const Word *word);
json_t *word_made_direction(const WordPlace *place, const Word *word);

/** An object with input and output, without the direction that the device lacks. @{ */
json_t *word_made_channels(const WordPlace *place, const Word *word);
json_t *word_made_latency(const WordPlace *place, const Word *word); /**< @} */

/** Change to a rate that the device offers; the error says which these are. */
Status word_made_set_rate(const WordPlace *place, const Word *word, json_t *value, Error *error);

/** An array of names: "float32", "int16". */
json_t *word_made_formats(const WordPlace *place, const Word *word);

/** An array of objects, as kOssicleDevicePropertyClients; of what the HAL knows if the device lacks
 * that. */
json_t *word_made_clients(const WordPlace *place, const Word *word);

/** An object: those of the HAL, and those of the engine if the device has one. */
json_t *word_made_counters(const WordPlace *place, const Word *word);

/** An array of lines: the plug-in's, then the device's. NULL if neither keeps any. */
json_t *word_made_errors(const WordPlace *place, const Word *word);

#endif
