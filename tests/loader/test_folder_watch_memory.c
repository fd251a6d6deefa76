/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a folder watch does when memory is short. A program of its own, since it replaces malloc. */

#include "loader/folder_watch.h"
#include "support/failing_malloc.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static void setup(void)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    folder = module_folder_new();
}

static void teardown(void)
{
    module_folder_free(folder);
}

TestSuite(folder_watch_memory, .init = setup, .fini = teardown);

Test(folder_watch_memory, says_so_when_an_allocation_fails)
{
    const char *const folders[] = {folder, "/nowhere/at/all"};
    size_t n = 0;
    bool has_failed = true;
    while (has_failed) {
        Error error = {.status = STATUS_OK};
        failing_malloc_arm(++n);
        FolderWatch *const watch = folder_watch_new(folders, 2, &error);
        has_failed = failing_malloc_disarm();
        cr_assert(watch || has_failed, "allocation %zu", n);
        cr_assert_eq(error.status, watch ? STATUS_OK : STATUS_NO_MEMORY, "allocation %zu", n);
        folder_watch_free(watch);
        cr_assert_eq(failing_malloc_balance(), 0, "allocation %zu", n);
    }
    cr_expect_gt(n, 10);
}

static void take(void *context, size_t index, const char *name)
{
    bool *const told = context;
    told[0] = told[0] || !name || strcmp(name, "a.so") == 0;
    told[1] = told[1] || !name || strcmp(name, "b.so") == 0;
    cr_expect_eq(index, 0);
}

/* Rather the whole folder than a file that nobody hears of. */
Test(folder_watch_memory, misses_nothing_when_an_allocation_fails)
{
    const char *const folders[] = {folder};
    bool has_failed = true;
    size_t n = 0;
    while (has_failed) {
        FolderWatch *const watch = folder_watch_new(folders, 1, NULL);
        bool told[2] = {false, false};
        module_folder_write(folder, "a.so", "abc", 3);
        module_folder_write(folder, "b.so", "abc", 3);
        failing_malloc_arm(++n);
        cr_assert_eq(folder_watch_read(watch, 0, take, told, NULL), STATUS_OK);
        has_failed = failing_malloc_disarm();
        cr_expect(told[0] && told[1], "allocation %zu", n);
        folder_watch_free(watch);
        for (int i = 0; i < 2; i++) {
            char *const path = module_folder_path(folder, i == 0 ? "a.so" : "b.so");
            cr_assert_eq(unlink(path), 0);
            free(path);
        }
    }
    cr_expect_gt(n, 2);
}
