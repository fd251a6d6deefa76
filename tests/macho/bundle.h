/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file bundle.h
 * The bundle that bundle/build-darwin.sh made, for tests. The environment variable DARWIN_BUNDLE
 * says where it is, if not in build-darwin/ of the source. */

#ifndef OSSICLE_TESTS_MACHO_BUNDLE_H
#define OSSICLE_TESTS_MACHO_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

/** Its path. Fails the test with what to do if it isn't there. */
const char *macho_bundle_path(void);

/** A binary of it. */
typedef struct MachoBinary {
    const char *path;     /**< below Contents */
    const char *exported; /**< the one symbol that others see, as C has it */
} MachoBinary;

/** All of them; one without a path ends the list. */
extern const MachoBinary macho_bundle_binaries[];

/** A copy in `folder` with nothing in it but what is for macOS, which stands where CFBundle looks
 * on this system. Returns its path, to free(). */
char *macho_bundle_copy(const char *folder);

/** Let the worker of a copy be started by `runner`, ossicle-macho-program for its processor. */
void macho_bundle_use_worker(const char *bundle, const char *runner);

/** Add a file that build-faults.sh made to a copy's modules. */
void macho_bundle_add_faults(const char *bundle, const char *name);

/** Remove a folder with all that is in it. */
void macho_bundle_remove_folder(const char *folder);

/** A whole file, to free(). */
uint8_t *macho_bundle_read(const char *bundle, const char *name, size_t *size);
void macho_bundle_write(const char *bundle, const char *name, const void *bytes, size_t size);

#endif
