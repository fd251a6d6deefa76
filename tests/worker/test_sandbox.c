/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a module in a worker process can't do, and the little that it can. */

#include "worker_bed.h"

#include <stdio.h>
#include <string.h>

static void expect_line(WorkerBed *bed, const char *line)
{
    char whole[256];
    size_t count = 0;
    (void)snprintf(whole, sizeof whole, "org.ossicle.test.prisoner: %s", line);
    pthread_mutex_lock(&bed->lock);
    for (size_t i = 0; i < bed->line_count; i++)
        count += strcmp(bed->lines[i], whole) == 0;
    pthread_mutex_unlock(&bed->lock);
    cr_expect_eq(count, 1, "'%s' was said %zu times", whole, count);
}

Test(sandbox, allows_what_modules_need_and_nothing_else)
{
    static const char *const lines[] = {
        "socket: EPERM",       "unix socket: EPERM", "open to write: EPERM",
        "open to make: EPERM", "truncate: EPERM",    "unlink: EPERM",
        "mkdir: EPERM",        "fork: EPERM",        "clone: EPERM",
        "execve: EPERM",       "ptrace: EPERM",      "kill: EPERM",
        "tgkill: EPERM",       "mount: EPERM",       "unshare: EPERM",
        "prctl: EPERM",        "prlimit: EPERM",     "sched_setscheduler: EPERM",
        "bpf: EPERM",          "keyctl: EPERM",      "io_uring: EPERM",
        "fcntl: EPERM",        "read: done",         "raise: done",
        "environment: empty",
    };
    WorkerBed bed;
    bed_init(&bed, PRISON, NULL, NULL);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.test.prisoner");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_line(&bed, lines[i]);
    bed_cleanup(&bed);
}
