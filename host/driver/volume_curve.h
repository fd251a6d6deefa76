/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file volume_curve.h
 * What the scalar of a volume control means: the amplitude is the square of the scalar, which is
 * 40 * log10(scalar) decibels. At the bottom, VOLUME_MINIMUM_DB, there is silence. */

#ifndef OSSICLE_DRIVER_VOLUME_CURVE_H
#define OSSICLE_DRIVER_VOLUME_CURVE_H

#define VOLUME_MINIMUM_DB (-96.0f)
#define VOLUME_MAXIMUM_DB 0.0f

/** [any] Values out of range are taken to the nearest in it. @{ */
float volume_decibels_from_scalar(float scalar);
float volume_scalar_from_decibels(float decibels);
/** The factor for the samples; 0 at the bottom. */
float volume_gain_from_decibels(float decibels);
/** @} */

#endif
