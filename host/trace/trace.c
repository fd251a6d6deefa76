/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace.h"

#include "realtime/record_queue.h"
#include "trace/trace_call.h"
#include "trace/trace_format.h"
#include "trace/trace_order.h"

#include <mach/mach_time.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RECORDS = 2048 };

struct Trace {
    const Log *log;
    RecordQueue *queue;
    _Atomic TraceFormat format;
    atomic_uint references; /* the owner's, and one for each call that holds it */
    _Atomic UInt64 calls;   /* how many began */
    _Atomic UInt64 lost;
    UInt64 reported_lost; /* this and `order` belong to who takes records from the queue */
    TraceOrder order;
    ObjectClasses classes;
};

static const char *const format_names[] = {
    [TRACE_FORMAT_TEXT] = "text",
    [TRACE_FORMAT_JSON] = "json",
};
_Static_assert(sizeof format_names / sizeof *format_names == TRACE_FORMAT_COUNT,
               "a format lacks its name");

TraceFormat trace_format_parse(const char *name)
{
    TraceFormat format = 0;
    while (format < TRACE_FORMAT_COUNT && strcmp(format_names[format], name) != 0)
        format++;
    return format;
}

const char *trace_format_name(TraceFormat format)
{
    return format_names[format];
}

static void write_line(const Trace *trace, const char *line)
{
    if (trace->log)
        trace->log->write(trace->log->context, LOG_LEVEL_INFO, line);
}

static void report_lost(Trace *trace, TraceFormat format)
{
    const UInt64 lost = atomic_load_explicit(&trace->lost, memory_order_relaxed);
    if (lost == trace->reported_lost)
        return;
    char line[TRACE_LINE_SIZE];
    trace_format_lost(format, lost - trace->reported_lost, line);
    write_line(trace, line);
    trace->reported_lost = lost;
}

static void write_waiting(Trace *trace, bool all)
{
    TraceRecord record;
    while (trace_order_next(&trace->order, all, &record)) {
        const TraceFormat format = atomic_load_explicit(&trace->format, memory_order_relaxed);
        const char *selector =
            object_classes_name(&trace->classes, record.object, record.address.mSelector);
        char line[TRACE_LINE_SIZE];
        report_lost(trace, format);
        trace_format_call(format, &record, selector, line);
        write_line(trace, line);
    }
}

static void take_record(void *context, const void *record)
{
    Trace *trace = context;
    trace_order_add(&trace->order, record);
    write_waiting(trace, false);
}

Trace *trace_new(const TraceOptions *options, Error *error)
{
    Trace *trace = calloc(1, sizeof *trace);
    if (!trace) {
        (void)error_set(error, STATUS_NO_MEMORY, "trace: out of memory");
        return NULL;
    }
    trace->log = options->log;
    trace->format = options->format;
    trace->references = 1;
    const RecordQueueOptions queue = {.name = "trace",
                                      .record_size = sizeof(TraceRecord),
                                      .record_count = RECORDS,
                                      .take = take_record,
                                      .context = trace};
    trace->queue = record_queue_new(&queue, error);
    if (trace->queue)
        return trace;
    free(trace);
    return NULL;
}

void trace_free(Trace *trace)
{
    if (!trace || atomic_fetch_sub(&trace->references, 1) > 1)
        return;
    record_queue_free(trace->queue);
    write_waiting(trace, true);
    report_lost(trace, trace->format);
    free(trace);
}

void trace_set_format(Trace *trace, TraceFormat format)
{
    atomic_store_explicit(&trace->format, format, memory_order_relaxed);
}

void trace_flush(Trace *trace)
{
    record_queue_flush(trace->queue);
}

static UInt64 real_time_ns(void) OSSICLE_REALTIME
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (UInt64)now.tv_sec * 1000000000u + (UInt64)now.tv_nsec;
}

void call_begin(CallUnderWay *under_way, Trace *trace, TraceCall call) OSSICLE_REALTIME
{
    memset(under_way, 0, sizeof *under_way);
    under_way->trace = trace;
    if (!trace)
        return;
    under_way->record.call = call;
    under_way->record.number = atomic_fetch_add_explicit(&trace->calls, 1, memory_order_relaxed);
    under_way->record.start_ticks = mach_absolute_time();
    under_way->began_ns = real_time_ns();
}

static void finish(CallUnderWay *under_way, SInt32 result) OSSICLE_REALTIME
{
    under_way->record.duration_ns = real_time_ns() - under_way->began_ns;
    under_way->record.result = result;
}

void call_end_io(CallUnderWay *under_way, SInt32 result) OSSICLE_REALTIME
{
    Trace *trace = under_way->trace;
    if (!trace)
        return;
    finish(under_way, result);
    if (!record_queue_push(trace->queue, &under_way->record))
        atomic_fetch_add_explicit(&trace->lost, 1, memory_order_relaxed);
}

static void push(const CallUnderWay *under_way)
{
    while (!record_queue_push(under_way->trace->queue, &under_way->record))
        trace_flush(under_way->trace);
}

void call_end(CallUnderWay *under_way, SInt32 result)
{
    if (!under_way->trace)
        return;
    finish(under_way, result);
    push(under_way);
}

void call_repeat(CallUnderWay *under_way)
{
    if (!under_way->trace)
        return;
    under_way->record.number =
        atomic_fetch_add_explicit(&under_way->trace->calls, 1, memory_order_relaxed);
    push(under_way);
}

void call_hold(const CallUnderWay *under_way)
{
    if (under_way->trace)
        atomic_fetch_add(&under_way->trace->references, 1);
}

void call_let_go(const CallUnderWay *under_way)
{
    trace_free(under_way->trace);
}

ObjectClasses *call_classes(const CallUnderWay *under_way)
{
    return under_way->trace ? &under_way->trace->classes : NULL;
}
