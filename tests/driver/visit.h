/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file visit.h
 * One property of one object, for tests that go through all of them. What type it has comes from
 * Apple's facts and from the object's own list of custom properties, not from the driver's tables.
 */

#ifndef OSSICLE_TESTS_VISIT_H
#define OSSICLE_TESTS_VISIT_H

#include "support/fake_host.h"
#include "trace/selector_names.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    VISIT_CAPACITY = 1 << 16, /* no value is as large */
    VISIT_POISON = 0xa5,
    VISIT_UNSET = 77, /* of results that must not be touched */
};

/** One address of one object, and what the driver says of it. */
typedef struct Visit {
    const FakeHost *host;
    AudioServerPlugInDriverRef driver;
    AudioObjectID object;
    AudioClassID class_id;
    AudioClassID base_class;
    AudioObjectPropertyAddress address;
    HalValueType type;
    UInt32 qualifier_size; /**< 0: it needs none */
    const void *qualifier;
    Boolean settable;
    UInt32 size;
    _Alignas(16) unsigned char data[VISIT_CAPACITY];
} Visit;

/** What to say when something is wrong at `visit`: a format and its arguments. */
#define VISIT_SAYS(visit)                                                                          \
    "object %u, '%.4s' in scope %#x, element %u", (visit)->object, visit_selector(visit),          \
        (visit)->address.mScope, (visit)->address.mElement

/** The selector's characters. */
const char *visit_selector(const Visit *visit);

/** Every selector in the table of Apple's constants, and Ossicle's own, and one that nobody has,
 * for the caller to free(). */
AudioObjectPropertySelector *visit_selectors(size_t *count);

/** Every object that the driver has, plug-in first, for the caller to free(). */
AudioObjectID *visit_objects(const FakeHost *host, size_t *count);

/** Go to an object: find out its class. */
void visit_object(Visit *visit, AudioObjectID object);

/** The property is there: find out its type, the qualifier that it needs, its size and whether it
 * can be set. */
void visit_property(Visit *visit);

/** Bytes of one item if the value is an array that is cut to what fits; 0 otherwise. */
UInt32 visit_item_size(const Visit *visit);

/** Whether the value is a CoreFoundation object, which becomes the reader's. */
bool visit_is_object(const Visit *visit);

/** Get the value into `data`, which is poisoned up to `capacity` and a bit further. */
OSStatus visit_get(Visit *visit, UInt32 capacity, UInt32 *size);

/** Whether `data` is poisoned from `from` up to a bit behind `capacity`. */
bool visit_is_untouched(const Visit *visit, UInt32 from, UInt32 capacity);

OSStatus visit_set(const Visit *visit, UInt32 size, const void *data);

#endif
