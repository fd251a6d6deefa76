/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules in quarantine, as `ossicle modules` shows them and lets them in again: those that a host
 * has stored, and those of one that runs. */

#include "support/module_folder.h"
#include "support/run_host.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID "org.example.reverb"

static HostFolders folders;

static void make_folders(void)
{
    host_folders_make(&folders);
}

static void remove_folders(void)
{
    host_folders_remove(&folders);
}

TestSuite(command_quarantine, .init = make_folders, .fini = remove_folders, .timeout = 60);

static char *settings_path(const char *name)
{
    char *path = NULL;
    (void)mkdir(folders.state, 0700);
    cr_assert_gt(asprintf(&path, "%s/ossicle", folders.state), 0);
    (void)mkdir(path, 0700);
    free(path);
    cr_assert_gt(asprintf(&path, "%s/ossicle/%s", folders.state, name), 0);
    (void)mkdir(path, 0700);
    free(path);
    cr_assert_gt(asprintf(&path, "%s/ossicle/%s/settings.plist", folders.state, name), 0);
    return path;
}

/* As a host called `name` would have stored them, if these are the records. */
static void store(const char *name, const char *records)
{
    char *const path = settings_path(name);
    FILE *const file = fopen(path, "we");
    cr_assert_not_null(file, "%s", path);
    cr_assert_gt(fprintf(file,
                         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>"
                         "<key>quarantine</key><array>%s</array></dict></plist>\n",
                         records),
                 0);
    cr_assert_eq(fclose(file), 0);
    free(path);
}

#define RECORD(id, rest)                                                                           \
    "<dict><key>id</key><string>" id "</string><key>hash</key><string>aa</string><key>version"     \
    "</key><string>1.2</string><key>when</key><string>2026-01-01T00:00:00Z</string><key>deaths"    \
    "</key>" rest "</dict>"
#define HELD(id)                                                                                   \
    RECORD(id, "<integer>5</integer><key>reason</key><string>it died</string><key>mark</key>"      \
               "<false/>")
#define MARKED(id) RECORD(id, "<integer>0</integer><key>mark</key><true/>")

static void expect_line(const char *name, const char *line, bool is_there)
{
    char *const text = tool_output((const char *const[]){"modules", "--name", name, NULL});
    cr_expect_eq(strstr(text, line) != NULL, is_there, "%s%s", line, text);
    free(text);
}

static void expect_failure(const char *const *words, const char *line)
{
    ToolRun run = run_tool(words);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_str_eq(run.out, "");
    cr_expect_str_eq(run.err, line);
    tool_run_cleanup(&run);
}
#define EXPECT_FAILURE(line, ...) expect_failure((const char *const[]){__VA_ARGS__, NULL}, line)

#define HELD_LINE "in quarantine: " ID " 1.2, since 2026-01-01T00:00:00Z, after 5 deaths: it died\n"

Test(command_quarantine, what_is_stored_is_shown_and_released)
{
    store("kept", HELD(ID) MARKED("org.example.marked") "<string>rubbish</string>");
    expect_line("kept", HELD_LINE, true);
    expect_line(
        "kept",
        "in quarantine: org.example.marked 1.2, since 2026-01-01T00:00:00Z, after 0 deaths: "
        "the process ended while it ran for the first time, or before it had run for "
        "long\n",
        true);
    expect_line("other", "in quarantine: ", false);
    EXPECT_OUTPUT(ID " is let in again\n", "modules", "--name", "kept", "--release", ID);
    expect_line("kept", "in quarantine: " ID, false);
    expect_line("kept", "in quarantine: org.example.marked", true);
    EXPECT_FAILURE("ossicle: no module '" ID "' is in quarantine with the host kept\n", "modules",
                   "--name", "kept", "--release", ID);
    EXPECT_OUTPUT("{\n  \"released\": \"org.example.marked\"\n}\n", "modules", "--name", "kept",
                  "--json", "--release", "org.example.marked");
    expect_line("kept", "in quarantine: ", false);
    EXPECT_FAILURE("ossicle: there is no host called other, nor has it stored anything\n",
                   "modules", "--name", "other", "--release", ID);
}

Test(command_quarantine, json_has_all_of_it)
{
    store("main", HELD(ID));
    char *const text = tool_output((const char *const[]){"modules", "--json", NULL});
    json_t *const json = json_loads(text, 0, NULL);
    json_t *const expected =
        json_pack("[{s:s, s:s, s:s, s:s, s:i, s:s}]", "id", ID, "hash", "aa", "version", "1.2",
                  "when", "2026-01-01T00:00:00Z", "deaths", 5, "reason", "it died");
    cr_expect(json_equal(json_object_get(json, "quarantined"), expected), "%s", text);
    json_decref(expected);
    json_decref(json);
    free(text);
}

Test(command_quarantine, a_host_that_runs_is_asked)
{
    store("asked", HELD(ID));
    ToolProcess host = RUN_HOST("asked");
    expect_line("asked", HELD_LINE, true);
    char *const text =
        tool_output((const char *const[]){"get", "--name", "asked", "quarantine", NULL});
    cr_expect_not_null(strstr(text, "it died"), "%s", text);
    free(text);
    EXPECT_FAILURE("ossicle: no module 'org.example.none' is in quarantine\n", "modules", "--name",
                   "asked", "--release", "org.example.none");
    EXPECT_OUTPUT(ID " is let in again\n", "modules", "--name", "asked", "--release", ID);
    expect_line("asked", "in quarantine: ", false);
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
    expect_line("asked", "in quarantine: ", false);
}

