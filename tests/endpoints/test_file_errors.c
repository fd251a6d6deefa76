/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/endpoint.h"
#include "support/sound_files.h"

#include <sys/stat.h>

static SoundFolder folder;

static void setup(void)
{
    sound_folder_make(&folder);
}

static void teardown(void)
{
    sound_folder_remove(&folder);
}

TestSuite(file_errors, .init = setup, .fini = teardown);

/* The error is one line that names the file and holds `reason`. */
static void assert_refused(const char *input, const char *output, const EndpointOptions *options,
                           Status status, const char *reason)
{
    Error error = {0};
    Endpoint *endpoint = endpoint_open_file(input, output, options, &error);
    cr_assert_null(endpoint, "%s: %s", input != NULL ? input : output, reason);
    cr_assert_eq(error.status, status, "%s", error.message);
    cr_assert_not_null(strstr(error.message, output != NULL ? output : input), "%s", error.message);
    cr_assert_not_null(strstr(error.message, reason), "%s", error.message);
    cr_assert_null(strchr(error.message, '\n'));
}

static void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}

Test(file_errors, missing_input)
{
    assert_refused(sound_folder_name(&folder, "none.wav"), NULL, NULL, STATUS_NOT_FOUND,
                   "No such file");
}

Test(file_errors, empty_input)
{
    write_bytes(sound_folder_name(&folder, "empty.wav"), "", 0);
    assert_refused(folder.name, NULL, NULL, STATUS_BAD_FORMAT, "empty");
}

