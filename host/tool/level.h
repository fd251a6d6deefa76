/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file level.h
 * How loud samples are. [any] */

#ifndef OSSICLE_TOOL_LEVEL_H
#define OSSICLE_TOOL_LEVEL_H

#include <stddef.h>

/** Of all channels together, in dB relative to full scale (dBFS), where a sample of 1 is 0 dBFS.
 * -INFINITY for silence. */
typedef struct Level {
    double peak_db;
    double rms_db; /**< of a square wave of full scale: 0 dBFS */
} Level;

/** Measure `count` samples. None: silence. */
Level level_measure(const float *samples, size_t count);

/** `db` as people read it, "-6.0 dBFS" or "silence"; a sound with a NaN or an infinity in it
 * has neither. Returns `text`. */
#define LEVEL_TEXT_SIZE 32
const char *level_text(double db, char text[LEVEL_TEXT_SIZE]);

#endif
