/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/level.h"

#include <math.h>
#include <stdio.h>

Level level_measure(const float *samples, size_t count)
{
    double peak = 0;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double sample = (double)samples[i];
        peak = fmax(peak, fabs(sample));
        sum += sample * sample;
    }
    const double rms = count ? sqrt(sum / (double)count) : 0;
    return (Level){.peak_db = 20 * log10(peak), .rms_db = 20 * log10(rms)};
}

const char *level_text(double db, char text[LEVEL_TEXT_SIZE])
{
    if (isnan(db))
        (void)snprintf(text, LEVEL_TEXT_SIZE, "not a number");
    else if (isinf(db))
        (void)snprintf(text, LEVEL_TEXT_SIZE, db < 0 ? "silence" : "infinite");
    else
        (void)snprintf(text, LEVEL_TEXT_SIZE, "%.1f dBFS", db);
    return text;
}
