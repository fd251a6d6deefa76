/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What `ossicle render` makes of good input. */

#include "support/module_folder.h"
#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static RenderFiles files;

static void make_files(void)
{
    render_files_make(&files);
}

static void remove_files(void)
{
    render_files_remove(&files);
}

TestSuite(command_render, .init = make_files, .fini = remove_files);

/* Run and expect success with nothing to complain of; returns what it printed, to free(). */
static char *render(const char *const *words)
{
    ToolRun run = run_tool(words);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_str_eq(run.err, "");
    free(run.err);
    return run.out;
}
#define RENDER(...) free(render((const char *const[]){"render", __VA_ARGS__, NULL}))

Test(command_render, an_empty_chain_is_bit_exact_at_each_buffer_size)
{
    static const char *const sizes[] = {"1", "15", "64", "441", "512", "4096", "8192"};
    render_files_write(&files, 9500);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        RENDER("--frames", sizes[i], files.in, files.out);
        render_expect_same(files.in, files.out);
        RENDER("--frames", sizes[i], "--mode", "inline", files.in, files.out);
        render_expect_same(files.in, files.out);
    }
    cr_expect_eq(render_files_count(&files), 2, "nothing is left beside the two files");
}

Test(command_render, a_single_frame_is_enough)
{
    render_files_write(&files, 1);
    RENDER(files.in, files.out);
    render_expect_same(files.in, files.out);
}

Test(command_render, all_modes_give_the_same_bits)
{
    char *const other = module_folder_path(files.folder, "other.wav");
    const char *const chain = "org.ossicle.gain(gain=-3),org.ossicle.lowpass(cutoff=1000)";
    render_files_write(&files, 10000);
    RENDER("--mode", "worker", "--frames", "441", "--chain", chain, files.in, files.out);
    RENDER("--mode", "inline", "--frames", "64", "--chain", chain, files.in, other);
    render_expect_same(files.out, other);
    RENDER("--mode", "isolated", "--frames", "100", "--chain", chain, files.in, other);
    render_expect_same(files.out, other);
    static const char *const sizes[] = {"1", "15", "512", "4096"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        RENDER("--mode", "worker", "--frames", sizes[i], "--chain", chain, files.in, other);
        render_expect_same(files.out, other);
    }
    free(other);
}

/* Whatever the bytes of a name are. */
Test(command_render, names_may_have_spaces_commas_and_any_script)
{
    render_files_write(&files, 100);
    char *const in =
        module_folder_path(files.folder, "\xe6\x97\xa5 \xf0\x9f\x8e\xb5, \"x\" (1).wav");
    char *const out = module_folder_path(files.folder, "-\xc3\xb6ut, 100%.wav");
    cr_assert_eq(rename(files.in, in), 0);
    RENDER(in, out);
    render_expect_same(in, out);
    cr_assert_eq(chdir(files.folder), 0);
    RENDER("--", out, "-o.wav");
    render_expect_same(in, "-o.wav");
    cr_assert_eq(chdir("/"), 0);
    free(in);
    free(out);
}

Test(command_render, what_was_played_is_named_if_it_held_the_nan)
{
    const SF_INFO format = {
        .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT, .samplerate = 48000, .channels = 1};
    SF_INFO info = format;
    float samples[2000];
    for (size_t i = 0; i < 2000; i++)
        samples[i] = i == 700 ? NAN : 0.25F;
    SNDFILE *const file = sf_open(files.in, SFM_WRITE, &info);
    cr_assert_eq(sf_write_float(file, samples, 2000), 2000);
    cr_assert_eq(sf_close(file), 0);
    ToolRun run = RUN_TOOL("render", "--chain", "org.ossicle.gain", files.in, files.out);
    cr_expect_eq(run.exit_code, 0);
    cr_expect_not_null(strstr(run.err, "what was played holds a NaN or an infinity"), "%s",
                       run.err);
    cr_expect_null(strstr(run.err, "org.ossicle.gain"), "it is not to blame: %s", run.err);
    cr_expect_not_null(strstr(run.out, "before   peak -12.0 dBFS, RMS not a number"), "%s",
                       run.out);
    tool_run_cleanup(&run);
}

