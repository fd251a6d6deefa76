/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* `ossicle why` and `ossicle top --once` of a running host, with a module that is too slow on every
 * machine. Others may be too slow as well where a machine is busy, so what is expected is that this
 * one is named. */

#include "support/module_folder.h"
#include "support/run_host.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HostFolders folders;
static char *modules;
static ToolProcess host;

static void start_host(void)
{
    host_folders_make(&folders);
    modules = module_folder_new();
    module_folder_copy(modules, BURNS_DIR "/burns.so", "burns.so");
    host = RUN_HOST("main", "--modules", modules);
}

static void stop_host(void)
{
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
    module_folder_free(modules);
    host_folders_remove(&folders);
}

TestSuite(command_why, .init = start_host, .fini = stop_host, .timeout = 60);

/* The finding with this cause; NULL: there is none. */
static json_t *copy_finding(const char *cause)
{
    char *const text = tool_output((const char *const[]){"why", "--json", NULL});
    json_t *const values = json_loads(text, 0, NULL);
    cr_assert_not_null(values, "%s", text);
    const json_t *const findings = json_object_get(values, "why");
    json_t *found = NULL;
    cr_assert_gt(json_array_size(findings), 0, "%s", text);
    cr_expect(json_is_object(json_object_get(values, "times")), "%s", text);
    for (size_t i = 0; i < json_array_size(findings); i++) {
        json_t *const finding = json_array_get(findings, i);
        if (strcmp(json_string_value(json_object_get(finding, "cause")), cause) == 0)
            found = json_incref(finding);
    }
    json_decref(values);
    free(text);
    return found;
}

static void burn(void)
{
    free(tool_output((const char *const[]){"set", "chain", "org.ossicle.test.burns", NULL}));
}

Test(command_why, names_the_module_that_is_too_slow)
{
    burn();
    json_t *finding = NULL;
    while (!finding)
        finding = copy_finding("moduleSlow");
    cr_expect_str_eq(json_string_value(json_object_get(finding, "module")),
                     "org.ossicle.test.burns");
    cr_expect_geq(json_number_value(json_object_get(finding, "worst")),
                  1.4 * json_number_value(json_object_get(finding, "allowed")));
    cr_expect_leq(json_number_value(json_object_get(finding, "first")),
                  json_number_value(json_object_get(finding, "last")));
    json_decref(finding);
    char *const text = tool_output((const char *const[]){"why", NULL});
    cr_expect_not_null(strstr(text, "module org.ossicle.test.burns took "), "%s", text);
    cr_expect_not_null(strstr(text, "\n    Take the module out or use less of it"), "%s", text);
    free(text);
}

static char *read_file(const char *path)
{
    char *const text = calloc(1, 1 << 20);
    FILE *const file = fopen(path, "r");
    cr_assert_not_null(file);
    cr_assert_gt(fread(text, 1, (1 << 20) - 1, file), 0);
    cr_assert_eq(fclose(file), 0);
    return text;
}

Test(command_why, draws_what_it_knows)
{
    char *const path = module_folder_path(folders.folder, "plot.svg");
    burn();
    json_t *finding = NULL;
    while (!finding)
        finding = copy_finding("moduleSlow");
    json_decref(finding);
    free(
        tool_output((const char *const[]){"why", "--plot", path, "org.ossicle.device.main", NULL}));
    char *const svg = read_file(path);
    cr_expect_eq(strncmp(svg, "<?xml ", 6), 0);
    cr_expect_not_null(strstr(svg, ">org.ossicle.test.burns</text>"));
    cr_expect_str_eq(svg + strlen(svg) - 7, "</svg>\n");
    free(svg);
    free(path);
}

static void expect_failure(const char *const *words, const char *message)
{
    ToolRun run = run_tool(words);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_str_eq(run.out, "");
    cr_expect_not_null(strstr(run.err, message), "%s", run.err);
    tool_run_cleanup(&run);
}

Test(command_why, what_it_cant_do_it_says)
{
    expect_failure((const char *const[]){"why", "no-such-device", NULL},
                   "no device has the UID no-such-device");
    expect_failure((const char *const[]){"top", "no-such-device", NULL},
                   "no device has the UID no-such-device");
    expect_failure((const char *const[]){"why", "--plot", "/nonexistent/plot.svg", NULL},
                   "/nonexistent");
    expect_failure((const char *const[]){"why", "--name", "other", NULL},
                   "no host called other is running");
}

Test(command_why, top_prints_once_without_a_terminal)
{
    burn();
    char *const text = tool_output((const char *const[]){"top", NULL});
    cr_expect_not_null(strstr(text, "(org.ossicle.device.main)  48000 Hz  worker  running\n"), "%s",
                       text);
    cr_expect_not_null(strstr(text, "\nchannel 1 "), "%s", text);
    cr_expect_not_null(strstr(text, "\norg.ossicle.test.burns "), "%s", text);
    cr_expect_null(strchr(text, '\033'));
    free(text);
}
