/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/endpoint.h"
#include "support/sound_files.h"

static SoundFolder folder;

static void setup(void)
{
    sound_folder_make(&folder);
}

static void teardown(void)
{
    sound_folder_remove(&folder);
}

/* Move everything from capture to playback, in blocks that don't divide the length. */
static void copy_through(Endpoint *endpoint)
{
    const uint32_t channels = endpoint_capture_format(endpoint)->channels;
    float *block = calloc((size_t)channels * 100, sizeof *block);
    for (;;) {
        Error error = {0};
        const uint32_t count = endpoint_capture(endpoint, block, 100, &error);
        cr_assert_eq(error.status, STATUS_OK, "%s", error.message);
        cr_assert_eq(endpoint_playback(endpoint, block, count, NULL), STATUS_OK);
        if (count < 100)
            break;
    }
    free(block);
    Error error = {0};
    cr_assert_eq(endpoint_finish(endpoint, &error), STATUS_OK, "%s", error.message);
    endpoint_free(endpoint);
}

static double *read_samples(const char *path, SF_INFO *info)
{
    SNDFILE *file = sf_open(path, SFM_READ, info);
    cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
    double *samples = calloc((size_t)(info->frames * info->channels), sizeof *samples);
    cr_assert_eq(sf_readf_double(file, samples, info->frames), info->frames);
    sf_close(file);
    return samples;
}

static void assert_equal_files(const char *expected_name, const char *actual_name, int format)
{
    SF_INFO expected_info = {0};
    SF_INFO actual_info = {0};
    double *expected = read_samples(sound_folder_name(&folder, expected_name), &expected_info);
    double *actual = read_samples(sound_folder_name(&folder, actual_name), &actual_info);
    cr_assert_eq(actual_info.format, format, "%s: %x", actual_name, (unsigned)actual_info.format);
    cr_assert_eq(actual_info.frames, expected_info.frames);
    cr_assert_eq(actual_info.channels, expected_info.channels);
    cr_assert_eq(actual_info.samplerate, expected_info.samplerate);
    cr_assert_eq(memcmp(actual, expected,
                        sizeof *actual * (size_t)(actual_info.frames * actual_info.channels)),
                 0, "%s", actual_name);
    free(expected);
    free(actual);
}

static Endpoint *open_in_folder(const char *input, const char *output,
                                const EndpointOptions *options)
{
    char input_path[PATH_MAX];
    (void)snprintf(input_path, sizeof input_path, "%s/%s", folder.path, input);
    Error error = {0};
    Endpoint *endpoint = endpoint_open_file(
        input_path, output != NULL ? sound_folder_name(&folder, output) : NULL, options, &error);
    cr_assert_not_null(endpoint, "%s", error.message);
    return endpoint;
}

TestSuite(file, .init = setup, .fini = teardown);

Test(file, copies_keep_each_sample_and_the_format)
{
    static const struct {
        const char *input;
        const char *output;
        int format;
    } rows[] = {
        {"a.wav", "b.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
        {"a24.wav", "b24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24},
        {"af.wav", "bf.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT},
        {"a.aiff", "b.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
        {"a.flac", "b.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
        {"a.w64", "b.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
        {"a.rf64", "b.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sound_file_make(sound_folder_name(&folder, rows[i].input), rows[i].format, 44100, 3, 65536);
        copy_through(open_in_folder(rows[i].input, rows[i].output, NULL));
        assert_equal_files(rows[i].input, rows[i].output, rows[i].format);
    }
}

Test(file, any_rate_and_number_of_channels)
{
    static const struct {
        int rate;
        int channels;
    } rows[] = {{8000, 1}, {48000, 2}, {96000, 8}, {768000, 64}, {44100, 256}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sound_file_make(sound_folder_name(&folder, "in.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                        rows[i].rate, rows[i].channels, 250);
        Endpoint *endpoint = open_in_folder("in.wav", "out.wav", NULL);
        cr_assert_eq(endpoint_capture_format(endpoint)->rate_hz, rows[i].rate);
        cr_assert_eq(endpoint_capture_format(endpoint)->channels, (uint32_t)rows[i].channels);
        cr_assert_eq(endpoint_capture_format(endpoint)->frames, 250);
        copy_through(endpoint);
        assert_equal_files("in.wav", "out.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    }
}

Test(file, a_sample_format_can_be_asked_for)
{
    static const struct {
        const char *name;
        const char *output;
        int format;
    } rows[] = {
        {"float", "o.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT},
        {"double", "o.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE},
        {"pcm24", "o.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24},
        {"pcm32", "o.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_32},
    };
    sound_file_make(sound_folder_name(&folder, "in.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000,
                    2, 1000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const EndpointOptions options = {.sample_format = rows[i].name};
        copy_through(open_in_folder("in.wav", rows[i].output, &options));
        assert_equal_files("in.wav", rows[i].output, rows[i].format);
    }
}

Test(file, a_container_that_lacks_the_format_gets_the_nearest)
{
    sound_file_make(sound_folder_name(&folder, "f.wav"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 2,
                    100);
    copy_through(open_in_folder("f.wav", "f.flac", NULL));
    assert_equal_files("f.wav", "f.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
    sound_file_make(sound_folder_name(&folder, "8.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 48000, 2,
                    100);
    copy_through(open_in_folder("8.wav", "8.aiff", NULL));
    /* libsndfile names unsigned bytes in AIFF as well; either is 8 bits */
    assert_equal_files("8.wav", "8.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_U8);
}

Test(file, what_is_too_loud_is_clipped_not_wrapped)
{
    const EndpointOptions options = {.rate_hz = 48000, .channels = 1, .sample_format = "pcm16"};
    Endpoint *endpoint =
        endpoint_open_file(NULL, sound_folder_name(&folder, "loud.wav"), &options, NULL);
    const float samples[4] = {1.5F, -1.5F, 1.0F, -1.0F};
    cr_assert_eq(endpoint_playback(endpoint, samples, 4, NULL), STATUS_OK);
    cr_assert_eq(endpoint_finish(endpoint, NULL), STATUS_OK);
    endpoint_free(endpoint);
    SF_INFO info = {0};
    double *read = read_samples(sound_folder_name(&folder, "loud.wav"), &info);
    cr_assert_eq(read[0], 32767 / 32768.0);
    cr_assert_eq(read[1], -1);
    cr_assert_eq(read[2], 32767 / 32768.0);
    cr_assert_eq(read[3], -1);
    free(read);
}

Test(file, opened_by_a_text_with_quoted_commas)
{
    sound_file_make(sound_folder_name(&folder, "a,b.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000,
                    1, 10);
    char text[2 * PATH_MAX];
    (void)snprintf(text, sizeof text, "file:%s/a\\,b.wav,%s/out.wav", folder.path, folder.path);
    Error error = {0};
    Endpoint *endpoint = endpoint_open(text, NULL, &error);
    cr_assert_not_null(endpoint, "%s", error.message);
    copy_through(endpoint);
    assert_equal_files("a,b.wav", "out.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16);
}

Test(file, one_file_can_be_both_input_and_output)
{
    sound_file_make(sound_folder_name(&folder, "x.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2,
                    1000);
    sound_file_make(sound_folder_name(&folder, "same.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000,
                    2, 1000);
    copy_through(open_in_folder("x.wav", "x.wav", NULL));
    assert_equal_files("same.wav", "x.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16);
}
