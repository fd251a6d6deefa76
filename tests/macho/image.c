/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/image.h"

#include "macho/file.h"
#include "macho/format.h"
#include "macho/image_segment.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A load command, and how it is read. */
typedef struct Command {
    uint32_t number;
    uint32_t least_size;
    bool only_once;
    Status (*read)(MachoImage *image, Bytes command, Error *error);
    const char *name;
} Command;

Status macho_refuse(const MachoImage *image, Error *error, const char *format, ...)
{
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return error_set(error, STATUS_BAD_FORMAT, "%s: %s: %s", image->path,
                     macho_cpu_name(image->cpu), reason);
}

/* A part of the slice, as `command` says at `at`: offset and size. */
static Status read_part(const MachoImage *image, Bytes command, uint64_t at, Bytes *part,
                        const char *what, Error *error)
{
    const uint32_t offset = bytes_u32(command, at);
    const uint32_t size = bytes_u32(command, at + 4);
    if (bytes_part(image->bytes, offset, size, part))
        return STATUS_OK;
    return macho_refuse(image, error,
                        "the %s end at %llu, the slice has %zu bytes: a load command points "
                        "outside the file",
                        what, (unsigned long long)offset + size, image->bytes.size);
}

static Status read_symbols(MachoImage *image, Bytes command, Error *error)
{
    const uint32_t offset = bytes_u32(command, 8);
    image->symbol_count = bytes_u32(command, 12);
    if (!bytes_part(image->bytes, offset, (uint64_t)image->symbol_count * MACHO_SYMBOL_SIZE,
                    &image->symbols))
        return macho_refuse(image, error,
                            "the symbols lie outside: a load command points outside the file");
    return read_part(image, command, 16, &image->strings, "symbols' names", error);
}

/* What it says is used by nobody here, but has to be inside. */
static Status read_dynamic_symbols(MachoImage *image, Bytes command, Error *error)
{
    for (uint64_t at = 8; at < 32; at += 8) {
        const uint64_t end = (uint64_t)bytes_u32(command, at) + bytes_u32(command, at + 4);
        if (end > image->symbol_count && bytes_u32(command, at + 4) != 0)
            return macho_refuse(image, error, "a group of symbols ends behind the last symbol");
    }
    const uint64_t size = (uint64_t)bytes_u32(command, 60) * sizeof(uint32_t);
    Bytes indirect;
    if (!bytes_part(image->bytes, bytes_u32(command, 56), size, &indirect))
        return macho_refuse(image, error,
                            "the indirect symbols lie outside: a load command points "
                            "outside the file");
    return STATUS_OK;
}

static Status read_library(MachoImage *image, Bytes command, Error *error)
{
    const char *const name = bytes_text(command, bytes_u32(command, 8));
    if (name == NULL)
        return macho_refuse(image, error, "a library's name lies outside its load command");
    if (image->library_count == MACHO_MOST_LIBRARIES)
        return macho_refuse(image, error, "more than %d libraries", MACHO_MOST_LIBRARIES);
    image->libraries[image->library_count++] = name;
    return STATUS_OK;
}

static Status read_install_name(MachoImage *image, Bytes command, Error *error)
{
    image->install_name = bytes_text(command, bytes_u32(command, 8));
    return image->install_name != NULL
               ? STATUS_OK
               : macho_refuse(image, error, "its own name lies outside its load command");
}

static Status read_uuid(MachoImage *image, Bytes command, Error *error)
{
    (void)error;
    (void)bytes_part(command, 8, 16, &image->uuid);
    return STATUS_OK;
}

static Status read_run_path(MachoImage *image, Bytes command, Error *error)
{
    (void)error;
    (void)command;
    image->run_path_count++;
    return STATUS_OK;
}

static Status read_main(MachoImage *image, Bytes command, Error *error)
{
    (void)error;
    image->entry = bytes_u64(command, 8);
    return STATUS_OK;
}

