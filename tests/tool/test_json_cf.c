/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf.h"
#include "tool/cf_json.h"
#include "tool/json_cf.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static json_t *parse(const char *text)
{
    json_t *const json = json_loads(text, JSON_DECODE_ANY, NULL);
    cr_assert_not_null(json, "%s", text);
    return json;
}

static CFPropertyListRef convert(const char *text, Error *error)
{
    json_t *const json = parse(text);
    CFPropertyListRef const list = json_cf(json, error);
    json_decref(json);
    return list;
}

Test(json_cf, becomes_the_same_json_again)
{
    static const char *const texts[] = {
        "true",
        "false",
        "0",
        "-9223372036854775808",
        "9223372036854775807",
        "0.1",
        "1e300",
        "\"\"",
        "\"a \\\"b\\\" \xc3\xa9\"",
        "[]",
        "{}",
        "{\"a\": [1, 2.5, true, \"x\", {\"b\": []}], \"c\": {}}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CFPropertyListRef const list = convert(texts[i], NULL);
        cr_assert_not_null(list, "%s", texts[i]);
        char *const line = json_line(cf_json(list));
        cr_expect_str_eq(line, texts[i]);
        free(line);
        CFRelease(list);
    }
}

Test(json_cf, keeps_the_kinds_of_numbers_apart)
{
    CFPropertyListRef const list = convert("[1, 1.0, true]", NULL);
    cr_expect_not(CFNumberIsFloatType(CFArrayGetValueAtIndex(list, 0)));
    cr_expect(CFNumberIsFloatType(CFArrayGetValueAtIndex(list, 1)));
    cr_expect_eq(CFGetTypeID(CFArrayGetValueAtIndex(list, 2)), CFBooleanGetTypeID());
    CFRelease(list);
}

Test(json_cf, refuses_null_wherever_it_is)
{
    static const char *const texts[] = {"null", "[1, null]", "{\"a\": [{\"b\": null}]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Error error = {.status = STATUS_OK};
        CFPropertyListRef const value = convert(texts[i], &error);
        cr_expect_null(value, "%s", texts[i]);
        cf_release(value);
        cr_expect_eq(error.status, STATUS_BAD_ARGUMENT);
        cr_expect_str_eq(error.message, "null isn't a value: leave it out");
    }
}

Test(json_cf, refuses_what_is_too_deep)
{
    char text[2 * 66 + 1] = "";
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    CFPropertyListRef const list = convert(text, NULL);
    cr_expect_not_null(list);
    CFRelease(list);
    memset(text, '[', 66);
    memset(text + 66, ']', 66);
    Error error = {.status = STATUS_OK};
    CFPropertyListRef const deeper = convert(text, &error);
    cr_expect_null(deeper);
    cf_release(deeper);
    cr_expect_str_eq(error.message, "arrays and objects lie more than 64 deep in each other");
}
