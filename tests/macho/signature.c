/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/signature.h"

#include "base/sha256.h"
#include "macho/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SMALLEST_PAGE = 12, LARGEST_PAGE = 14 };

/* The signature's part of that type; false if there is none. */
static bool find_part(Bytes signature, uint32_t type, Bytes *part)
{
    const uint32_t count = bytes_u32_network(signature, 8);
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t at = MACHO_SIGNATURE_HEADER_SIZE + i * MACHO_SIGNATURE_ENTRY_SIZE;
        if (at >= signature.size)
            return false;
        if (bytes_u32_network(signature, at) != type)
            continue;
        const uint32_t offset = bytes_u32_network(signature, at + 4);
        const uint32_t size = bytes_u32_network(signature, (uint64_t)offset + 4);
        return bytes_part(signature, offset, size, part);
    }
    return false;
}

/* Whether `bytes` have the hash that stands at `at` in the code directory. */
static bool has_hash(Bytes bytes, Bytes directory, uint64_t at)
{
    Sha256 hash;
    char found[SHA256_TEXT_BYTES];
    char expected[SHA256_TEXT_BYTES];
    uint8_t stored[SHA256_BYTES];
    if (!bytes_copy(directory, at, stored, sizeof stored))
        return false;
    sha256_init(&hash);
    sha256_add(&hash, bytes.data, bytes.size);
    sha256_finish(&hash, found);
    for (size_t i = 0; i < sizeof stored; i++)
        (void)snprintf(expected + 2 * i, 3, "%02x", stored[i]);
    return strcmp(found, expected) == 0;
}

static Status check_pages(const MachoSignature *signature, const MachoImage *image, Bytes directory,
                          Error *error)
{
    const uint64_t hashes = bytes_u32_network(directory, 16);
    for (uint32_t i = 0; i < signature->page_count; i++) {
        const uint64_t from = (uint64_t)i * signature->page_size;
        const uint64_t left = signature->code_size - from;
        Bytes page;
        (void)bytes_part(image->bytes, from,
                         left < signature->page_size ? left : signature->page_size, &page);
        if (!has_hash(page, directory, hashes + (uint64_t)i * SHA256_BYTES))
            return macho_refuse(image, error,
                                "page %u (from byte 0x%" PRIx64 ") isn't the one that was signed",
                                i, from);
    }
    return STATUS_OK;
}

/* Other parts of the signature (requirements, entitlements) have hashes before those of the pages.
 */
static Status check_parts(const MachoImage *image, Bytes directory, Error *error)
{
    const uint32_t count = bytes_u32_network(directory, 24);
    const uint64_t hashes = bytes_u32_network(directory, 16);
    for (uint32_t type = 1; type <= MACHO_SPECIAL_SLOTS; type++) {
        Bytes part;
        if (!find_part(image->signature, type, &part))
            continue;
        if (type > count || !has_hash(part, directory, hashes - (uint64_t)type * SHA256_BYTES))
            return macho_refuse(image, error, "part %u of the signature isn't the one signed",
                                type);
    }
    return STATUS_OK;
}

static Status read_directory(MachoSignature *signature, const MachoImage *image, Bytes directory,
                             Error *error)
{
    uint8_t kinds[4] = {0}; /* the size of hashes, their type, the platform, the size of pages */
    (void)bytes_copy(directory, 36, kinds, sizeof kinds);
    if (bytes_u32_network(directory, 0) != MACHO_CODE_DIRECTORY_MAGIC ||
        directory.size < MACHO_CODE_DIRECTORY_SIZE)
        return macho_refuse(image, error, "the signature's code directory is none");
    if (kinds[0] != SHA256_BYTES || kinds[1] != MACHO_HASH_SHA256)
        return macho_refuse(image, error, "signed with hashes other than SHA-256");
    if (kinds[3] < SMALLEST_PAGE || kinds[3] > LARGEST_PAGE)
        return macho_refuse(image, error, "signed in pages of 2^%u bytes", kinds[3]);
    signature->page_size = 1U << kinds[3];
    signature->page_count = bytes_u32_network(directory, 28);
    signature->code_size = bytes_u32_network(directory, 32);
    signature->is_ad_hoc = (bytes_u32_network(directory, 12) & MACHO_CODE_DIRECTORY_ADHOC) != 0;
    signature->identifier = bytes_text(directory, bytes_u32_network(directory, 20));
    if (signature->identifier == NULL || *signature->identifier == '\0')
        return macho_refuse(image, error, "the signature has no identifier");
    return STATUS_OK;
}

/* All before the signature is signed, and there is a hash for each page. */
static Status check_extent(const MachoSignature *signature, const MachoImage *image,
                           Bytes directory, Error *error)
{
    const uint64_t begin = (uint64_t)(image->signature.data - image->bytes.data);
    if (signature->code_size != begin)
        return macho_refuse(image, error,
                            "%" PRIu64 " bytes are signed, but %" PRIu64
                            " stand before the signature",
                            signature->code_size, begin);
    const uint64_t pages = (begin + signature->page_size - 1) / signature->page_size;
    const uint64_t hashes = bytes_u32_network(directory, 16);
    const uint64_t parts = (uint64_t)bytes_u32_network(directory, 24) * SHA256_BYTES;
    const uint64_t hashes_size = (uint64_t)signature->page_count * SHA256_BYTES;
    if (signature->page_count != pages || hashes > directory.size || hashes < parts ||
        hashes_size > directory.size - hashes)
        return macho_refuse(image, error, "the signature has %u hashes, expected %" PRIu64,
                            signature->page_count, pages);
    return STATUS_OK;
}

Status macho_signature_check(MachoSignature *signature, const MachoImage *image, Error *error)
{
    memset(signature, 0, sizeof *signature);
    Bytes directory;
    if (image->signature.size == 0)
        return macho_refuse(image, error, "it isn't signed");
    if (bytes_u32_network(image->signature, 0) != MACHO_SIGNATURE_MAGIC ||
        bytes_u32_network(image->signature, 4) > image->signature.size)
        return macho_refuse(image, error, "its signature is none, or cut off");
    if (!find_part(image->signature, MACHO_SIGNATURE_CODE_DIRECTORY, &directory))
        return macho_refuse(image, error, "its signature has no code directory");
    Status status = read_directory(signature, image, directory, error);
    if (status == STATUS_OK)
        status = check_extent(signature, image, directory, error);
    if (status == STATUS_OK)
        status = check_parts(image, directory, error);
    return status == STATUS_OK ? check_pages(signature, image, directory, error) : status;
}
