/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace.h
 * Writes down the calls between a HAL and a driver (traced.h lets it see them), one line each,
 * through a lock-free queue and a thread of its own. */

#ifndef OSSICLE_TRACE_TRACE_H
#define OSSICLE_TRACE_TRACE_H

#include "base/log.h"
#include "base/status.h"

typedef struct Trace Trace;

/** How a line looks: see trace_format.h. */
typedef enum TraceFormat {
    TRACE_FORMAT_TEXT,
    TRACE_FORMAT_JSON,
    TRACE_FORMAT_COUNT,
} TraceFormat;

typedef struct TraceOptions {
    TraceFormat format;
    const Log *log; /**< gets each line, at LOG_LEVEL_INFO; outlives the trace. May be NULL */
} TraceOptions;

/** [any] The format with this name, "text" or "json"; TRACE_FORMAT_COUNT if there is none. @{ */
TraceFormat trace_format_parse(const char *name);
const char *trace_format_name(TraceFormat format);
/** @} */

/** [control] Make a trace and start its thread. NULL on failure. */
Trace *trace_new(const TraceOptions *options, Error *error);

/** [control] Write what is left and free; the last call that is under way does it if there is one.
 * No call may begin any more. NULL is fine. */
void trace_free(Trace *trace);

/** [control] The format of lines written from now on. */
void trace_set_format(Trace *trace, TraceFormat format);

/** [control] Write, on this thread, the calls that ended before. Lines come in the order in which
 * calls began: one that takes long holds up to 64 others back. Calls of I/O threads that come
 * faster than they are written are left out and counted; other threads wait instead. */
void trace_flush(Trace *trace);

#endif
