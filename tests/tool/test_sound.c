/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/sound.h"

#include <criterion/criterion.h>
#include <string.h>

Test(sound, is_silent_at_first)
{
    Sound sound = {0};
    const EndpointFormat format = {.rate_hz = 44100, .channels = 3, .frames = 100};
    cr_assert_eq(sound_init(&sound, &format, 1, NULL), STATUS_OK);
    cr_expect_eq(sound_sample_count(&sound), 300);
    for (size_t i = 0; i < 300; i++)
        cr_assert_float_eq(sound.samples[i], 0, 0);
    sound_cleanup(&sound);
    cr_expect_null(sound.samples);
}

Test(sound, more_than_fits_into_memory_is_refused)
{
    const int64_t frames[] = {INT64_MAX, INT64_C(1) << 50, -1};
    for (size_t i = 0; i < 3; i++) {
        Sound sound = {0};
        Error error;
        const EndpointFormat format = {.rate_hz = 44100, .channels = 2, .frames = frames[i]};
        cr_expect_eq(sound_init(&sound, &format, 2, &error), STATUS_NO_MEMORY);
        cr_expect_not_null(strstr(error.message, "divide the file"), "%s", error.message);
        cr_expect_null(sound.samples);
        sound_cleanup(&sound);
    }
}

Test(sound, is_read_as_a_whole)
{
    enum { FRAMES = 70000 }; /* more than one chunk */
    Sound sound = {0};
    Endpoint *const silence = endpoint_open("null", NULL, NULL);
    cr_assert_not_null(silence);
    const uint32_t channels = endpoint_capture_format(silence)->channels;
    const EndpointFormat format = {.rate_hz = 48000, .channels = channels, .frames = FRAMES};
    cr_assert_eq(sound_init(&sound, &format, 1, NULL), STATUS_OK);
    for (size_t i = 0; i < sound_sample_count(&sound); i++)
        sound.samples[i] = 1;
    cr_expect_eq(sound_read(&sound, silence, NULL), STATUS_OK);
    for (size_t i = 0; i < sound_sample_count(&sound); i++)
        cr_assert_float_eq(sound.samples[i], 0, 0, "sample %zu", i);
    cr_expect_eq(sound_write(&sound, silence, NULL), STATUS_OK);
    sound_cleanup(&sound);
    endpoint_free(silence);
}
