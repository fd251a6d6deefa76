/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/module_file.h"
#include "loader/module_file_system.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

static char *folder;
static char *path;
static int folder_file;
static ModuleFile module;

static void setup(void)
{
    folder = module_folder_new();
    path = module_folder_path(folder, "m.so");
    folder_file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_geq(folder_file, 0);
}

static void teardown(void)
{
    (void)close(folder_file);
    free(path);
    module_folder_free(folder);
}

TestSuite(module_file, .init = setup, .fini = teardown, .timeout = 30);

static Status open_it(Error *error)
{
    return module_file_open(&module, folder_file, "m.so", path, error);
}

Test(module_file, is_known_by_the_hash_of_its_content)
{
    module_folder_write(folder, "m.so", "abc", 3);
    cr_assert_eq(open_it(NULL), STATUS_OK);
    cr_expect_str_eq(module.hash,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    module_file_close(&module);
    cr_expect_eq(module.file, -1);
    module_file_close(&module);
}

Test(module_file, is_a_copy_that_nobody_can_change)
{
    module_folder_write(folder, "m.so", "abc", 3);
    cr_assert_eq(open_it(NULL), STATUS_OK);
    const int original = open(path, O_WRONLY | O_CLOEXEC);
    cr_assert_eq(pwrite(original, "x", 1, 0), 1);
    cr_assert_eq(close(original), 0);
    char content[4] = "";
    cr_expect_eq(pread(module.file, content, sizeof content, 0), 3);
    cr_expect_str_eq(content, "abc");
    cr_expect_eq(pwrite(module.file, "x", 1, 0), -1);
    cr_expect_eq(errno, EPERM);
    cr_expect_eq(ftruncate(module.file, 1), -1);
    cr_expect_eq(ftruncate(module.file, 4), -1);
    cr_expect_eq(mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, module.file, 0), MAP_FAILED);
    cr_expect_eq(fcntl(module.file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE), -1);
    module_file_close(&module);
}

Test(module_file, may_be_as_large_as_a_piece_of_the_copy_and_larger)
{
    enum { PIECE = 16384 };
    static char bytes[3 * PIECE];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    static const size_t sizes[] = {PIECE - 1, PIECE, PIECE + 1, sizeof bytes};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        static char content[3 * PIECE + 1];
        module_folder_write(folder, "m.so", bytes, sizes[i]);
        cr_assert_eq(open_it(NULL), STATUS_OK);
        cr_assert_eq(pread(module.file, content, sizeof content, 0), (ssize_t)sizes[i]);
        cr_expect_arr_eq(content, bytes, sizes[i]);
        module_file_close(&module);
        cr_assert_eq(unlink(path), 0);
    }
}

Test(module_file, must_not_be_too_large)
{
    Error error;
    char expected[512];
    module_folder_write(folder, "m.so", "abc", 3);
    cr_assert_eq(truncate(path, (off_t)MODULE_FILE_MAX_BYTES + 1), 0);
    cr_expect_eq(open_it(&error), STATUS_BAD_FORMAT);
    (void)snprintf(expected, sizeof expected,
                   "%s: has 257 MiB, expected at most 256; build it without what it doesn't need",
                   path);
    cr_expect_str_eq(error.message, expected);
}

/* As the system's loader would refuse it, were it not loaded from memory. */
Test(module_file, must_lie_where_programs_may_run)
{
    struct statvfs about;
    cr_assert_eq(statvfs("/proc", &about), 0);
    if ((about.f_flag & ST_NOEXEC) == 0)
        cr_skip("this system runs what is in /proc");
    const int other = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Error error;
    cr_expect_eq(module_file_open(&module, other, "version", "/proc/version", &error),
                 STATUS_NOT_PERMITTED);
    cr_expect_str_eq(error.message,
                     "/proc/version: its file system is mounted so that nothing on it may be run "
                     "(noexec); use a folder on another one");
    (void)close(other);
}

Test(module_file, must_not_change_while_it_is_read)
{
    struct stat before;
    int frozen = -1;
    Error error;
    char expected[512];
    module_folder_write(folder, "m.so", "abc", 3);
    cr_assert_eq(stat(path, &before), 0);
    const int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    cr_assert_eq(module_file_freeze(file, &before, path, &frozen, NULL), STATUS_OK);
    cr_assert_eq(close(frozen), 0);
    cr_assert_eq(write(file, "d", 1), 1);
    frozen = -1;
    cr_expect_eq(module_file_freeze(file, &before, path, &frozen, &error), STATUS_BUSY);
    cr_expect_eq(frozen, -1);
    (void)snprintf(expected, sizeof expected,
                   "%s: still being written; it is looked at again when that is done", path);
    cr_expect_str_eq(error.message, expected);
    (void)close(file);
}

Test(module_file, can_be_adopted)
{
    ModuleFile adopted;
    module_folder_write(folder, "m.so", "abc", 3);
    cr_assert_eq(open_it(NULL), STATUS_OK);
    cr_assert_eq(module_file_adopt(&adopted, dup(module.file), path, NULL), STATUS_OK);
    cr_expect_str_eq(adopted.hash, module.hash);
    module_file_close(&module);
    char content[4] = "";
    cr_expect_eq(pread(adopted.file, content, sizeof content, 0), 3);
    module_file_close(&adopted);
    Error error;
    cr_expect_neq(module_file_adopt(&adopted, -1, path, &error), STATUS_OK);
    cr_expect_eq(adopted.file, -1);
}
