/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The driver built for macOS is what a Mac takes, for both kinds of processors. */

#include "macho/bundle.h"
#include "macho/file.h"
#include "macho/format.h"
#include "macho/rules.h"
#include "macho/signature.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static char *bundle;

static void setup(void)
{
    folder = module_folder_new();
    bundle = macho_bundle_copy(folder);
}

static void teardown(void)
{
    free(bundle);
    macho_bundle_remove_folder(folder);
    free(folder);
}

TestSuite(macho_bundle, .init = setup, .fini = teardown);

static void print(void *context, const char *line)
{
    (void)context;
    cr_log_error("%s", line);
}

Test(macho_bundle, is_what_a_mac_takes)
{
    const char *const home = getenv("HOME"); /* of whoever built it */
    const char *const forbidden[] = {
        SOURCE_FOLDER, BUILD_FOLDER, "/home/", "/tmp/", home && strlen(home) > 1 ? home : NULL,
        NULL};
    for (const MachoBinary *binary = macho_bundle_binaries; binary->path != NULL; binary++) {
        const MachoExpected expected = {binary->exported, forbidden};
        MachoReport report = {.say = print};
        size_t size;
        uint8_t *const bytes = macho_bundle_read(bundle, binary->path, &size);
        const Bytes file = {bytes, size};
        macho_rules_check(file, MACHO_CPU_X86_64, binary->path, &expected, &report);
        macho_rules_check(file, MACHO_CPU_ARM64, binary->path, &expected, &report);
        cr_expect_eq(report.count, 0);
        free(bytes);
    }
}

/* In one slice, a byte of each page is changed and back again. */
static void expect_changes_found(uint8_t *bytes, size_t size, uint32_t cpu)
{
    MachoImage image;
    MachoSignature signature;
    Error error;
    Bytes slice;
    cr_assert_eq(macho_file_slice((Bytes){bytes, size}, cpu, "m", &slice, &error), STATUS_OK);
    cr_assert_eq(macho_image_read(&image, slice, "m", &error), STATUS_OK);
    cr_assert_eq(macho_signature_check(&signature, &image, &error), STATUS_OK);
    const uint64_t code_size = signature.code_size;
    uint8_t *const begin = bytes + (slice.data - bytes);
    for (uint64_t at = signature.page_size - 1; at < code_size; at += signature.page_size) {
        char expected[64];
        begin[at] ^= 0x40;
        (void)snprintf(expected, sizeof expected, "page %u ", (unsigned)(at / signature.page_size));
        cr_expect_eq(macho_signature_check(&signature, &image, &error), STATUS_BAD_FORMAT);
        cr_expect_not_null(strstr(error.message, expected), "%s", error.message);
        begin[at] ^= 0x40;
    }
}

Test(macho_bundle, a_byte_that_is_another_one_is_found_on_each_page)
{
    for (const MachoBinary *binary = macho_bundle_binaries; binary->path != NULL; binary++) {
        size_t size;
        uint8_t *const bytes = macho_bundle_read(bundle, binary->path, &size);
        expect_changes_found(bytes, size, MACHO_CPU_X86_64);
        expect_changes_found(bytes, size, MACHO_CPU_ARM64);
        free(bytes);
    }
}
