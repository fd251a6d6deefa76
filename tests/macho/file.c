/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/file.h"

#include "macho/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 256 << 20, MOST_SLICES = 16, LARGEST_ALIGNMENT = 15 };

const char *macho_cpu_name(uint32_t cpu)
{
    switch (cpu) {
    case MACHO_CPU_X86_64:
        return "x86_64";
    case MACHO_CPU_ARM64:
        return "arm64";
    default:
        return "a processor that is unknown here";
    }
}

static size_t whole_pages(size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

/* Memory whose last byte is the last one before a page that nobody may touch. */
static uint8_t *map_before_guard(size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t pages = whole_pages(size);
    uint8_t *const map =
        mmap(NULL, pages + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return NULL;
    if (mprotect(map + pages, page, PROT_NONE) != 0) {
        (void)munmap(map, pages + page);
        return NULL;
    }
    return map + pages - size;
}

void macho_file_unmap(Bytes file)
{
    if (file.data == NULL)
        return;
    const size_t pages = whole_pages(file.size);
    const uintptr_t begin = (uintptr_t)file.data + file.size - pages;
    (void)munmap((void *)begin, pages + (size_t)sysconf(_SC_PAGESIZE)); // NOLINT
}

Status macho_file_guard(Bytes bytes, Bytes *file, Error *error)
{
    uint8_t *const copy = map_before_guard(bytes.size);
    *file = (Bytes){NULL, 0};
    if (copy == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a file of %zu bytes", bytes.size);
    if (bytes.size > 0)
        memcpy(copy, bytes.data, bytes.size);
    *file = (Bytes){copy, bytes.size};
    return STATUS_OK;
}

static bool read_whole(int descriptor, uint8_t *to, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t count = read(descriptor, to + done, size - done);
        if (count <= 0)
            return false;
        done += (size_t)count;
    }
    return true;
}

static Status map_open(int descriptor, const char *path, Bytes *file, Error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return error_set(error, status_from_errno(errno), "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_size > LARGEST_FILE)
        return error_set(error, STATUS_BAD_FORMAT, "%s: no file, or one of more than 256 MiB",
                         path);
    const size_t size = (size_t)status.st_size;
    uint8_t *const data = map_before_guard(size);
    if (data == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for it", path);
    *file = (Bytes){data, size};
    if (read_whole(descriptor, data, size))
        return STATUS_OK;
    macho_file_unmap(*file);
    *file = (Bytes){NULL, 0};
    return error_set(error, STATUS_IO, "%s: can't be read", path);
}

Status macho_file_map(const char *path, Bytes *file, Error *error)
{
    *file = (Bytes){NULL, 0};
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set(error, status_from_errno(errno), "%s: %s", path, strerror(errno));
    const Status status = map_open(descriptor, path, file, error);
    (void)close(descriptor);
    return status;
}

/* One slice as the fat header has it; it has been checked to lie inside the file. */
static Status read_entry(Bytes file, uint32_t index, const char *path, uint32_t *cpu, Bytes *slice,
                         Error *error)
{
    const uint64_t at = MACHO_FAT_HEADER_SIZE + (uint64_t)index * MACHO_FAT_ENTRY_SIZE;
    const uint32_t offset = bytes_u32_network(file, at + 8);
    const uint32_t size = bytes_u32_network(file, at + 12);
    const uint32_t alignment = bytes_u32_network(file, at + 16);
    *cpu = bytes_u32_network(file, at);
    if (!bytes_part(file, offset, size, slice))
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: truncated: the slice for %s ends at %llu, the file has %zu bytes",
                         path, macho_cpu_name(*cpu), (unsigned long long)offset + size, file.size);
    if (alignment > LARGEST_ALIGNMENT || offset % (1U << alignment) != 0)
        return error_set(error, STATUS_BAD_FORMAT, "%s: the slice for %s isn't aligned as it says",
                         path, macho_cpu_name(*cpu));
    return STATUS_OK;
}

static Status find_in_fat(Bytes file, uint32_t cpu, const char *path, Bytes *slice, Error *error)
{
    const uint32_t count = bytes_u32_network(file, 4);
    const uint64_t end = MACHO_FAT_HEADER_SIZE + (uint64_t)count * MACHO_FAT_ENTRY_SIZE;
    if (count == 0 || count > MOST_SLICES || end > file.size)
        return error_set(error, STATUS_BAD_FORMAT, "%s: its fat header promises %u slices", path,
                         count);
    Bytes found = {NULL, 0};
    uint64_t used = end;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t entry_cpu;
        Bytes entry;
        const Status status = read_entry(file, i, path, &entry_cpu, &entry, error);
        if (status != STATUS_OK)
            return status;
        if ((uint64_t)(entry.data - file.data) < used)
            return error_set(error, STATUS_BAD_FORMAT, "%s: its slices overlap", path);
        used = (uint64_t)(entry.data - file.data) + entry.size;
        if (entry_cpu == cpu)
            found = entry;
    }
    *slice = found;
    if (found.data != NULL)
        return STATUS_OK;
    return error_set(error, STATUS_INCOMPATIBLE, "%s: has no slice for %s", path,
                     macho_cpu_name(cpu));
}

Status macho_file_slice(Bytes file, uint32_t cpu, const char *path, Bytes *slice, Error *error)
{
    *slice = (Bytes){NULL, 0};
    if (bytes_u32_network(file, 0) == MACHO_FAT_MAGIC)
        return find_in_fat(file, cpu, path, slice, error);
    if (bytes_u32(file, 0) != MACHO_MAGIC)
        return error_set(error, STATUS_BAD_FORMAT, "%s: no Mach-O file", path);
    if (bytes_u32(file, 4) != cpu)
        return error_set(error, STATUS_INCOMPATIBLE, "%s: for %s, expected %s", path,
                         macho_cpu_name(bytes_u32(file, 4)), macho_cpu_name(cpu));
    *slice = file;
    return STATUS_OK;
}
