/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/file_lock.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[256];
static char path[300];
static char beside[320];

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/ossicle-XXXXXX", tmp != NULL ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a", folder);
    (void)snprintf(beside, sizeof beside, "%s.lock", path);
}

/* No lock may be left behind. */
static void teardown(void)
{
    cr_assert_eq(rmdir(folder), 0);
}

TestSuite(file_lock, .init = setup, .fini = teardown);

Test(file_lock, is_held_once_and_taken_again_after_it_was_given_up)
{
    for (int i = 0; i < 3; i++) {
        FileLock lock;
        FileLock other;
        Error error = {0};
        cr_assert_eq(file_lock_take(&lock, path, &error), STATUS_OK, "%s", error.message);
        cr_assert_eq(file_lock_take(&other, path, &error), STATUS_BUSY);
        file_lock_give(&other);
        file_lock_give(&lock);
        file_lock_give(&lock);
    }
}

/* Holds the lock until it is killed. */
static void hold(int ready)
{
    FileLock lock;
    const char taken = file_lock_take(&lock, path, NULL) == STATUS_OK ? 'y' : 'n';
    (void)!write(ready, &taken, 1);
    for (;;)
        pause();
}

Test(file_lock, ends_with_the_process_that_holds_it)
{
    int ready[2];
    cr_assert_eq(pipe(ready), 0);
    const pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        hold(ready[1]);
    char taken = 0;
    cr_assert_eq(read(ready[0], &taken, 1), 1);
    cr_assert_eq(taken, 'y');
    FileLock lock;
    cr_assert_eq(file_lock_take(&lock, path, NULL), STATUS_BUSY);
    cr_assert_eq(kill(child, SIGKILL), 0);
    cr_assert_eq(waitpid(child, NULL, 0), child);
    cr_assert_eq(access(beside, F_OK), 0);
    cr_assert_eq(file_lock_take(&lock, path, NULL), STATUS_OK);
    file_lock_give(&lock);
    close(ready[0]);
    close(ready[1]);
}

Test(file_lock, says_what_it_cannot_make)
{
    cr_assert_eq(mkdir(beside, 0700), 0);
    FileLock lock;
    Error error = {0};
    cr_assert_neq(file_lock_take(&lock, path, &error), STATUS_OK);
    cr_assert_neq(error.status, STATUS_BUSY);
    cr_assert_not_null(strstr(error.message, beside), "%s", error.message);
    cr_assert_eq(rmdir(beside), 0);
}
