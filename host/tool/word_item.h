/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file word_item.h
 * Words for controls that choose one of several items, which have names. [control] */

#ifndef OSSICLE_TOOL_WORD_ITEM_H
#define OSSICLE_TOOL_WORD_ITEM_H

#include "tool/words.h"

/** The name of the item that is chosen; an array if there are several. */
json_t *word_item_get(const WordPlace *place, const Word *word);

/** Choose an item by its name in any case, its four characters or its number. */
Status word_item_set(const WordPlace *place, const Word *word, json_t *value, Error *error);

#endif
