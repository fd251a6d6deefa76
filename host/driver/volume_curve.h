/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file volume_curve.h
 * What the scalar of a volume control means. It runs from 0 to 1, decibels D from the configured
 * minimum to the maximum:
 *
 *  - VOLUME_CURVE_SQUARE: the amplitude is the square of the scalar, below the maximum:
 *    D = maximum + 40 * log10(scalar). Scalars so small that D would be below the minimum are
 * there.
 *  - VOLUME_CURVE_DECIBEL: D = minimum + scalar * (maximum - minimum)
 *
 * The samples are multiplied by 10 ^ (D / 20). The minimum is silence. An empty range stands for
 * VOLUME_MINIMUM_DB to VOLUME_MAXIMUM_DB. */

#ifndef OSSICLE_DRIVER_VOLUME_CURVE_H
#define OSSICLE_DRIVER_VOLUME_CURVE_H

#include "driver/driver.h"

#define VOLUME_MINIMUM_DB (-96.0f)
#define VOLUME_MAXIMUM_DB 0.0f

typedef struct VolumeRange {
    float minimum_db;
    float maximum_db;
} VolumeRange;

/** [any] Values out of range are taken to the nearest in it; what is no number, to the minimum. @{
 */
VolumeRange volume_range(const VolumeConfiguration *volume);
float volume_decibels_from_scalar(const VolumeConfiguration *volume, float scalar);
float volume_scalar_from_decibels(const VolumeConfiguration *volume, float decibels);
/** The factor for the samples; 0 at the minimum. */
float volume_gain_from_decibels(const VolumeConfiguration *volume, float decibels);
/** @} */

#endif
