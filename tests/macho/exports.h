/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file exports.h
 * What an image gives to others, and what its symbol table says of that. */

#ifndef OSSICLE_TESTS_MACHO_EXPORTS_H
#define OSSICLE_TESTS_MACHO_EXPORTS_H

#include "macho/image.h"

typedef struct MachoExport {
    char *name;
    uint64_t address;
} MachoExport;

typedef struct MachoExports {
    MachoExport *items;
    size_t count;
} MachoExports;

/** All of them, each an address inside the image; clean up in any case. */
Status macho_exports_read(MachoExports *exports, const MachoImage *image, Error *error);
void macho_exports_cleanup(MachoExports *exports);

/** One symbol of the table. */
typedef struct MachoSymbol {
    const char *name;
    uint8_t type;
    uint8_t section; /**< from 1 on */
    uint16_t description;
    uint64_t value;
} MachoSymbol;

/** The symbol at `index`, below symbol_count. Its name and its place lie inside the image. */
Status macho_symbol_read(const MachoImage *image, size_t index, MachoSymbol *symbol, Error *error);

#endif
