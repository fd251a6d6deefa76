/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect_text(const char *json_text, int indent, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *const file = open_memstream(&text, &size);
    json_t *const json = json_loads(json_text, JSON_DECODE_ANY, NULL);
    cr_assert_not_null(json, "%s", json_text);
    word_text_value(file, json, indent);
    cr_assert_eq(fclose(file), 0);
    cr_expect_str_eq(text, expected);
    json_decref(json);
    free(text);
}

Test(word_text, plain_values)
{
    expect_text("\"a b\"", 0, "a b\n");
    expect_text("\"\"", 0, "\n");
    expect_text("48000.0", 0, "48000\n");
    expect_text("-0.1", 0, "-0.1\n");
    expect_text("4294967296", 0, "4294967296\n");
    expect_text("true", 0, "on\n");
    expect_text("false", 0, "off\n");
    expect_text("null", 0, "-\n");
}

Test(word_text, lists_are_on_a_line_if_that_is_clear)
{
    expect_text("[]", 4, "\n");
    expect_text("[\"float32\", \"int16\"]", 4, "float32, int16\n");
    expect_text("[\"one error\", \"two errors\"]", 4, "one error\n    two errors\n");
    expect_text("[{\"a\": 1, \"b\": true}, {\"a\": 2}]", 2, "a 1, b on\n  a 2\n");
}

Test(word_text, objects_are_lines_until_they_are_too_deep)
{
    expect_text("{\"input\": 2, \"output\": 4}", 0, "input 2, output 4\n");
    expect_text("{\"channels\": [{\"peak\": 0.5}]}", 0, "channels [{\"peak\": 0.5}]\n");
    expect_text("{\"a\": [{\"b\": [1]}]}", 0,
                "{\n  \"a\": [\n    {\n      \"b\": [\n        1\n      ]\n    }\n  ]\n}\n");
}

Test(word_text, parameters_tell_what_they_could_be)
{
    expect_text(
        "{\"id\": \"g\", \"value\": -6, \"unit\": \"dB\", \"minimum\": -96, \"maximum\": 24, "
        "\"default\": 0}",
        0, "-6 dB (-96 to 24, default 0)\n");
    expect_text("{\"id\": \"t\", \"value\": 1, \"minimum\": 0, \"maximum\": 1, \"default\": 0, "
                "\"toggle\": true}",
                0, "on (default 0)\n");
    expect_text("{\"id\": \"k\", \"value\": 3, \"minimum\": 2, \"maximum\": 3, \"default\": 2, "
                "\"labels\": [\"low\", \"high\"]}",
                0, "high (low, high; default 2)\n");
    expect_text(
        "{\"id\": \"m\", \"value\": -3.5, \"unit\": \"dB\", \"minimum\": -96, \"maximum\": 0, "
        "\"default\": 0, \"output\": true}",
        0, "-3.5 dB (measured)\n");
}

Test(word_text, modules_list_the_words_of_their_parameters)
{
    expect_text("[{\"id\": \"a.b\", \"parameters\": []}, {\"id\": \"c\", \"parameters\": [{\"id\": "
                "\"g\", \"value\": 1, \"minimum\": 0, \"maximum\": 2, \"default\": 1}]}]",
                4, "a.b\n    c\n      1.g 1 (0 to 2, default 1)\n");
}
