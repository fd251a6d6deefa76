/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file image.h
 * One slice of a Mach-O file, with every offset, count and size in its load commands checked. */

#ifndef OSSICLE_TESTS_MACHO_IMAGE_H
#define OSSICLE_TESTS_MACHO_IMAGE_H

#include "base/status.h"
#include "macho/bytes.h"

enum { MACHO_MOST_SEGMENTS = 16, MACHO_MOST_SECTIONS = 128, MACHO_MOST_LIBRARIES = 16 };

/** Of memory, once loaded. Its file's part lies inside the slice and is no longer than it. */
typedef struct MachoSegment {
    char name[17];
    uint64_t address;
    uint64_t size;
    uint64_t file_offset;
    uint64_t file_size;
    uint32_t most_protection;
    uint32_t protection;
    uint32_t flags;
} MachoSegment;

/** Lies inside its segment, in memory and in the file. */
typedef struct MachoSection {
    char name[17];
    char segment[17];
    uint64_t address;
    uint64_t size;
    uint32_t offset;
    uint32_t flags;
} MachoSection;

typedef struct MachoImage {
    const char *path; /**< of whoever reads it */
    Bytes bytes;
    uint32_t cpu;
    uint32_t type;
    uint64_t entry;                             /**< of a program: where it begins, from base on */
    uint64_t base;                              /**< the address of the slice's first byte */
    uint64_t span;                              /**< from there to the end of the last segment */
    MachoSegment segments[MACHO_MOST_SEGMENTS]; /**< by address; the first begins at base */
    size_t segment_count;
    MachoSection sections[MACHO_MOST_SECTIONS];
    size_t section_count;
    const char *libraries[MACHO_MOST_LIBRARIES]; /**< install names, in the order of ordinals */
    size_t library_count;
    const char *install_name; /**< NULL if it has none */
    Bytes uuid;               /**< 16 bytes, or none */
    size_t platform_count;    /**< of commands that say platform and versions */
    uint32_t platform;
    uint32_t minimum_system; /**< 11.0 is 0x000b0000 */
    uint32_t run_path_count;
    /* No bytes where there is no such part. */
    Bytes rebases, binds, weak_binds, lazy_binds, exports, chains, signature;
    Bytes symbols, strings;
    size_t symbol_count;
    uint32_t seen; /**< which commands there were that may be there only once */
} MachoImage;

/** Read the header and the load commands of a slice, which stays the caller's and has to stay where
 * it is, as has `path`. The error is one line: the path, then what is wrong. */
Status macho_image_read(MachoImage *image, Bytes slice, const char *path, Error *error);

/** The segment that has all `size` bytes from `address` on in the file; NULL if there is none. */
const MachoSegment *macho_image_segment_at(const MachoImage *image, uint64_t address,
                                           uint64_t size);

/** The first section of that type after `previous` (NULL: of all); NULL if there is none. */
const MachoSection *macho_image_section(const MachoImage *image, uint32_t type,
                                        const MachoSection *previous);

/** Fill in the error, whose line begins with the image's path. Returns STATUS_BAD_FORMAT. */
Status macho_refuse(const MachoImage *image, Error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
