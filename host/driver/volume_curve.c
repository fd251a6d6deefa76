/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/volume_curve.h"

#include <math.h>

static const double decibels_per_decade = 40;

float volume_decibels_from_scalar(float scalar)
{
    if (!(scalar > 0))
        return VOLUME_MINIMUM_DB;
    const double decibels = decibels_per_decade * log10((double)scalar);
    return fminf(fmaxf((float)decibels, VOLUME_MINIMUM_DB), VOLUME_MAXIMUM_DB);
}

float volume_scalar_from_decibels(float decibels)
{
    if (!(decibels > VOLUME_MINIMUM_DB))
        return 0;
    return fminf((float)pow(10, (double)decibels / decibels_per_decade), 1);
}

float volume_gain_from_decibels(float decibels)
{
    if (!(decibels > VOLUME_MINIMUM_DB))
        return 0;
    return fminf((float)pow(10, (double)decibels / 20), 1);
}
