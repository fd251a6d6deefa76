/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file file.h
 * A file on the disk, and the slices of a universal binary. */

#ifndef OSSICLE_TESTS_MACHO_FILE_H
#define OSSICLE_TESTS_MACHO_FILE_H

#include "base/status.h"
#include "macho/bytes.h"

/** Take a file into memory, behind whose last byte nothing can be read. Stores no bytes if it
 * fails; otherwise release them with macho_file_unmap. */
Status macho_file_map(const char *path, Bytes *file, Error *error);

/** The same for bytes that are in memory already. */
Status macho_file_guard(Bytes bytes, Bytes *file, Error *error);
void macho_file_unmap(Bytes file);

/** The part of a file that is for the processor `cpu`: a slice, or the whole of a plain Mach-O
 * file. `path` is for the error, which names what is wrong or which slice is missing. */
Status macho_file_slice(Bytes file, uint32_t cpu, const char *path, Bytes *slice, Error *error);

/** "x86_64", "arm64", or a word for others. */
const char *macho_cpu_name(uint32_t cpu);

#endif
