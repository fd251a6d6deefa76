/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file realtime_check.h
 * Runs code as an I/O thread that may do next to nothing, and tells what it did all the same.
 *
 * On such a thread the calls of malloc's family, of mutexes and of read-write locks are caught, and
 * a seccomp filter permits no system call but FUTEX_WAKE. (And two that the check itself makes
 * before it ends: getrusage and exit.) A test program that wants the locks of libraries it opens at
 * run time to be caught too says `'export_dynamic': true` in its row.
 *
 * Sanitizers do all of this themselves, so there the code is run without being watched. */

#ifndef OSSICLE_TESTS_REALTIME_CHECK_H
#define OSSICLE_TESTS_REALTIME_CHECK_H

#include <stdbool.h>

/** Whether anything is caught in this build. */
extern const bool realtime_check_is_active;

typedef struct RealtimeCheck {
    /** What the thread did that it must not: "malloc", "pthread_mutex_lock", "system call write".
     * The thread was ended there. NULL: nothing. */
    const char *violation;
    long page_faults; /**< minor and major, during the run */
} RealtimeCheck;

/** Run `io(context)` on a thread of its own, and wait for it. One at a time. */
RealtimeCheck realtime_check_run(void (*io)(void *context), void *context);

#endif
