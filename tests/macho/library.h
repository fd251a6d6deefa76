/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library.h
 * Loaded Mach-O files, as dlopen and its kin have them. [any] */

#ifndef OSSICLE_TESTS_MACHO_LIBRARY_H
#define OSSICLE_TESTS_MACHO_LIBRARY_H

#include "base/status.h"
#include "macho/format.h"

#include <stdbool.h>

#if defined(__x86_64__)
enum { MACHO_NATIVE_CPU = MACHO_CPU_X86_64 };
#else
enum { MACHO_NATIVE_CPU = MACHO_CPU_ARM64 };
#endif

/** Opaque; one for each file, however often it is loaded. */
typedef struct MachoLibrary MachoLibrary;

/** True for a file that begins as Mach-O files do. */
bool macho_library_is_one(const char *path);

/** Load the file's slice for this machine, run its initializers, and count one user more; NULL if
 * it can't be. What it needs comes from adapters.h. */
MachoLibrary *macho_library_open(const char *path, Error *error);

/** True if the handle is one of ours. */
bool macho_library_is_handle(const void *handle);

/** The address of an exported symbol (its name in C); NULL if there is none. */
void *macho_library_symbol(const MachoLibrary *library, const char *name);

/** One user less. Without users its code is gone, after what it gave to atexit has run. */
void macho_library_close(MachoLibrary *library);

#endif
