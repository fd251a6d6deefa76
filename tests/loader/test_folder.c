/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/folder.h"
#include "support/failing_malloc.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static char *path;
static Folder folder;

static void setup(void)
{
    path = module_folder_new();
}

static void teardown(void)
{
    module_folder_free(path);
}

TestSuite(folder, .init = setup, .fini = teardown);

static void add(const char *name)
{
    module_folder_write(path, name, "", 0);
}

Test(folder, lists_modules_in_the_order_of_their_names)
{
    static const char *const names[] = {"b.so", "a.so", "B.so", "a.so.so", "10.so", "9.so"};
    static const char *const sorted[] = {"10.so", "9.so", "B.so", "a.so", "a.so.so", "b.so"};
    for (size_t i = 0; i < 6; i++)
        add(names[i]);
    add(".b.so");
    add("so");
    add(".so");
    add("a.so~");
    add("a.txt");
    cr_assert_eq(folder_open(&folder, path, NULL), STATUS_OK);
    cr_assert_eq(folder.count, 6);
    for (size_t i = 0; i < 6; i++)
        cr_expect_str_eq(folder.names[i], sorted[i]);
    folder_close(&folder);
    cr_expect_eq(folder.count, 0);
}

Test(folder, holds_no_descriptor_when_closed)
{
    add("a.so");
    const int before = dup(STDERR_FILENO);
    cr_assert_eq(close(before), 0);
    cr_assert_eq(folder_open(&folder, path, NULL), STATUS_OK);
    folder_close(&folder);
    cr_expect_eq(folder_open(&folder, "/dev/null", NULL), STATUS_NOT_FOUND);
    const int after = dup(STDERR_FILENO);
    cr_expect_eq(after, before);
    (void)close(after);
}

static void expect_refusal(const char *reason, Status status)
{
    Error error = {.status = STATUS_OK};
    char expected[512];
    (void)snprintf(expected, sizeof expected, "%s: %s", path, reason);
    cr_expect_eq(folder_open(&folder, path, &error), status);
    cr_expect_str_eq(error.message, expected);
}

Test(folder, cannot_be_used_if_unreadable)
{
    cr_assert_eq(chmod(path, 0), 0);
    const uid_t user = geteuid();
    cr_assert(user != 0 || seteuid(NOBODY) == 0);
    expect_refusal("the modules folder can't be read: Permission denied", STATUS_NOT_PERMITTED);
    cr_assert_eq(seteuid(user), 0);
    cr_assert_eq(chmod(path, 0700), 0);
}

Test(folder, cannot_be_used_if_it_belongs_to_somebody_else)
{
    if (geteuid() != 0)
        cr_skip("only root can give folders away");
    cr_assert_eq(chown(path, NOBODY, (gid_t)-1), 0);
    expect_refusal("belongs to user 65534, expected root or user 0; copy it", STATUS_NOT_PERMITTED);
}

Test(folder, fails_and_leaves_nothing_when_memory_is_short)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    add("a.so");
    add("b.so");
    size_t failures = 0;
    for (size_t n = 1; n > 0; n = failing_malloc_disarm() ? n + 1 : 0) {
        failing_malloc_arm(n);
        const Status status = folder_open(&folder, path, NULL);
        if (status == STATUS_OK)
            folder_close(&folder);
        else
            failures++;
        cr_expect(status == STATUS_OK || status == STATUS_NO_MEMORY, "allocation %zu", n);
        cr_expect_eq(failing_malloc_balance(), 0, "allocation %zu", n);
    }
    cr_expect_geq(failures, 5); /* the stream, and for each file its name and the list */
}
