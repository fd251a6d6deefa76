/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sound.h
 * What the fault tests play: in each channel a sine, so that clicks show, of which every sample of
 * more than a second is another one, so that a missing or repeated sample shows as well. */

#ifndef OSSICLE_TESTS_FAULTS_SOUND_H
#define OSSICLE_TESTS_FAULTS_SOUND_H

#include <stdint.h>

enum { SOUND_CHANNELS = 2, SOUND_PERIOD = 65536 };

/** The largest magnitude. */
#define SOUND_PEAK 0.5f

/** Call it once, before sound_at. */
void sound_init(void);

/** [any] The sample of a channel at a time, which may be negative. */
float sound_at(int64_t sample_time, unsigned channel);

/** [any] By how much two samples of a channel that follow each other can differ. */
float sound_slope(unsigned channel);

#endif
