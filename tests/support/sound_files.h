/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sound_files.h
 * A folder for one test, and sound files in it. */

#ifndef OSSICLE_TESTS_SUPPORT_SOUND_FILES_H
#define OSSICLE_TESTS_SUPPORT_SOUND_FILES_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <limits.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct SoundFolder {
    char path[PATH_MAX / 2];
    char name[PATH_MAX]; /* of sound_folder_name */
} SoundFolder;

static inline void sound_folder_make(SoundFolder *folder)
{
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder->path, sizeof folder->path, "%s/ossicle-XXXXXX",
                   tmp != NULL ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(folder->path));
}

/** The path of a file in the folder; valid until the next call. */
static inline const char *sound_folder_name(SoundFolder *folder, const char *name)
{
    (void)snprintf(folder->name, sizeof folder->name, "%s/%s", folder->path, name);
    return folder->name;
}

static inline int sound_folder_remove_one(const char *path, const struct stat *info, int type,
                                          struct FTW *ftw)
{
    return remove(path);
}

static inline void sound_folder_remove(SoundFolder *folder)
{
    nftw(folder->path, sound_folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/** Write a file of `frames` frames whose 16-bit samples count up: i * 7 - 30000, wrapping. */
static inline void sound_file_make(const char *path, int format, int rate, int channels,
                                   sf_count_t frames)
{
    SF_INFO info = {.format = format, .samplerate = rate, .channels = channels};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    cr_assert_not_null(file, "%s", sf_strerror(NULL));
    const sf_count_t count = frames * channels;
    float *samples = calloc((size_t)count + 1, sizeof *samples);
    for (sf_count_t i = 0; i < count; i++)
        samples[i] = (float)(short)(i * 7 - 30000) / 32768;
    sf_command(file, SFC_SET_CLIPPING, NULL, SF_TRUE);
    cr_assert_eq(sf_write_float(file, samples, count), count);
    free(samples);
    cr_assert_eq(sf_close(file), 0);
}

#endif