Test(file_errors, input_without_frames)
{
    sound_file_make(sound_folder_name(&folder, "zero.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000,
                    2, 0);
    assert_refused(folder.name, NULL, NULL, STATUS_BAD_FORMAT, "no frames");
}

Test(file_errors, folder_as_input)
{
    assert_refused(folder.path, NULL, NULL, STATUS_BAD_ARGUMENT, "folder");
}

Test(file_errors, input_that_is_no_file)
{
    cr_assert_eq(mkfifo(sound_folder_name(&folder, "pipe.wav"), 0600), 0);
    assert_refused(folder.name, NULL, NULL, STATUS_BAD_ARGUMENT, "no ordinary file");
    assert_refused("/dev/zero", NULL, NULL, STATUS_BAD_ARGUMENT, "no ordinary file");
}

Test(file_errors, input_that_is_not_audio)
{
    static const char text[] = "This is a letter, not a sound. It goes on for a while.";
    write_bytes(sound_folder_name(&folder, "letter.wav"), text, sizeof text);
    assert_refused(folder.name, NULL, NULL, STATUS_BAD_FORMAT, "audio");
}

Test(file_errors, truncated_input)
{
    static const struct {
        const char *name;
        int format;
    } rows[] = {
        {"t.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
        {"t.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
        {"t.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
        {"t.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
        {"tx.wav", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *path = sound_folder_name(&folder, rows[i].name);
        sound_file_make(path, rows[i].format, 48000, 2, 10000);
        cr_assert_eq(truncate(path, 20000), 0);
        assert_refused(path, NULL, NULL, STATUS_BAD_FORMAT, "cut off");
    }
}

/* FLAC is compressed: that something is missing shows only when it is read. */
Test(file_errors, truncated_flac_is_noticed_while_reading)
{
    const char *path = sound_folder_name(&folder, "t.flac");
    sound_file_make(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 1, 50000);
    struct stat info;
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(truncate(path, info.st_size / 2), 0);
    Error error = {0};
    Endpoint *endpoint = endpoint_open_file(path, NULL, NULL, &error);
    if (endpoint != NULL) {
        static float samples[60000];
        cr_assert_lt(endpoint_capture(endpoint, samples, 50000, &error), 50000);
        endpoint_free(endpoint);
    }
    cr_assert_neq(error.status, STATUS_OK);
    cr_assert_not_null(strstr(error.message, path), "%s", error.message);
}

/* How programs that write to a pipe leave a WAV file. */
Test(file_errors, a_length_that_was_never_known_is_no_truncation)
{
    const char *path = sound_folder_name(&folder, "pipe.wav");
    sound_file_make(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 1000);
    FILE *file = fopen(path, "r+b");
    cr_assert_eq(fseek(file, 40, SEEK_SET), 0);
    cr_assert_eq(fwrite("\xff\xff\xff\xff", 1, 4, file), 4);
    (void)fclose(file);
    Error error = {0};
    Endpoint *endpoint = endpoint_open_file(path, NULL, NULL, &error);
    cr_assert_not_null(endpoint, "%s", error.message);
    cr_assert_eq(endpoint_capture_format(endpoint)->frames, 1000);
    endpoint_free(endpoint);
}

static const EndpointOptions stereo = {.rate_hz = 48000, .channels = 2};

Test(file_errors, folder_as_output)
{
    char name[PATH_MAX];
    (void)snprintf(name, sizeof name, "%s", sound_folder_name(&folder, "dir.wav"));
    cr_assert_eq(mkdir(name, 0700), 0);
    assert_refused(NULL, name, &stereo, STATUS_BAD_ARGUMENT, "folder");
}

Test(file_errors, output_in_a_missing_folder)
{
    assert_refused(NULL, sound_folder_name(&folder, "none/out.wav"), &stereo, STATUS_NOT_FOUND,
                   "No such file");
}

Test(file_errors, output_in_a_place_for_no_files)
{
    assert_refused(NULL, "/proc/out.wav", &stereo, STATUS_NOT_FOUND, "/proc");
}

Test(file_errors, output_that_is_a_device)
{
    assert_refused(NULL, "/dev/null", &stereo, STATUS_BAD_ARGUMENT, "no ordinary file");
    cr_assert_eq(symlink("/dev/null", sound_folder_name(&folder, "dev.wav")), 0);
    assert_refused(NULL, folder.name, &stereo, STATUS_BAD_ARGUMENT, "no ordinary file");
}

Test(file_errors, output_with_an_unknown_ending)
{
    assert_refused(NULL, sound_folder_name(&folder, "out.xyz"), &stereo, STATUS_UNSUPPORTED,
                   "ending");
}

Test(file_errors, output_whose_format_is_not_given)
{
    assert_refused(NULL, sound_folder_name(&folder, "out.wav"), NULL, STATUS_BAD_ARGUMENT,
                   "must be given");
}

Test(file_errors, output_that_cannot_hold_it)
{
    const EndpointOptions many = {.rate_hz = 48000, .channels = 64};
    assert_refused(NULL, sound_folder_name(&folder, "out.flac"), &many, STATUS_UNSUPPORTED,
                   "64 channels");
    const EndpointOptions real = {.rate_hz = 48000, .channels = 2, .sample_format = "float"};
    assert_refused(NULL, sound_folder_name(&folder, "out.flac"), &real, STATUS_UNSUPPORTED,
                   "'float'");
    const EndpointOptions odd = {.rate_hz = 48000, .channels = 2, .sample_format = "pcm12"};
    assert_refused(NULL, sound_folder_name(&folder, "out.wav"), &odd, STATUS_BAD_ARGUMENT,
                   "'pcm12'");
}

Test(file_errors, a_failed_run_destroys_nothing)
{
    const char *path = sound_folder_name(&folder, "kept.wav");
    write_bytes(path, "precious", 8);
    Endpoint *endpoint = endpoint_open_file(NULL, path, &stereo, NULL);
    cr_assert_not_null(endpoint);
    const float samples[20] = {0};
    cr_assert_eq(endpoint_playback(endpoint, samples, 10, NULL), STATUS_OK);
    endpoint_free(endpoint);
    char read[16] = {0};
    FILE *file = fopen(path, "rb");
    cr_assert_eq(fread(read, 1, sizeof read, file), 8);
    (void)fclose(file);
    cr_assert_str_eq(read, "precious");
    cr_assert_eq(remove(path), 0);
    cr_assert_eq(rmdir(folder.path), 0, "something else was left in the folder");
}

Test(file_errors, nothing_can_be_played_after_the_end)
{
    Endpoint *endpoint =
        endpoint_open_file(NULL, sound_folder_name(&folder, "out.wav"), &stereo, NULL);
    const float samples[4] = {0};
    cr_assert_eq(endpoint_finish(endpoint, NULL), STATUS_OK);
    cr_assert_eq(endpoint_finish(endpoint, NULL), STATUS_OK);
    cr_assert_eq(endpoint_playback(endpoint, samples, 2, NULL), STATUS_BUSY);
    endpoint_free(endpoint);
}
