/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* --trace of the commands that load a driver. */

#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static RenderFiles files;

static void make(void)
{
    render_files_make(&files);
}

static void end(void)
{
    render_files_remove(&files);
}

TestSuite(command_trace, .init = make, .fini = end);

/* Each line as JSON; all must be. */
static json_t *parse_lines(char *text)
{
    json_t *calls = json_array();
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        json_t *call = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        cr_assert_not_null(call, "%s", line);
        cr_assert_eq(json_array_append_new(calls, call), 0);
    }
    return calls;
}

static bool has(const json_t *call, const char *key, const char *value)
{
    const char *found = json_string_value(json_object_get(call, key));
    return found && strcmp(found, value) == 0;
}

/* The place of the first call from `from` on with this name and, if it isn't NULL, operation; it
 * must be there and have succeeded. */
static size_t find(const json_t *calls, size_t from, const char *name, const char *operation)
{
    for (size_t i = from; i < json_array_size(calls); i++) {
        const json_t *call = json_array_get(calls, i);
        if (!has(call, "call", name) || (operation && !has(call, "operation", operation)))
            continue;
        cr_expect(has(call, "result", "ok"), "%s", name);
        return i;
    }
    cr_assert_fail("no %s %s from line %zu on", name, operation ? operation : "", from);
    return 0;
}

/* How many DoIOOperation there are of an operation, whose sample times follow each other. */
static size_t count_operations(const json_t *calls, const char *operation)
{
    size_t count = 0;
    json_int_t next = 0;
    size_t i = 0;
    const json_t *call = NULL;
    json_array_foreach(calls, i, call)
    {
        if (!has(call, "call", "DoIOOperation") || !has(call, "operation", operation))
            continue;
        const json_int_t time = json_integer_value(json_object_get(call, "sampleTime"));
        cr_expect(count == 0 || time == next, "%s at %lld, not %lld", operation, (long long)time,
                  (long long)next);
        next = time + json_integer_value(json_object_get(call, "frames"));
        count++;
    }
    return count;
}

Test(command_trace, a_render_is_there_from_initialize_to_release)
{
    render_files_write(&files, 4800);
    ToolRun run = RUN_TOOL("render", "--trace", "json", "--mode", "inline", files.in, files.out);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    json_t *calls = parse_lines(run.err);
    cr_expect_eq(find(calls, 0, "Initialize", NULL), 0);
    (void)find(calls, 0, "CopyFromStorage", NULL);
    size_t at = find(calls, 0, "AddDeviceClient", NULL);
    cr_expect(has(json_array_get(calls, at), "bundle", "org.ossicle.tool.recorder") ||
              has(json_array_get(calls, at), "bundle", "org.ossicle.tool.player"));
    (void)find(calls, at, "WillDoIOOperation", "WriteMix");
    at = find(calls, 0, "StartIO", NULL);
    at = find(calls, at, "GetZeroTimeStamp", NULL);
    at = find(calls, at, "BeginIOOperation", "ReadInput");
    at = find(calls, at, "DoIOOperation", "ReadInput");
    at = find(calls, at, "EndIOOperation", "ReadInput");
    at = find(calls, at, "BeginIOOperation", "WriteMix");
    at = find(calls, at, "DoIOOperation", "WriteMix");
    at = find(calls, at, "EndIOOperation", "WriteMix");
    at = find(calls, at, "StopIO", NULL);
    (void)find(calls, at, "RemoveDeviceClient", NULL);
    const json_t *last = json_array_get(calls, json_array_size(calls) - 1);
    cr_expect(has(last, "call", "Release"));
    cr_expect_eq(json_integer_value(json_object_get(last, "result")), 0);
    const size_t writes = count_operations(calls, "WriteMix");
    cr_expect_geq(writes, 10, "4800 frames, 512 at a time: %zu", writes);
    cr_expect_geq(count_operations(calls, "ReadInput"), 10);
    json_decref(calls);
    tool_run_cleanup(&run);
}

Test(command_trace, it_changes_neither_sound_nor_report)
{
    render_files_write(&files, 200000);
    ToolRun plain = RUN_TOOL("render", "--mode", "inline", files.in, files.out);
    cr_assert_eq(plain.exit_code, 0);
    ToolRun traced = RUN_TOOL("render", "--trace=text", "--mode", "inline", files.in, files.out);
    cr_assert_eq(traced.exit_code, 0);
    cr_expect_str_eq(traced.out, plain.out);
    render_expect_same(files.in, files.out);
    cr_expect_null(strstr(traced.err, "missing here"), "virtual time waits for the trace");
    cr_expect_not_null(strstr(traced.err, " WriteMix 512 frames at "), "%s", traced.err);
    tool_run_cleanup(&plain);
    tool_run_cleanup(&traced);
}

Test(command_trace, inspect_names_what_it_asks_for)
{
    ToolRun run = RUN_TOOL("inspect", "--trace", "json");
    cr_assert_eq(run.exit_code, 0);
    json_t *calls = parse_lines(run.err);
    bool found = false;
    size_t i = 0;
    const json_t *call = NULL;
    json_array_foreach(calls, i, call)
    {
        found = found ||
                (has(call, "call", "GetPropertyData") && has(call, "scope", "output") &&
                 has(call, "selector", "kAudioDevicePropertyLatency") && has(call, "result", "ok"));
        cr_expect(json_object_get(call, "lost") == NULL, "control calls wait for the trace");
    }
    cr_expect(found);
    json_decref(calls);
    tool_run_cleanup(&run);
}

Test(command_trace, only_two_formats_are_known)
{
    ToolRun run = RUN_TOOL("inspect", "--trace", "xml");
    cr_expect_eq(run.exit_code, 2);
    cr_expect_not_null(strstr(run.err, "--trace xml: expected one of text json"), "%s", run.err);
    tool_run_cleanup(&run);
}