Test(command_render, a_gain_of_minus_6_02_db_halves_every_sample)
{
    render_files_write(&files, 5000);
    RENDER("--chain", "org.ossicle.gain(gain=-6.020599913279624)", files.in, files.out);
    RenderSound in = render_sound_read(files.in);
    RenderSound out = render_sound_read(files.out);
    cr_assert_eq(in.count, out.count);
    for (size_t i = 0; i < in.count; i++)
        cr_assert_lt(fabsf(out.samples[i] - in.samples[i] / 2), 1e-6F, "sample %zu", i);
    render_sound_cleanup(&in);
    render_sound_cleanup(&out);
}

Test(command_render, reported_latency_is_compensated)
{
    render_files_write(&files, 3000);
    RENDER("--modules", FIXTURES_DIR, "--chain", "org.ossicle.test.latency-64", files.in,
           files.out);
    render_expect_same(files.in, files.out);
    RENDER("--modules", FIXTURES_DIR, "--chain",
           "org.ossicle.test.latency-64,org.ossicle.test.latency-1000", "--frames", "15", files.in,
           files.out);
    render_expect_same(files.in, files.out);
}

Test(command_render, raw_keeps_the_latency)
{
    enum { SKIPPED = 2000, FRAMES = 3000 }; /* 1000 frames of 2 channels */
    render_files_write(&files, FRAMES);
    RENDER("--raw", "--modules", FIXTURES_DIR, "--chain", "org.ossicle.test.latency-1000", files.in,
           files.out);
    RenderSound in = render_sound_read(files.in);
    RenderSound out = render_sound_read(files.out);
    cr_assert_eq(out.info.frames, FRAMES);
    for (size_t i = 0; i < out.count; i++) {
        const float expected = i < SKIPPED ? 0 : in.samples[i - SKIPPED];
        cr_assert_float_eq(out.samples[i], expected, 0, "sample %zu", i);
    }
    render_sound_cleanup(&in);
    render_sound_cleanup(&out);
}

