/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file render_files.h
 * A folder with sound files for the tests of `ossicle render`. */

#ifndef OSSICLE_TESTS_SUPPORT_RENDER_FILES_H
#define OSSICLE_TESTS_SUPPORT_RENDER_FILES_H

#include "support/run_tool.h"

#include <sndfile.h>
#include <stddef.h>

/** The files of one test, all in a folder of its own. */
typedef struct RenderFiles {
    char *folder;
    char *in;  /**< FOLDER/in.wav */
    char *out; /**< FOLDER/out.wav, not there at first */
} RenderFiles;

/** A sound as libsndfile reads it. */
typedef struct RenderSound {
    SF_INFO info;
    float *samples;
    size_t count;
} RenderSound;

void render_files_make(RenderFiles *files);
void render_files_remove(RenderFiles *files);

/** Write noise below full scale, the same each time; `format` as in SF_INFO. */
void render_sound_write(const char *path, int format, int rate, int channels, sf_count_t frames);

/** Write the two-channel float file `in` at 48 kHz. */
void render_files_write(const RenderFiles *files, sf_count_t frames);

RenderSound render_sound_read(const char *path);
void render_sound_cleanup(RenderSound *sound);

/** Fail the test unless both files hold the same samples, and as many. */
void render_expect_same(const char *path, const char *other);

/** How many entries the folder has, "." and ".." aside. */
size_t render_files_count(const RenderFiles *files);

#endif
