/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Fixups as chains: each pointer in the file says what it is to become and where the next one is.
 */

#include "macho/fixups.h"
#include "macho/format.h"

#include <inttypes.h>

typedef struct Chains {
    MachoFixups *fixups;
    const MachoImage *image;
    Bytes bytes;
    Bytes imports, names;
    uint32_t import_count;
    uint32_t import_format;
    Error *error;
} Chains;

/* Those of one segment. */
typedef struct Starts {
    Bytes bytes;
    const MachoSegment *segment;
    uint16_t page_size;
    uint16_t format;
    uint16_t page_count;
} Starts;

static const uint32_t import_sizes[] = {
    [MACHO_CHAINS_IMPORT] = 4,
    [MACHO_CHAINS_IMPORT_ADDEND] = 8,
    [MACHO_CHAINS_IMPORT_ADDEND_64] = 16,
};

static int sign_extend(uint32_t value, unsigned bits)
{
    return (int)(value << (32 - bits)) >> (32 - bits);
}

/* What the import at `index` is: symbol, library and addend. */
static Status read_import(const Chains *chains, uint32_t index, MachoFixup *fixup)
{
    const uint64_t at = (uint64_t)index * import_sizes[chains->import_format];
    const uint64_t low = bytes_u64(chains->imports, at);
    const uint32_t word = bytes_u32(chains->imports, at);
    uint64_t name = word >> 9;
    fixup->library = sign_extend(word & 0xff, 8);
    fixup->may_be_missing = (word >> 8 & 1) != 0;
    if (chains->import_format == MACHO_CHAINS_IMPORT_ADDEND)
        fixup->addend = (int32_t)bytes_u32(chains->imports, at + 4);
    if (chains->import_format == MACHO_CHAINS_IMPORT_ADDEND_64) {
        fixup->library = sign_extend(word & 0xffff, 16);
        fixup->may_be_missing = (word >> 16 & 1) != 0;
        name = low >> 32;
        fixup->addend = (int64_t)bytes_u64(chains->imports, at + 8);
    }
    fixup->symbol = bytes_text(chains->names, name);
    if (fixup->symbol == NULL)
        return macho_refuse(chains->image, chains->error, "the name of import %u lies outside",
                            index);
    return STATUS_OK;
}

static Status add_pointer(const Chains *chains, const Starts *starts, uint64_t address,
                          uint64_t pointer)
{
    MachoFixup fixup = {.address = address};
    if (pointer >> 63 == 0) {
        const uint64_t from =
            starts->format == MACHO_CHAINS_POINTER_64_OFFSET ? chains->image->base : 0;
        fixup.target = (pointer & UINT64_C(0xfffffffff)) + from;
        return macho_fixups_add(chains->fixups, chains->image, &fixup, chains->error);
    }
    const uint32_t ordinal = (uint32_t)(pointer & 0xffffff);
    if (ordinal >= chains->import_count)
        return macho_refuse(chains->image, chains->error, "a chain names import %u of %u", ordinal,
                            chains->import_count);
    const Status status = read_import(chains, ordinal, &fixup);
    fixup.addend += (int64_t)(pointer >> 24 & 0xff);
    return status == STATUS_OK
               ? macho_fixups_add(chains->fixups, chains->image, &fixup, chains->error)
               : status;
}

/* From the first pointer of a page to the last; each one is behind the one before. */
static Status follow(const Chains *chains, const Starts *starts, uint64_t address)
{
    for (;;) {
        const MachoSegment *const at =
            macho_image_segment_at(chains->image, address, sizeof(uint64_t));
        if (at != starts->segment)
            return macho_refuse(chains->image, chains->error, "a chain leaves its segment");
        const uint64_t pointer =
            bytes_u64(chains->image->bytes, at->file_offset + (address - at->address));
        const Status status = add_pointer(chains, starts, address, pointer);
        const uint64_t next = pointer >> 51 & 0xfff;
        if (status != STATUS_OK || next == 0)
            return status;
        address += 4 * next;
    }
}

