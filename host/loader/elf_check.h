/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file elf_check.h
 * Whether a file is a whole ELF library for this machine. The system's loader maps what the headers
 * promise and takes the process down (SIGBUS) if the file is shorter than that. */

#ifndef OSSICLE_LOADER_ELF_CHECK_H
#define OSSICLE_LOADER_ELF_CHECK_H

#include "base/status.h"

#include <stdint.h>

/** [control] Check the open `file` of `size` bytes. Reads nothing but its headers, and nothing
 * outside the file. The error names `path`, what is wrong and what was expected. */
Status elf_check(int file, uint64_t size, const char *path, Error *error);

#endif