Test(command_quarantine, settings_that_are_broken_are_said_to_be)
{
    char *const path = settings_path("broken");
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_eq(write(file, "x", 1), 1);
    (void)close(file);
    ToolRun run = RUN_TOOL("modules", "--name", "broken");
    cr_expect_eq(run.exit_code, 1);
    cr_expect_not_null(strstr(run.err, path), "%s", run.err);
    tool_run_cleanup(&run);
    free(path);
    EXPECT_FAILURE("ossicle: --name ../x: a host's name is 1 to 64 letters, digits, dots, "
                   "dashes and underscores, and begins with a letter or a digit\n",
                   "modules", "--name", "../x");
}

#define IN_ACTIVATE "org.ossicle.test.crashes-in-activate"
#define IN_PROCESS  "org.ossicle.test.crashes-in-process"

static char *modules_folder(const char *name)
{
    char *const folder = module_folder_new();
    char *const path = module_folder_path(FIXTURES_DIR, name);
    module_folder_copy(folder, path, name);
    free(path);
    return folder;
}

/* Wait until the host is gone; it has been killed by abort(). */
static void expect_crash(ToolProcess *host)
{
    ToolRun run = run_host_stop(host, 0);
    cr_expect_eq(run.exit_code, -SIGABRT, "%d", run.exit_code);
    tool_run_cleanup(&run);
}

/* A host that starts again begins without the module, and says so. */
static void expect_skipped(const char *folder, const char *id)
{
    ToolProcess host = RUN_HOST("crash", "--modules", folder);
    char *const chain = tool_output((const char *const[]){"get", "--name", "crash", "chain", NULL});
    if (!strstr(chain, id))
        free(tool_output((const char *const[]){"set", "--name", "crash", "chain", id, NULL}));
    free(chain);
    char *const errors =
        tool_output((const char *const[]){"get", "--name", "crash", "errors", NULL});
    cr_expect_not_null(
        strstr(errors, "is in quarantine, and sound passes it by: the process ended"), "%s",
        errors);
    cr_expect_not_null(strstr(errors, id), "%s", errors);
    free(errors);
    char *line = NULL;
    cr_assert_gt(asprintf(&line, "in quarantine: %s 1.0.0, since ", id), 0);
    expect_line("crash", line, true);
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
    expect_line("crash", line, true);
    free(line);
}

Test(command_quarantine, who_ends_the_host_when_it_is_made_is_left_out_of_the_next)
{
    char *const folder = modules_folder("crashes-in-activate.so");
    ToolProcess host = RUN_HOST("crash", "--modules", folder);
    ToolRun run = RUN_TOOL("set", "--name", "crash", "chain", IN_ACTIVATE);
    cr_expect_eq(run.exit_code, 1);
    tool_run_cleanup(&run);
    expect_crash(&host);
    expect_line("crash", "in quarantine: " IN_ACTIVATE " 1.0.0, since ", true);
    expect_skipped(folder, IN_ACTIVATE);
    module_folder_free(folder);
}

/* It crashes at a certain frame, which the first host is past: the second one ends by it. */
Test(command_quarantine, who_ends_the_host_at_the_start_of_sound_is_left_out_of_the_next)
{
    char *const folder = modules_folder("crashes-in-process.so");
    ToolProcess host = RUN_HOST("crash", "--modules", folder);
    long written = 0;
    while (written <= 8192) {
        char *const text = tool_output(
            (const char *const[]){"get", "--name", "crash", "--json", "counters", NULL});
        json_t *const json = json_loads(text, 0, NULL);
        written = (long)json_integer_value(
            json_object_get(json_object_get(json, "counters"), "writtenSampleTime"));
        json_decref(json);
        free(text);
    }
    char *const set =
        tool_output((const char *const[]){"set", "--name", "crash", "chain", IN_PROCESS, NULL});
    free(set);
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
    expect_line("crash", "in quarantine: ", false);
    /* It may end before it says that it runs. */
    host =
        run_tool_start((const char *const[]){"run", "--name", "crash", "--modules", folder, NULL});
    run = run_tool_finish(&host);
    cr_expect_eq(run.exit_code, -SIGABRT, "%d", run.exit_code);
    tool_run_cleanup(&run);
    expect_skipped(folder, IN_PROCESS);
    module_folder_free(folder);
}

/* It is late long before it counts as hanging. */
Test(command_quarantine, who_hangs_is_named)
{
    char *const folder = module_folder_new();
    module_folder_copy(folder, HANGS_DIR "/hangs.so", "hangs.so");
    ToolProcess host = RUN_HOST("hang", "--modules", folder);
    free(tool_output((const char *const[]){"set", "--name", "hang", "mode", "isolated", NULL}));
    free(tool_output(
        (const char *const[]){"set", "--name", "hang", "chain", "org.ossicle.test.hangs", NULL}));
    bool is_named = false;
    while (!is_named) {
        char *const errors =
            tool_output((const char *const[]){"get", "--name", "hang", "errors", NULL});
        is_named = strstr(errors, "in module 'org.ossicle.test.hangs' it hangs: nothing was "
                                  "processed for 2000 ms") != NULL;
        free(errors);
    }
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
    module_folder_free(folder);
}