static Status read_pages(const Chains *chains, const Starts *starts)
{
    for (uint16_t page = 0; page < starts->page_count; page++) {
        const uint16_t start =
            bytes_u16(starts->bytes, MACHO_CHAINS_SEGMENT_SIZE + 2 * (uint64_t)page);
        if (start == MACHO_CHAINS_NO_PAGE)
            continue;
        if ((start & MACHO_CHAINS_MANY_STARTS) != 0 || start >= starts->page_size)
            return macho_refuse(chains->image, chains->error, "a chain begins behind its page");
        const uint64_t offset = (uint64_t)page * starts->page_size + start;
        const Status status = follow(chains, starts, starts->segment->address + offset);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static Status read_segment(const Chains *chains, uint64_t at, const MachoSegment *segment)
{
    const uint32_t size = bytes_u32(chains->bytes, at);
    Starts starts = {.segment = segment};
    if (size < MACHO_CHAINS_SEGMENT_SIZE || !bytes_part(chains->bytes, at, size, &starts.bytes))
        return macho_refuse(chains->image, chains->error, "the chains of %s lie outside",
                            segment->name);
    starts.page_size = bytes_u16(starts.bytes, 4);
    starts.format = bytes_u16(starts.bytes, 6);
    starts.page_count = bytes_u16(starts.bytes, 20);
    if (starts.format != MACHO_CHAINS_POINTER_64 && starts.format != MACHO_CHAINS_POINTER_64_OFFSET)
        return macho_refuse(chains->image, chains->error, "pointers of format %u are unknown here",
                            starts.format);
    if (starts.page_size != 0x1000 && starts.page_size != 0x4000)
        return macho_refuse(chains->image, chains->error, "chains over pages of %u bytes",
                            starts.page_size);
    if (bytes_u64(starts.bytes, 8) != segment->address - chains->image->base)
        return macho_refuse(chains->image, chains->error, "the chains of %s are another segment's",
                            segment->name);
    if (starts.page_count > (size - MACHO_CHAINS_SEGMENT_SIZE) / 2)
        return macho_refuse(chains->image, chains->error, "%s has no chains for %u pages",
                            segment->name, starts.page_count);
    return read_pages(chains, &starts);
}

static Status read_segments(const Chains *chains, uint64_t at)
{
    const uint32_t count = bytes_u32(chains->bytes, at);
    Bytes offsets;
    if (count > chains->image->segment_count ||
        !bytes_part(chains->bytes, at + 4, 4 * (uint64_t)count, &offsets))
        return macho_refuse(chains->image, chains->error, "chains for %u segments", count);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t offset = bytes_u32(offsets, 4 * (uint64_t)i);
        if (offset == 0)
            continue;
        const Status status = read_segment(chains, at + offset, &chains->image->segments[i]);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

Status macho_chains_read(MachoFixups *fixups, const MachoImage *image, Error *error)
{
    const Bytes bytes = image->chains;
    if (bytes.size == 0)
        return STATUS_OK;
    Chains chains = {.fixups = fixups,
                     .image = image,
                     .bytes = bytes,
                     .import_count = bytes_u32(bytes, 16),
                     .import_format = bytes_u32(bytes, 20),
                     .error = error};
    if (bytes.size < MACHO_CHAINS_HEADER_SIZE || bytes_u32(bytes, 0) != 0 ||
        bytes_u32(bytes, 24) != 0)
        return macho_refuse(image, error, "chained fixups of a version that is unknown here");
    if (chains.import_format < MACHO_CHAINS_IMPORT ||
        chains.import_format > MACHO_CHAINS_IMPORT_ADDEND_64)
        return macho_refuse(image, error, "imports of format %u are unknown here",
                            chains.import_format);
    const uint64_t imports_size =
        (uint64_t)chains.import_count * import_sizes[chains.import_format];
    const uint32_t names = bytes_u32(bytes, 12);
    if (!bytes_part(bytes, bytes_u32(bytes, 8), imports_size, &chains.imports) ||
        names > bytes.size)
        return macho_refuse(image, error, "its imports lie outside its chained fixups");
    (void)bytes_part(bytes, names, bytes.size - names, &chains.names);
    return read_segments(&chains, bytes_u32(bytes, 4));
}
