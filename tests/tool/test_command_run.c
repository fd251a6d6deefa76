/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* `ossicle run` from its start to its end. */

#include "support/module_folder.h"
#include "support/render_files.h"
#include "support/run_host.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static HostFolders folders;

static void make_folders(void)
{
    host_folders_make(&folders);
}

static void remove_folders(void)
{
    host_folders_remove(&folders);
}

TestSuite(command_run, .init = make_folders, .fini = remove_folders, .timeout = 60);

static bool is_there(const char *folder, const char *name)
{
    struct stat info;
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &info) == 0;
}

/* Until `get WORD` prints this. */
static void wait_for_output(const char *expected, const char *word)
{
    for (bool is_it = false; !is_it;) {
        char *const out = tool_output((const char *const[]){"get", word, NULL});
        is_it = strcmp(out, expected) == 0;
        free(out);
    }
}

static void expect_failure(const char *const *words, const char *message)
{
    ToolRun run = run_tool(words);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_str_eq(run.out, "");
    cr_expect_not_null(strstr(run.err, message), "%s", run.err);
    cr_expect_eq(strchr(run.err, '\n'), run.err + strlen(run.err) - 1, "one line: %s", run.err);
    tool_run_cleanup(&run);
}
#define EXPECT_FAILURE(message, ...)                                                               \
    expect_failure((const char *const[]){__VA_ARGS__, NULL}, message)

Test(command_run, stops_cleanly_at_each_signal)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        ToolProcess host = RUN_HOST("main");
        cr_expect(is_there(folders.runtime, "ossicle/main.socket"));
        ToolRun run = run_host_stop(&host, signals[i]);
        cr_expect_eq(run.exit_code, 0, "%s", run.err);
        run_host_expect_no_complaint(&run);
        cr_expect_not_null(strstr(run.out, "ossicle: host main runs "), "%s", run.out);
        cr_expect_not_null(strstr(run.out, "/run/ossicle/main.socket\n"), "%s", run.out);
        cr_expect_not(is_there(folders.runtime, "ossicle/main.socket"));
        cr_expect_not(is_there(folders.runtime, "ossicle/main.socket.lock"));
        cr_expect_not(is_there(folders.state, "ossicle/main/settings.plist.lock"));
        tool_run_cleanup(&run);
    }
}

Test(command_run, says_where_it_runs_to_programs)
{
    ToolProcess host = RUN_HOST("main", "--json");
    ToolRun run = run_host_stop(&host, SIGTERM);
    json_t *const line = json_loads(run.out, 0, NULL);
    const char *name = NULL;
    const char *driver = NULL;
    const char *endpoint = NULL;
    const char *socket_path = NULL;
    int process = 0;
    cr_assert_eq(json_unpack(line, "{s:s, s:s, s:s, s:s, s:i !}", "host", &name, "driver", &driver,
                             "endpoint", &endpoint, "socket", &socket_path, "process", &process),
                 0, "%s", run.out);
    cr_expect_str_eq(name, "main");
    cr_expect_not_null(strstr(driver, "Ossicle.driver"));
    cr_expect_str_eq(endpoint, "null");
    cr_expect_not_null(strstr(socket_path, "/run/ossicle/main.socket"));
    cr_expect_gt(process, 1);
    json_decref(line);
    tool_run_cleanup(&run);
}

Test(command_run, the_socket_is_the_users_alone)
{
    struct stat info;
    char path[512];
    ToolProcess host = RUN_HOST("main");
    (void)snprintf(path, sizeof path, "%s/ossicle", folders.runtime);
    cr_assert_eq(stat(path, &info), 0);
    cr_expect_eq(info.st_mode & 0777, 0700);
    (void)snprintf(path, sizeof path, "%s/ossicle/main.socket", folders.runtime);
    cr_assert_eq(stat(path, &info), 0);
    cr_expect(S_ISSOCK(info.st_mode));
    cr_expect_eq(info.st_mode & 0777, 0600);
    ToolRun run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
}

/* A number among the counters of the host that runs. */
static json_int_t counter(const char *name)
{
    json_int_t value = 0;
    char *const text = tool_output((const char *const[]){"get", "--json", "counters", NULL});
    json_t *const json = json_loads(text, 0, NULL);
    cr_assert_eq(json_unpack(json, "{s:{s:I}}", "counters", name, &value), 0, "%s", text);
    json_decref(json);
    free(text);
    return value;
}

Test(command_run, its_device_runs)
{
    ToolProcess host = RUN_HOST("main");
    EXPECT_OUTPUT("on\n", "get", "running");
    const json_int_t cycles = counter("cycles");
    while (counter("cycles") <= cycles)
        continue;
    ToolRun run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
}

