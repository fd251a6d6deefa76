/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "faults/sound.h"

#include <math.h>

#define TWO_PI 6.283185307179586

/* How often a channel's sine repeats in SOUND_PERIOD frames: odd, so that no two samples that are
 * near each other lie at the same place of it. */
static const unsigned turns[SOUND_CHANNELS] = {611, 997};
static float samples[SOUND_CHANNELS][SOUND_PERIOD];

void sound_init(void)
{
    for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
        for (unsigned i = 0; i < SOUND_PERIOD; i++) {
            const double turn = (double)(i * turns[c] % SOUND_PERIOD) / SOUND_PERIOD;
            samples[c][i] = (float)((double)SOUND_PEAK * sin(TWO_PI * turn + 0.3));
        }
    }
}

float sound_at(int64_t sample_time, unsigned channel)
{
    return samples[channel][(uint64_t)sample_time % SOUND_PERIOD];
}

float sound_slope(unsigned channel)
{
    return (float)((double)SOUND_PEAK * TWO_PI * turns[channel] / SOUND_PERIOD);
}
