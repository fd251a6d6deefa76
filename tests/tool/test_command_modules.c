/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_folder.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static void make_folder(void)
{
    folder = module_folder_new();
    module_folder_copy(folder, FIXTURES_DIR "/factor.so", "factor.so");
    module_folder_copy(folder, FIXTURES_DIR "/no-entry.so", "no-entry.so");
    module_folder_write(folder, "text.so", "no library", 10);
}

static void remove_folder(void)
{
    module_folder_free(folder);
}

TestSuite(command_modules, .init = make_folder, .fini = remove_folder);

/* The line of `text` that begins with `start`, to free(); fails the test without one. */
static char *line_of(const char *text, const char *start)
{
    const char *line = text;
    while (line && strncmp(line, start, strlen(start)) != 0) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    cr_assert_not_null(line, "no line '%s...' in: %s", start, text);
    return strndup(line, strcspn(line, "\n"));
}

Test(command_modules, the_shipped_modules_are_found)
{
    ToolRun run = RUN_TOOL("modules");
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    free(line_of(run.out, "org.ossicle.gain  "));
    free(line_of(run.out, "org.ossicle.lowpass  "));
    free(line_of(run.out, "    cutoff "));
    tool_run_cleanup(&run);
}

Test(command_modules, a_module_shows_all_that_it_says_of_itself)
{
    ToolRun run = RUN_TOOL("modules", "--modules", folder);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    char *const line = line_of(run.out, "org.ossicle.test.factor  ");
    cr_expect_not_null(strstr(line, "Fixture factor"), "%s", line);
    cr_expect_not_null(strstr(line, ", effect, 1 to 256 channels"), "%s", line);
    char *const parameter = line_of(run.out, "    factor ");
    cr_expect_not_null(strstr(parameter, "0 to 1"), "%s", parameter);
    cr_expect_not_null(strstr(parameter, "default 0.5"), "%s", parameter);
    free(parameter);
    free(line);
    tool_run_cleanup(&run);
}

Test(command_modules, each_refused_file_has_its_line)
{
    ToolRun run = RUN_TOOL("modules", "--modules", folder);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    size_t count = 0;
    for (const char *at = run.out; (at = strstr(at, "refused: ")); at++)
        count++;
    cr_expect_eq(count, 2, "%s", run.out);
    cr_expect_not_null(strstr(run.out, "no-entry.so"));
    cr_expect_not_null(strstr(run.out, "text.so"));
    tool_run_cleanup(&run);
}

Test(command_modules, json_has_the_same)
{
    ToolRun run = RUN_TOOL("modules", "--json", "--modules", folder);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    json_t *const json = json_loads(run.out, 0, NULL);
    cr_assert_not_null(json);
    cr_expect_eq(json_array_size(json_object_get(json, "refused")), 2);
    const json_t *const modules = json_object_get(json, "modules");
    cr_expect_eq(json_array_size(modules), 3);
    const json_t *const first = json_array_get(modules, 0);
    cr_expect_str_eq(json_string_value(json_object_get(first, "id")), "org.ossicle.test.factor");
    cr_expect_str_eq(json_string_value(json_object_get(first, "kind")), "effect");
    cr_expect_eq(json_integer_value(json_object_get(first, "maximumChannels")), 256);
    const json_t *const parameter = json_array_get(json_object_get(first, "parameters"), 0);
    cr_expect_eq(json_number_value(json_object_get(parameter, "default")), 0.5);
    cr_expect(json_is_false(json_object_get(parameter, "output")));
    json_decref(json);
    tool_run_cleanup(&run);
}

Test(command_modules, an_empty_folder_is_no_failure)
{
    char *const empty = module_folder_new();
    ToolRun run = RUN_TOOL("modules", "--modules", empty);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_null(strstr(run.out, "refused"));
    tool_run_cleanup(&run);
    module_folder_free(empty);
}

Test(command_modules, a_named_folder_that_is_missing_fails_and_hides_nothing)
{
    char *const missing = module_folder_path(folder, "missing");
    ToolRun run = RUN_TOOL("modules", "--modules", missing, "--modules", folder);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_not_null(strstr(run.err, missing), "%s", run.err);
    free(line_of(run.out, "org.ossicle.test.factor  "));
    free(line_of(run.out, "org.ossicle.gain  "));
    tool_run_cleanup(&run);
    free(missing);
}

Test(command_modules, a_named_folder_that_others_may_write_fails)
{
    cr_assert_eq(chmod(folder, 0777), 0);
    ToolRun run = RUN_TOOL("modules", "--modules", folder);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_not_null(strstr(run.err, folder), "%s", run.err);
    cr_expect_null(strstr(run.out, "org.ossicle.test.factor"));
    cr_expect_not_null(strstr(run.out, "org.ossicle.gain"));
    tool_run_cleanup(&run);
}

Test(command_modules, a_relative_folder_is_meant_from_here)
{
    cr_assert_eq(chdir(folder), 0);
    ToolRun run = RUN_TOOL("modules", "--modules", ".");
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_not_null(strstr(run.out, "org.ossicle.test.factor"));
    tool_run_cleanup(&run);
    run = RUN_TOOL("modules", "--modules", "missing");
    cr_expect_eq(run.exit_code, 1);
    tool_run_cleanup(&run);
}

Test(command_modules, a_colon_in_a_folder_is_refused)
{
    ToolRun run = RUN_TOOL("modules", "--modules", "/a:b");
    cr_expect_eq(run.exit_code, 1);
    cr_expect_not_null(strstr(run.err, "/a:b: a modules folder can't have a colon"), "%s", run.err);
    tool_run_cleanup(&run);
}
