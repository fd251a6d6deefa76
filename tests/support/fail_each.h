/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file fail_each.h
 * Lets each allocation of an act fail in turn; a test that includes it links failing_malloc. */

#ifndef OSSICLE_TESTS_SUPPORT_FAIL_EACH_H
#define OSSICLE_TESTS_SUPPORT_FAIL_EACH_H

#include "base/status.h"
#include "support/failing_malloc.h"

#include <criterion/criterion.h>
#include <string.h>

/** What an act did without some memory. */
typedef struct FailedAct {
    bool succeeded; /**< it may do so without what failed, if the test says so */
    Error error;    /**< unless it succeeded */
} FailedAct;

/** Run `act` with its `n`-th allocation failing; whether one did is stored. A second time if it
 * left something behind: what libraries allocate only once, on the way that it took, isn't ours. */
static inline FailedAct fail_nth(FailedAct (*act)(void), size_t n, bool *has_failed)
{
    FailedAct did = {.succeeded = false};
    for (int i = 0; i < 2; i++) {
        failing_malloc_arm(n);
        did = act();
        *has_failed = failing_malloc_disarm();
        if (failing_malloc_balance() == 0)
            break;
    }
    return did;
}

/** Run `act`, which undoes all that it did, with each of its allocations failing in turn. It must
 * not leave anything behind, and either succeed or say in one line what was wrong. Unless it
 * `may_cope`, it succeeds only if nothing failed. Returns how many allocations there are. */
static inline size_t fail_each(FailedAct (*act)(void), bool may_cope)
{
    size_t n = 0;
    bool has_failed = true;
    for (int i = 0; i < 2; i++)
        (void)act(); /* on the way without failures, too */
    while (has_failed) {
        const FailedAct did = fail_nth(act, ++n, &has_failed);
        const long balance = failing_malloc_balance();
        cr_assert_eq(balance, 0, "allocation %zu: %ld left (%s)", n, balance,
                     did.succeeded ? "no error" : did.error.message);
        cr_assert(did.succeeded || has_failed, "allocation %zu", n);
        cr_assert(may_cope || !did.succeeded || !has_failed, "allocation %zu is not missed", n);
        if (did.succeeded)
            continue;
        cr_assert_neq(did.error.status, STATUS_OK, "allocation %zu: no status", n);
        cr_assert_neq(strlen(did.error.message), 0, "allocation %zu: no message", n);
    }
    return n - 1;
}

#endif
