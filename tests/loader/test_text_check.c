/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/text_check.h"

#include <criterion/criterion.h>
#include <module-api.h>
#include <string.h>

static const char *complaint(const char *text)
{
    static Error error;
    error = (Error){.status = STATUS_OK};
    cr_expect_eq(text_check(text, false, "name", &error), error.status);
    return error.message;
}

Test(text_check, accepts_utf8)
{
    static const char *const texts[] = {
        "a",
        " ",
        "~",
        "\xc2\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_str_eq(complaint(texts[i]), "", "text %zu", i);
}

Test(text_check, refuses_what_is_no_utf8)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"\x80", "name isn't UTF-8 (byte 0x80)"},   /* begins in the middle */
        {"ab\xc3", "name isn't UTF-8 (byte 0xc3)"}, /* ends in the middle */
        {"\xc3"
         "a",
         "name isn't UTF-8 (byte 0xc3)"},                     /* is interrupted */
        {"\xc1\xbf", "name isn't UTF-8 (byte 0xc1)"},         /* longer than need be */
        {"\xe0\x9f\xbf", "name isn't UTF-8 (byte 0xe0)"},     /* longer than need be */
        {"\xf0\x8f\xbf\xbf", "name isn't UTF-8 (byte 0xf0)"}, /* longer than need be */
        {"\xed\xa0\x80", "name isn't UTF-8 (byte 0xed)"},     /* half a surrogate pair */
        {"\xf4\x90\x80\x80", "name isn't UTF-8 (byte 0xf4)"}, /* above U+10FFFF */
        {"\xff", "name isn't UTF-8 (byte 0xff)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(complaint(cases[i].text), cases[i].message, "case %zu", i);
}

Test(text_check, refuses_control_characters)
{
    cr_expect_str_eq(complaint("a\nb"), "name holds the control character 0x0a");
    cr_expect_str_eq(complaint("\x1b[31m"), "name holds the control character 0x1b");
    cr_expect_str_eq(complaint("\x7f"), "name holds the control character 0x7f");
}

Test(text_check, refuses_a_text_that_is_missing_or_empty)
{
    cr_expect_str_eq(complaint(NULL), "name is NULL, expected a text");
    cr_expect_str_eq(complaint(""), "name is empty, expected a text");
    cr_expect_eq(text_check("", true, "unit", NULL), STATUS_OK);
    cr_expect_eq(text_check(NULL, true, "unit", NULL), STATUS_BAD_FORMAT);
}

Test(text_check, refuses_a_text_that_does_not_end)
{
    char text[OSSICLE_MAX_TEXT + 2];
    memset(text, 'x', sizeof text);
    text[OSSICLE_MAX_TEXT] = '\0';
    cr_expect_str_eq(complaint(text), "");
    text[OSSICLE_MAX_TEXT] = 'x'; /* and nothing behind it ends it */
    cr_expect_str_eq(complaint(text), "name doesn't end within 1023 bytes");
}

static const char *id_complaint(Status (*check)(const char *, Error *), const char *id)
{
    static Error error;
    error = (Error){.status = STATUS_OK};
    cr_expect_eq(check(id, &error), error.status);
    return error.message;
}

Test(module_id_check, knows_which_ids_are_right)
{
    char id[129] = "a.";
    memset(id + 2, 'b', 126);
    cr_expect_str_eq(id_complaint(module_id_check, "a.b"), "");
    cr_expect_str_eq(id_complaint(module_id_check, "org.Example-2.re_verb"), "");
    cr_expect_str_eq(id_complaint(module_id_check, id), "id has 128 bytes, expected 3 to 127");
    id[127] = '\0';
    cr_expect_str_eq(id_complaint(module_id_check, id), "");
    cr_expect_str_eq(id_complaint(module_id_check, "ab"), "id has 2 bytes, expected 3 to 127");
    static const char *const not_reverse_dns[] = {"reverb", ".org.x", "org.x."};
    for (size_t i = 0; i < sizeof not_reverse_dns / sizeof *not_reverse_dns; i++)
        cr_expect(strstr(id_complaint(module_id_check, not_reverse_dns[i]), "isn't reverse DNS"));
    static const char *const odd[] = {"org.x y", "org.x(y)", "org,x.y", "org.\xc3\xa4"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        cr_expect(strstr(id_complaint(module_id_check, odd[i]), "may hold letters"), "%s", odd[i]);
}

Test(parameter_id_check, knows_which_ids_are_right)
{
    char id[65];
    memset(id, 'b', 64);
    id[64] = '\0';
    cr_expect_str_eq(id_complaint(parameter_id_check, "a"), "");
    cr_expect_str_eq(id_complaint(parameter_id_check, "band-1.gain_db"), "");
    cr_expect_str_eq(id_complaint(parameter_id_check, id), "id has 64 bytes, expected 1 to 63");
    cr_expect_str_eq(id_complaint(parameter_id_check, id + 1), "");
    cr_expect_str_eq(id_complaint(parameter_id_check, ""), "id is empty, expected a text");
    cr_expect_str_eq(id_complaint(parameter_id_check, NULL), "id is NULL, expected a text");
    static const char *const odd[] = {"1a", "_a", "Gain", "a b", "a=b", "-"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        cr_expect(strstr(id_complaint(parameter_id_check, odd[i]), "begins with a letter"), "%s",
                  odd[i]);
}
