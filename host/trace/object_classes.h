/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file object_classes.h
 * Which class each object of a driver is of, as the driver's answers to others tell: without it
 * 'ltnc' might be the latency of a device or of a stream. [any] */

#ifndef OSSICLE_TRACE_OBJECT_CLASSES_H
#define OSSICLE_TRACE_OBJECT_CLASSES_H

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdatomic.h>

/** How many objects can be known; a power of two. Others stay unknown. */
enum { OBJECT_CLASSES_MAX = 4096 };

/** Zeroed at first. */
typedef struct ObjectClasses {
    _Atomic UInt64 entries[OBJECT_CLASSES_MAX]; /**< by a hash: ID and class; 0: free */
} ObjectClasses;

/** Learn from what GetPropertyData gave: `size` bytes at `data`. */
void object_classes_learn(ObjectClasses *classes, AudioObjectID object,
                          AudioObjectPropertySelector selector, UInt32 size, const void *data);

/** The name of a property of `object`, by its class if that is known; NULL if Apple's interface
 * defines none. */
const char *object_classes_name(const ObjectClasses *classes, AudioObjectID object,
                                AudioObjectPropertySelector selector);

#endif
