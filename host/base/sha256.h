/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sha256.h
 * SHA-256 as FIPS 180-4 defines it, of whole bytes. [any, not io] */

#ifndef OSSICLE_BASE_SHA256_H
#define OSSICLE_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum {
    SHA256_BYTES = 32,
    SHA256_BLOCK_BYTES = 64,
    SHA256_TEXT_BYTES = 2 * SHA256_BYTES + 1, /**< hexadecimal, with its end */
};

/** A hash under way. */
typedef struct Sha256 {
    uint32_t state[8];
    uint64_t length; /**< bytes so far; the last of them, a part of a block, stand in `block` */
    uint8_t block[SHA256_BLOCK_BYTES];
} Sha256;

void sha256_init(Sha256 *hash);

/** Take in what follows: any number of bytes. */
void sha256_add(Sha256 *hash, const void *bytes, size_t count);

/** Write the hash of all that was taken in as lower-case hexadecimal digits. Ends the hash. */
void sha256_finish(Sha256 *hash, char text[SHA256_TEXT_BYTES]);

#endif
