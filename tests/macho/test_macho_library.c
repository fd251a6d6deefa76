/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Loading whole files, and running what is in them. */

#include "macho/file.h"
#include "macho/library.h"
#include "macho/make.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static MachoMade made;
static Error error;
static char *folder;
static char *path;

typedef int (*Answer)(const char *text);

static void setup(void)
{
    folder = module_folder_new();
    path = module_folder_path(folder, "made.dylib");
}

static void teardown(void)
{
    free(path);
    module_folder_free(folder);
}

TestSuite(macho_library, .init = setup, .fini = teardown);

static void write_file(const void *bytes, size_t size)
{
    FILE *const file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}

static void write_made(const MachoRecipe *recipe)
{
    macho_make(&made, recipe);
    write_file(made.bytes, made.size);
}

static void expect_refused(const char *message)
{
    char expected[512];
    (void)snprintf(expected, sizeof expected, "%s: %s", path, message);
    cr_expect_null(macho_library_open(path, &error));
    cr_expect_str_eq(error.message, expected);
}

Test(macho_library, a_program_is_no_library)
{
    macho_make(&made, &(MachoRecipe){.cpu = MACHO_NATIVE_CPU});
    macho_put(made.bytes + 12, MACHO_TYPE_EXECUTE, 4);
    write_file(made.bytes, made.size);
    cr_expect_null(macho_library_open(path, &error));
    cr_expect_not_null(strstr(error.message, ": a program, no library"), "%s", error.message);
}

#if defined(__x86_64__)
static Answer answer_of(MachoLibrary *library)
{
    void *const address = macho_library_symbol(library, "answer");
    Answer answer;
    cr_assert_not_null(address);
    memcpy(&answer, &address, sizeof answer);
    return answer;
}

Test(macho_library, its_code_runs)
{
    for (int has_chains = 0; has_chains <= 1; has_chains++) {
        write_made(&(MachoRecipe){.has_chains = has_chains == 1});
        MachoLibrary *const library = macho_library_open(path, &error);
        cr_assert_not_null(library, "%s", error.message);
        cr_expect_eq(answer_of(library)("four"), 4 + MACHO_MADE_INITIAL,
                     "an import, a pointer, an initializer");
        cr_expect_null(macho_library_symbol(library, "_answer"));
        cr_expect_null(macho_library_symbol(library, "private"));
        macho_library_close(library);
        (void)remove(path);
    }
}

Test(macho_library, runs_out_of_a_universal_file)
{
    static MachoMade arm64;
    static MachoFat fat;
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    macho_make(&arm64, &(MachoRecipe){.cpu = 0x0100000c});
    macho_make_fat(&fat, &made, &arm64);
    write_file(fat.bytes, fat.size);
    MachoLibrary *const library = macho_library_open(path, &error);
    cr_assert_not_null(library, "%s", error.message);
    cr_expect_eq(answer_of(library)(""), MACHO_MADE_INITIAL);
    macho_library_close(library);
}

Test(macho_library, is_loaded_once)
{
    write_made(&(MachoRecipe){.has_chains = false});
    MachoLibrary *const library = macho_library_open(path, &error);
    cr_assert_not_null(library);
    cr_expect_eq(macho_library_open(path, &error), library);
    cr_expect(macho_library_is_handle(library));
    macho_library_close(library);
    cr_expect_eq(answer_of(library)("."), 1 + MACHO_MADE_INITIAL, "still there for the other");
    macho_library_close(library);
    cr_expect_not(macho_library_is_handle(library));
}

Test(macho_library, an_import_may_be_missing_if_the_file_says_so)
{
    write_made(&(MachoRecipe){.import = "_no_such_function", .is_weak = true});
    MachoLibrary *const library = macho_library_open(path, &error);
    cr_expect_not_null(library, "%s", error.message);
    macho_library_close(library);
}
#endif

Test(macho_library, an_import_without_an_adapter_is_named)
{
    write_made(&(MachoRecipe){.import = "_no_such_function"});
    expect_refused("needs _no_such_function of libSystem.B.dylib, which isn't there");
    write_made(&(MachoRecipe){.import = "_strlen", .library = "/usr/lib/libobjc.A.dylib"});
    expect_refused("needs _strlen of libobjc.A.dylib, which isn't there");
    write_made(&(MachoRecipe){.import = "strlen"});
    expect_refused("needs strlen of libSystem.B.dylib, which isn't there");
}

Test(macho_library, what_is_for_another_machine_is_refused)
{
    write_made(&(MachoRecipe){.cpu = 0x0100000c});
    expect_refused("for arm64, expected x86_64");
}

Test(macho_library, what_is_no_mach_o_file_is_refused)
{
    write_file("#!/bin/sh\n", 10);
    expect_refused("no Mach-O file");
    cr_expect_not(macho_library_is_one(path));
    write_file("", 0);
    expect_refused("no Mach-O file");
    cr_assert_eq(remove(path), 0);
    expect_refused("there is no such file");
}

Test(macho_library, an_initializer_is_code)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    macho_put(made.bytes + made.page_size + 8, made.page_size + 16, 8); /* leads into __DATA */
    write_file(made.bytes, made.size);
    expect_refused("x86_64: an initializer lies outside its code");
}

Test(macho_library, a_cut_file_is_refused)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    write_file(made.bytes, made.size - 1);
    expect_refused("x86_64: segment __LINKEDIT ends at 9984, the slice has 9983 bytes: truncated");
}

/* The system says so when it is asked to do it. */
Test(macho_library, nothing_can_be_read_behind_a_file)
{
    Bytes file;
    int ends[2];
    write_made(&(MachoRecipe){.has_chains = false});
    cr_assert_eq(macho_file_map(path, &file, &error), STATUS_OK);
    cr_assert_eq(file.size, made.size);
    cr_assert_eq(memcmp(file.data, made.bytes, made.size), 0);
    cr_assert_eq(pipe(ends), 0);
    cr_expect_eq(write(ends[1], file.data + file.size - 1, 1), 1);
    cr_expect_eq(write(ends[1], file.data + file.size, 1), -1);
    cr_expect_eq(errno, EFAULT);
    (void)close(ends[0]);
    (void)close(ends[1]);
    macho_file_unmap(file);
}
