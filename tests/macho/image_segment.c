/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/image_segment.h"

#include "macho/format.h"

#include <inttypes.h>
#include <string.h>

#define LARGEST_IMAGE  (UINT64_C(1) << 30)
#define LOWEST_PROGRAM (UINT64_C(1) << 32)

static bool is_zero_fill(uint32_t flags)
{
    const uint32_t type = flags & MACHO_SECTION_TYPE;
    return type == MACHO_SECTION_ZERO_FILL || type == MACHO_SECTION_BIG_ZERO_FILL ||
           type == MACHO_SECTION_THREAD_ZERO_FILL;
}

static bool is_inside(uint64_t at, uint64_t size, uint64_t begin, uint64_t length)
{
    return at >= begin && at - begin <= length && size <= length - (at - begin);
}

static Status check_section(const MachoImage *image, const MachoSegment *segment,
                            const MachoSection *section, Error *error)
{
    if (!is_inside(section->address, section->size, segment->address, segment->size))
        return macho_refuse(image, error, "section %s lies outside its segment %s", section->name,
                            segment->name);
    if (is_zero_fill(section->flags) || section->size == 0)
        return STATUS_OK;
    const bool same =
        is_inside(section->offset, section->size, segment->file_offset, segment->file_size) &&
        section->offset - segment->file_offset == section->address - segment->address;
    return same ? STATUS_OK
                : macho_refuse(image, error, "section %s has another place in the file than in %s",
                               section->name, segment->name);
}

static Status read_section(MachoImage *image, const MachoSegment *segment, Bytes entry,
                           Error *error)
{
    if (image->section_count == MACHO_MOST_SECTIONS)
        return macho_refuse(image, error, "more than %d sections", MACHO_MOST_SECTIONS);
    MachoSection *const section = &image->sections[image->section_count++];
    (void)bytes_copy(entry, 0, section->name, 16);
    (void)bytes_copy(entry, 16, section->segment, 16);
    section->address = bytes_u64(entry, 32);
    section->size = bytes_u64(entry, 40);
    section->offset = bytes_u32(entry, 48);
    section->flags = bytes_u32(entry, 64);
    if (bytes_u32(entry, 60) != 0)
        return macho_refuse(image, error, "section %s has relocations, which only objects have",
                            section->name);
    return check_section(image, segment, section, error);
}

static Status check_segment(const MachoImage *image, const MachoSegment *segment, Error *error)
{
    const char *const name = segment->name;
    Bytes part;
    if (!bytes_part(image->bytes, segment->file_offset, segment->file_size, &part))
        return macho_refuse(image, error,
                            "segment %s ends at %" PRIu64 ", the slice has %zu bytes: truncated",
                            name, segment->file_offset + segment->file_size, image->bytes.size);
    if (segment->file_size > segment->size)
        return macho_refuse(image, error, "segment %s has more bytes in the file than in memory",
                            name);
    const uint64_t lowest = image->type == MACHO_TYPE_EXECUTE ? LOWEST_PROGRAM : 0;
    if (segment->address > lowest + LARGEST_IMAGE || segment->size > LARGEST_IMAGE)
        return macho_refuse(image, error, "segment %s lies beyond 1 GiB", name);
    const uint64_t page = image->cpu == MACHO_CPU_ARM64 ? 0x4000 : 0x1000;
    if (segment->address % page != 0 || segment->file_offset % page != 0)
        return macho_refuse(image, error, "segment %s doesn't begin at a page", name);
    if ((segment->protection & ~segment->most_protection) != 0)
        return macho_refuse(image, error, "segment %s may at first do more than ever", name);
    if ((segment->protection & MACHO_WRITE) != 0 && (segment->protection & MACHO_EXECUTE) != 0)
        return macho_refuse(image, error, "segment %s can be both written and executed", name);
    return STATUS_OK;
}

/* Where a program has no memory, so that pointers that are NULL or cut lead nowhere. */
static bool is_page_zero(const MachoImage *image, const MachoSegment *segment)
{
    return image->type == MACHO_TYPE_EXECUTE && image->segment_count == 1 &&
           segment->address == 0 && segment->size == LOWEST_PROGRAM && segment->file_size == 0 &&
           segment->most_protection == 0;
}

Status macho_read_segment(MachoImage *image, Bytes command, Error *error)
{
    if (image->segment_count == MACHO_MOST_SEGMENTS)
        return macho_refuse(image, error, "more than %d segments", MACHO_MOST_SEGMENTS);
    MachoSegment *const segment = &image->segments[image->segment_count++];
    (void)bytes_copy(command, 8, segment->name, 16);
    segment->address = bytes_u64(command, 24);
    segment->size = bytes_u64(command, 32);
    segment->file_offset = bytes_u64(command, 40);
    segment->file_size = bytes_u64(command, 48);
    segment->most_protection = bytes_u32(command, 56);
    segment->protection = bytes_u32(command, 60);
    segment->flags = bytes_u32(command, 68);
    const uint32_t sections = bytes_u32(command, 64);
    if (is_page_zero(image, segment))
        segment->size = 0; /* nothing is ever there */
    if (sections > (command.size - MACHO_SEGMENT_SIZE) / MACHO_SECTION_SIZE)
        return macho_refuse(image, error, "segment %s promises %u sections, its command has none",
                            segment->name, sections);
    Status status = check_segment(image, segment, error);
    for (uint32_t i = 0; i < sections && status == STATUS_OK; i++) {
        Bytes entry;
        (void)bytes_part(command, MACHO_SEGMENT_SIZE + (uint64_t)i * MACHO_SECTION_SIZE,
                         MACHO_SECTION_SIZE, &entry);
        status = read_section(image, segment, entry, error);
    }
    return status;
}

Status macho_check_segments(MachoImage *image, Error *error)
{
    const MachoSegment *const last = image->segments + image->segment_count;
    const MachoSegment *first = image->segments;
    if (image->segment_count > 1 && first->size == 0)
        first++; /* of a program */
    if (image->segment_count == 0 || first->file_offset != 0 || first->file_size == 0)
        return macho_refuse(image, error, "no segment begins with the header");
    uint64_t end = first->address;
    for (const MachoSegment *segment = first; segment < last; segment++) {
        if (segment->address < end)
            return macho_refuse(image, error, "segment %s overlaps another one", segment->name);
        end = segment->address + segment->size;
    }
    image->base = first->address;
    image->span = end - first->address;
    return STATUS_OK;
}
