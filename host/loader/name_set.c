/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/name_set.h"

#include <stdlib.h>
#include <string.h>

NameEntry *name_set_find(const NameSet *set, size_t folder, const char *name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->entries[i].folder == folder && strcmp(set->entries[i].name, name) == 0)
            return &set->entries[i];
    }
    return NULL;
}

NameEntry *name_set_add(NameSet *set, size_t folder, const char *name, uint64_t due_ns)
{
    NameEntry *const found = name_set_find(set, folder, name);
    if (found)
        return found;
    NameEntry *const entries = reallocarray(set->entries, set->count + 1, sizeof *entries);
    if (!entries)
        return NULL;
    set->entries = entries;
    NameEntry *const made = &entries[set->count];
    *made = (NameEntry){folder, strdup(name), due_ns};
    if (!made->name)
        return NULL;
    set->count++;
    return made;
}

void name_set_remove(NameSet *set, size_t folder, const char *name)
{
    NameEntry *const found = name_set_find(set, folder, name);
    if (!found)
        return;
    free(found->name);
    const size_t behind = (size_t)(set->entries + set->count - (found + 1));
    memmove(found, found + 1, behind * sizeof *found);
    set->count--;
}

uint64_t name_set_due(const NameSet *set)
{
    uint64_t due = UINT64_MAX;
    for (size_t i = 0; i < set->count; i++) {
        if (set->entries[i].due_ns < due)
            due = set->entries[i].due_ns;
    }
    return due;
}

void name_set_cleanup(NameSet *set)
{
    for (size_t i = 0; i < set->count; i++)
        free(set->entries[i].name);
    free(set->entries);
    *set = (NameSet){NULL, 0};
}