Test(command_render, files_of_many_kinds_keep_theirs)
{
    static const struct {
        const char *name;
        int format;
        int rate;
        int channels;
    } rows[] = {
        {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1},
        {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48000, 2},
        {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 96000, 2},
        {"a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8000, 1},
        {"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 192000, 2},
        {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44100, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out_name[32] = "out-";
        (void)strncat(out_name, rows[i].name, sizeof out_name - strlen(out_name) - 1);
        char *const in = module_folder_path(files.folder, rows[i].name);
        char *const out = module_folder_path(files.folder, out_name);
        render_sound_write(in, rows[i].format, rows[i].rate, rows[i].channels, 2000);
        RENDER(in, out);
        render_expect_same(in, out);
        RenderSound made = render_sound_read(out);
        cr_expect_eq(made.info.format & (SF_FORMAT_TYPEMASK | SF_FORMAT_SUBMASK), rows[i].format,
                     "row %zu", i);
        render_sound_cleanup(&made);
        free(in);
        free(out);
    }
}

Test(command_render, another_sample_format_can_be_asked_for)
{
    render_sound_write(files.in, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 100);
    RENDER("--format", "float", files.in, files.out);
    render_expect_same(files.in, files.out);
    RenderSound made = render_sound_read(files.out);
    cr_expect_eq(made.info.format & SF_FORMAT_SUBMASK, SF_FORMAT_FLOAT);
    render_sound_cleanup(&made);
}

Test(command_render, a_file_can_be_rendered_over_itself)
{
    char *const copy = module_folder_path(files.folder, "copy.wav");
    render_files_write(&files, 2000);
    RENDER("--chain", "org.ossicle.gain(gain=-12)", files.in, copy);
    RENDER("--chain", "org.ossicle.gain(gain=-12)", files.in, files.in);
    render_expect_same(copy, files.in);
    free(copy);
}

Test(command_render, real_time_gives_the_same_sound)
{
    render_files_write(&files, 9600);
    ToolRun run = RUN_TOOL("render", "--realtime", "--mode", "inline", files.in, files.out);
    cr_assert_eq(run.exit_code, 0, "%s", run.err); /* it may warn that it has no priority */
    render_expect_same(files.in, files.out);
    tool_run_cleanup(&run);
}

Test(command_render, it_says_what_it_did)
{
    render_files_write(&files, 4800);
    char *const text = render((const char *const[]){
        "render", "--chain", "org.ossicle.gain(gain=-20)", files.in, files.out, NULL});
    static const char *const expected[] = {
        "org.ossicle.device.main",
        "48000 Hz",
        "channels 2 of the device's 2",
        "org.ossicle.gain(gain=-20)",
        "(worker)",
        "frames   4800, 0.100 s",
        "latency  0 frames added, compensated",
        "before   peak -6.0 dBFS, RMS -10.8 dBFS",
        "after    peak -26.0 dBFS, RMS -30.8 dBFS",
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        cr_expect_not_null(strstr(text, expected[i]), "no '%s' in: %s", expected[i], text);
    cr_expect_not_null(strstr(text, files.out));
    free(text);
}

Test(command_render, json_says_the_same)
{
    render_files_write(&files, 4800);
    char *const text =
        render((const char *const[]){"render", "--json", "--modules", FIXTURES_DIR, "--chain",
                                     "org.ossicle.test.latency-64", files.in, files.out, NULL});
    json_t *const json = json_loads(text, 0, NULL);
    cr_assert_not_null(json, "%s", text);
    static const struct {
        const char *key;
        double value;
    } rows[] = {{"sampleRate", 48000}, {"channels", 2}, {"frames", 4800},
                {"bufferFrames", 512}, {"latency", 64}, {"missedFrames", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_float_eq(json_number_value(json_object_get(json, rows[i].key)), rows[i].value, 0,
                           "%s", rows[i].key);
    cr_expect_float_eq(json_number_value(json_object_get(json_object_get(json, "before"), "rms")),
                       -10.8, 0.1);
    cr_expect_str_eq(json_string_value(json_object_get(json, "mode")), "worker");
    cr_expect_str_eq(json_string_value(json_object_get(json, "file")), files.out);
    cr_expect_eq(json_array_size(json_object_get(json, "modules")), 1);
    cr_expect_eq(json_array_size(json_object_get(json, "errors")), 0);
    cr_expect_eq(
        json_integer_value(json_object_get(json_object_get(json, "engine"), "silencedBlocks")), 0);
    json_decref(json);
    free(text);
}

Test(command_render, a_block_with_a_nan_is_silenced_and_reported)
{
    render_files_write(&files, 9000);
    ToolRun run = RUN_TOOL("render", "--modules", FIXTURES_DIR, "--chain",
                           "org.ossicle.test.nan-once(factor=1)", files.in, files.out);
    cr_expect_eq(run.exit_code, 0);
    cr_expect_not_null(
        strstr(run.err,
               "ossicle: warning: 1 silenced blocks: there was a NaN or an infinity in them"),
        "%s", run.err);
    RenderSound in = render_sound_read(files.in);
    RenderSound out = render_sound_read(files.out);
    size_t silent = 0;
    for (size_t i = 0; i < out.count; i++) {
        cr_assert(isfinite(out.samples[i]));
        silent += out.samples[i] == 0 && in.samples[i] != 0;
    }
    cr_expect_geq(silent, 800, "about one block of 512 frames in 2 channels");
    cr_expect_leq(silent, 1024);
    render_sound_cleanup(&in);
    render_sound_cleanup(&out);
    tool_run_cleanup(&run);
}

Test(command_render, the_same_error_again_is_said_once)
{
    render_files_write(&files, 9000);
    ToolRun run = RUN_TOOL("render", "--modules", FIXTURES_DIR, "--chain",
                           "org.ossicle.test.process-fails(factor=1)", files.in, files.out);
    cr_expect_eq(run.exit_code, 0);
    const char *const first = strstr(run.err, "process-fails: ");
    cr_assert_not_null(first, "%s", run.err);
    cr_expect_null(strstr(first + 1, "process-fails: "), "%s", run.err);
    render_expect_same(files.in, files.out);
    tool_run_cleanup(&run);
}
