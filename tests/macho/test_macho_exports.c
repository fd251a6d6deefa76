/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/exports.h"
#include "macho/format.h"
#include "macho/make.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static MachoMade made;
static MachoImage image;
static MachoExports exports;
static Error error;

static void make(const MachoRecipe *recipe)
{
    macho_make(&made, recipe);
    cr_assert_eq(macho_image_read(&image, macho_made_bytes(&made), "m", &error), STATUS_OK, "%s",
                 error.message);
}

static void setup(void)
{
    make(&(MachoRecipe){.has_chains = false});
}

static void teardown(void)
{
    macho_exports_cleanup(&exports);
}

TestSuite(macho_exports, .init = setup, .fini = teardown);

Test(macho_exports, are_names_with_addresses)
{
    make(&(MachoRecipe){.second_export = "_another"});
    cr_assert_eq(macho_exports_read(&exports, &image, &error), STATUS_OK, "%s", error.message);
    cr_assert_eq(exports.count, 2);
    cr_expect_str_eq(exports.items[0].name, "_answer");
    cr_expect_eq(exports.items[0].address, 0x800);
    cr_expect_str_eq(exports.items[1].name, "_another");
    cr_expect_eq(exports.items[1].address, 0x840);
}

Test(macho_exports, an_image_may_have_none)
{
    image.exports = (Bytes){NULL, 0};
    cr_assert_eq(macho_exports_read(&exports, &image, &error), STATUS_OK);
    cr_expect_eq(exports.count, 0);
}

Test(macho_exports, names_are_put_together_from_parts)
{
    static const uint8_t trie[] = {0, 1, '_', 0, 5,                   /* the root: one edge */
                                   0, 2, 'a', 0, 13, 'b', 'c', 0, 17, /* overlapped below */
                                   2, 0, 1,   0, 2,  0,   2,   0};
    static uint8_t fixed[sizeof trie];
    memcpy(fixed, trie, sizeof trie);
    fixed[9] = 14;
    fixed[13] = 18;
    image.exports = (Bytes){fixed, sizeof fixed};
    cr_assert_eq(macho_exports_read(&exports, &image, &error), STATUS_OK, "%s", error.message);
    cr_assert_eq(exports.count, 2);
    cr_expect_str_eq(exports.items[0].name, "_a");
    cr_expect_eq(exports.items[0].address, 1);
    cr_expect_str_eq(exports.items[1].name, "_bc");
    cr_expect_eq(exports.items[1].address, 2);
}

Test(macho_exports, trees_that_lead_astray_are_refused)
{
    static const struct {
        uint8_t bytes[12];
        size_t size;
        const char *message;
    } cases[] = {
        {{0}, 1, "its exports are cut off"},
        {{0x80}, 1, "its exports are cut off"},
        {{9, 0, 0}, 3, "its exports are cut off"},
        {{0, 1, 'a', 0, 0}, 5, "its exports lead outside or in a circle"},
        {{0, 1, 'a', 0, 5}, 5, "its exports lead outside or in a circle"},
        {{0, 1, 'a', 0, 0xff, 0xff, 0x7f}, 7, "its exports lead outside or in a circle"},
        {{0, 1, 0, 4, 0}, 5, "its exports are cut off or too long"},
        {{0, 1, 'a', 'b'}, 4, "its exports are cut off or too long"},
        {{0, 2, 'a', 0, 8, 'b', 0, 8, 0, 0}, 10, "its exports lead outside or in a circle"},
        {{3, 0, 0x80, 0x7f, 0}, 5, "export  lies outside the image"},
        {{2, MACHO_EXPORT_REEXPORT, 0, 0}, 4, "export  is of a kind unknown here"},
        {{2, MACHO_EXPORT_THREAD_LOCAL, 0, 0}, 4, "export  is of a kind unknown here"},
        {{1, 0, 0}, 3, "export  lies outside the image"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[128];
        image.exports = (Bytes){cases[i].bytes, cases[i].size};
        (void)snprintf(expected, sizeof expected, "m: x86_64: %s", cases[i].message);
        cr_expect_eq(macho_exports_read(&exports, &image, &error), STATUS_BAD_FORMAT, "case %zu",
                     i);
        cr_expect_str_eq(error.message, expected, "case %zu: %s", i, error.message);
        macho_exports_cleanup(&exports);
    }
}

Test(macho_exports, a_name_is_not_endless)
{
    static uint8_t trie[2000];
    trie[1] = 1;
    memset(trie + 2, 'a', 1500);
    trie[1503] = 0;
    image.exports = (Bytes){trie, sizeof trie};
    cr_expect_eq(macho_exports_read(&exports, &image, &error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "m: x86_64: its exports are cut off or too long");
}

Test(macho_exports, symbols_have_names_and_places)
{
    MachoSymbol symbol;
    cr_assert_eq(macho_symbol_read(&image, 0, &symbol, &error), STATUS_OK);
    cr_expect_str_eq(symbol.name, "_answer");
    cr_expect_eq(symbol.value, 0x800);
    cr_expect_eq(symbol.section, 1);
    cr_assert_eq(macho_symbol_read(&image, 1, &symbol, &error), STATUS_OK);
    cr_expect_str_eq(symbol.name, "_strlen");
    cr_expect_eq(symbol.type, MACHO_SYMBOL_EXTERNAL);
    cr_assert_eq(macho_symbol_read(&image, 2, &symbol, &error), STATUS_OK);
    cr_expect_str_eq(symbol.name, "_private");
}

Test(macho_exports, symbols_that_lead_outside_are_refused)
{
    static const struct {
        size_t offset, size;
        uint64_t value;
        const char *message;
    } cases[] = {
        {0, 4, 0x80, "m: x86_64: the name of symbol 0 lies outside"},
        {0, 4, UINT32_MAX, "m: x86_64: the name of symbol 0 lies outside"},
        {5, 1, 0, "m: x86_64: symbol _answer lies outside its section"},
        {5, 1, 5, "m: x86_64: symbol _answer lies outside its section"},
        {8, 8, 0x7ff, "m: x86_64: symbol _answer lies outside its section"},
        {8, 8, UINT64_MAX, "m: x86_64: symbol _answer lies outside its section"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MachoSymbol symbol;
        setup();
        uint8_t *const symbols = made.bytes + (image.symbols.data - image.bytes.data);
        macho_put(symbols + cases[i].offset, cases[i].value, cases[i].size);
        cr_expect_eq(macho_symbol_read(&image, 0, &symbol, &error), STATUS_BAD_FORMAT, "case %zu",
                     i);
        cr_expect_str_eq(error.message, cases[i].message);
    }
}
