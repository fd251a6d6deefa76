/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* `ossicle apply`: from a file to the devices of a running host, or to the line that is wrong. */

#include "support/module_folder.h"
#include "support/run_host.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HostFolders folders;
static char *path;

static void set_up(void)
{
    host_folders_make(&folders);
    path = module_folder_path(folders.folder, "a.conf");
}

static void tear_down(void)
{
    free(path);
    host_folders_remove(&folders);
}

TestSuite(command_apply, .init = set_up, .fini = tear_down, .timeout = 60);

static void write_file(const char *text)
{
    FILE *stream = fopen(path, "w");
    cr_assert_not_null(stream);
    cr_assert_geq(fputs(text, stream), 0);
    cr_assert_eq(fclose(stream), 0);
}

static void expect(const char *const *words, int exit_code, const char *out, const char *err)
{
    ToolRun run = run_tool(words);
    cr_expect_eq(run.exit_code, exit_code);
    cr_expect_str_eq(run.out, out);
    cr_expect_str_eq(run.err, err);
    tool_run_cleanup(&run);
}
#define EXPECT_OUT(out, ...)                                                                       \
    expect((const char *const[]){"apply", __VA_ARGS__, path, NULL}, 0, out, "")

/* `message` is what stands behind "ossicle: " and the file's name. */
static void expect_refusal(const char *option, const char *message)
{
    char err[1024];
    (void)snprintf(err, sizeof err, "ossicle: %s%s\n", path, message);
    expect((const char *const[]){"apply", option, path, NULL}, 1, "", err);
}

static void stop(ToolProcess *host)
{
    ToolRun run = run_host_stop(host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
}

#define MAIN "devices { uid = org.ossicle.device.main; name = Ossicle }\n"

Test(command_apply, says_what_it_did)
{
    ToolProcess host = RUN_HOST("main");
    write_file(MAIN "devices {\n  uid = org.test.b\n  channels = 8\n}\n");
    EXPECT_OUT("added org.test.b\n", "--name=main");
    EXPECT_OUT("nothing changed\n", "--name=main");
    write_file(MAIN "devices { uid = org.test.b; channels = 4 }\ndevices { uid = org.test.c }");
    EXPECT_OUT("added org.test.c\nchanged org.test.b\n", "--name=main");
    write_file(MAIN);
    EXPECT_OUT(
        "{\n  \"added\": [],\n  \"changed\": [],\n  \"removed\": [\n    \"org.test.b\",\n    "
        "\"org.test.c\"\n  ]\n}\n",
        "--json");
    stop(&host);
}

Test(command_apply, is_kept_for_the_next_run)
{
    ToolProcess host = RUN_HOST("main");
    write_file("devices { uid = org.test.b; name = Kept }\n");
    EXPECT_OUT("added org.test.b\nremoved org.ossicle.device.main\n", "--name=main");
    stop(&host);
    host = RUN_HOST("main");
    expect((const char *const[]){"get", "name", NULL}, 0, "Kept\n", "");
    stop(&host);
}

/* The default device that a host uses may go, and the last device may. */
Test(command_apply, comes_back_from_no_device)
{
    ToolProcess host = RUN_HOST("main");
    write_file("devices = []");
    EXPECT_OUT("removed org.ossicle.device.main\n", "--name=main");
    write_file(MAIN);
    EXPECT_OUT("added org.ossicle.device.main\n", "--name=main");
    stop(&host);
}

Test(command_apply, says_which_line_is_wrong)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {MAIN "devices {\n  uid = b\n  channels = 300\n}",
         ":4: devices[1].channels: 300 is not a number of channels from 1 to 256"},
        {MAIN "\ndevices { uid = b\n rates = [8000,\n 9000,\n 900000] }",
         ":6: devices[1].rates[2]: 900000 is not a rate from 8000 to 768000"},
        {MAIN "devices { uid = b\n chain = \"org.ossicle.gone\" }",
         ":3: devices[1].chain: chain, position 1: there is no module 'org.ossicle.gone'; there "
         "are: org.ossicle.gain, org.ossicle.lowpass"},
        {"box {}\n", ": devices: it is missing"},
        {"devices = [\n", ":1: the bracket that opens here is never closed"},
    };
    ToolProcess host = RUN_HOST("main");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_file(rows[i].text);
        expect_refusal("--name=main", rows[i].message);
        expect_refusal("--check", rows[i].message);
    }
    write_file(MAIN);
    EXPECT_OUT("nothing changed\n", "--name=main");
    stop(&host);
}

Test(command_apply, checks_without_a_host)
{
    char out[512];
    write_file(MAIN "devices { uid = org.test.b }");
    (void)snprintf(out, sizeof out, "%s: 2 devices\n", path);
    EXPECT_OUT(out, "--check");
    EXPECT_OUT("{\n  \"devices\": 2\n}\n", "--check", "--json");
    expect((const char *const[]){"apply", path, NULL}, 1, "",
           "ossicle: no host called main is running: start one with: ossicle run\n");
}
