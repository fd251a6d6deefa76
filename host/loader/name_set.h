/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file name_set.h
 * Names of files in watched folders, each once, in the order in which they came. [control] */

#ifndef OSSICLE_LOADER_NAME_SET_H
#define OSSICLE_LOADER_NAME_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct NameEntry {
    size_t folder;
    char *name;
    uint64_t due_ns; /**< for whoever keeps the set */
} NameEntry;

/** A zeroed one is empty. */
typedef struct NameSet {
    NameEntry *entries;
    size_t count;
} NameSet;

/** The entry, made with `due_ns` if it wasn't there. NULL: no memory. Valid until the next change.
 */
NameEntry *name_set_add(NameSet *set, size_t folder, const char *name, uint64_t due_ns);

/** The entry, or NULL. */
NameEntry *name_set_find(const NameSet *set, size_t folder, const char *name);

/** Take the name out, if it is there. */
void name_set_remove(NameSet *set, size_t folder, const char *name);

/** The earliest of all times; UINT64_MAX if there is none. */
uint64_t name_set_due(const NameSet *set);

/** Free everything, and empty the set. */
void name_set_cleanup(NameSet *set);

#endif
