/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/render_files.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void render_files_make(RenderFiles *files)
{
    files->folder = module_folder_new();
    files->in = module_folder_path(files->folder, "in.wav");
    files->out = module_folder_path(files->folder, "out.wav");
}

void render_files_remove(RenderFiles *files)
{
    module_folder_free(files->folder);
    free(files->in);
    free(files->out);
    *files = (RenderFiles){0};
}

void render_sound_write(const char *path, int format, int rate, int channels, sf_count_t frames)
{
    SF_INFO info = {.format = format, .samplerate = rate, .channels = channels};
    SNDFILE *const file = sf_open(path, SFM_WRITE, &info);
    cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
    const sf_count_t count = frames * channels;
    float *const samples = calloc((size_t)count + 1, sizeof *samples);
    cr_assert_not_null(samples);
    uint32_t state = 1;
    for (sf_count_t i = 0; i < count; i++) {
        state = state * 1664525U + 1013904223U;
        /* Whole 16-bit steps, which every format holds exactly. */
        samples[i] = (float)((int32_t)(state >> 17) - 16384) / 32768;
    }
    cr_assert_eq(sf_write_float(file, samples, count), count);
    free(samples);
    cr_assert_eq(sf_close(file), 0);
}

void render_files_write(const RenderFiles *files, sf_count_t frames)
{
    render_sound_write(files->in, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 2, frames);
}

RenderSound render_sound_read(const char *path)
{
    RenderSound sound = {0};
    SNDFILE *const file = sf_open(path, SFM_READ, &sound.info);
    cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
    sound.count = (size_t)sound.info.frames * (size_t)sound.info.channels;
    sound.samples = calloc(sound.count + 1, sizeof *sound.samples);
    cr_assert_not_null(sound.samples);
    cr_assert_eq(sf_readf_float(file, sound.samples, sound.info.frames), sound.info.frames);
    cr_assert_eq(sf_close(file), 0);
    return sound;
}

void render_sound_cleanup(RenderSound *sound)
{
    free(sound->samples);
    *sound = (RenderSound){0};
}

void render_expect_same(const char *path, const char *other)
{
    RenderSound a = render_sound_read(path);
    RenderSound b = render_sound_read(other);
    cr_expect_eq(a.info.frames, b.info.frames, "%s: %lld frames, not %lld", other,
                 (long long)b.info.frames, (long long)a.info.frames);
    cr_expect_eq(a.info.channels, b.info.channels);
    cr_expect_eq(a.info.samplerate, b.info.samplerate);
    for (size_t i = 0; i < a.count && i < b.count; i++) {
        if (a.samples[i] < b.samples[i] || a.samples[i] > b.samples[i])
            cr_assert_fail("%s: sample %zu is %.9g, not %.9g", other, i, (double)b.samples[i],
                           (double)a.samples[i]);
    }
    render_sound_cleanup(&a);
    render_sound_cleanup(&b);
}

size_t render_files_count(const RenderFiles *files)
{
    DIR *const folder = opendir(files->folder);
    cr_assert_not_null(folder);
    size_t count = 0;
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    cr_assert_eq(closedir(folder), 0);
    return count;
}
