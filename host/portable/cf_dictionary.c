/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_dictionary.h"

#include "cf_string.h"

#include <stdlib.h>

static const void *retain_object(CFAllocatorRef allocator, const void *value)
{
    return CFRetain(value);
}

static const void *copy_string(CFAllocatorRef allocator, const void *value)
{
    return CFStringCreateCopy(allocator, value);
}

static void release_object(CFAllocatorRef allocator, const void *value)
{
    CFRelease(value);
}

const CFDictionaryKeyCallBacks kCFTypeDictionaryKeyCallBacks = {
    0, retain_object, release_object, CFCopyDescription, CFEqual, CFHash};
const CFDictionaryKeyCallBacks kCFCopyStringDictionaryKeyCallBacks = {
    0, copy_string, release_object, CFCopyDescription, CFEqual, CFHash};
const CFDictionaryValueCallBacks kCFTypeDictionaryValueCallBacks = {
    0, retain_object, release_object, CFCopyDescription, CFEqual};

static void dictionary_finalize(void *object)
{
    const CFMutableDictionaryRef dictionary = object;
    for (CFIndex i = 0; i < dictionary->count; i++) {
        if (dictionary->key_callbacks.release)
            dictionary->key_callbacks.release(NULL, dictionary->entries[i].key);
        if (dictionary->value_callbacks.release)
            dictionary->value_callbacks.release(NULL, dictionary->entries[i].value);
    }
    free(dictionary->entries);
    free(dictionary->slots);
}

static bool same_value(CFDictionaryRef dictionary, const void *a, const void *b)
{
    const CFDictionaryEqualCallBack equal = dictionary->value_callbacks.equal;
    return a == b || (equal && equal(a, b));
}

static bool dictionary_equal(CFTypeRef a, CFTypeRef b)
{
    const CFDictionaryRef left = a;
    const CFDictionaryRef right = b;
    if (left->count != right->count || left->key_callbacks.equal != right->key_callbacks.equal ||
        left->value_callbacks.equal != right->value_callbacks.equal)
        return false;
    for (CFIndex i = 0; i < left->count; i++) {
        const DictionaryEntry *const other = cf_dictionary_find(right, left->entries[i].key);
        if (!other || !same_value(left, left->entries[i].value, other->value))
            return false;
    }
    return true;
}

static CFHashCode dictionary_hash(CFTypeRef object)
{
    return (CFHashCode)((CFDictionaryRef)object)->count;
}

static void append_item(Text *text, const void *item, bool is_object)
{
    if (is_object)
        cf_text_append_object(text, item, true);
    else
        text_append_format(text, "%p", item);
}

static CFStringRef dictionary_copy_description(CFTypeRef object)
{
    const CFDictionaryRef dictionary = object;
    const bool keys = dictionary->key_callbacks.copyDescription == CFCopyDescription;
    const bool values = dictionary->value_callbacks.copyDescription == CFCopyDescription;
    Text text = {0};
    text_append(&text, "{", 1);
    for (CFIndex i = 0; i < dictionary->count; i++) {
        text_append(&text, ", ", i ? 2 : 0);
        append_item(&text, dictionary->entries[i].key, keys);
        text_append(&text, " = ", 3);
        append_item(&text, dictionary->entries[i].value, values);
    }
    text_append(&text, "}", 1);
    return cf_string_adopt(&text);
}

const CFClass cf_dictionary_class = {
    .type = CF_TYPE_DICTIONARY,
    .name = "CFDictionary",
    .finalize = dictionary_finalize,
    .equal = dictionary_equal,
    .hash = dictionary_hash,
    .copy_description = dictionary_copy_description,
};

CFTypeID CFDictionaryGetTypeID(void)
{
    return CF_TYPE_DICTIONARY;
}

static CFMutableDictionaryRef new_dictionary(const CFDictionaryKeyCallBacks *key_callbacks,
                                             const CFDictionaryValueCallBacks *value_callbacks)
{
    const CFMutableDictionaryRef dictionary = cf_new(&cf_dictionary_class, sizeof *dictionary);
    if (dictionary && key_callbacks)
        dictionary->key_callbacks = *key_callbacks;
    if (dictionary && value_callbacks)
        dictionary->value_callbacks = *value_callbacks;
    return dictionary;
}

