/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace_format.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static char line[TRACE_LINE_SIZE];

static const TraceRecord write_mix = {
    .start_ticks = 12345678901,
    .duration_ns = 1249,
    .call = TRACE_DO_IO_OPERATION,
    .object = 2,
    .stream = 3,
    .client = 1,
    .operation = kAudioServerPlugInIOOperationWriteMix,
    .frames = 512,
    .sample_time = -1024.25,
};

Test(trace_format, an_operation_as_text)
{
    trace_format_call(TRACE_FORMAT_TEXT, &write_mix, NULL, line);
    cr_assert_str_eq(line, "12.345678901 s  io      DoIOOperation device 2 stream 3 client 1 "
                           "WriteMix 512 frames at -1024.250 -> ok, 1.2 us");
}

Test(trace_format, an_operation_as_json)
{
    trace_format_call(TRACE_FORMAT_JSON, &write_mix, NULL, line);
    cr_assert_str_eq(line, "{\"time\":12.345678901,\"from\":\"io\",\"call\":\"DoIOOperation\","
                           "\"device\":2,\"stream\":3,\"client\":1,\"operation\":\"WriteMix\","
                           "\"frames\":512,\"sampleTime\":-1024.250,\"result\":\"ok\","
                           "\"duration\":0.000001249}");
}

static const TraceRecord get_rate = {
    .start_ticks = 1,
    .duration_ns = 250,
    .call = TRACE_GET_PROPERTY_DATA,
    .result = 'who?',
    .object = 2,
    .address = {'nsrt', kAudioObjectPropertyScopeGlobal, 0},
    .size_in = 8,
};

Test(trace_format, a_property_as_text)
{
    TraceRecord record = get_rate;
    trace_format_call(TRACE_FORMAT_TEXT, &record, "kAudioDevicePropertyNominalSampleRate", line);
    cr_assert_str_eq(line, "0.000000001 s  hal     GetPropertyData object 2 "
                           "kAudioDevicePropertyNominalSampleRate (global, 0) 8 bytes -> 0 bytes, "
                           "'who?', 0.3 us");
    record.result = 0;
    record.process = 77;
    record.qualifier_size = 4;
    record.size_out = 8;
    record.address = (AudioObjectPropertyAddress){'oChn', 'mine', 3};
    trace_format_call(TRACE_FORMAT_TEXT, &record, NULL, line);
    cr_assert_str_eq(line, "0.000000001 s  hal     GetPropertyData object 2 process 77 'oChn' "
                           "('mine', 3) qualifier 4 bytes 8 bytes -> 8 bytes, ok, 0.3 us");
}

Test(trace_format, codes_without_names_as_json)
{
    TraceRecord record = get_rate;
    record.address = (AudioObjectPropertyAddress){'oC"\\', 'mine', 3};
    record.result = -50;
    trace_format_call(TRACE_FORMAT_JSON, &record, NULL, line);
    cr_assert_not_null(strstr(line, "\"selector\":\"oC\\\"\\\\\",\"scope\":\"mine\""), "%s", line);
    cr_assert_not_null(strstr(line, "\"result\":\"-50\""), "%s", line);
    record.result = 'who?';
    trace_format_call(TRACE_FORMAT_JSON, &record, NULL, line);
    cr_assert_not_null(strstr(line, "\"result\":\"who?\""), "%s", line);
}

Test(trace_format, answers_and_references)
{
    TraceRecord record = {.call = TRACE_HAS_PROPERTY, .object = 1, .result = true};
    trace_format_call(TRACE_FORMAT_TEXT, &record, "name", line);
    cr_assert_str_eq(line,
                     "0.000000000 s  hal     HasProperty object 1 name (0, 0) -> yes, 0.0 us");
    record = (TraceRecord){.call = TRACE_RELEASE, .result = 3};
    trace_format_call(TRACE_FORMAT_TEXT, &record, NULL, line);
    cr_assert_str_eq(line, "0.000000000 s  hal     Release -> 3 references, 0.0 us");
    record = (TraceRecord){.call = TRACE_COPY_FROM_STORAGE, .text = "key", .answer = true};
    trace_format_call(TRACE_FORMAT_TEXT, &record, NULL, line);
    cr_assert_str_eq(line, "0.000000000 s  driver  CopyFromStorage key -> found yes, ok, 0.0 us");
}

Test(trace_format, times_that_are_no_numbers)
{
    TraceRecord record = write_mix;
    const Float64 odd[] = {(Float64)NAN, (Float64)INFINITY, (Float64)-INFINITY, 1e300};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        record.sample_time = odd[i];
        trace_format_call(TRACE_FORMAT_JSON, &record, NULL, line);
        cr_assert_not_null(strstr(line, "\"sampleTime\":null"), "%s", line);
        trace_format_call(TRACE_FORMAT_TEXT, &record, NULL, line);
        cr_assert_not_null(strstr(line, " at no number "), "%s", line);
    }
}

Test(trace_format, the_longest_line_is_whole)
{
    TraceRecord record = {
        .call = TRACE_ADD_DEVICE_CLIENT,
        .result = INT32_MIN,
        .start_ticks = UINT64_MAX,
        .duration_ns = UINT64_MAX,
        .object = UINT32_MAX,
        .client = UINT32_MAX,
        .process = INT32_MIN,
    };
    memset(record.text, 1, sizeof record.text - 1);
    trace_format_call(TRACE_FORMAT_JSON, &record, NULL, line);
    cr_assert_eq(line[strlen(line) - 1], '}');
    cr_assert_not_null(strstr(line, "\\u0001"));
    cr_assert_lt(strlen(line), TRACE_LINE_SIZE - 100, "%zu", strlen(line));
}

Test(trace_format, what_is_missing_is_said)
{
    trace_format_lost(TRACE_FORMAT_JSON, 12, line);
    cr_assert_str_eq(line, "{\"lost\":12}");
    trace_format_lost(TRACE_FORMAT_TEXT, 12, line);
    cr_assert_str_eq(
        line, "12 calls of I/O threads are missing here: they came faster than they were written");
}
