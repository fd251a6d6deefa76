/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace_order.h
 * Calls come to the trace when they end, a call inside another before it, and are written in the
 * order in which they began. [one thread at a time] */

#ifndef OSSICLE_TRACE_TRACE_ORDER_H
#define OSSICLE_TRACE_TRACE_ORDER_H

#include "trace/trace_record.h"

#include <stdbool.h>
#include <stddef.h>

/** How many records wait for one that is missing: its call goes on, or it was lost. */
enum { TRACE_ORDER_MAX = 64 };

/** Zeroed at first. */
typedef struct TraceOrder {
    UInt64 next;                          /**< the number whose turn it is */
    size_t count;                         /**< of those that wait */
    TraceRecord waiting[TRACE_ORDER_MAX]; /**< by number */
} TraceOrder;

/** Take one in. There must be room: take out all that trace_order_next gives before. */
void trace_order_add(TraceOrder *order, const TraceRecord *record);

/** Copy the record whose turn it is and let it go; if none is and as many wait as may, the first of
 * them. With `all` the first in any case. Returns false if there is none. */
bool trace_order_next(TraceOrder *order, bool all, TraceRecord *record);

#endif
