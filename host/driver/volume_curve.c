/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/volume_curve.h"

#include <math.h>

static const double decibels_per_decade = 40; /* of the scalar, since it is squared */

/* Both ways between the scalar and decibels, for values inside of the range. */
typedef struct Curve {
    double (*decibels)(VolumeRange range, double scalar);
    double (*scalar)(VolumeRange range, double decibels);
} Curve;

static double square_decibels(VolumeRange range, double scalar)
{
    return (double)range.maximum_db + decibels_per_decade * log10(scalar);
}

static double square_scalar(VolumeRange range, double decibels)
{
    return pow(10, (decibels - (double)range.maximum_db) / decibels_per_decade);
}

static double even_decibels(VolumeRange range, double scalar)
{
    return (double)range.minimum_db +
           scalar * ((double)range.maximum_db - (double)range.minimum_db);
}

static double even_scalar(VolumeRange range, double decibels)
{
    return (decibels - (double)range.minimum_db) /
           ((double)range.maximum_db - (double)range.minimum_db);
}

static const Curve curves[] = {
    [VOLUME_CURVE_SQUARE] = {square_decibels, square_scalar},
    [VOLUME_CURVE_DECIBEL] = {even_decibels, even_scalar},
};

VolumeRange volume_range(const VolumeConfiguration *volume)
{
    if (volume->minimum_db < volume->maximum_db)
        return (VolumeRange){volume->minimum_db, volume->maximum_db};
    return (VolumeRange){VOLUME_MINIMUM_DB, VOLUME_MAXIMUM_DB};
}

float volume_decibels_from_scalar(const VolumeConfiguration *volume, float scalar)
{
    const VolumeRange range = volume_range(volume);
    if (!(scalar > 0))
        return range.minimum_db;
    if (scalar >= 1)
        return range.maximum_db;
    const double decibels = curves[volume->curve].decibels(range, (double)scalar);
    return fmaxf((float)decibels, range.minimum_db);
}

float volume_scalar_from_decibels(const VolumeConfiguration *volume, float decibels)
{
    const VolumeRange range = volume_range(volume);
    if (!(decibels > range.minimum_db))
        return 0;
    if (decibels >= range.maximum_db)
        return 1;
    return (float)curves[volume->curve].scalar(range, (double)decibels);
}

float volume_gain_from_decibels(const VolumeConfiguration *volume, float decibels)
{
    const VolumeRange range = volume_range(volume);
    if (!(decibels > range.minimum_db))
        return 0;
    return (float)pow(10, (double)fminf(decibels, range.maximum_db) / 20);
}