/* Connect and send this, without waiting for anything. Returns the socket. */
static int molest(const char *bytes, size_t size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/ossicle/main.socket",
                   folders.runtime);
    const int file = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_geq(file, 0);
    cr_assert_eq(fcntl(file, F_SETFD, FD_CLOEXEC), 0);
    cr_assert_eq(fcntl(file, F_SETFL, O_NONBLOCK), 0);
    (void)connect(file, (const struct sockaddr *)&address, sizeof address);
    (void)send(file, bytes, size, MSG_NOSIGNAL);
    return file;
}

Test(command_run, sound_goes_on_whatever_comes_to_the_socket)
{
    enum { CROWD = 200 };
    static char garbage[65536];
    int files[CROWD];
    memset(garbage, '[', sizeof garbage);
    ToolProcess host = RUN_HOST("main");
    const json_int_t cycles = counter("cycles");
    while (counter("cycles") < cycles + 50) {
        for (size_t i = 0; i < CROWD; i++)
            files[i] = molest(i % 3 ? garbage : "{}\n\0\n", i % 3 == 1 ? sizeof garbage : i % 7);
        EXPECT_OUTPUT("on\n", "get", "running");
        for (size_t i = 0; i < CROWD; i++)
            (void)close(files[i]);
    }
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    run_host_expect_no_complaint(&run);
    tool_run_cleanup(&run);
}

Test(command_run, a_name_is_taken_once)
{
    char message[64];
    ToolProcess host = RUN_HOST("main");
    (void)snprintf(message, sizeof message, "a host called main already runs (process %d, ",
                   (int)host.id);
    EXPECT_FAILURE(message, "run");
    EXPECT_OUTPUT("worker\n", "get", "mode");
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
}

Test(command_run, hosts_of_different_names_dont_meet)
{
    ToolProcess a = RUN_HOST("a");
    ToolProcess b = RUN_HOST("b");
    EXPECT_OUTPUT("volume           0.25\n", "set", "--name", "a", "volume", "0.25");
    EXPECT_OUTPUT("0.25\n", "get", "--name", "a", "volume");
    EXPECT_OUTPUT("1\n", "get", "--name", "b", "volume");
    EXPECT_FAILURE("no host called main is running: start one with: ossicle run", "get");
    ToolRun run = run_host_stop(&a, SIGTERM);
    tool_run_cleanup(&run);
    EXPECT_OUTPUT("1\n", "get", "--name", "b", "volume");
    run = run_host_stop(&b, SIGTERM);
    tool_run_cleanup(&run);
}

Test(command_run, settings_are_kept)
{
    ToolProcess host = RUN_HOST("main");
    EXPECT_OUTPUT("volume           0.25\n", "set", "volume", "0.25");
    EXPECT_OUTPUT("chain            org.ossicle.gain(gain=-6)\n", "set", "chain",
                  "org.ossicle.gain(gain=-6)");
    ToolRun run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
    host = RUN_HOST("main");
    EXPECT_OUTPUT("0.25\n", "get", "volume");
    EXPECT_OUTPUT("org.ossicle.gain(gain=-6)\n", "get", "chain");
    run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
}

Test(command_run, what_a_killed_host_left_is_replaced)
{
    ToolProcess host = RUN_HOST("main");
    ToolRun run = run_host_stop(&host, SIGKILL);
    cr_expect_eq(run.exit_code, -SIGKILL);
    tool_run_cleanup(&run);
    cr_expect(is_there(folders.runtime, "ossicle/main.socket"));
    EXPECT_FAILURE("no host called main is running: start one with: ossicle run", "get");
    host = RUN_HOST("main");
    EXPECT_OUTPUT("worker\n", "get", "mode");
    run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0);
    tool_run_cleanup(&run);
}

Test(command_run, what_it_cant_use_it_says_and_leaves_nothing)
{
    EXPECT_FAILURE("no endpoint is called 'sea'", "run", "--endpoint", "sea");
    EXPECT_FAILURE("can't read /nonexistent.wav", "run", "--endpoint", "file:/nonexistent.wav");
    EXPECT_FAILURE("--name a/b: a host's name is", "run", "--name", "a/b");
    EXPECT_FAILURE("/nonexistent.driver", "run", "--driver", "/nonexistent.driver");
    cr_expect_not(is_there(folders.runtime, "ossicle/main.socket"));
    cr_expect_not(is_there(folders.runtime, "ossicle/main.socket.lock"));
    cr_assert_eq(unsetenv("XDG_STATE_HOME"), 0);
    cr_assert_eq(unsetenv("HOME"), 0);
    EXPECT_FAILURE("set HOME or XDG_STATE_HOME", "run");
}

