/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Module files that a process of its own looks at. */

#include "engine/remote_library.h"

#include "loader/folder.h"
#include "loader/library.h"
#include "support/fail_each.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000

static RemoteProgram program;

static void set_up(void)
{
    program = (RemoteProgram){WORKER_PROGRAM, supervisor_new(NULL), PATIENCE_MS};
    cr_assert_not_null(program.supervisor);
}

/* Whatever happened, no process is left. */
static void tear_down(void)
{
    supervisor_free(program.supervisor);
    cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
    cr_assert_eq(errno, ECHILD);
}

TestSuite(remote_library, .init = set_up, .fini = tear_down, .timeout = 120);

/* The same table as in this process, or the same refusal. */
static void expect_same(int folder, const char *name, const char *path)
{
    ModuleFile content;
    LibraryTable table;
    Error here = {.status = STATUS_OK};
    Error there = {.status = STATUS_OK};
    Library *const library = library_open(folder, name, path, NULL, NULL, &here);
    cr_assert_eq(module_file_open(&content, folder, name, path, NULL), STATUS_OK);
    const Status status = remote_library_read(&program, content.file, path, &table, &there);
    if (library) {
        cr_assert_eq(status, STATUS_OK, "%s", there.message);
        cr_expect_eq(library_table_compare(library->table, &table), STATUS_OK, "%s", path);
    } else {
        cr_expect_eq(status, here.status, "%s", there.message);
        cr_expect_str_eq(there.message, here.message);
        cr_expect_eq(table.module_count, 0);
    }
    library_table_cleanup(&table);
    module_file_close(&content);
    library_release(library);
}

static void expect_all_same(const char *folder, size_t least)
{
    Folder listing;
    Error error;
    cr_assert_eq(folder_open(&listing, folder, &error), STATUS_OK, "%s", error.message);
    cr_assert_geq(listing.count, least);
    for (size_t i = 0; i < listing.count; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", folder, listing.names[i]);
        expect_same(listing.file, listing.names[i], path);
    }
    folder_close(&listing);
}

Test(remote_library, says_of_modules_that_ship_what_they_say_here)
{
    expect_all_same(SHIPPED_MODULES, 2);
}

Test(remote_library, says_of_modules_that_misbehave_what_they_say_here)
{
    expect_all_same(FAULT_MODULES, 10);
}

Test(remote_library, says_of_broken_modules_what_they_say_here)
{
    expect_all_same(FIXTURES_DIR, 50);
}

static Status look_at(const char *path, LibraryTable *table, Error *error)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    cr_assert_geq(file, 0);
    const Status status = remote_library_read(&program, file, path, table, error);
    cr_assert_eq(close(file), 0);
    return status;
}

static void expect_refusal(const char *path, const char *reason)
{
    LibraryTable table;
    Error error = {.status = STATUS_OK};
    char expected[1024];
    (void)snprintf(expected, sizeof expected,
                   "%s: the process that was to look at it %s; put another version there", path,
                   reason);
    cr_expect_eq(look_at(path, &table, &error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, expected);
    cr_expect_null(table.memory.newest);
}

Test(remote_library, a_file_that_ends_its_process_is_refused)
{
    expect_refusal(WHEN_LOADED "/aborts.so", "has ended: it was killed by signal 6 (Aborted)");
    expect_refusal(WHEN_LOADED "/aborts-in-entry.so",
                   "has ended: it was killed by signal 6 (Aborted)");
    expect_refusal(WHEN_LOADED "/exits.so", "has ended: it exited with status 3");
}

Test(remote_library, a_file_that_hangs_is_refused)
{
    program.patience_ms = 200;
    expect_refusal(WHEN_LOADED "/never-ends.so", "said nothing for 200 ms");
}

/* This process would end if any code of the file ran in it. */
Test(remote_library, runs_no_code_here)
{
    LibraryTable table;
    Error error;
    cr_assert_eq(look_at(WHEN_LOADED "/only-in-worker.so", &table, &error), STATUS_OK, "%s",
                 error.message);
    cr_assert_eq(table.module_count, 1);
    cr_expect_str_eq(table.modules[0].module->id, "org.ossicle.test.only-in-worker");
    library_table_cleanup(&table);
}

Test(remote_library, needs_a_program)
{
    LibraryTable table;
    Error error;
    program.path = "/nowhere/ossicle-worker";
    cr_expect_eq(look_at(WHEN_LOADED "/aborts.so", &table, &error), STATUS_NOT_FOUND);
    cr_expect_str_eq(error.message, WHEN_LOADED
                     "/aborts.so: can't be looked at: /nowhere/ossicle-worker: can't be started as "
                     "a worker: No such file or directory");
}

/* The lowest descriptor that is free. */
static int free_descriptor(void)
{
    const int file = dup(STDERR_FILENO);
    cr_assert_eq(close(file), 0);
    return file;
}

Test(remote_library, leaves_nothing_open)
{
    LibraryTable table;
    const int before = free_descriptor();
    cr_expect_eq(look_at(SHIPPED_MODULES "/gain.so", &table, NULL), STATUS_OK);
    library_table_cleanup(&table);
    cr_expect_eq(look_at(WHEN_LOADED "/exits.so", &table, NULL), STATUS_BAD_FORMAT);
    cr_expect_eq(free_descriptor(), before);
}

static FailedAct look(void)
{
    FailedAct act = {.succeeded = false};
    LibraryTable table;
    const Status status = look_at(SHIPPED_MODULES "/gain.so", &table, &act.error);
    cr_assert(status == STATUS_OK || status == STATUS_NO_MEMORY, "%s", act.error.message);
    act.succeeded = status == STATUS_OK;
    library_table_cleanup(&table);
    return act;
}

Test(remote_library, tells_of_each_lack_of_memory)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    cr_expect_gt(fail_each(look, false), 10);
}
