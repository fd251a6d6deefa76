/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_array.h"
#include "cf_dictionary.h"
#include "cf_property_list.h"

#include <CoreFoundation/CFDate.h>
#include <CoreFoundation/CFNumber.h>

static CFTypeRef copy_node(CFTypeRef object, CFOptionFlags options, int depth);

static CFTypeRef copy_array(CFArrayRef array, CFOptionFlags options, int depth)
{
    const CFMutableArrayRef copy = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (CFIndex i = 0; copy && i < array->count; i++) {
        const CFTypeRef value = copy_node(array->values[i], options, depth + 1);
        const bool pushed = value && cf_array_push(copy, value);
        if (value)
            CFRelease(value);
        if (!pushed) {
            CFRelease(copy);
            return NULL;
        }
    }
    if (copy)
        copy->mutable_ = options != kCFPropertyListImmutable;
    return copy;
}

static bool copy_entry(CFMutableDictionaryRef copy, const DictionaryEntry *entry,
                       CFOptionFlags options, int depth)
{
    if (CFGetTypeID(entry->key) != CFStringGetTypeID())
        return false;
    const CFTypeRef value = copy_node(entry->value, options, depth + 1);
    const bool added = value && cf_dictionary_add(copy, entry->key, value);
    if (value)
        CFRelease(value);
    return added;
}

static CFTypeRef copy_dictionary(CFDictionaryRef dictionary, CFOptionFlags options, int depth)
{
    const CFMutableDictionaryRef copy = CFDictionaryCreateMutable(
        NULL, 0, &kCFCopyStringDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    for (CFIndex i = 0; copy && i < dictionary->count; i++) {
        if (!copy_entry(copy, &dictionary->entries[i], options, depth)) {
            CFRelease(copy);
            return NULL;
        }
    }
    if (copy)
        copy->mutable_ = options != kCFPropertyListImmutable;
    return copy;
}

static CFTypeRef copy_node(CFTypeRef object, CFOptionFlags options, int depth)
{
    const CFTypeID type = object ? CFGetTypeID(object) : 0;
    const bool leaves = options & kCFPropertyListMutableContainersAndLeaves;
    if (depth > PROPERTY_LIST_DEPTH)
        return NULL;
    switch (type) {
    case CF_TYPE_ARRAY:
        return copy_array(object, options, depth);
    case CF_TYPE_DICTIONARY:
        return copy_dictionary(object, options, depth);
    case CF_TYPE_STRING:
        return leaves ? CFStringCreateMutableCopy(NULL, 0, object)
                      : CFStringCreateCopy(NULL, object);
    case CF_TYPE_DATA:
        return leaves ? CFDataCreateMutableCopy(NULL, 0, object) : CFDataCreateCopy(NULL, object);
    case CF_TYPE_NUMBER:
    case CF_TYPE_BOOLEAN:
    case CF_TYPE_DATE:
        return CFRetain(object);
    default:
        return NULL;
    }
}

CFPropertyListRef CFPropertyListCreateDeepCopy(CFAllocatorRef allocator,
                                               CFPropertyListRef propertyList,
                                               CFOptionFlags mutabilityOption)
{
    return copy_node(propertyList, mutabilityOption, 0);
}
