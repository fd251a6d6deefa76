/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace_calls.h
 * What each call is named and which members of its record count: the table behind every line.
 * Private to trace/. */

#ifndef OSSICLE_TRACE_TRACE_CALLS_H
#define OSSICLE_TRACE_TRACE_CALLS_H

#include "trace/trace_record.h"

#include <stdbool.h>
#include <stddef.h>

/** Groups of members. Combined with `|`. */
enum {
    FIELD_OBJECT = 1u << 0,
    FIELD_DEVICE = 1u << 1, /* the object, where it can only be a device */
    FIELD_STREAM = 1u << 2,
    FIELD_CLIENT = 1u << 3,
    FIELD_PROCESS = 1u << 4,
    FIELD_BUNDLE = 1u << 5, /* the text */
    FIELD_ADDRESS = 1u << 6,
    FIELD_ADDRESSES = 1u << 7, /* their count */
    FIELD_QUALIFIER = 1u << 8,
    FIELD_SIZE_IN = 1u << 9,
    FIELD_KEY = 1u << 10, /* the text */
    FIELD_ACTION = 1u << 11,
    FIELD_OPERATION = 1u << 12,
    FIELD_FRAMES = 1u << 13,
    FIELD_TIME = 1u << 14,
    FIELD_SIZE_OUT = 1u << 15,
    FIELD_SETTABLE = 1u << 16,
    FIELD_WILL_DO = 1u << 17,
    FIELD_FOUND = 1u << 18,
    FIELD_NEW_DEVICE = 1u << 19, /* the object */
    FIELD_STAMP = 1u << 20,
};

/** How a member is to be read. */
typedef enum FieldKind {
    KIND_UINT32,
    KIND_SINT32,
    KIND_UINT64,
    KIND_TIME, /* Float64, in frames */
    KIND_YES_NO,
    KIND_SELECTOR,
    KIND_SCOPE,
    KIND_OPERATION,
    KIND_TEXT,
    KIND_COUNT,
} FieldKind;

/** One member, in the order of a line. */
typedef struct Field {
    UInt32 group;
    FieldKind kind;
    const char *key;    /* in JSON */
    const char *before; /* in text */
    const char *after;  /* the same */
    size_t offset;
    bool is_output;
    bool is_shown_if_zero; /* in text; JSON has them always */
} Field;

extern const Field trace_fields[];
extern const size_t trace_field_count;

/** What a slot returns. */
typedef enum ResultKind { RESULT_STATUS, RESULT_YES_NO, RESULT_REFERENCES } ResultKind;

typedef struct CallDescription {
    const char *name;
    const char *from;
    UInt32 fields;
    ResultKind result;
} CallDescription;

/** By TraceCall. */
extern const CallDescription trace_calls[TRACE_CALL_COUNT];

#endif
