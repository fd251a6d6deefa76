/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace_format.h"

#include "trace/trace_values.h"

#include <mach/mach_time.h>
#include <stdarg.h>
#include <stdio.h>

#define NS_PER_S 1000000000u

typedef struct Line {
    char *text;
    size_t length;
} Line;

/* TRACE_LINE_SIZE holds the longest line, so nothing is cut. */
static __attribute__((format(printf, 2, 3))) void put(Line *line, const char *format, ...)
{
    const size_t room = TRACE_LINE_SIZE - line->length;
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(line->text + line->length, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        line->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* In seconds. Without printf's %f, whose decimal point is that of the process's locale. */
static void put_seconds(Line *line, UInt64 ns)
{
    put(line, "%llu.%09u", (unsigned long long)(ns / NS_PER_S), (unsigned)(ns % NS_PER_S));
}

/* CoreAudio could convert it, but would be a framework to link to for this alone. */
static void put_host_time(Line *line, UInt64 ticks)
{
    mach_timebase_info_data_t base = {.numer = 1, .denom = 1};
    (void)mach_timebase_info(&base);
    put_seconds(line,
                ticks / base.denom * base.numer + ticks % base.denom * base.numer / base.denom);
}

static void put_json_string(Line *line, const char *text)
{
    put(line, "\"");
    for (; *text; text++) {
        const unsigned char character = (unsigned char)*text;
        if (character < ' ' || character == 0x7f)
            put(line, "\\u%04x", (unsigned)character);
        else
            put(line, "%s%c", character == '"' || character == '\\' ? "\\" : "", character);
    }
    put(line, "\"");
}

static bool is_string(FieldKind kind)
{
    return kind >= KIND_SELECTOR;
}

static void put_json_field(Line *line, const Field *field, const TraceRecord *record,
                           const char *selector)
{
    TraceValue value;
    trace_value_read(TRACE_FORMAT_JSON, field, record, &value);
    const char *text = field->kind == KIND_SELECTOR && selector ? selector : value.text;
    put(line, ",\"%s\":", field->key);
    if (is_string(field->kind))
        put_json_string(line, text);
    else
        put(line, "%s", text);
}

static void put_json_result(Line *line, ResultKind kind, SInt32 result)
{
    put(line, ",\"result\":");
    if (kind == RESULT_REFERENCES) {
        put(line, "%u", (unsigned)result);
    } else if (kind == RESULT_YES_NO) {
        put(line, result ? "true" : "false");
    } else {
        TraceValue value;
        trace_value_code(TRACE_FORMAT_JSON, (UInt32)result, &value);
        put_json_string(line, result == 0 ? "ok" : value.text);
    }
}

static void format_json(const TraceRecord *record, const char *selector, Line *line)
{
    const CallDescription *call = &trace_calls[record->call];
    put(line, "{\"time\":");
    put_host_time(line, record->start_ticks);
    put(line, ",\"from\":\"%s\",\"call\":\"%s\"", call->from, call->name);
    for (size_t i = 0; i < trace_field_count; i++) {
        if (trace_fields[i].group & call->fields)
            put_json_field(line, &trace_fields[i], record, selector);
    }
    put_json_result(line, call->result, record->result);
    put(line, ",\"duration\":");
    put_seconds(line, record->duration_ns);
    put(line, "}");
}

/* Inputs stand before the arrow with spaces between, outputs behind it with commas. */
static void put_text_fields(Line *line, const TraceRecord *record, const char *selector,
                            bool outputs)
{
    const CallDescription *call = &trace_calls[record->call];
    for (size_t i = 0; i < trace_field_count; i++) {
        const Field *field = &trace_fields[i];
        if (!(field->group & call->fields) || field->is_output != outputs ||
            (!field->is_shown_if_zero && trace_value_is_zero(field, record)))
            continue;
        TraceValue value;
        trace_value_read(TRACE_FORMAT_TEXT, field, record, &value);
        const char *text = field->kind == KIND_SELECTOR && selector ? selector : value.text;
        put(line, "%s%s%s%s%s", outputs ? "" : " ", field->before, text, field->after,
            outputs ? ", " : "");
    }
}

static void put_text_result(Line *line, ResultKind kind, SInt32 result)
{
    if (kind == RESULT_REFERENCES) {
        put(line, "%u references", (unsigned)result);
    } else if (kind == RESULT_YES_NO) {
        put(line, result ? "yes" : "no");
    } else {
        TraceValue value;
        trace_value_code(TRACE_FORMAT_TEXT, (UInt32)result, &value);
        put(line, "%s", result == 0 ? "ok" : value.text);
    }
}

static void format_text(const TraceRecord *record, const char *selector, Line *line)
{
    const CallDescription *call = &trace_calls[record->call];
    put_host_time(line, record->start_ticks);
    put(line, " s  %-6s  %s", call->from, call->name);
    put_text_fields(line, record, selector, false);
    put(line, " -> ");
    put_text_fields(line, record, selector, true);
    put_text_result(line, call->result, record->result);
    const unsigned long long tenths = (record->duration_ns + 50) / 100;
    put(line, ", %llu.%llu us", tenths / 10, tenths % 10);
}

void trace_format_call(TraceFormat format, const TraceRecord *record, const char *selector,
                       char line[TRACE_LINE_SIZE])
{
    Line writing = {line, 0};
    (format == TRACE_FORMAT_JSON ? format_json : format_text)(record, selector, &writing);
}

void trace_format_lost(TraceFormat format, UInt64 count, char line[TRACE_LINE_SIZE])
{
    Line writing = {line, 0};
    put(&writing,
        format == TRACE_FORMAT_JSON
            ? "{\"lost\":%llu}"
            : "%llu calls of I/O threads are missing here: they came faster than they were written",
        (unsigned long long)count);
}
