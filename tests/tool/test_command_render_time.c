/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* `ossicle render` and time: long sounds, and what is shown meanwhile. */

#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TERMINAL_TEXT_SIZE = 65536 };

static RenderFiles files;

static void make_files(void)
{
    render_files_make(&files);
}

static void remove_files(void)
{
    render_files_remove(&files);
}

TestSuite(command_render_time, .init = make_files, .fini = remove_files);

/* Nothing is late and nothing is dropped, though the worker is a thread of its own. */
Test(command_render_time, ten_minutes_pass_through_a_worker_s_chain, .timeout = 100)
{
    enum { RATE = 16000, FRAMES = RATE * 600 };
    static const struct {
        const char *key;
        json_int_t value;
    } rows[] = {{"lateFrames", 0},
                {"droppedBlocks", 0},
                {"failedBlocks", 0},
                {"silencedBlocks", 0},
                {"lostLogLines", 0}};
    render_sound_write(files.in, SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES);
    ToolRun run =
        RUN_TOOL("render", "--json", "--mode", "worker", "--format", "pcm16", "--chain",
                 "org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)", files.in, files.out);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    json_t *const json = json_loads(run.out, 0, NULL);
    cr_assert_not_null(json, "%s", run.out);
    const json_t *const engine = json_object_get(json, "engine");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const json_t *const value = json_object_get(engine, rows[i].key);
        cr_expect(json_is_integer(value) && json_integer_value(value) == rows[i].value, "%s",
                  rows[i].key);
    }
    const json_t *const blocks = json_object_get(engine, "blocks");
    cr_expect_geq(json_integer_value(blocks), FRAMES / 512);
    cr_expect(json_equal(blocks, json_object_get(engine, "processedBlocks")));
    cr_expect_eq(json_integer_value(json_object_get(json, "missedFrames")), 0);
    cr_expect_eq(json_integer_value(json_object_get(json, "frames")), FRAMES);
    json_decref(json);
    tool_run_cleanup(&run);
}

/* Render with a terminal for the standard error stream; returns what was written there. */
static char *terminal_output(const char *option)
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert_geq(terminal, 0);
    cr_assert(grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const int end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
        (void)dup2(end, STDERR_FILENO);
        (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)execl(TOOL, "ossicle", "render", option, files.in, files.out, NULL);
        _exit(127);
    }
    char *const text = calloc(1, TERMINAL_TEXT_SIZE);
    cr_assert_not_null(text);
    size_t used = 0;
    /* Reading from the terminal fails when nobody holds its other end any more. */
    for (ssize_t got = 1; got > 0; used += got > 0 ? (size_t)got : 0)
        got = read(terminal, text + used, TERMINAL_TEXT_SIZE - 1 - used);
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0, "%s", text);
    cr_assert_eq(close(terminal), 0);
    return text;
}

Test(command_render_time, a_bar_shows_the_progress_of_what_takes_longer_than_a_second)
{
    render_files_write(&files, 48000 * 3 / 2);
    char *const text = terminal_output("--realtime");
    cr_expect_not_null(strstr(text, "% "), "%s", text);
    cr_expect_not_null(strstr(text, " of 1.5 s"), "%s", text);
    free(text);
    render_files_write(&files, 100);
    char *const quick = terminal_output("--json");
    cr_expect_str_eq(quick, "");
    free(quick);
}
