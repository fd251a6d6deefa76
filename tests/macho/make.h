/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file make.h
 * Small Mach-O files for tests, made in memory: a library with code, data, every kind of pointer,
 * an initializer, exports, symbols and a signature. */

#ifndef OSSICLE_TESTS_MACHO_MAKE_H
#define OSSICLE_TESTS_MACHO_MAKE_H

#include "macho/bytes.h"

/** What is to be made. Zeros: for x86_64, with opcodes, importing _strlen from libSystem, signed.
 */
typedef struct MachoRecipe {
    uint32_t cpu;           /**< 0: x86_64 */
    bool has_chains;        /**< chained fixups in place of opcodes */
    uint16_t chains_format; /**< of imports; 0: the shortest */
    bool is_weak;           /**< the import may be missing */
    bool is_unsigned;
    const char *import;        /**< a symbol; NULL: _strlen */
    const char *library;       /**< an install name; NULL: libSystem's */
    const char *second_export; /**< besides _answer; NULL: none */
} MachoRecipe;

/* What its code does, on x86_64: _answer(text) returns what the import returns for `text`, plus the
 * number that the initializer has set through a rebased pointer. Before that it is 0. */
enum { MACHO_MADE_INITIAL = 7 };

enum { MACHO_MADE_SIZE = 0x10000 };

/** A file that was made; `bytes` may be changed. */
typedef struct MachoMade {
    uint8_t bytes[MACHO_MADE_SIZE];
    size_t size;
    size_t page_size; /**< __TEXT begins at 0, __DATA and __LINKEDIT at the next two pages */
    size_t signature; /**< where it begins */
} MachoMade;

void macho_make(MachoMade *made, const MachoRecipe *recipe);
Bytes macho_made_bytes(const MachoMade *made);

/** Where the load command is, or its `index`th if there are several; stops the program if there is
 * none. */
size_t macho_made_command(const MachoMade *made, uint32_t command, unsigned index);

/** Sign it again, after a change. */
void macho_made_sign(MachoMade *made);

/** A universal file of both slices. */
typedef struct MachoFat {
    uint8_t bytes[3 * MACHO_MADE_SIZE];
    size_t size;
} MachoFat;
void macho_make_fat(MachoFat *fat, const MachoMade *x86_64, const MachoMade *arm64);

/** Write a number into bytes that hold it. */
void macho_put(uint8_t *at, uint64_t value, size_t size);

#endif
