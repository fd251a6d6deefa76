/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control.h
 * The values of volume and mute controls. [any, without a lock] */

#ifndef OSSICLE_DRIVER_CONTROL_H
#define OSSICLE_DRIVER_CONTROL_H

#include "driver/device.h"

typedef struct Level {
    Float32 scalar;   /**< 0 to 1 */
    Float32 decibels; /**< what the scalar means: volume_curve.h */
} Level;

Level control_level(const Control *control);
void control_set_level(Control *control, Level level);

bool control_flag(const Control *control);
void control_set_flag(Control *control, bool flag);

#endif
