/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/format.h"
#include "macho/make.h"
#include "macho/signature.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static MachoMade made;
static MachoSignature signature;
static Error error;

static void setup(void)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
}

TestSuite(macho_signature, .init = setup);

static Status check(void)
{
    MachoImage image;
    const Status status = macho_image_read(&image, macho_made_bytes(&made), "m", &error);
    return status == STATUS_OK ? macho_signature_check(&signature, &image, &error) : status;
}

Test(macho_signature, of_a_whole_file_is_right)
{
    cr_assert_eq(check(), STATUS_OK, "%s", error.message);
    cr_expect_str_eq(signature.identifier, "made");
    cr_expect(signature.is_ad_hoc);
    cr_expect_eq(signature.page_size, 0x1000);
    cr_expect_eq(signature.page_count, 3);
    cr_expect_eq(signature.code_size, made.signature);
}

/* Far from each other, so that it doesn't take long; the load commands are below. */
enum { STEP = 31 };

Test(macho_signature, a_byte_that_is_another_one_is_found_wherever_it_is)
{
    for (size_t at = 0x700; at < made.signature; at += STEP) {
        char expected[128];
        made.bytes[at] ^= 0x10;
        (void)snprintf(expected, sizeof expected,
                       "m: x86_64: page %zu (from byte 0x%zx) isn't the one that was signed",
                       at / 0x1000, at / 0x1000 * 0x1000);
        cr_assert_eq(check(), STATUS_BAD_FORMAT, "byte 0x%zx", at);
        cr_assert_str_eq(error.message, expected);
        made.bytes[at] ^= 0x10;
    }
    cr_expect_eq(check(), STATUS_OK);
}

Test(macho_signature, a_byte_of_the_header_is_found)
{
    for (size_t at = 0; at < 0x700; at += 5) {
        made.bytes[at] ^= 0x10;
        cr_assert_eq(check(), STATUS_BAD_FORMAT, "byte 0x%zx", at);
        made.bytes[at] ^= 0x10;
    }
}

Test(macho_signature, a_hash_that_is_another_one_is_found)
{
    enum { FIRST_HASH = 0x18 + 0x40 };
    for (size_t i = 0; i < 3 * (size_t)32; i++) {
        made.bytes[made.signature + FIRST_HASH + i] ^= 1;
        cr_assert_eq(check(), STATUS_BAD_FORMAT);
        made.bytes[made.signature + FIRST_HASH + i] ^= 1;
    }
}

/* A change can be signed again: who wants to know who signed needs a certificate. */
Test(macho_signature, signing_again_makes_it_right)
{
    made.bytes[0x900] ^= 1;
    cr_assert_eq(check(), STATUS_BAD_FORMAT);
    macho_made_sign(&made);
    cr_expect_eq(check(), STATUS_OK, "%s", error.message);
}

Test(macho_signature, a_file_without_one_is_not_signed)
{
    macho_make(&made, &(MachoRecipe){.is_unsigned = true});
    cr_expect_eq(check(), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "m: x86_64: it isn't signed");
}

Test(macho_signature, one_that_is_broken_is_refused)
{
    enum { DIRECTORY = 0x18 };
    static const struct {
        size_t offset;
        uint8_t bytes[4];
        const char *message;
    } cases[] = {
        {0, {0}, "its signature is none, or cut off"},
        {4, {1, 0, 0, 0}, "its signature is none, or cut off"},
        {8, {0}, "its signature has no code directory"},
        {12, {0, 0, 0, 9}, "its signature has no code directory"},
        {16, {0xff, 0xff, 0xff, 0xff}, "its signature has no code directory"},
        {DIRECTORY, {1, 2, 3, 4}, "the signature's code directory is none"},
        {DIRECTORY + 4, {0xff, 0, 0, 0}, "its signature has no code directory"},
        {DIRECTORY + 4, {0, 0, 0, 40}, "the signature's code directory is none"},
        {DIRECTORY + 16, {0xff, 0, 0, 0}, "the signature has 3 hashes, expected 3"},
        {DIRECTORY + 20, {0xff, 0, 0, 0}, "the signature has no identifier"},
        {DIRECTORY + 24, {0, 0, 0, 9}, "the signature has 3 hashes, expected 3"},
        {DIRECTORY + 28, {0, 0, 0, 2}, "the signature has 2 hashes, expected 3"},
        {DIRECTORY + 28, {0xff, 0xff, 0xff, 0xff}, "the signature has 4294967295 hashes"},
        {DIRECTORY + 32, {0, 0, 0x22, 0}, "8704 bytes are signed, but 8960 stand before"},
        {DIRECTORY + 36, {20, 2, 0, 12}, "signed with hashes other than SHA-256"},
        {DIRECTORY + 36, {32, 1, 0, 12}, "signed with hashes other than SHA-256"},
        {DIRECTORY + 36, {32, 2, 0, 0}, "signed in pages of 2^0 bytes"},
        {DIRECTORY + 36, {32, 2, 0, 200}, "signed in pages of 2^200 bytes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[128];
        setup();
        memcpy(made.bytes + made.signature + cases[i].offset, cases[i].bytes, 4);
        (void)snprintf(expected, sizeof expected, "m: x86_64: %s", cases[i].message);
        cr_expect_eq(check(), STATUS_BAD_FORMAT, "case %zu", i);
        cr_expect_eq(strncmp(error.message, expected, strlen(expected)), 0, "case %zu: %s", i,
                     error.message);
    }
}
