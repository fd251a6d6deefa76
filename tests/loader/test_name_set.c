/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/name_set.h"

#include <criterion/criterion.h>

Test(name_set, keeps_each_name_once_in_order)
{
    NameSet set = {NULL, 0};
    cr_expect_null(name_set_find(&set, 0, "a"));
    cr_expect_eq(name_set_add(&set, 0, "b", 3)->due_ns, 3);
    cr_expect_eq(name_set_add(&set, 0, "a", 2)->due_ns, 2);
    cr_expect_eq(name_set_add(&set, 1, "b", 4)->due_ns, 4);
    cr_expect_eq(name_set_add(&set, 0, "b", 9)->due_ns, 3);
    cr_assert_eq(set.count, 3);
    cr_expect_str_eq(set.entries[0].name, "b");
    cr_expect_str_eq(set.entries[1].name, "a");
    cr_expect_eq(set.entries[2].folder, 1);
    name_set_remove(&set, 0, "b");
    name_set_remove(&set, 0, "c");
    cr_assert_eq(set.count, 2);
    cr_expect_str_eq(set.entries[0].name, "a");
    cr_expect_eq(name_set_find(&set, 1, "b"), &set.entries[1]);
    name_set_cleanup(&set);
    cr_expect_eq(set.count, 0);
    name_set_cleanup(&set);
}

Test(name_set, knows_the_earliest_time)
{
    NameSet set = {NULL, 0};
    cr_expect_eq(name_set_due(&set), UINT64_MAX);
    (void)name_set_add(&set, 0, "a", 7);
    (void)name_set_add(&set, 0, "b", 5);
    (void)name_set_add(&set, 0, "c", UINT64_MAX);
    cr_expect_eq(name_set_due(&set), 5);
    name_set_remove(&set, 0, "b");
    cr_expect_eq(name_set_due(&set), 7);
    name_set_cleanup(&set);
}
