/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace_format.h
 * A traced call as one line: text for people, or a JSON object for programs, with the same fields.
 * [any, not io]
 *
 *     1.010666666 s  io  DoIOOperation device 2 stream 5 client 1 WriteMix 512 frames at 512 -> ok,
 *         0.9 us                                                              (all on one line)
 *     {"time":1.010666666,"from":"io","call":"DoIOOperation","device":2,"stream":5,"client":1,
 *      "operation":"WriteMix","frames":512,"sampleTime":512,"result":"ok","duration":0.000000912}
 *
 * `time` is host time and `duration` real time, both in seconds. `from` says who calls: the HAL's
 * I/O thread (io), the HAL (hal) or the driver (driver). `result` is "ok", four characters or a
 * number; true or false for HasProperty; a count for AddRef and Release. */

#ifndef OSSICLE_TRACE_TRACE_FORMAT_H
#define OSSICLE_TRACE_TRACE_FORMAT_H

#include "trace/trace.h"
#include "trace/trace_record.h"

#include <stddef.h>

/** Enough for every line. */
enum { TRACE_LINE_SIZE = 1024 };

/** The line for `record`. `selector` is the name of its property, or NULL for four characters. */
void trace_format_call(TraceFormat format, const TraceRecord *record, const char *selector,
                       char line[TRACE_LINE_SIZE]);

/** The line that says that `count` calls of I/O threads aren't among those written. */
void trace_format_lost(TraceFormat format, UInt64 count, char line[TRACE_LINE_SIZE]);

#endif
