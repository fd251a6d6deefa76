/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_folder.h"
#include "tool/module_path.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;
static char *real_folder; /* as the kernel names it */

static void make_folder(void)
{
    folder = module_folder_new();
    real_folder = realpath(folder, NULL);
    cr_assert_not_null(real_folder);
    cr_assert_eq(chdir(folder), 0);
    (void)unsetenv("OSSICLE_MODULE_PATH");
}

static void remove_folder(void)
{
    module_folder_free(folder);
    free(real_folder);
}

TestSuite(module_path, .init = make_folder, .fini = remove_folder);

Test(module_path, without_folders_the_environment_stays)
{
    ModulePath path = {0};
    const TextList none = {.count = 0};
    cr_expect_eq(module_path_export(&path, &none, NULL), STATUS_OK);
    cr_expect_null(getenv("OSSICLE_MODULE_PATH"));
    module_path_cleanup(&path);
}

Test(module_path, folders_become_absolute_and_come_first)
{
    ModulePath path = {0};
    const TextList folders = {.items = {".", "missing", "/else/where"}, .count = 3};
    char expected[3 * PATH_MAX];
    (void)snprintf(expected, sizeof expected, "%s:%s/missing:/else/where:/before", real_folder,
                   real_folder);
    (void)setenv("OSSICLE_MODULE_PATH", "/before", 1);
    cr_assert_eq(module_path_export(&path, &folders, NULL), STATUS_OK);
    cr_expect_str_eq(getenv("OSSICLE_MODULE_PATH"), expected);
    cr_expect_eq(path.count, 3);
    cr_expect_str_eq(path.items[0], real_folder);
    module_path_cleanup(&path);
    cr_expect_eq(path.count, 0);
}

Test(module_path, a_colon_or_no_name_is_refused)
{
    const char *const bad[] = {"a:b", ""};
    const char *const reasons[] = {"colon", "empty"};
    for (size_t i = 0; i < 2; i++) {
        ModulePath path = {0};
        Error error;
        const TextList folders = {.items = {bad[i]}, .count = 1};
        cr_expect_eq(module_path_export(&path, &folders, &error), STATUS_BAD_ARGUMENT);
        cr_expect_not_null(strstr(error.message, reasons[i]), "%s", error.message);
        cr_expect_null(getenv("OSSICLE_MODULE_PATH"));
        module_path_cleanup(&path);
    }
}
