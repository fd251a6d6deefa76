/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace_order.h"

#include <string.h>

void trace_order_add(TraceOrder *order, const TraceRecord *record)
{
    size_t place = order->count;
    while (place > 0 && order->waiting[place - 1].number > record->number)
        place--;
    memmove(&order->waiting[place + 1], &order->waiting[place],
            (order->count - place) * sizeof *record);
    order->waiting[place] = *record;
    order->count++;
}

bool trace_order_next(TraceOrder *order, bool all, TraceRecord *record)
{
    if (order->count == 0)
        return false;
    /* One that comes late, after others went on without it, has had its turn. */
    const bool is_due = order->waiting[0].number <= order->next;
    if (!is_due && !all && order->count < TRACE_ORDER_MAX)
        return false;
    *record = order->waiting[0];
    order->count--;
    memmove(&order->waiting[0], &order->waiting[1], order->count * sizeof *record);
    if (record->number >= order->next)
        order->next = record->number + 1;
    return true;
}
