/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file fixups.h
 * The pointers of an image that are known only once it is loaded: those into itself (rebases) and
 * those to others (binds), however the file says it. */

#ifndef OSSICLE_TESTS_MACHO_FIXUPS_H
#define OSSICLE_TESTS_MACHO_FIXUPS_H

#include "macho/image.h"

/** The libraries of ordinals that are none. */
enum {
    MACHO_LIBRARY_SELF = 0,
    MACHO_LIBRARY_MAIN = -1,
    MACHO_LIBRARY_FLAT = -2,
    MACHO_LIBRARY_WEAK = -3,
};

/** One pointer, all of which lies in a part of a segment that is in the file and can be written. */
typedef struct MachoFixup {
    uint64_t address;
    const char *symbol; /**< NULL: a rebase */
    uint64_t target;    /**< of a rebase: an address inside the image */
    int64_t addend;     /**< of a bind */
    int library; /**< of a bind: an ordinal of MachoImage.libraries from 1 on, or one of above */
    bool may_be_missing;
} MachoFixup;

typedef struct MachoFixups {
    MachoFixup *items;
    size_t count;
    size_t capacity;
} MachoFixups;

/** All of them, by the file's order; clean up in any case. */
Status macho_fixups_read(MachoFixups *fixups, const MachoImage *image, Error *error);
void macho_fixups_cleanup(MachoFixups *fixups);

/** "CoreFoundation" and the like: the last part of the library's install name. Never NULL. */
const char *macho_fixup_library(const MachoImage *image, const MachoFixup *fixup);

/* For opcodes.c and chains.c: */

/** Check that the fixup lies where one may, and take it in. */
Status macho_fixups_add(MachoFixups *fixups, const MachoImage *image, const MachoFixup *fixup,
                        Error *error);
Status macho_opcodes_read(MachoFixups *fixups, const MachoImage *image, Error *error);
Status macho_chains_read(MachoFixups *fixups, const MachoImage *image, Error *error);

#endif
