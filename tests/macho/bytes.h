/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file bytes.h
 * Reading from bytes that nobody vouches for. Nothing here reads outside them. */

#ifndef OSSICLE_TESTS_MACHO_BYTES_H
#define OSSICLE_TESTS_MACHO_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of somebody else, who keeps them while they are looked at. */
typedef struct Bytes {
    const uint8_t *data;
    size_t size;
} Bytes;

/** The `size` bytes from `offset` on; false, and no bytes, if they don't lie inside. */
bool bytes_part(Bytes bytes, uint64_t offset, uint64_t size, Bytes *part);

/** Copy `size` bytes from `offset` on; false, and zeros, if they don't lie inside. */
bool bytes_copy(Bytes bytes, uint64_t offset, void *to, size_t size);

/** Numbers in the byte order of Mach-O's own structures; zero where there are none. */
uint16_t bytes_u16(Bytes bytes, uint64_t offset);
uint32_t bytes_u32(Bytes bytes, uint64_t offset);
uint64_t bytes_u64(Bytes bytes, uint64_t offset);

/** A number in network byte order, as in fat headers and signatures; zero where there is none. */
uint32_t bytes_u32_network(Bytes bytes, uint64_t offset);

/** The text that begins at `offset`; NULL if it doesn't end inside. */
const char *bytes_text(Bytes bytes, uint64_t offset);

/** A place in bytes, moved by those who read. Once something didn't lie inside it has failed, and
 * gives zeros. */
typedef struct Cursor {
    Bytes bytes;
    size_t at;
    bool failed;
} Cursor;

bool cursor_is_at_end(const Cursor *cursor);
uint8_t cursor_u8(Cursor *cursor);
/** Numbers of seven bits a byte; those that need more than 64 bits have failed. */
uint64_t cursor_uleb(Cursor *cursor);
int64_t cursor_sleb(Cursor *cursor);
/** A text with its end; "" if there is none. */
const char *cursor_text(Cursor *cursor);

#endif
