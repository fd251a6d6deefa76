/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file property.h
 * A property as a row of a constant table. One row answers all that the HAL asks about it: whether
 * it is there, settable (it has a setter), how large, what value. dispatch.c reads the rows and
 * does every check once, so getters and setters see only requests that are right in form. */

#ifndef OSSICLE_DRIVER_PROPERTY_H
#define OSSICLE_DRIVER_PROPERTY_H

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>

struct Device;
struct DeviceShape;
struct Driver;
struct Object;

/** What a getter or setter is asked for. */
typedef struct PropertyRequest {
    struct Driver *driver;
    struct Object *object;
    struct Device *device; /**< that the object is, or belongs to; NULL for plug-in and box */
    const struct DeviceShape *shape; /**< of the device, the same throughout the request */
    const AudioObjectPropertyAddress *address;
    UInt32 qualifier_size;
    const void *qualifier; /**< not NULL if qualifier_size isn't 0 */
} PropertyRequest;

/** Whether the property is there at present, at an address where it may be. */
typedef bool PropertyExists(const PropertyRequest *request);

/** How many elements the value has at present. */
typedef UInt32 PropertyCount(const PropertyRequest *request);

/** Write the value to `data`. `*count` is how many elements have room there, never more than
 * the row's count gave; set it lower if there are fewer by now. 1 for a single value. A CF
 * object becomes the caller's. */
typedef OSStatus PropertyGetter(const PropertyRequest *request, UInt32 *count, void *data);

/** Take the new value: `count` elements, 1 for a single value. Announces the change. CF objects
 * stay the caller's. */
typedef OSStatus PropertySetter(const PropertyRequest *request, UInt32 count, const void *data);

/** In which scopes a property is found. Combined with `|`. */
enum {
    SCOPE_GLOBAL = 1u << 0,
    SCOPE_INPUT = 1u << 1, /**< if the device has an input @{ */
    SCOPE_OUTPUT = 1u << 2,
    SCOPE_SIDES = SCOPE_INPUT | SCOPE_OUTPUT, /**< @} */
    SCOPE_ABSENT = 1u << 3, /**< also for a direction that the device lacks: lists, empty then */
    SCOPE_ANY = SCOPE_GLOBAL | SCOPE_SIDES | SCOPE_ABSENT,
};

/** On which elements a property is found. */
typedef enum PropertyElements {
    ELEMENTS_MAIN = 0,
    ELEMENTS_CHANNELS, /**< 1 to the device's channel count */
    ELEMENTS_ALL,      /**< main and these */
} PropertyElements;

typedef struct Property {
    AudioObjectPropertySelector selector;
    UInt32 scopes;
    PropertyElements elements;
    UInt32 size;      /**< bytes of the value, or of one element if it has a count */
    UInt32 header;    /**< bytes in front of the elements; such a value is given whole or not */
    UInt32 qualifier; /**< bytes of qualifier it needs; 0: whatever there is */
    /** A custom property's type, as kAudioObjectPropertyCustomPropertyInfoList tells it; 0 for
     * those of Apple. */
    AudioServerPlugInCustomPropertyDataType custom;
    PropertyExists *exists; /**< NULL: always */
    PropertyCount *count;   /**< NULL: a single value. Otherwise cut to what fits in the buffer */
    PropertyGetter *get;
    PropertySetter *set; /**< NULL: read only */
} Property;

#endif
