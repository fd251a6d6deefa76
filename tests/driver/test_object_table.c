/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/object_table.h"

#include <criterion/criterion.h>

Test(object_table, finds_what_was_added)
{
    ObjectTable table;
    Object objects[3] = {0};
    cr_assert_eq(object_table_init(&table, 3), STATUS_OK);
    for (UInt32 i = 0; i < 3; i++) {
        cr_assert_null(object_table_find(&table, i + 1));
        cr_assert_eq(object_table_add(&table, &objects[i]), STATUS_OK);
        cr_assert_eq(objects[i].id, i + 1);
    }
    for (UInt32 i = 0; i < 3; i++)
        cr_assert_eq(object_table_find(&table, i + 1), &objects[i]);
    object_table_cleanup(&table);
}

Test(object_table, finds_nothing_else)
{
    ObjectTable table;
    Object object = {0};
    cr_assert_eq(object_table_init(&table, 2), STATUS_OK);
    cr_assert_eq(object_table_add(&table, &object), STATUS_OK);
    cr_assert_null(object_table_find(&table, kAudioObjectUnknown));
    cr_assert_null(object_table_find(&table, 2));
    cr_assert_null(object_table_find(&table, 3));
    cr_assert_null(object_table_find(&table, UINT32_MAX));
    object_table_cleanup(&table);
}

Test(object_table, says_when_it_is_full)
{
    ObjectTable table;
    Object objects[2] = {0};
    cr_assert_eq(object_table_init(&table, 1), STATUS_OK);
    cr_assert_eq(object_table_add(&table, &objects[0]), STATUS_OK);
    cr_assert_eq(object_table_add(&table, &objects[1]), STATUS_BUSY);
    cr_assert_eq(objects[1].id, 0);
    object_table_cleanup(&table);
}

Test(object_table, cleans_up_what_is_zeroed)
{
    ObjectTable table = {0};
    object_table_cleanup(&table);
    cr_assert_null(table.slots);
}
