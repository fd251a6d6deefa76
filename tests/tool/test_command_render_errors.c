/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What `ossicle render` says of bad input; it leaves nothing behind and destroys nothing. */

#include "support/module_folder.h"
#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 2000 };

static RenderFiles files;

static void make_files(void)
{
    render_files_make(&files);
    render_files_write(&files, FRAMES);
}

static void remove_files(void)
{
    render_files_remove(&files);
}

TestSuite(command_render_errors, .init = make_files, .fini = remove_files);

/* Run, and expect one line on the standard error stream that names all of `names`, which ends with
 * NULL. No file is left that wasn't there. */
static void expect_failure(const char *const *words, const char *const *names)
{
    const size_t before = render_files_count(&files);
    ToolRun run = run_tool(words);
    cr_expect_eq(run.exit_code, 1, "%d: %s", run.exit_code, run.err);
    cr_expect_eq(strncmp(run.err, "ossicle: ", 9), 0, "%s", run.err);
    cr_expect_eq(strcspn(run.err, "\n") + 1, strlen(run.err), "one line: %s", run.err);
    for (size_t i = 0; names[i]; i++)
        cr_expect_not_null(strstr(run.err, names[i]), "no '%s' in: %s", names[i], run.err);
    cr_expect_str_eq(run.out, "");
    cr_expect_eq(render_files_count(&files), before, "nothing is left behind: %s", run.err);
    tool_run_cleanup(&run);
}
#define NAMES(...)  ((const char *const[]){__VA_ARGS__, NULL})
#define RENDER(...) ((const char *const[]){"render", __VA_ARGS__, NULL})

