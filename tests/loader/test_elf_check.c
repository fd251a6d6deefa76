/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/elf_check.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;
static int file;
static uint64_t size;

static void setup(void)
{
    folder = module_folder_new();
    char *const source = module_folder_path(FIXTURES_DIR, "factor.so");
    char *const path = module_folder_path(folder, "m.so");
    module_folder_copy(folder, source, "m.so");
    file = open(path, O_RDWR | O_CLOEXEC);
    cr_assert_geq(file, 0);
    struct stat status;
    cr_assert_eq(fstat(file, &status), 0);
    size = (uint64_t)status.st_size;
    free(source);
    free(path);
}

static void teardown(void)
{
    (void)close(file);
    module_folder_free(folder);
}

TestSuite(elf_check, .init = setup, .fini = teardown);

Test(elf_check, accepts_a_whole_library)
{
    cr_expect_eq(elf_check(file, size, "m.so", NULL), STATUS_OK);
}

Test(elf_check, notices_wherever_a_library_was_cut)
{
    for (uint64_t length = size; length-- > 0; length -= length > 8192 ? length % 4093 : 0) {
        Error error = {.status = STATUS_OK};
        cr_assert_eq(ftruncate(file, (off_t)length), 0);
        cr_assert_eq(elf_check(file, length, "m.so", &error), STATUS_BAD_FORMAT, "%" PRIu64,
                     length);
        const char *expected = "m.so: truncated: ";
        if (length < SELFMAG)
            expected = length > 0 ? "m.so: not a library, expected" : "m.so: empty, expected";
        cr_assert(strncmp(error.message, expected, strlen(expected)) == 0, "%s", error.message);
    }
}

#define HEADER(field) offsetof(ElfW(Ehdr), field), sizeof(((ElfW(Ehdr) *)NULL)->field)
#define SEGMENT(field)                                                                             \
    sizeof(ElfW(Ehdr)) + offsetof(ElfW(Phdr), field), sizeof(((ElfW(Phdr) *)NULL)->field)

Test(elf_check, says_what_is_wrong_with_a_header)
{
    static const struct {
        size_t offset, size;
        uint64_t value; /* little endian, as are all machines that we test on */
        Status status;
        const char *message; /* its beginning */
    } cases[] = {
        {EI_MAG0, 1, 'E', STATUS_BAD_FORMAT, "m.so: not a library, expected an ELF shared library"},
        {EI_CLASS, 1, ELFCLASS32, STATUS_INCOMPATIBLE, "m.so: a 32-bit library, expected 64-bit"},
        {EI_DATA, 1, ELFDATA2MSB, STATUS_INCOMPATIBLE,
         "m.so: for a machine with the other byte order, expected "},
        {HEADER(e_machine), EM_S390, STATUS_INCOMPATIBLE,
         "m.so: for another machine (s390x, ELF number 22), expected "},
        {HEADER(e_machine), 0xfffe, STATUS_INCOMPATIBLE,
         "m.so: for another machine (unknown to this host, ELF number 65534), expected "},
        {HEADER(e_type), ET_REL, STATUS_BAD_FORMAT,
         "m.so: an ELF file, but no shared library; build it with -shared"},
        {HEADER(e_type), ET_EXEC, STATUS_BAD_FORMAT,
         "m.so: an ELF file, but no shared library; build it with -shared"},
        {HEADER(e_phentsize), 1, STATUS_BAD_FORMAT,
         "m.so: broken: its table of segments is none; build it again"},
        {HEADER(e_phnum), 0, STATUS_BAD_FORMAT,
         "m.so: broken: its table of segments is none; build it again"},
        {HEADER(e_phnum), 0xffff, STATUS_BAD_FORMAT, "m.so: truncated: "},
        {HEADER(e_phoff), UINT64_MAX - 8, STATUS_BAD_FORMAT, "m.so: truncated: "},
        {HEADER(e_shoff), UINT64_MAX - 8, STATUS_BAD_FORMAT, "m.so: truncated: "},
        {SEGMENT(p_filesz), UINT64_MAX, STATUS_BAD_FORMAT, "m.so: truncated: "},
        {SEGMENT(p_offset), UINT64_MAX, STATUS_BAD_FORMAT, "m.so: truncated: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {.status = STATUS_OK};
        char saved[8];
        const off_t offset = (off_t)cases[i].offset;
        const ssize_t length = (ssize_t)cases[i].size;
        cr_assert_eq(pread(file, saved, cases[i].size, offset), length);
        cr_assert_eq(pwrite(file, &cases[i].value, cases[i].size, offset), length);
        cr_expect_eq(elf_check(file, size, "m.so", &error), cases[i].status, "case %zu", i);
        cr_expect(strncmp(error.message, cases[i].message, strlen(cases[i].message)) == 0,
                  "case %zu: %s", i, error.message);
        cr_assert_eq(pwrite(file, saved, cases[i].size, offset), length);
    }
    cr_expect_eq(elf_check(file, size, "m.so", NULL), STATUS_OK);
}

Test(elf_check, says_how_long_the_file_should_be)
{
    Error error;
    char expected[128];
    cr_assert_eq(ftruncate(file, (off_t)size - 1), 0);
    cr_expect_eq(elf_check(file, size - 1, "m.so", &error), STATUS_BAD_FORMAT);
    (void)snprintf(expected, sizeof expected,
                   "m.so: truncated: %" PRIu64 " bytes, its headers promise %" PRIu64
                   "; copy or build it again",
                   size - 1, size);
    cr_expect_str_eq(error.message, expected);
}
