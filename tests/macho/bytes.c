/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/bytes.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "Mach-O's numbers are taken as they are");

bool bytes_part(Bytes bytes, uint64_t offset, uint64_t size, Bytes *part)
{
    const bool inside = offset <= bytes.size && size <= bytes.size - offset;
    *part = inside ? (Bytes){bytes.data + offset, (size_t)size} : (Bytes){NULL, 0};
    return inside;
}

bool bytes_copy(Bytes bytes, uint64_t offset, void *to, size_t size)
{
    Bytes part;
    memset(to, 0, size);
    if (!bytes_part(bytes, offset, size, &part))
        return false;
    memcpy(to, part.data, size);
    return true;
}

uint16_t bytes_u16(Bytes bytes, uint64_t offset)
{
    uint16_t value;
    (void)bytes_copy(bytes, offset, &value, sizeof value);
    return value;
}

uint32_t bytes_u32(Bytes bytes, uint64_t offset)
{
    uint32_t value;
    (void)bytes_copy(bytes, offset, &value, sizeof value);
    return value;
}

uint64_t bytes_u64(Bytes bytes, uint64_t offset)
{
    uint64_t value;
    (void)bytes_copy(bytes, offset, &value, sizeof value);
    return value;
}

uint32_t bytes_u32_network(Bytes bytes, uint64_t offset)
{
    return __builtin_bswap32(bytes_u32(bytes, offset));
}

const char *bytes_text(Bytes bytes, uint64_t offset)
{
    if (offset >= bytes.size)
        return NULL;
    const uint8_t *const begin = bytes.data + offset;
    return memchr(begin, '\0', bytes.size - (size_t)offset) ? (const char *)begin : NULL;
}

bool cursor_is_at_end(const Cursor *cursor)
{
    return cursor->failed || cursor->at >= cursor->bytes.size;
}

uint8_t cursor_u8(Cursor *cursor)
{
    if (cursor_is_at_end(cursor)) {
        cursor->failed = true;
        return 0;
    }
    return cursor->bytes.data[cursor->at++];
}

/* Seven bits a byte, the lowest first; stores how many bits there were. */
static uint64_t read_bits(Cursor *cursor, unsigned *bits, uint8_t *last)
{
    uint64_t value = 0;
    *bits = 0;
    do {
        *last = cursor_u8(cursor);
        const uint64_t part = *last & 0x7f;
        if (*bits >= 64 || (*bits == 63 && part > 1 && part != 0x7f))
            cursor->failed = true;
        else
            value |= part << *bits;
        *bits += 7;
    } while ((*last & 0x80) != 0 && !cursor->failed);
    return cursor->failed ? 0 : value;
}

uint64_t cursor_uleb(Cursor *cursor)
{
    unsigned bits;
    uint8_t last;
    return read_bits(cursor, &bits, &last);
}

int64_t cursor_sleb(Cursor *cursor)
{
    unsigned bits;
    uint8_t last;
    uint64_t value = read_bits(cursor, &bits, &last);
    if (!cursor->failed && (last & 0x40) != 0 && bits < 64)
        value |= ~UINT64_C(0) << bits;
    return (int64_t)value;
}

const char *cursor_text(Cursor *cursor)
{
    const char *const text = cursor->failed ? NULL : bytes_text(cursor->bytes, cursor->at);
    if (text == NULL) {
        cursor->failed = true;
        return "";
    }
    cursor->at += strlen(text) + 1;
    return text;
}
