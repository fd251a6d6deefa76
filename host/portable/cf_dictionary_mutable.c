/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_dictionary.h"

#include <stdlib.h>
#include <string.h>

static void require_mutable(CFMutableDictionaryRef dictionary, const char *function)
{
    cf_require(dictionary, &cf_dictionary_class, function);
    if (!dictionary->mutable_)
        cf_fatal(function, "the dictionary is immutable");
}

static CFHashCode hash_of(CFDictionaryRef dictionary, const void *key)
{
    if (dictionary->key_callbacks.hash)
        return dictionary->key_callbacks.hash(key);
    /* Keys that are equal without being the same must meet: all in one place. */
    if (dictionary->key_callbacks.equal)
        return 0;
    return cf_hash_bytes(&key, sizeof key);
}

/** The slot of the key, or the empty slot where it belongs. There are slots. */
static CFIndex find_slot(CFDictionaryRef dictionary, const void *key, CFHashCode hash)
{
    const CFDictionaryEqualCallBack equal = dictionary->key_callbacks.equal;
    const CFHashCode mask = (CFHashCode)dictionary->slot_count - 1;
    for (CFHashCode at = hash & mask;; at = (at + 1) & mask) {
        const CFIndex number = dictionary->slots[at];
        if (number == 0)
            return (CFIndex)at;
        const DictionaryEntry *const entry = &dictionary->entries[number - 1];
        if (entry->hash == hash && (entry->key == key || (equal && equal(entry->key, key))))
            return (CFIndex)at;
    }
}

DictionaryEntry *cf_dictionary_find(CFDictionaryRef dictionary, const void *key)
{
    if (dictionary->count == 0)
        return NULL;
    const CFIndex slot = find_slot(dictionary, key, hash_of(dictionary, key));
    const CFIndex number = dictionary->slots[slot];
    return number ? &dictionary->entries[number - 1] : NULL;
}

static void fill_slots(CFMutableDictionaryRef dictionary)
{
    memset(dictionary->slots, 0, (size_t)dictionary->slot_count * sizeof *dictionary->slots);
    for (CFIndex i = 0; i < dictionary->count; i++) {
        const DictionaryEntry *const entry = &dictionary->entries[i];
        dictionary->slots[find_slot(dictionary, entry->key, entry->hash)] = i + 1;
    }
}

/** Room for one entry more. */
static bool reserve(CFMutableDictionaryRef dictionary)
{
    if (dictionary->entries && dictionary->count < dictionary->capacity)
        return true;
    const CFIndex capacity = dictionary->capacity ? dictionary->capacity * 2 : 8;
    DictionaryEntry *const entries =
        realloc(dictionary->entries, (size_t)capacity * sizeof *entries);
    if (!entries)
        return false;
    dictionary->entries = entries;
    CFIndex *const slots = realloc(dictionary->slots, (size_t)capacity * 2 * sizeof *slots);
    if (!slots)
        return false;
    dictionary->slots = slots;
    dictionary->slot_count = capacity * 2;
    dictionary->capacity = capacity;
    fill_slots(dictionary);
    return true;
}

static const void *retain_value(CFDictionaryRef dictionary, const void *value)
{
    const CFDictionaryRetainCallBack retain = dictionary->value_callbacks.retain;
    return retain ? retain(NULL, value) : value;
}

static void release_value(CFDictionaryRef dictionary, const void *value)
{
    if (dictionary->value_callbacks.release)
        dictionary->value_callbacks.release(NULL, value);
}

bool cf_dictionary_add(CFMutableDictionaryRef dictionary, const void *key, const void *value)
{
    if (cf_dictionary_find(dictionary, key))
        return true;
    if (!reserve(dictionary))
        return false;
    const CFDictionaryRetainCallBack retain = dictionary->key_callbacks.retain;
    const void *const kept = retain ? retain(NULL, key) : key;
    if (key && !kept)
        return false;
    const CFHashCode hash = hash_of(dictionary, kept);
    dictionary->entries[dictionary->count] =
        (DictionaryEntry){kept, retain_value(dictionary, value), hash};
    dictionary->slots[find_slot(dictionary, kept, hash)] = ++dictionary->count;
    return true;
}

void CFDictionaryAddValue(CFMutableDictionaryRef theDict, const void *key, const void *value)
{
    require_mutable(theDict, __func__);
    (void)cf_dictionary_add(theDict, key, value);
}

void CFDictionaryReplaceValue(CFMutableDictionaryRef theDict, const void *key, const void *value)
{
    require_mutable(theDict, __func__);
    DictionaryEntry *const entry = cf_dictionary_find(theDict, key);
    if (!entry)
        return;
    const void *const before = entry->value;
    entry->value = retain_value(theDict, value);
    release_value(theDict, before);
}

void CFDictionarySetValue(CFMutableDictionaryRef theDict, const void *key, const void *value)
{
    require_mutable(theDict, __func__);
    if (cf_dictionary_find(theDict, key))
        CFDictionaryReplaceValue(theDict, key, value);
    else
        (void)cf_dictionary_add(theDict, key, value);
}

void CFDictionaryRemoveValue(CFMutableDictionaryRef theDict, const void *key)
{
    require_mutable(theDict, __func__);
    DictionaryEntry *const entry = cf_dictionary_find(theDict, key);
    if (!entry)
        return;
    const DictionaryEntry removed = *entry;
    const DictionaryEntry *const end = theDict->entries + theDict->count;
    memmove(entry, entry + 1, (size_t)(end - entry - 1) * sizeof *entry);
    theDict->count--;
    fill_slots(theDict);
    if (theDict->key_callbacks.release)
        theDict->key_callbacks.release(NULL, removed.key);
    release_value(theDict, removed.value);
}

void CFDictionaryRemoveAllValues(CFMutableDictionaryRef theDict)
{
    require_mutable(theDict, __func__);
    while (theDict->count)
        CFDictionaryRemoveValue(theDict, theDict->entries[theDict->count - 1].key);
}
