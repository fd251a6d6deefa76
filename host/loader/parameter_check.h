/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_check.h
 * Whether one entry of a module's table of parameters keeps the rules of module-api.h. */

#ifndef OSSICLE_LOADER_PARAMETER_CHECK_H
#define OSSICLE_LOADER_PARAMETER_CHECK_H

#include "base/status.h"

#include <module-api.h>

/** [control] The error says what is wrong and what was expected. */
Status parameter_check(const ossicle_parameter *parameter, Error *error);

#endif
