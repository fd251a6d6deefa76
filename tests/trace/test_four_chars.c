/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/four_chars.h"

#include <criterion/criterion.h>

Test(four_chars, four_characters_or_a_number)
{
    char text[FOUR_CHARS_TEXT_SIZE];
    cr_assert_str_eq(four_chars_text('nsrt', text), "'nsrt'");
    cr_assert_str_eq(four_chars_text('uid ', text), "'uid '");
    cr_assert_str_eq(four_chars_text(0, text), "0");
    cr_assert_str_eq(four_chars_text((UInt32)-50, text), "-50");
    cr_assert_str_eq(four_chars_text(0x80000000, text), "-2147483648");
}
