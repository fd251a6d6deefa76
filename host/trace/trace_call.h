/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace_call.h
 * What every slot does before and after the call that it passes on. Private to trace/. */

#ifndef OSSICLE_TRACE_TRACE_CALL_H
#define OSSICLE_TRACE_TRACE_CALL_H

#include "realtime/realtime.h"
#include "trace/object_classes.h"
#include "trace/trace.h"
#include "trace/trace_record.h"

/** A call under way. The slot fills in the record's members for its arguments. */
typedef struct CallUnderWay {
    Trace *trace;    /**< NULL: nobody wants to know */
    UInt64 began_ns; /**< real time */
    TraceRecord record;
} CallUnderWay;

/** [any, io] Note that `call` begins. */
void call_begin(CallUnderWay *under_way, Trace *trace, TraceCall call) OSSICLE_REALTIME;

/** [any, io] Note that it ended, on an I/O thread: drops the record if there is no room. */
void call_end_io(CallUnderWay *under_way, SInt32 result) OSSICLE_REALTIME;

/** [control] Note that it ended: makes room if there is none. */
void call_end(CallUnderWay *under_way, SInt32 result);

/** [control] The same call once more, for what one record can't hold. It counts as begun now. */
void call_repeat(CallUnderWay *under_way);

/** [control] Let the trace live until call_let_go, though trace_free be called. @{ */
void call_hold(const CallUnderWay *under_way);
void call_let_go(const CallUnderWay *under_way);
/** @} */

/** [any] What the trace knows of objects. NULL without a trace. */
ObjectClasses *call_classes(const CallUnderWay *under_way);

#endif
