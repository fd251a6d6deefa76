/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control.h
 * The controls of a device: what they are and which value each has. All kinds share one
 * implementation; what differs is data (control_kinds.h). */

#ifndef OSSICLE_DRIVER_CONTROL_H
#define OSSICLE_DRIVER_CONTROL_H

#include "driver/control_kinds.h"
#include "driver/driver.h"
#include "driver/object.h"

#include <stdatomic.h>
#include <stdint.h>

struct Device;

/** Both are kept as they were set, so that they read back exactly. */
typedef struct Level {
    Float32 scalar;   /**< 0 to 1 */
    Float32 decibels; /**< what the scalar means: volume_curve.h */
} Level;

typedef struct Pan {
    Float32 position; /**< 0 left, 1 right */
    UInt16 left;      /**< the channels between which it pans, from 1 on */
    UInt16 right;
} Pan;

/** What a clip light remembers of how it was set. */
typedef struct ClipLight {
    UInt32 is_on;    /**< since it was switched on by hand */
    UInt32 reset_at; /**< the lower half of the sample time up to which it has forgotten all */
} ClipLight;

/** What a control is set to; its type says which member counts. */
typedef union ControlValue {
    Level level;
    Pan pan;
    ClipLight clip;
    UInt32 number; /**< of a boolean (0 or 1), of a selector (an item's ID), of a slider */
} ControlValue;

typedef struct Control {
    Object object;
    const ControlKind *kind;
    AudioObjectPropertyElement element;
    _Atomic uint64_t value; /**< a ControlValue, read and written as one */
} Control;

/** The class of each kind (control_properties.c). */
extern const ObjectClass *const control_classes[CONTROL_KIND_COUNT];

/** [any] How many controls `configuration` asks for. Bits of kinds that can't stand where they are
 * set, and those of a side that the device doesn't have, count for nothing. */
UInt32 controls_count(const DeviceConfiguration *configuration);

/** [control] Make so many controls, each with its first value, as objects without ID or owner:
 * those of the input, of the output, and of neither; on each side main first, then channel by
 * channel. */
void controls_init(Control *controls, const DeviceConfiguration *configuration,
                   struct Device *device);

/** [control] Give each of `controls`, which are new, the value that the same one has among
 * `before`: a level within its new range, a pan if there still are its channels. */
void controls_carry(Control *controls, UInt32 count, const DeviceConfiguration *configuration,
                    const Control *before, UInt32 before_count);

/** [any] Values are taken as they are: who sets them has checked them. @{ */
ControlValue control_value(const Control *control);
void control_set_value(Control *control, ControlValue value);
/** @} */

/** [any] What a control of `kind` is set to at first. */
ControlValue control_initial_value(const ControlKind *kind,
                                   const DeviceConfiguration *configuration);

#endif
