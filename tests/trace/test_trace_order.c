/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace_order.h"

#include <criterion/criterion.h>

static TraceOrder order;

static void add(UInt64 number)
{
    trace_order_add(&order, &(TraceRecord){.number = number});
}

/* The number that comes next, or -1. */
static long next(bool all)
{
    TraceRecord record;
    return trace_order_next(&order, all, &record) ? (long)record.number : -1;
}

Test(trace_order, what_began_first_comes_first)
{
    cr_assert_eq(next(true), -1);
    add(2);
    add(1);
    cr_assert_eq(next(false), -1, "0 isn't there yet");
    add(0);
    for (long i = 0; i < 3; i++)
        cr_assert_eq(next(false), i);
    cr_assert_eq(next(false), -1);
    add(3);
    cr_assert_eq(next(false), 3);
}

Test(trace_order, not_for_ever)
{
    for (UInt64 i = 1; i < TRACE_ORDER_MAX; i++) {
        add(i);
        cr_assert_eq(next(false), -1);
    }
    add(TRACE_ORDER_MAX);
    for (long i = 1; i <= TRACE_ORDER_MAX; i++)
        cr_assert_eq(next(false), i, "all that follow without a gap");
    add(0);
    cr_assert_eq(next(false), 0, "late, but not lost");
    add(TRACE_ORDER_MAX + 1);
    cr_assert_eq(next(false), TRACE_ORDER_MAX + 1);
}

Test(trace_order, at_the_end_all_come_in_order)
{
    add(9);
    add(5);
    add(7);
    cr_assert_eq(next(true), 5);
    cr_assert_eq(next(true), 7);
    cr_assert_eq(next(true), 9);
    cr_assert_eq(next(true), -1);
}