static Status read_build_version(MachoImage *image, Bytes command, Error *error)
{
    (void)error;
    image->platform_count++;
    image->platform = bytes_u32(command, 8);
    image->minimum_system = bytes_u32(command, 12);
    return STATUS_OK;
}

static Status read_minimum_macos(MachoImage *image, Bytes command, Error *error)
{
    (void)error;
    image->platform_count++;
    image->platform = MACHO_PLATFORM_MACOS;
    image->minimum_system = bytes_u32(command, 8);
    return STATUS_OK;
}

static Status read_dyld_info(MachoImage *image, Bytes command, Error *error)
{
    const struct {
        Bytes *part;
        const char *what;
    } parts[] = {
        {&image->rebases, "rebase opcodes"},
        {&image->binds, "bind opcodes"},
        {&image->weak_binds, "weak bind opcodes"},
        {&image->lazy_binds, "lazy bind opcodes"},
        {&image->exports, "exports"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const Status status =
            read_part(image, command, 8 + 8 * i, parts[i].part, parts[i].what, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static Status read_exports(MachoImage *image, Bytes command, Error *error)
{
    return read_part(image, command, 8, &image->exports, "exports", error);
}

static Status read_chains(MachoImage *image, Bytes command, Error *error)
{
    return read_part(image, command, 8, &image->chains, "chained fixups", error);
}

static Status read_signature(MachoImage *image, Bytes command, Error *error)
{
    return read_part(image, command, 8, &image->signature, "signatures", error);
}

static Status read_nothing(MachoImage *image, Bytes command, Error *error)
{
    Bytes part;
    return read_part(image, command, 8, &part, "notes", error);
}

static const Command commands[] = {
    {MACHO_LOAD_SEGMENT, MACHO_SEGMENT_SIZE, false, macho_read_segment, "LC_SEGMENT_64"},
    {MACHO_LOAD_SYMTAB, 24, true, read_symbols, "LC_SYMTAB"},
    {MACHO_LOAD_DYSYMTAB, 80, true, read_dynamic_symbols, "LC_DYSYMTAB"},
    {MACHO_LOAD_DYLIB, 24, false, read_library, "LC_LOAD_DYLIB"},
    {MACHO_LOAD_WEAK_DYLIB, 24, false, read_library, "LC_LOAD_WEAK_DYLIB"},
    {MACHO_LOAD_REEXPORT, 24, false, read_library, "LC_REEXPORT_DYLIB"},
    {MACHO_LOAD_ID, 24, true, read_install_name, "LC_ID_DYLIB"},
    {MACHO_LOAD_UUID, 24, true, read_uuid, "LC_UUID"},
    {MACHO_LOAD_RPATH, 12, false, read_run_path, "LC_RPATH"},
    {MACHO_LOAD_MAIN, 24, true, read_main, "LC_MAIN"},
    {MACHO_LOAD_BUILD_VERSION, 24, false, read_build_version, "LC_BUILD_VERSION"},
    {MACHO_LOAD_MINIMUM_MACOS, 16, false, read_minimum_macos, "LC_VERSION_MIN_MACOSX"},
    {MACHO_LOAD_DYLD_INFO, 48, true, read_dyld_info, "LC_DYLD_INFO_ONLY"},
    {MACHO_LOAD_EXPORTS_TRIE, 16, true, read_exports, "LC_DYLD_EXPORTS_TRIE"},
    {MACHO_LOAD_CHAINS, 16, true, read_chains, "LC_DYLD_CHAINED_FIXUPS"},
    {MACHO_LOAD_SIGNATURE, 16, true, read_signature, "LC_CODE_SIGNATURE"},
    {MACHO_LOAD_FUNCTION_STARTS, 16, true, read_nothing, "LC_FUNCTION_STARTS"},
    {MACHO_LOAD_DATA_IN_CODE, 16, true, read_nothing, "LC_DATA_IN_CODE"},
};
_Static_assert(sizeof commands / sizeof *commands <= 32, "a bit of `seen` for each");

static Status read_command(MachoImage *image, uint32_t number, Bytes bytes, Error *error)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const Command *const command = &commands[i];
        if (command->number != number)
            continue;
        if (bytes.size < command->least_size)
            return macho_refuse(image, error, "%s has %zu bytes, expected %u", command->name,
                                bytes.size, command->least_size);
        if (command->only_once && (image->seen & 1U << i) != 0)
            return macho_refuse(image, error, "%s is there twice", command->name);
        image->seen |= 1U << i;
        return command->read(image, bytes, error);
    }
    if ((number & MACHO_MUST_KNOW) != 0)
        return macho_refuse(image, error, "load command 0x%x is unknown here", number);
    return STATUS_OK;
}

static Status read_commands(MachoImage *image, Bytes all, uint32_t count, Error *error)
{
    uint64_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t size = bytes_u32(all, at + 4);
        Bytes command;
        if (size < 8 || size % 8 != 0 || !bytes_part(all, at, size, &command))
            return macho_refuse(image, error, "load command %u has a size of %u", i, size);
        const Status status = read_command(image, bytes_u32(all, at), command, error);
        if (status != STATUS_OK)
            return status;
        at += size;
    }
    if (at != all.size)
        return macho_refuse(image, error, "its load commands take %llu bytes, not %zu as it says",
                            (unsigned long long)at, all.size);
    return STATUS_OK;
}

static bool begins_in_code(const MachoImage *image)
{
    const MachoSegment *const segment =
        macho_image_segment_at(image, image->base + image->entry, 1);
    return segment != NULL && (segment->protection & MACHO_EXECUTE) != 0;
}

Status macho_image_read(MachoImage *image, Bytes slice, const char *path, Error *error)
{
    memset(image, 0, sizeof *image);
    image->path = path;
    image->bytes = slice;
    image->cpu = bytes_u32(slice, 4);
    image->type = bytes_u32(slice, 12);
    if (bytes_u32(slice, 0) != MACHO_MAGIC)
        return macho_refuse(image, error, "no 64-bit Mach-O file");
    if (image->type != MACHO_TYPE_DYLIB && image->type != MACHO_TYPE_BUNDLE &&
        image->type != MACHO_TYPE_EXECUTE)
        return macho_refuse(image, error, "neither library, bundle nor program (type %u)",
                            image->type);
    Bytes all;
    const uint32_t size = bytes_u32(slice, 20);
    if (!bytes_part(slice, MACHO_HEADER_SIZE, size, &all))
        return macho_refuse(image, error,
                            "truncated: its load commands take %u bytes, the slice has %zu", size,
                            slice.size);
    Status status = read_commands(image, all, bytes_u32(slice, 16), error);
    if (status == STATUS_OK)
        status = macho_check_segments(image, error);
    if (status == STATUS_OK &&
        macho_image_segment_at(image, image->base, MACHO_HEADER_SIZE + all.size) == NULL)
        return macho_refuse(image, error, "its first segment ends before its load commands");
    if (status == STATUS_OK && image->type == MACHO_TYPE_EXECUTE && !begins_in_code(image))
        return macho_refuse(image, error, "it begins outside of its code");
    return status;
}

const MachoSegment *macho_image_segment_at(const MachoImage *image, uint64_t address, uint64_t size)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const MachoSegment *const segment = &image->segments[i];
        const uint64_t inside = address - segment->address;
        if (address >= segment->address && inside <= segment->file_size &&
            size <= segment->file_size - inside)
            return segment;
    }
    return NULL;
}

const MachoSection *macho_image_section(const MachoImage *image, uint32_t type,
                                        const MachoSection *previous)
{
    const size_t first = previous != NULL ? (size_t)(previous - image->sections) + 1 : 0;
    for (size_t i = first; i < image->section_count; i++)
        if ((image->sections[i].flags & MACHO_SECTION_TYPE) == type)
            return &image->sections[i];
    return NULL;
}