CFDictionaryRef CFDictionaryCreate(CFAllocatorRef allocator, const void **keys, const void **values,
                                   CFIndex numValues, const CFDictionaryKeyCallBacks *keyCallBacks,
                                   const CFDictionaryValueCallBacks *valueCallBacks)
{
    const CFMutableDictionaryRef dictionary = new_dictionary(keyCallBacks, valueCallBacks);
    for (CFIndex i = 0; dictionary && i < numValues; i++) {
        if (!cf_dictionary_add(dictionary, keys[i], values[i])) {
            CFRelease(dictionary);
            return NULL;
        }
    }
    return dictionary;
}

CFMutableDictionaryRef CFDictionaryCreateMutable(CFAllocatorRef allocator, CFIndex capacity,
                                                 const CFDictionaryKeyCallBacks *keyCallBacks,
                                                 const CFDictionaryValueCallBacks *valueCallBacks)
{
    const CFMutableDictionaryRef dictionary = new_dictionary(keyCallBacks, valueCallBacks);
    if (dictionary)
        dictionary->mutable_ = true;
    return dictionary;
}

CFMutableDictionaryRef CFDictionaryCreateMutableCopy(CFAllocatorRef allocator, CFIndex capacity,
                                                     CFDictionaryRef theDict)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    const CFMutableDictionaryRef dictionary =
        new_dictionary(&theDict->key_callbacks, &theDict->value_callbacks);
    if (!dictionary)
        return NULL;
    dictionary->mutable_ = true;
    for (CFIndex i = 0; i < theDict->count; i++) {
        if (!cf_dictionary_add(dictionary, theDict->entries[i].key, theDict->entries[i].value)) {
            CFRelease(dictionary);
            return NULL;
        }
    }
    return dictionary;
}

CFDictionaryRef CFDictionaryCreateCopy(CFAllocatorRef allocator, CFDictionaryRef theDict)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    if (!theDict->mutable_)
        return CFRetain(theDict);
    const CFMutableDictionaryRef copy = CFDictionaryCreateMutableCopy(allocator, 0, theDict);
    if (copy)
        copy->mutable_ = false;
    return copy;
}

CFIndex CFDictionaryGetCount(CFDictionaryRef theDict)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    return theDict->count;
}

Boolean CFDictionaryGetValueIfPresent(CFDictionaryRef theDict, const void *key, const void **value)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    const DictionaryEntry *const entry = cf_dictionary_find(theDict, key);
    if (entry && value)
        *value = entry->value;
    return entry != NULL;
}

const void *CFDictionaryGetValue(CFDictionaryRef theDict, const void *key)
{
    const void *value = NULL;
    (void)CFDictionaryGetValueIfPresent(theDict, key, &value);
    return value;
}

Boolean CFDictionaryContainsKey(CFDictionaryRef theDict, const void *key)
{
    return CFDictionaryGetValueIfPresent(theDict, key, NULL);
}

CFIndex CFDictionaryGetCountOfKey(CFDictionaryRef theDict, const void *key)
{
    return CFDictionaryContainsKey(theDict, key);
}

CFIndex CFDictionaryGetCountOfValue(CFDictionaryRef theDict, const void *value)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    CFIndex count = 0;
    for (CFIndex i = 0; i < theDict->count; i++)
        count += same_value(theDict, theDict->entries[i].value, value);
    return count;
}

Boolean CFDictionaryContainsValue(CFDictionaryRef theDict, const void *value)
{
    return CFDictionaryGetCountOfValue(theDict, value) > 0;
}

void CFDictionaryGetKeysAndValues(CFDictionaryRef theDict, const void **keys, const void **values)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    for (CFIndex i = 0; i < theDict->count; i++) {
        if (keys)
            keys[i] = theDict->entries[i].key;
        if (values)
            values[i] = theDict->entries[i].value;
    }
}

void CFDictionaryApplyFunction(CFDictionaryRef theDict, CFDictionaryApplierFunction applier,
                               void *context)
{
    cf_require(theDict, &cf_dictionary_class, __func__);
    for (CFIndex i = 0; i < theDict->count; i++)
        applier(theDict->entries[i].key, theDict->entries[i].value, context);
}
