/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/endpoint.h"

#include <criterion/criterion.h>
#include <string.h>

Test(endpoint, an_unknown_class_is_named)
{
    Error error = {0};
    cr_assert_null(endpoint_open("tape:reel", NULL, &error));
    cr_assert_eq(error.status, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(error.message, "'tape'"), "%s", error.message);
}

Test(endpoint, a_class_is_not_taken_for_a_longer_or_shorter_one)
{
    Error error = {0};
    cr_assert_null(endpoint_open("nul", NULL, &error));
    cr_assert_null(endpoint_open("nullx", NULL, &error));
    cr_assert_null(endpoint_open("", NULL, &error));
}

Test(endpoint, every_class_is_listed_and_the_list_ends)
{
    unsigned count = 0;
    while (endpoint_class_at(count) != NULL) {
        cr_assert_not_null(endpoint_class_at(count)->name);
        cr_assert_not_null(endpoint_class_at(count)->usage);
        cr_assert_not_null(endpoint_class_at(count)->summary);
        count++;
    }
    cr_assert_eq(count, 2);
    cr_assert_null(endpoint_class_at(count + 1));
}

Test(endpoint, free_takes_null)
{
    endpoint_free(NULL);
}

Test(endpoint, a_file_endpoint_needs_a_name)
{
    const char *const wrong[] = {"file", "file:", "file:,", "file:a,b,c"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Error error = {0};
        cr_assert_null(endpoint_open(wrong[i], NULL, &error), "%s", wrong[i]);
        cr_assert_eq(error.status, STATUS_BAD_ARGUMENT, "%s: %s", wrong[i], error.message);
    }
}