static void write_text(const char *path, const char *text)
{
    FILE *const file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

Test(command_run, begins_with_a_configuration_and_follows_another)
{
    char *const path = module_folder_path(folders.folder, "devices.conf");
    write_text(path, "devices = [{uid = one, name = One, channels = 2}]\n");
    ToolProcess host = RUN_HOST("main", "--config", path);
    EXPECT_OUTPUT("one\n", "get", "uid");
    EXPECT_OUTPUT("on\n", "get", "running");
    /* The endpoint goes on with other channels, and then with another device. */
    write_text(path, "devices = [{uid = one, name = One, channels = 4}]\n");
    EXPECT_OUTPUT("changed one\n", "apply", path);
    wait_for_output("on\n", "running");
    EXPECT_OUTPUT("input 4, output 4\n", "get", "channels");
    write_text(path, "devices = [{uid = two, name = Two, channels = 1}]\n");
    EXPECT_OUTPUT("added two\nremoved one\n", "apply", path);
    wait_for_output("on\n", "running");
    EXPECT_OUTPUT("two\n", "get", "uid");
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
    host = RUN_HOST("main");
    EXPECT_OUTPUT("two\n", "get", "uid");
    run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
    free(path);
}

Test(command_run, a_configuration_that_is_wrong_is_refused_with_its_line)
{
    char message[512];
    char *const path = module_folder_path(folders.folder, "devices.conf");
    write_text(path, "devices = [\n  {uid = one, name = One, channels = 999}\n]\n");
    (void)snprintf(message, sizeof message, "ossicle: %s:2: devices[0].channels: 999", path);
    ToolRun run = RUN_TOOL("run", "--config", path);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_str_eq(run.out, "");
    cr_expect_not_null(strstr(run.err, message), "%s", run.err);
    tool_run_cleanup(&run);
    EXPECT_FAILURE("/nonexistent.conf", "run", "--config", "/nonexistent.conf");
    free(path);
}

/* Where in `out` the samples of `in` begin, bit by bit: the index of the first, or -1. */
static ssize_t find_sound(const RenderSound *out, const RenderSound *in)
{
    for (size_t i = 0; i + in->count <= out->count; i++) {
        if (memcmp(out->samples + i, in->samples, in->count * sizeof *in->samples) == 0)
            return (ssize_t)i;
    }
    return -1;
}

static bool is_silent(const float *samples, size_t count)
{
    bool is_silent = true;
    for (size_t i = 0; i < count; i++)
        is_silent = is_silent && samples[i] <= 0 && samples[i] >= 0;
    return is_silent;
}

/* Let a host play `in` and record into `out` for a second. Returns whether the machine was fast
 * enough all the time. */
static bool play_and_record(const char *in, const char *out)
{
    char endpoint[512];
    (void)snprintf(endpoint, sizeof endpoint, "file:%s,%s", in, out);
    ToolProcess host = RUN_HOST("main", "--endpoint", endpoint);
    EXPECT_OUTPUT("44100\n", "get", "rate");
    while (counter("writtenSampleTime") < 44100)
        continue;
    const bool is_whole = counter("overloads") == 0;
    cr_expect_neq(access(out, F_OK), 0, "only when it is complete");
    ToolRun run = run_host_stop(&host, SIGINT);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    run_host_expect_no_complaint(&run);
    tool_run_cleanup(&run);
    return is_whole;
}

Test(command_run, a_files_sound_goes_through_once_and_is_recorded_to_the_end)
{
    char *const in_path = module_folder_path(folders.folder, "in.wav");
    char *const out_path = module_folder_path(folders.folder, "out.wav");
    render_sound_write(in_path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 2, 4410);
    while (!play_and_record(in_path, out_path))
        cr_assert_eq(unlink(out_path), 0);
    RenderSound in = render_sound_read(in_path);
    RenderSound out = render_sound_read(out_path);
    cr_expect_eq(out.info.samplerate, 44100);
    cr_expect_eq(out.info.channels, 2);
    const ssize_t at = find_sound(&out, &in);
    cr_assert_geq(at, 0);
    cr_expect(is_silent(out.samples, (size_t)at));
    cr_expect(is_silent(out.samples + (size_t)at + in.count, out.count - (size_t)at - in.count));
    render_sound_cleanup(&in);
    render_sound_cleanup(&out);
    free(in_path);
    free(out_path);
}

Test(command_run, a_device_is_recorded_without_anything_to_play)
{
    char *const out_path = module_folder_path(folders.folder, "out.wav");
    char endpoint[512];
    (void)snprintf(endpoint, sizeof endpoint, "file:,%s", out_path);
    ToolProcess host = RUN_HOST("main", "--endpoint", endpoint);
    const json_int_t cycles = counter("cycles");
    while (counter("cycles") <= cycles + 1)
        continue;
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    RenderSound out = render_sound_read(out_path);
    cr_expect_eq(out.info.samplerate, 48000);
    cr_expect_eq(out.info.channels, 2);
    cr_expect_geq(out.info.frames, 512);
    render_sound_cleanup(&out);
    tool_run_cleanup(&run);
    free(out_path);
}
