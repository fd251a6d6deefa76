/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace_values.h"

#include "trace/four_chars.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct CodeName {
    UInt32 code;
    const char *name;
} CodeName;

static const CodeName scopes[] = {
    {kAudioObjectPropertyScopeGlobal, "global"},
    {kAudioObjectPropertyScopeInput, "input"},
    {kAudioObjectPropertyScopeOutput, "output"},
    {kAudioObjectPropertyScopePlayThrough, "play-through"},
    {kAudioObjectPropertyScopeWildcard, "any"},
    {0, NULL},
};

static const CodeName operations[] = {
    {kAudioServerPlugInIOOperationThread, "Thread"},
    {kAudioServerPlugInIOOperationCycle, "Cycle"},
    {kAudioServerPlugInIOOperationReadInput, "ReadInput"},
    {kAudioServerPlugInIOOperationConvertInput, "ConvertInput"},
    {kAudioServerPlugInIOOperationProcessInput, "ProcessInput"},
    {kAudioServerPlugInIOOperationProcessOutput, "ProcessOutput"},
    {kAudioServerPlugInIOOperationMixOutput, "MixOutput"},
    {kAudioServerPlugInIOOperationProcessMix, "ProcessMix"},
    {kAudioServerPlugInIOOperationConvertMix, "ConvertMix"},
    {kAudioServerPlugInIOOperationWriteMix, "WriteMix"},
    {0, NULL},
};

static void write_code(TraceFormat format, const CodeName *names, UInt32 code, TraceValue *value)
{
    for (; names->name; names++) {
        if (names->code == code) {
            (void)snprintf(value->text, sizeof value->text, "%s", names->name);
            return;
        }
    }
    trace_value_code(format, code, value);
}

static void write_uint32(TraceFormat format, const void *member, TraceValue *value)
{
    (void)snprintf(value->text, sizeof value->text, "%u", (unsigned)*(const UInt32 *)member);
}

static void write_sint32(TraceFormat format, const void *member, TraceValue *value)
{
    (void)snprintf(value->text, sizeof value->text, "%d", (int)*(const SInt32 *)member);
}

static void write_uint64(TraceFormat format, const void *member, TraceValue *value)
{
    (void)snprintf(value->text, sizeof value->text, "%llu",
                   (unsigned long long)*(const UInt64 *)member);
}

/* To a thousandth of a frame, without printf's %f: its decimal point is the process's locale's. */
static void write_time(TraceFormat format, const void *member, TraceValue *value)
{
    const Float64 time = *(const Float64 *)member;
    if (!(fabs(time) < 9e15)) {
        const char *text = format == TRACE_FORMAT_JSON ? "null" : "no number";
        (void)snprintf(value->text, sizeof value->text, "%s", text);
        return;
    }
    const Float64 whole = floor(fabs(time));
    const unsigned rest = (unsigned)((fabs(time) - whole) * 1000);
    const int length = snprintf(value->text, sizeof value->text, "%s%llu", time < 0 ? "-" : "",
                                (unsigned long long)whole);
    if (rest > 0)
        (void)snprintf(value->text + length, sizeof value->text - (size_t)length, ".%03u", rest);
}

static void write_yes_no(TraceFormat format, const void *member, TraceValue *value)
{
    static const char *const words[][2] = {
        [TRACE_FORMAT_TEXT] = {"no", "yes"},
        [TRACE_FORMAT_JSON] = {"false", "true"},
    };
    const Boolean answer = *(const Boolean *)member;
    (void)snprintf(value->text, sizeof value->text, "%s", words[format][answer ? 1 : 0]);
}

static void write_scope(TraceFormat format, const void *member, TraceValue *value)
{
    write_code(format, scopes, *(const UInt32 *)member, value);
}

static void write_operation(TraceFormat format, const void *member, TraceValue *value)
{
    write_code(format, operations, *(const UInt32 *)member, value);
}

/* The caller knows selectors by name: this is for those without. */
static void write_selector(TraceFormat format, const void *member, TraceValue *value)
{
    trace_value_code(format, *(const UInt32 *)member, value);
}

static void write_text(TraceFormat format, const void *member, TraceValue *value)
{
    (void)snprintf(value->text, sizeof value->text, "%s", (const char *)member);
}

static void (*const writers[KIND_COUNT])(TraceFormat, const void *, TraceValue *) = {
    [KIND_UINT32] = write_uint32, [KIND_SINT32] = write_sint32,
    [KIND_UINT64] = write_uint64, [KIND_TIME] = write_time,
    [KIND_YES_NO] = write_yes_no, [KIND_SELECTOR] = write_selector,
    [KIND_SCOPE] = write_scope,   [KIND_OPERATION] = write_operation,
    [KIND_TEXT] = write_text,
};

void trace_value_code(TraceFormat format, UInt32 code, TraceValue *value)
{
    char text[FOUR_CHARS_TEXT_SIZE];
    (void)four_chars_text(code, text);
    const bool is_bare = format == TRACE_FORMAT_JSON && text[0] == '\'';
    (void)snprintf(value->text, sizeof value->text, "%.*s", is_bare ? 4 : (int)sizeof text,
                   is_bare ? text + 1 : text);
}

void trace_value_read(TraceFormat format, const Field *field, const TraceRecord *record,
                      TraceValue *value)
{
    writers[field->kind](format, (const unsigned char *)record + field->offset, value);
}

bool trace_value_is_zero(const Field *field, const TraceRecord *record)
{
    TraceValue value;
    trace_value_read(TRACE_FORMAT_JSON, field, record, &value);
    return value.text[0] == '\0' || strcmp(value.text, "0") == 0;
}
