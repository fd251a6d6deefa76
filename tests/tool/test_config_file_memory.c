/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Configuration files when memory is short: a program of its own, since it replaces malloc. */

#include "tool/config_file.h"

#include "support/fail_each.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/ossicle-config-XXXXXX";

static void set_up(void)
{
    static const char text[] = "box { name = \"Rack\" }\ndevices = [{ uid = a; rates = 8000 }, 1]\n"
                               "devices b { uid = <<END\nb\nEND\n}\ndevices = 'c'\n";
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    const int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    (void)close(fd);
}

static void tear_down(void)
{
    (void)unlink(path);
}

TestSuite(config_file_memory, .init = set_up, .fini = tear_down);

static FailedAct load(void)
{
    ConfigFile *file = NULL;
    FailedAct act = {0};
    act.succeeded = config_file_load(path, &file, &act.error) == STATUS_OK;
    cr_assert(act.succeeded || (!file && act.error.status == STATUS_NO_MEMORY), "%s",
              act.error.message);
    config_file_free(file);
    return act;
}

/* What quoted texts took too much may stay. */
Test(config_file_memory, loading_fails_whole)
{
    cr_assert_gt(fail_each(load, true), 40);
}