Test(command_render_errors, what_is_wrong_in_a_chain_is_named)
{
    static const struct {
        const char *chain;
        const char *names[3];
    } rows[] = {
        {"org.ossicle.nothing", {"org.ossicle.nothing"}},
        {"org.ossicle.gain(volume=1)", {"org.ossicle.gain", "volume"}},
        {"org.ossicle.gain(gain=1000)", {"gain", "1000"}},
        {"org.ossicle.gain(gain=loud)", {"gain", "loud"}},
        {"org.ossicle.gain(gain=nan)", {"gain", "nan"}},
        {"org.ossicle.gain(gain=)", {"position 23"}},
        {"org.ossicle.gain(gain=1", {"position 24"}},
        {"org.ossicle.gain,,org.ossicle.gain", {","}},
        {"org.ossicle.gain(gain=1e999)", {"gain", "1e999"}},
        {"org.ossicle.gain(gain=1,gain=2)", {"gain", "twice"}},
        {"org.ossicle.\xff", {"--chain", "UTF-8"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_failure(RENDER("--chain", rows[i].chain, files.in, files.out), rows[i].names);
}

Test(command_render_errors, a_module_that_cannot_start_is_named)
{
    expect_failure(RENDER("--modules", FIXTURES_DIR, "--chain", "org.ossicle.test.create-fails",
                          files.in, files.out),
                   NAMES("org.ossicle.test.create-fails"));
    expect_failure(RENDER("--modules", FIXTURES_DIR, "--chain", "org.ossicle.test.activate-fails",
                          files.in, files.out),
                   NAMES("org.ossicle.test.activate-fails"));
}

Test(command_render_errors, input_that_cannot_be_read)
{
    char *const missing = module_folder_path(files.folder, "missing.wav");
    char *const empty = module_folder_path(files.folder, "empty.wav");
    char *const text = module_folder_path(files.folder, "text.wav");
    module_folder_write(files.folder, "empty.wav", "", 0);
    module_folder_write(files.folder, "text.wav", "no sound at all", 15);
    expect_failure(RENDER(missing, files.out), NAMES(missing));
    expect_failure(RENDER(empty, files.out), NAMES(empty, "empty"));
    expect_failure(RENDER(text, files.out), NAMES(text));
    expect_failure(RENDER(files.folder, files.out), NAMES(files.folder));
    free(missing);
    free(empty);
    free(text);
}

Test(command_render_errors, a_name_that_is_empty)
{
    expect_failure(RENDER("", files.out), NAMES("read", "name is empty"));
    expect_failure(RENDER(files.in, ""), NAMES("write", "name is empty"));
    expect_failure(RENDER("--driver", "", files.in, files.out), NAMES("--driver", "empty"));
    expect_failure(RENDER("--modules", "", files.in, files.out), NAMES("--modules", "empty"));
}

Test(command_render_errors, input_that_is_cut_off)
{
    cr_assert_eq(truncate(files.in, 6000), 0);
    expect_failure(RENDER(files.in, files.out), NAMES(files.in, "cut off"));
}

Test(command_render_errors, input_without_frames)
{
    render_files_write(&files, 0);
    expect_failure(RENDER(files.in, files.out), NAMES(files.in, "no frames"));
}

Test(command_render_errors, input_that_the_device_cannot_take)
{
    char *const out = module_folder_path(files.folder, "o.wav");
    render_sound_write(files.in, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 4000, 1, 100);
    expect_failure(RENDER(files.in, out), NAMES(files.in, "4000", "8000"));
    render_sound_write(files.in, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 3, 100);
    expect_failure(RENDER(files.in, out), NAMES(files.in, "3 channels", "2 for playing"));
    free(out);
}

Test(command_render_errors, more_frames_at_a_time_than_the_device_can_keep)
{
    expect_failure(RENDER("--frames", "8193", files.in, files.out), NAMES("8193", "8192"));
}

Test(command_render_errors, output_that_cannot_be_written)
{
    char *const nowhere = module_folder_path(files.folder, "missing/out.wav");
    char *const unknown = module_folder_path(files.folder, "out.xyz");
    expect_failure(RENDER(files.in, nowhere), NAMES(nowhere));
    expect_failure(RENDER(files.in, unknown), NAMES(unknown));
    expect_failure(RENDER(files.in, files.folder), NAMES(files.folder, "it is a folder"));
    expect_failure(RENDER(files.in, "/dev/full"), NAMES("/dev/full"));
    free(nowhere);
    free(unknown);
}

Test(command_render_errors, a_failed_run_keeps_the_file_that_was_there)
{
    render_sound_write(files.out, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 77);
    char *const copy = module_folder_path(files.folder, "copy.wav");
    module_folder_copy(files.folder, files.out, "copy.wav");
    expect_failure(RENDER("--chain", "org.ossicle.nothing", files.in, files.out),
                   NAMES("org.ossicle.nothing"));
    expect_failure(RENDER("--modules", FIXTURES_DIR, "--chain", "org.ossicle.test.create-fails",
                          files.in, files.out),
                   NAMES("create"));
    expect_failure(RENDER("--modules", FIXTURES_DIR, "--chain", "org.ossicle.test.activate-fails",
                          files.in, files.out),
                   NAMES("activate"));
    expect_failure(RENDER("--frames", "9000", files.in, files.out), NAMES("9000"));
    expect_failure(RENDER("--modules", "/nonexistent", files.in, files.out), NAMES("/nonexistent"));
    expect_failure(RENDER("--driver", "/nonexistent", files.in, files.out), NAMES("/nonexistent"));
    cr_assert_eq(truncate(files.in, 6000), 0);
    expect_failure(RENDER(files.in, files.out), NAMES(files.in));
    render_expect_same(copy, files.out);
    free(copy);
}

/* As on a full disk, but for the reason. */
Test(command_render_errors, a_file_that_cannot_grow_is_a_failed_run_as_well)
{
    render_sound_write(files.out, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 77);
    char *const copy = module_folder_path(files.folder, "copy.wav");
    module_folder_copy(files.folder, files.out, "copy.wav");
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit low = {.rlim_cur = 8192, .rlim_max = limit.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &low), 0);
    expect_failure(RENDER(files.in, files.out), NAMES(files.out, "out.wav: File too large\n"));
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    render_expect_same(copy, files.out);
    free(copy);
}

Test(command_render_errors, a_modules_folder_that_cannot_be_used)
{
    expect_failure(RENDER("--modules", "/nonexistent", files.in, files.out), NAMES("/nonexistent"));
}

Test(command_render_errors, a_bundle_that_cannot_be_used)
{
    expect_failure(RENDER("--driver", "/nonexistent.driver", files.in, files.out),
                   NAMES("/nonexistent.driver"));
    expect_failure(RENDER("--driver", files.folder, files.in, files.out), NAMES(files.folder));
}

/* Wait until the tool has begun a file besides `in`; false if it never does. */
static bool wait_for_output(const ToolProcess *process)
{
    while (render_files_count(&files) < 2) {
        if (kill(process->id, 0) != 0)
            return false;
        (void)usleep(1000);
    }
    return true;
}

Test(command_render_errors, an_interrupt_leaves_nothing, .timeout = 60)
{
    static const int signals[] = {SIGINT, SIGTERM};
    render_files_write(&files, (sf_count_t)48000 * 60);
    for (size_t i = 0; i < 2; i++) {
        ToolProcess process = run_tool_start(RENDER("--realtime", files.in, files.out));
        cr_assert(wait_for_output(&process));
        cr_assert_eq(kill(process.id, signals[i]), 0);
        ToolRun run = run_tool_finish(&process);
        cr_expect_eq(run.exit_code, -signals[i]);
        cr_expect_eq(render_files_count(&files), 1, "only the input is there");
        tool_run_cleanup(&run);
    }
}
