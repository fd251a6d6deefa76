/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/bytes.h"

#include <criterion/criterion.h>

static const uint8_t numbers[] = {1, 2, 3, 4, 5, 6, 7, 8};
static const Bytes eight = {numbers, sizeof numbers};

Test(macho_bytes, a_part_lies_inside_or_is_none)
{
    Bytes part;
    cr_assert(bytes_part(eight, 2, 6, &part));
    cr_expect_eq(part.data, numbers + 2);
    cr_expect_eq(part.size, 6);
    cr_expect(bytes_part(eight, 8, 0, &part));
    static const struct {
        uint64_t offset, size;
    } outside[] = {{8, 1}, {9, 0}, {2, 7}, {0, 9}, {UINT64_MAX, 1}, {1, UINT64_MAX}};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        cr_expect_not(bytes_part(eight, outside[i].offset, outside[i].size, &part), "%zu", i);
        cr_expect_null(part.data);
    }
}

Test(macho_bytes, numbers_outside_are_zero)
{
    cr_expect_eq(bytes_u16(eight, 6), 0x0807);
    cr_expect_eq(bytes_u16(eight, 7), 0);
    cr_expect_eq(bytes_u32(eight, 4), 0x08070605);
    cr_expect_eq(bytes_u32(eight, 5), 0);
    cr_expect_eq(bytes_u64(eight, 0), UINT64_C(0x0807060504030201));
    cr_expect_eq(bytes_u64(eight, 1), 0);
    cr_expect_eq(bytes_u32_network(eight, 0), 0x01020304);
}

Test(macho_bytes, a_text_ends_inside)
{
    static const uint8_t text[] = {'a', 'b', 0, 'c'};
    const Bytes bytes = {text, sizeof text};
    cr_expect_str_eq(bytes_text(bytes, 1), "b");
    cr_expect_str_eq(bytes_text(bytes, 2), "");
    cr_expect_null(bytes_text(bytes, 3));
    cr_expect_null(bytes_text(bytes, 4));
    Cursor cursor = {.bytes = bytes};
    cr_expect_str_eq(cursor_text(&cursor), "ab");
    cr_expect_eq(cursor.at, 3);
    cr_expect_str_eq(cursor_text(&cursor), "");
    cr_expect(cursor.failed);
}

Test(macho_bytes, numbers_of_seven_bits_a_byte)
{
    static const struct {
        uint8_t bytes[15];
        bool fails;
        size_t size;
        uint64_t number;
        int64_t signed_number;
    } cases[] = {
        {{0}, false, 1, 0, 0},
        {{0x3f}, false, 1, 63, 63},
        {{0x7f}, false, 1, 127, -1},
        {{0x80, 0x01}, false, 2, 128, 128},
        {{0x80, 0x7f}, false, 2, 0x3f80, -128},
        {{0xe5, 0x8e, 0x26}, false, 3, 624485, 624485},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, false, 10, UINT64_MAX, -1},
        {{0x80}, true, 1, 0, 0},
        {{0}, true, 0, 0, 0},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, true, 10, 0, 0},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, true, 11, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Cursor cursor = {.bytes = {cases[i].bytes, cases[i].size}};
        cr_expect_eq(cursor_uleb(&cursor), cases[i].number, "case %zu", i);
        cr_expect_eq(cursor.failed, cases[i].fails, "case %zu", i);
        cr_expect(cases[i].fails || cursor.at == cases[i].size, "case %zu", i);
        cursor = (Cursor){.bytes = {cases[i].bytes, cases[i].size}};
        cr_expect_eq(cursor_sleb(&cursor), cases[i].signed_number, "case %zu", i);
        cr_expect_eq(cursor.failed, cases[i].fails, "case %zu", i);
    }
}

Test(macho_bytes, what_failed_stays_so)
{
    Cursor cursor = {.bytes = eight, .at = 8};
    cr_expect_eq(cursor_u8(&cursor), 0);
    cr_expect(cursor.failed);
    cursor.at = 0;
    cr_expect_eq(cursor_u8(&cursor), 0);
    cr_expect_eq(cursor_uleb(&cursor), 0);
    cr_expect_str_eq(cursor_text(&cursor), "");
}
