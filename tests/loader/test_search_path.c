/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/search_path.h"

#include "support/failing_malloc.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static SearchPath path;

static void setup(void)
{
    cr_assert_eq(unsetenv("OSSICLE_MODULE_PATH"), 0);
    cr_assert_eq(unsetenv("XDG_DATA_HOME"), 0);
    cr_assert_eq(setenv("HOME", "/home/me", 1), 0);
}

static void teardown(void)
{
    search_path_cleanup(&path);
    cr_expect_eq(path.count, 0);
    cr_expect_null(path.folders);
}

TestSuite(search_path, .init = setup, .fini = teardown);

static void expect_path(const char *bundle_plugins, size_t count, const char *const *folders,
                        size_t required_count)
{
    cr_assert_eq(search_path_init(&path, bundle_plugins, NULL), STATUS_OK);
    cr_assert_eq(path.count, count);
    for (size_t i = 0; i < count; i++) {
        cr_expect_str_eq(path.folders[i].path, folders[i]);
        cr_expect_eq(path.folders[i].required, i < required_count, "folder %zu", i);
    }
}

Test(search_path, has_the_users_and_the_systems_folder)
{
    static const char *const folders[] = {"/home/me/.local/share/ossicle/modules",
                                          SYSTEM_MODULES_DIR};
    expect_path(NULL, 2, folders, 0);
}

Test(search_path, begins_with_the_environment_and_the_bundle)
{
    cr_assert_eq(setenv("OSSICLE_MODULE_PATH", "/a:b c:/d", 1), 0);
    static const char *const folders[] = {"/a",
                                          "b c",
                                          "/d",
                                          "/x.driver/Contents/PlugIns",
                                          "/home/me/.local/share/ossicle/modules",
                                          SYSTEM_MODULES_DIR};
    expect_path("/x.driver/Contents/PlugIns", 6, folders, 3);
}

Test(search_path, passes_over_empty_parts_of_the_environment)
{
    cr_assert_eq(setenv("OSSICLE_MODULE_PATH", "::/a::/b:", 1), 0);
    static const char *const folders[] = {"/a", "/b", "/home/me/.local/share/ossicle/modules",
                                          SYSTEM_MODULES_DIR};
    expect_path(NULL, 4, folders, 2);
}

Test(search_path, takes_an_empty_environment_for_none)
{
    cr_assert_eq(setenv("OSSICLE_MODULE_PATH", "", 1), 0);
    static const char *const folders[] = {"/home/me/.local/share/ossicle/modules",
                                          SYSTEM_MODULES_DIR};
    expect_path(NULL, 2, folders, 0);
}

Test(search_path, follows_xdg_data_home)
{
    cr_assert_eq(setenv("XDG_DATA_HOME", "/data", 1), 0);
    static const char *const folders[] = {"/data/ossicle/modules", SYSTEM_MODULES_DIR};
    expect_path(NULL, 2, folders, 0);
}

Test(search_path, passes_over_relative_homes)
{
    cr_assert_eq(setenv("XDG_DATA_HOME", "data", 1), 0);
    cr_assert_eq(setenv("HOME", "me", 1), 0);
    static const char *const folders[] = {SYSTEM_MODULES_DIR};
    expect_path(NULL, 1, folders, 0);
}

Test(search_path, does_without_a_home)
{
    cr_assert_eq(unsetenv("HOME"), 0);
    static const char *const folders[] = {SYSTEM_MODULES_DIR};
    expect_path(NULL, 1, folders, 0);
}

Test(search_path, fails_and_leaves_nothing_when_memory_is_short)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    cr_assert_eq(setenv("OSSICLE_MODULE_PATH", "/a:/b", 1), 0);
    size_t failures = 0;
    for (size_t n = 1; n > 0; n = failing_malloc_disarm() ? n + 1 : 0) {
        Error error = {.status = STATUS_OK};
        failing_malloc_arm(n);
        const Status status = search_path_init(&path, "/plugins", &error);
        if (status != STATUS_OK) {
            failures++;
            cr_expect_eq(status, STATUS_NO_MEMORY);
            cr_expect_str_eq(error.message, "module search path: out of memory");
            cr_expect_eq(path.count, 0);
            cr_expect_eq(failing_malloc_balance(), 0, "allocation %zu", n);
        }
        search_path_cleanup(&path);
        cr_expect_eq(failing_malloc_balance(), 0, "allocation %zu", n);
    }
    cr_expect_eq(failures, 10); /* a text and the list, for each of five folders */
}
