/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_file.h
 * The content of one module file: opened once, checked, and from then on out of everybody's reach.
 * Decision 0120 says how. */

#ifndef OSSICLE_LOADER_MODULE_FILE_H
#define OSSICLE_LOADER_MODULE_FILE_H

#include "base/sha256.h"
#include "base/status.h"

#include <sys/stat.h>

/** A larger file is refused: its copy would take that much memory. */
#define MODULE_FILE_MAX_BYTES (256u << 20)

typedef struct ModuleFile {
    int file; /**< read-only. Where the system has such, a sealed copy of what was opened */
    char hash[SHA256_TEXT_BYTES]; /**< of what `file` holds */
    struct stat identity;         /**< of the file that was opened */
} ModuleFile;

/** [control] Open `name` in the open folder `folder`; `path` names it in messages. It must be a
 * regular file that only root or the user could have written, and mustn't change while it is read
 * (STATUS_BUSY). On failure `module` needs no close. */
Status module_file_open(ModuleFile *module, int folder, const char *name, const char *path,
                        Error *error);

/** [control] Take over the open `file`, which another process made by module_file_open, also on
 * failure. */
Status module_file_adopt(ModuleFile *module, int file, const char *path, Error *error);

/** Close what was opened or taken over. */
void module_file_close(ModuleFile *module);

#endif
