/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_shape.h
 * What a device is like and which objects it has.
 *
 * A shape never changes. A device that is to be otherwise gets another one, and keeps the old one
 * as long as the driver lives: readers take no lock, and may still look at it. */

#ifndef OSSICLE_DRIVER_DEVICE_SHAPE_H
#define OSSICLE_DRIVER_DEVICE_SHAPE_H

#include "base/status.h"
#include "driver/control.h"
#include "driver/driver_state.h"
#include "engine/high_pass.h"

struct DeviceShape {
    AudioObjectID id;    /**< of the device */
    UInt32 scopes;       /**< SCOPE_*: global, and the directions that the device has */
    UInt32 object_count; /**< one past the highest index */
    Device *device;
    DeviceConfiguration *configuration; /**< the shape's own */
    DeviceShape *older;                 /**< that the device had before; NULL: none */
    Control *controls;                  /**< may be those of an older shape */
    UInt32 control_count;
    HighPass *high_pass;     /**< NULL: no control asks for it; may be that of an older shape */
    Control *own_controls;   /**< to be freed @{ */
    HighPass *own_high_pass; /**< @} */
    Object *objects[];       /**< by index: the device, its streams, its controls; NULL: none */
};

/** Indices of objects. */
enum {
    INDEX_DEVICE,
    INDEX_STREAMS, /**< of input and output: two places, whether they are there or not */
    INDEX_CONTROLS = INDEX_STREAMS + 2,
};

/** [control] Give the device itself and its streams, which are the same in each of its shapes, what
 * every object has. */
void device_make_objects(Device *device, AudioObjectID id, bool is_clock);

/** [control] The shape of `device` according to a copy of `configuration`. Fails with
 * STATUS_UNSUPPORTED for too many objects, STATUS_NO_MEMORY. */
Status device_shape_new(Device *device, const DeviceConfiguration *configuration,
                        DeviceShape **shape, Error *error);

/** [control] The next shape of a device that has one. With `new_controls` those that both have in
 * common keep their values, as far as these are still possible; otherwise they stay the same
 * objects. Fails as above. */
Status device_shape_change(Device *device, const DeviceConfiguration *configuration,
                           bool new_controls, DeviceShape **shape, Error *error);

/** [control] Not the older ones. NULL is fine. */
void device_shape_free(DeviceShape *shape);

/** [any] The object with this index, or NULL. */
static inline Object *device_shape_object(const DeviceShape *shape, UInt32 index)
{
    return index < shape->object_count ? shape->objects[index] : NULL;
}

#endif
