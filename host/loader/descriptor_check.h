/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file descriptor_check.h
 * Whether the tables of a module file keep the rules of module-api.h. Errors say what is wrong and
 * what was expected, without the name of the file. */

#ifndef OSSICLE_LOADER_DESCRIPTOR_CHECK_H
#define OSSICLE_LOADER_DESCRIPTOR_CHECK_H

#include "base/status.h"

#include <module-api.h>

/** [control] Check the library's own fields. Its modules are for module_check. */
Status library_check(const ossicle_library *library, Error *error);

/** [control] Check one module, which may be NULL, with all its parameters. */
Status module_check(const ossicle_module *module, Error *error);

#endif
