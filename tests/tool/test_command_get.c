/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What `ossicle get`, `set` and `devices` print of a running host. */

#include "support/run_host.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HostFolders folders;
static ToolProcess host;

static void start_host(void)
{
    host_folders_make(&folders);
    host = RUN_HOST("main");
}

static void stop_host(void)
{
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
    host_folders_remove(&folders);
}

TestSuite(command_get, .init = start_host, .fini = stop_host, .timeout = 60);

static void expect_failure(const char *const *words, int exit_code, const char *line)
{
    ToolRun run = run_tool(words);
    cr_expect_eq(run.exit_code, exit_code);
    cr_expect_str_eq(run.out, "");
    cr_expect_str_eq(run.err, line);
    tool_run_cleanup(&run);
}
#define EXPECT_FAILURE(line, ...) expect_failure((const char *const[]){__VA_ARGS__, NULL}, 1, line)
#define EXPECT_WRONG_USE(line, ...)                                                                \
    expect_failure((const char *const[]){__VA_ARGS__, NULL}, 2, line)

Test(command_get, one_value_is_printed_alone_and_several_with_their_words)
{
    EXPECT_OUTPUT("worker\n", "get", "mode");
    EXPECT_OUTPUT("off\n", "get", "mute");
    EXPECT_OUTPUT("input 2, output 2\n", "get", "channels");
    EXPECT_OUTPUT("rate             48000\n"
                  "mode             worker\n",
                  "get", "rate", "mode");
    EXPECT_OUTPUT("org.ossicle.device.main\n", "get", "--device", "org.ossicle.device.main", "uid");
    EXPECT_OUTPUT("{\n  \"mode\": \"worker\"\n}\n", "get", "--json", "mode");
}

Test(command_get, all_is_printed_without_words)
{
    static const char *const lines[] = {"uid              org.ossicle.device.main\n",
                                        "formats          float32\n", "volume           1\n",
                                        "\nclients          clientID "};
    char *const text = tool_output((const char *const[]){"get", NULL});
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect_not_null(strstr(text, lines[i]), "%s: %s", lines[i], text);
    free(text);
    char *const json_text = tool_output((const char *const[]){"get", "--json", NULL});
    json_t *const json = json_loads(json_text, 0, NULL);
    cr_expect(json_is_array(json_object_get(json, "parameters")), "%s", json_text);
    json_decref(json);
    free(json_text);
}

Test(command_get, what_is_set_is_printed_as_it_is_then)
{
    EXPECT_OUTPUT("volume           0.5\n", "set", "volume", "0.5");
    EXPECT_OUTPUT("0.5\n", "get", "volume");
    EXPECT_OUTPUT("volume-db        -6\n", "set", "volume-db", "-6");
    EXPECT_OUTPUT("mute             on\n", "set", "mute", "on");
    EXPECT_OUTPUT("rate             44100\n", "set", "rate", "44100");
    EXPECT_OUTPUT("{\n  \"mode\": \"inline\"\n}\n", "set", "--json", "mode", "inline");
}

Test(command_get, parameters_show_unit_and_range)
{
    EXPECT_OUTPUT("chain            org.ossicle.gain(gain=-6)\n", "set", "chain",
                  "org.ossicle.gain(gain=-6)");
    EXPECT_OUTPUT("-6 dB (-96 to 24, default 0)\n", "get", "0.gain");
    EXPECT_OUTPUT("0.gain           -3 dB (-96 to 24, default 0)\n", "set", "0.gain", "-3");
    EXPECT_OUTPUT("org.ossicle.gain\n  0.gain -3 dB (-96 to 24, default 0)\n", "get", "parameters");
    EXPECT_OUTPUT("org.ossicle.gain(gain=-3)\n", "get", "chain");
}

Test(command_get, the_drivers_reason_is_what_a_refusal_prints)
{
    EXPECT_FAILURE("ossicle: chain mode 'sideways' is unknown: it is 'worker' or 'inline'\n", "set",
                   "mode", "sideways");
    EXPECT_FAILURE("ossicle: no device has the UID sea: see what there is with: ossicle devices\n",
                   "get", "--device", "sea");
    EXPECT_FAILURE("ossicle: sea: no such word, property or module of the chain; the chain has "
                   "none\n",
                   "get", "sea");
    EXPECT_FAILURE("ossicle: volume: expected a number, not loud\n", "set", "volume", "loud");
    EXPECT_OUTPUT("chain mode 'sideways' is unknown: it is 'worker' or 'inline'\n", "get",
                  "errors");
}

Test(command_get, wrong_use_asks_nobody)
{
    EXPECT_WRONG_USE("ossicle: VALUE is missing (see ossicle set --help)\n", "set", "volume");
    EXPECT_WRONG_USE(
        "ossicle: --scope sea: expected one of input output (see ossicle get --help)\n", "get",
        "--scope", "sea");
}

Test(command_get, devices_are_listed_for_people_and_programs)
{
    char *const text = tool_output((const char *const[]){"devices", NULL});
    cr_expect_eq(strstr(text, "Ossicle\n    uid              org.ossicle.device.main\n"), text,
                 "%s", text);
    free(text);
    char *const json_text = tool_output((const char *const[]){"devices", "--json", NULL});
    json_t *const json = json_loads(json_text, 0, NULL);
    const char *bundle_id = NULL;
    json_int_t process_id = 0;
    int is_running = 0;
    cr_assert_eq(json_unpack(json, "{s:[{s:[{s:s, s:I, s:b}]}]}", "devices", "clients", "bundleID",
                             &bundle_id, "processID", &process_id, "isRunning", &is_running),
                 0, "%s", json_text);
    cr_expect_str_eq(bundle_id, "org.ossicle.tool.endpoint");
    cr_expect_eq(process_id, host.id);
    cr_expect(is_running);
    json_decref(json);
    free(json_text);
}

Test(command_get, help_explains_each_word)
{
    char *const text = tool_output((const char *const[]){"get", "--help", NULL});
    cr_expect_not_null(strstr(text, "\nwords:\n  name "), "%s", text);
    cr_expect_not_null(strstr(text, "\n  volume-db "), "%s", text);
    cr_expect_not_null(strstr(text, "\n  counters "), "%s", text);
    free(text);
    char *const settable = tool_output((const char *const[]){"set", "--help", NULL});
    cr_expect_null(strstr(settable, "\n  counters "), "%s", settable);
    cr_expect_not_null(strstr(settable, "\n  volume-db "), "%s", settable);
    free(settable);
}
