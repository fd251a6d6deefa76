/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace_values.h
 * A record's members as words and numbers. Private to trace/. */

#ifndef OSSICLE_TRACE_TRACE_VALUES_H
#define OSSICLE_TRACE_TRACE_VALUES_H

#include "trace/trace.h"
#include "trace/trace_calls.h"

typedef struct TraceValue {
    char text[TRACE_TEXT_SIZE];
} TraceValue;

/** The member of `record` that `field` is about. Numbers and answers are as JSON
 * wants them; what is a string there has neither quotes nor escapes yet. */
void trace_value_read(TraceFormat format, const Field *field, const TraceRecord *record,
                      TraceValue *value);

/** `code` as four characters, in quotes only in text, or as a number. */
void trace_value_code(TraceFormat format, UInt32 code, TraceValue *value);

/** Whether there is nothing to say of the member. */
bool trace_value_is_zero(const Field *field, const TraceRecord *record);

#endif
