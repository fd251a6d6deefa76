/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file signature.h
 * The signature of an image: whether the hashes in it are those of its pages. */

#ifndef OSSICLE_TESTS_MACHO_SIGNATURE_H
#define OSSICLE_TESTS_MACHO_SIGNATURE_H

#include "macho/image.h"

typedef struct MachoSignature {
    const char *identifier;
    bool is_ad_hoc;
    uint32_t page_size;
    uint32_t page_count;
    uint64_t code_size; /**< how much of the slice is signed: all before the signature */
} MachoSignature;

/** Check the whole signature, and each page against its hash. The error names the first page that
 * is another one than was signed. */
Status macho_signature_check(MachoSignature *signature, const MachoImage *image, Error *error);

#endif
