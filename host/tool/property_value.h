/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file property_value.h
 * The value of any property as JSON. [any] */

#ifndef OSSICLE_TOOL_PROPERTY_VALUE_H
#define OSSICLE_TOOL_PROPERTY_VALUE_H

#include "trace/selector_names.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/** Whether a value of this type can be read without telling the driver for what. */
bool property_value_is_readable(HalValueType type);

/** The `size` bytes at `data`, which are suitably aligned for any type. An object that belongs to
 * the reader is released. Bytes that aren't a value of the type become a string that says how many
 * there are. */
json_t *property_value_json(HalValueType type, const void *data, uint32_t size);

/** A four-character code as its characters, or as a number if they can't be printed. */
json_t *property_value_code(UInt32 code);

#endif
