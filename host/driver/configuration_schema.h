/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_schema.h
 * What may stand in a configuration: a row for each key says what it is called, which values it
 * takes, and into which member of which struct they go. What is not there keeps the struct's
 * default. configuration_values.c reads, writes and frees by these rows. [control] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_SCHEMA_H
#define OSSICLE_DRIVER_CONFIGURATION_SCHEMA_H

#include "driver/configuration_place.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct SchemaRow SchemaRow;
typedef struct Schema Schema;

/** How values of one kind are treated. `base` is the struct that the row's member is in. */
typedef struct ValueKind {
    /** On failure the member may hold what `clean` frees. */
    Status (*read)(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                   Error *error);
    /** `*value` is the caller's to release; NULL if there is none. False: no memory. */
    bool (*write)(const SchemaRow *row, const void *base, CFTypeRef *value);
    void (*clean)(const SchemaRow *row, void *base); /**< NULL: there is nothing to free */
} ValueKind;

extern const ValueKind value_text;      /**< const char *: `minimum` to `maximum` bytes */
extern const ValueKind value_word_text; /**< const char *: one of `word` */
extern const ValueKind value_choice;    /**< bool or enumeration: which of `word` */
extern const ValueKind value_boolean;   /**< bool */
extern const ValueKind value_whole;     /**< UInt32 */
extern const ValueKind value_power;     /**< UInt32: a power of two */
extern const ValueKind value_real;      /**< Float32 or Float64 */
extern const ValueKind value_reals;     /**< const Float64 *, and how many; `items_max` at most */
extern const ValueKind value_bits;      /**< UInt32 or UInt64: an array of some of `word` */
extern const ValueKind value_section;   /**< a struct inside: a dictionary, or `alternative` */
extern const ValueKind value_list;      /**< structs, and how many: an array of dictionaries */

struct SchemaRow {
    const char *name;
    CFStringRef key;  /**< the same */
    size_t offset;    /**< of the member */
    size_t size;      /**< of the member */
    size_t companion; /**< offset of the UInt32 that counts, or of the bool for `alternative` */
    const ValueKind *kind;
    bool is_required;
    unsigned needs; /**< what Schema.bar looks at */
    double minimum;
    double maximum;
    UInt32 items_min;                  /**< of arrays @{ */
    UInt32 items_max;                  /**< @} */
    const char *what;                  /**< of numbers: "a rate"; else all */
    const char *(*word)(UInt32 index); /**< NULL behind the last, "" for one not to be used */
    const Schema *schema;              /**< of a section, or of each item of a list */
    CFStringRef alternative;           /**< a text in place of a section */
};

struct Schema {
    const SchemaRow *rows;
    size_t count;
    size_t size;          /**< of the struct */
    const void *defaults; /**< NULL: zeros. Nothing in it is to be freed */
    /** Why a key can't stand in this struct, the rows before it being read; NULL if it can. Its
     * member is then zero. */
    const char *(*bar)(const void *base, const SchemaRow *row);
    /** Check the struct as a whole, and add what follows from other members. */
    Status (*finish)(void *base, const Place *place, Error *error);
};

extern const Schema configuration_schema; /**< of Configuration */
extern const Schema device_schema;        /**< of DeviceConfiguration */
extern const Schema applications_schema;  /**< of ApplicationsConfiguration */

/** Read `list` into the struct at `base`. On failure it is zero. */
Status schema_read(const Schema *schema, CFTypeRef list, void *base, const Place *place,
                   Error *error);

/** The property list, the caller's to release. NULL: no memory. */
CFDictionaryRef schema_copy_plist(const Schema *schema, const void *base);

/** Free what the struct points to. */
void schema_clean(const Schema *schema, void *base);

#endif
