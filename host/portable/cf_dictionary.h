/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_dictionary.h
 * Inside dictionaries: the entries in the order they were added, and an index by hash. */

#ifndef OSSICLE_PORTABLE_CF_DICTIONARY_H
#define OSSICLE_PORTABLE_CF_DICTIONARY_H

#include "cf_runtime.h"

#include <CoreFoundation/CFDictionary.h>

typedef struct DictionaryEntry {
    const void *key;
    const void *value;
    CFHashCode hash;
} DictionaryEntry;

struct __CFDictionary {
    CFObject base;
    CFDictionaryKeyCallBacks key_callbacks;
    CFDictionaryValueCallBacks value_callbacks;
    DictionaryEntry *entries;
    CFIndex count;
    CFIndex capacity;
    CFIndex *slots;     /* 1 + the number of an entry, or 0: open addressing */
    CFIndex slot_count; /* a power of two, or 0; never more than half of them are full */
    bool mutable_;
};

/** The entry for the key, NULL if there is none. */
DictionaryEntry *cf_dictionary_find(CFDictionaryRef dictionary, const void *key);

/** Add in a dictionary that is being made; of equal keys the first stays. False: no memory. */
bool cf_dictionary_add(CFMutableDictionaryRef dictionary, const void *key, const void *value);

#endif
