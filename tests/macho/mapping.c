/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/mapping.h"

#include "macho/fixups.h"
#include "macho/format.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef void (*Initializer)(int count, const char **arguments, const char **environment,
                            const char **apple, const void *variables);

static uint8_t *place(const MachoMapping *mapping, const MachoImage *image, uint64_t address)
{
    return mapping->memory + (address - image->base);
}

static size_t whole_pages(uint64_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return ((size_t)size + page - 1) / page * page;
}

static int protection_of(const MachoSegment *segment)
{
    int protection = PROT_NONE;
    if ((segment->protection & MACHO_READ) != 0)
        protection |= PROT_READ;
    if ((segment->protection & MACHO_WRITE) != 0 && (segment->flags & MACHO_SEGMENT_READ_ONLY) == 0)
        protection |= PROT_WRITE;
    if ((segment->protection & MACHO_EXECUTE) != 0)
        protection |= PROT_EXEC;
    return protection;
}

static Status fill(const MachoMapping *mapping, const MachoImage *image, Error *error)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const MachoSegment *const segment = &image->segments[i];
        uint8_t *const at = place(mapping, image, segment->address);
        if (segment->size == 0)
            continue;
        if (mprotect(at, whole_pages(segment->size), PROT_READ | PROT_WRITE) != 0)
            return macho_refuse(image, error, "no memory for segment %s", segment->name);
        if (segment->file_size > 0)
            memcpy(at, image->bytes.data + segment->file_offset, (size_t)segment->file_size);
        __builtin___clear_cache((char *)at, (char *)at + segment->size); /* it may be code */
    }
    return STATUS_OK;
}

static Status protect(const MachoMapping *mapping, const MachoImage *image, Error *error)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const MachoSegment *const segment = &image->segments[i];
        if (segment->size > 0 && mprotect(place(mapping, image, segment->address),
                                          whole_pages(segment->size), protection_of(segment)) != 0)
            return macho_refuse(image, error, "segment %s can't be protected as it says",
                                segment->name);
    }
    return STATUS_OK;
}

static Status fix(const MachoMapping *mapping, const MachoImage *image, const MachoFixup *fixup,
                  MachoFind find, Error *error)
{
    uint64_t value;
    if (fixup->symbol == NULL) {
        value = (uint64_t)(uintptr_t)place(mapping, image, fixup->target);
    } else {
        void *const found = find(macho_fixup_library(image, fixup), fixup->symbol);
        if (found == NULL && !fixup->may_be_missing)
            return error_set(error, STATUS_NOT_FOUND, "%s: needs %s of %s, which isn't there",
                             image->path, fixup->symbol, macho_fixup_library(image, fixup));
        value = found != NULL ? (uint64_t)(uintptr_t)found + (uint64_t)fixup->addend : 0;
    }
    memcpy(place(mapping, image, fixup->address), &value, sizeof value);
    return STATUS_OK;
}

static Status fix_all(const MachoMapping *mapping, const MachoImage *image, MachoFind find,
                      Error *error)
{
    MachoFixups fixups;
    Status status = macho_fixups_read(&fixups, image, error);
    for (size_t i = 0; i < fixups.count && status == STATUS_OK; i++)
        status = fix(mapping, image, &fixups.items[i], find, error);
    macho_fixups_cleanup(&fixups);
    return status;
}

static bool is_code(const MachoImage *image, uint64_t address)
{
    const MachoSegment *const segment = macho_image_segment_at(image, address, 1);
    return segment != NULL && (segment->protection & MACHO_EXECUTE) != 0;
}

static Status add_initializer(MachoMapping *mapping, const MachoImage *image, uint64_t address,
                              Error *error)
{
    const uint64_t base = (uint64_t)(uintptr_t)mapping->memory;
    if (address < base || !is_code(image, address - base + image->base))
        return macho_refuse(image, error, "an initializer lies outside its code");
    uint64_t *const initializers =
        reallocarray(mapping->initializers, mapping->initializer_count + 1, sizeof *initializers);
    if (initializers == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory", image->path);
    mapping->initializers = initializers;
    initializers[mapping->initializer_count++] = address;
    return STATUS_OK;
}

/* Pointers, which are bound by now. */
static Status find_initializers(MachoMapping *mapping, const MachoImage *image, Error *error)
{
    const MachoSection *section = NULL;
    while ((section = macho_image_section(image, MACHO_SECTION_INITIALIZERS, section)) != NULL) {
        const Bytes pointers = {place(mapping, image, section->address), (size_t)section->size};
        for (uint64_t at = 0; at + 8 <= section->size; at += 8) {
            const Status status = add_initializer(mapping, image, bytes_u64(pointers, at), error);
            if (status != STATUS_OK)
                return status;
        }
    }
    return STATUS_OK;
}

/* Distances from the image's base. */
static Status find_initializer_offsets(MachoMapping *mapping, const MachoImage *image, Error *error)
{
    const MachoSection *section = NULL;
    while ((section = macho_image_section(image, MACHO_SECTION_INITIALIZER_OFFSETS, section)) !=
           NULL) {
        const Bytes offsets = {place(mapping, image, section->address), (size_t)section->size};
        for (uint64_t at = 0; at + 4 <= section->size; at += 4) {
            const uint64_t address = (uint64_t)(uintptr_t)mapping->memory + bytes_u32(offsets, at);
            const Status status = add_initializer(mapping, image, address, error);
            if (status != STATUS_OK)
                return status;
        }
    }
    return STATUS_OK;
}

Status macho_mapping_make(MachoMapping *mapping, const MachoImage *image, MachoFind find,
                          Error *error)
{
    memset(mapping, 0, sizeof *mapping);
    const size_t size = whole_pages(image->span);
    void *const memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return error_set(error, STATUS_NO_MEMORY, "%s: no room for %zu bytes", image->path, size);
    mapping->memory = memory;
    mapping->size = size;
    if (macho_image_section(image, MACHO_SECTION_THREAD_VARIABLES, NULL) != NULL)
        return macho_refuse(image, error, "has variables of threads, which nobody provides here");
    Status status = fill(mapping, image, error);
    if (status == STATUS_OK)
        status = fix_all(mapping, image, find, error);
    if (status == STATUS_OK)
        status = find_initializers(mapping, image, error);
    if (status == STATUS_OK)
        status = find_initializer_offsets(mapping, image, error);
    return status == STATUS_OK ? protect(mapping, image, error) : status;
}

void macho_mapping_unmap(MachoMapping *mapping)
{
    if (mapping->memory != NULL)
        (void)munmap(mapping->memory, mapping->size);
    free(mapping->initializers);
    memset(mapping, 0, sizeof *mapping);
}

void macho_mapping_initialize(const MachoMapping *mapping)
{
    static const char *none[] = {NULL};
    for (size_t i = 0; i < mapping->initializer_count; i++) {
        Initializer initializer;
        memcpy(&initializer, &mapping->initializers[i], sizeof initializer);
        initializer(0, none, none, none, NULL);
    }
}
