/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file mapping.h
 * An image in memory, as it runs. */

#ifndef OSSICLE_TESTS_MACHO_MAPPING_H
#define OSSICLE_TESTS_MACHO_MAPPING_H

#include "macho/image.h"

/** The address for a symbol of a library, which is named as adapters_find has it; NULL if there is
 * none. */
typedef void *(*MachoFind)(const char *library, const char *symbol);

typedef struct MachoMapping {
    uint8_t *memory; /**< the image's base; page-aligned */
    size_t size;
    size_t initializer_count;
    uint64_t *initializers; /**< addresses in memory of functions that are in executable segments */
} MachoMapping;

/** Map the image and bind all its pointers, lazy ones too. Runs none of its code. The error names
 * the first import that `find` doesn't know. Unmap in any case. */
Status macho_mapping_make(MachoMapping *mapping, const MachoImage *image, MachoFind find,
                          Error *error);
void macho_mapping_unmap(MachoMapping *mapping);

/** Run the initializers. */
void macho_mapping_initialize(const MachoMapping *mapping);

#endif
