/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/elf_check.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

typedef ElfW(Ehdr) Header;
typedef ElfW(Phdr) Segment;
typedef ElfW(Shdr) Section;

typedef struct Machine {
    uint16_t number;
    const char *name;
} Machine;

static const Machine machines[] = {
    {EM_X86_64, "x86_64"}, {EM_AARCH64, "aarch64"}, {EM_386, "i386"},   {EM_ARM, "arm"},
    {EM_RISCV, "riscv"},   {EM_PPC64, "ppc64"},     {EM_S390, "s390x"},
};

/* The machine that this file was compiled for. */
#if defined(__x86_64__)
enum { NATIVE_MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { NATIVE_MACHINE = EM_AARCH64 };
#elif defined(__i386__)
enum { NATIVE_MACHINE = EM_386 };
#elif defined(__arm__)
enum { NATIVE_MACHINE = EM_ARM };
#elif defined(__riscv)
enum { NATIVE_MACHINE = EM_RISCV };
#elif defined(__powerpc64__)
enum { NATIVE_MACHINE = EM_PPC64 };
#elif defined(__s390x__)
enum { NATIVE_MACHINE = EM_S390 };
#else
#error "add this machine's ELF number here"
#endif

enum {
    NATIVE_CLASS = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32,
    NATIVE_DATA = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB,
};

static const char *machine_name(uint16_t number)
{
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        if (machines[i].number == number)
            return machines[i].name;
    }
    return "unknown to this host";
}

static Status refuse_truncated(uint64_t size, uint64_t needed, const char *path, Error *error)
{
    return error_set(error, STATUS_BAD_FORMAT,
                     "%s: truncated: %" PRIu64 " bytes, its headers promise %" PRIu64
                     "; copy or build it again",
                     path, size, needed);
}

/* These bytes mean the same for all classes and byte orders. */
static Status check_identification(const Header *header, const char *path, Error *error)
{
    if (header->e_ident[EI_CLASS] != NATIVE_CLASS) {
        return error_set(error, STATUS_INCOMPATIBLE, "%s: a %d-bit library, expected %d-bit", path,
                         header->e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32,
                         NATIVE_CLASS == ELFCLASS64 ? 64 : 32);
    }
    if (header->e_ident[EI_DATA] != NATIVE_DATA)
        return error_set(error, STATUS_INCOMPATIBLE,
                         "%s: for a machine with the other byte order, expected %s", path,
                         machine_name(NATIVE_MACHINE));
    return STATUS_OK;
}

static Status check_header(const Header *header, const char *path, Error *error)
{
    if (header->e_machine != NATIVE_MACHINE) {
        return error_set(
            error, STATUS_INCOMPATIBLE, "%s: for another machine (%s, ELF number %u), expected %s",
            path, machine_name(header->e_machine), header->e_machine, machine_name(NATIVE_MACHINE));
    }
    if (header->e_type != ET_DYN) {
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: an ELF file, but no shared library; build it with -shared", path);
    }
    if (header->e_phentsize != sizeof(Segment) || header->e_phnum == 0) {
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: broken: its table of segments is none; build it again", path);
    }
    return STATUS_OK;
}

/* The end of `count` entries of `entry_size` bytes from `offset` on; UINT64_MAX if there is none.
 */
static uint64_t table_end(uint64_t offset, uint64_t count, uint64_t entry_size)
{
    uint64_t bytes = 0;
    uint64_t end = 0;
    const bool overflows = __builtin_mul_overflow(count, entry_size, &bytes) ||
                           __builtin_add_overflow(offset, bytes, &end);
    return overflows ? UINT64_MAX : end;
}

static Status check_segments(int file, const Header *header, uint64_t size, const char *path,
                             Error *error)
{
    for (uint32_t i = 0; i < header->e_phnum; i++) {
        Segment segment;
        const off_t offset = (off_t)(header->e_phoff + i * sizeof segment);
        if (pread(file, &segment, sizeof segment, offset) != (ssize_t)sizeof segment)
            return error_set(error, STATUS_IO, "%s: can't be read", path);
        if (segment.p_type == PT_NULL)
            continue;
        const uint64_t end = table_end(segment.p_offset, segment.p_filesz, 1);
        if (end > size)
            return refuse_truncated(size, end, path, error);
    }
    return STATUS_OK;
}

static Status read_header(int file, uint64_t size, Header *header, const char *path, Error *error)
{
    memset(header, 0, sizeof *header);
    const ssize_t length = pread(file, header, sizeof *header, 0);
    if (length < 0)
        return error_set(error, status_from_errno(errno), "%s: can't be read: %s", path,
                         strerror(errno));
    if (length == 0)
        return error_set(error, STATUS_BAD_FORMAT, "%s: empty, expected a shared library", path);
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: not a library, expected an ELF shared library", path);
    if ((size_t)length < sizeof *header)
        return refuse_truncated(size, sizeof *header, path, error);
    return STATUS_OK;
}

Status elf_check(int file, uint64_t size, const char *path, Error *error)
{
    Header header;
    Status status = read_header(file, size, &header, path, error);
    if (status == STATUS_OK)
        status = check_identification(&header, path, error);
    if (status == STATUS_OK)
        status = check_header(&header, path, error);
    if (status != STATUS_OK)
        return status;
    const uint64_t segments_end = table_end(header.e_phoff, header.e_phnum, sizeof(Segment));
    const uint64_t sections_end = table_end(header.e_shoff, header.e_shnum, sizeof(Section));
    const uint64_t end = segments_end > sections_end ? segments_end : sections_end;
    if (end > size)
        return refuse_truncated(size, end, path, error);
    return check_segments(file, &header, size, path, error);
}
