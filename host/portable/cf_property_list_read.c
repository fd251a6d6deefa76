/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_property_list.h"

#include "cf_array.h"
#include "cf_dictionary.h"
#include "cf_error.h"
#include "cf_string.h"

#include <CoreFoundation/CFDate.h>
#include <CoreFoundation/CFNumber.h>
#include <plist/plist.h>
#include <stdlib.h>
#include <string.h>

static CFTypeRef read_node(plist_t node, CFOptionFlags options, int depth);

static CFTypeRef read_boolean(plist_t node)
{
    uint8_t value = 0;
    plist_get_bool_val(node, &value);
    return value ? kCFBooleanTrue : kCFBooleanFalse;
}

static CFTypeRef read_integer(plist_t node)
{
    uint64_t bits = 0;
    plist_get_uint_val(node, &bits);
    const int64_t value = (int64_t)bits; /* libplist keeps negative numbers this way */
    return CFNumberCreate(NULL, kCFNumberSInt64Type, &value);
}

static CFTypeRef read_real(plist_t node)
{
    double value = 0;
    plist_get_real_val(node, &value);
    return CFNumberCreate(NULL, kCFNumberFloat64Type, &value);
}

static CFTypeRef read_date(plist_t node)
{
    int32_t seconds = 0;
    int32_t microseconds = 0;
    plist_get_date_val(node, &seconds, &microseconds);
    return CFDateCreate(NULL, (double)seconds + (double)microseconds * 1e-6);
}

static CFTypeRef read_string(plist_t node, CFOptionFlags options)
{
    uint64_t size = 0;
    const char *const bytes = plist_get_string_ptr(node, &size);
    const CFStringRef string = CFStringCreateWithBytes(NULL, (const UInt8 *)(bytes ? bytes : ""),
                                                       (CFIndex)size, kCFStringEncodingUTF8, false);
    if (string && (options & kCFPropertyListMutableContainersAndLeaves))
        ((CFMutableStringRef)cf_mutable(string))->mutable_ = true;
    return string;
}

static CFTypeRef read_data(plist_t node, CFOptionFlags options)
{
    uint64_t size = 0;
    const UInt8 *const bytes = (const UInt8 *)plist_get_data_ptr(node, &size);
    const CFDataRef data = CFDataCreate(NULL, bytes, bytes ? (CFIndex)size : 0);
    if (!data || !(options & kCFPropertyListMutableContainersAndLeaves))
        return data;
    const CFDataRef copy = CFDataCreateMutableCopy(NULL, 0, data);
    CFRelease(data);
    return copy;
}

static CFTypeRef read_array(plist_t node, CFOptionFlags options, int depth)
{
    const CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    plist_array_iter position = NULL;
    plist_t item = NULL;
    bool whole = array != NULL;
    plist_array_new_iter(node, &position);
    for (plist_array_next_item(node, position, &item); item && whole;
         plist_array_next_item(node, position, &item)) {
        const CFTypeRef value = read_node(item, options, depth + 1);
        whole = value && cf_array_push(array, value);
        if (value)
            CFRelease(value);
    }
    free(position);
    if (whole)
        array->mutable_ = options != kCFPropertyListImmutable;
    else if (array)
        CFRelease(array);
    return whole ? array : NULL;
}

static bool read_entry(CFMutableDictionaryRef dictionary, const char *name, plist_t item,
                       CFOptionFlags options, int depth)
{
    const CFStringRef key = CFStringCreateWithCString(NULL, name, kCFStringEncodingUTF8);
    const CFTypeRef value = key ? read_node(item, options, depth + 1) : NULL;
    const bool added = value && cf_dictionary_add(dictionary, key, value);
    if (key)
        CFRelease(key);
    if (value)
        CFRelease(value);
    return added;
}

static CFTypeRef read_dictionary(plist_t node, CFOptionFlags options, int depth)
{
    const CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFCopyStringDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    plist_dict_iter position = NULL;
    char *name = NULL;
    plist_t item = NULL;
    bool whole = dictionary != NULL;
    plist_dict_new_iter(node, &position);
    for (plist_dict_next_item(node, position, &name, &item); item && whole;
         plist_dict_next_item(node, position, &name, &item)) {
        whole = read_entry(dictionary, name, item, options, depth);
        free(name);
        name = NULL;
    }
    free(name);
    free(position);
    if (whole)
        dictionary->mutable_ = options != kCFPropertyListImmutable;
    else if (dictionary)
        CFRelease(dictionary);
    return whole ? dictionary : NULL;
}

/** The object for a node; NULL if there is none, or memory is short. */
static CFTypeRef read_node(plist_t node, CFOptionFlags options, int depth)
{
    const plist_type type = plist_get_node_type(node);
    if (depth > PROPERTY_LIST_DEPTH)
        return NULL;
    switch ((int)type) {
    case PLIST_BOOLEAN:
        return read_boolean(node);
    case PLIST_UINT:
        return read_integer(node);
    case PLIST_REAL:
        return read_real(node);
    case PLIST_DATE:
        return read_date(node);
    case PLIST_STRING:
        return read_string(node, options);
    case PLIST_DATA:
        return read_data(node, options);
    case PLIST_ARRAY:
        return read_array(node, options, depth);
    case PLIST_DICT:
        return read_dictionary(node, options, depth);
    default:
        return NULL;
    }
}

CFPropertyListRef CFPropertyListCreateWithData(CFAllocatorRef allocator, CFDataRef data,
                                               CFOptionFlags options, CFPropertyListFormat *format,
                                               CFErrorRef *error)
{
    const char *const bytes = (const char *)CFDataGetBytePtr(data);
    const CFIndex size = CFDataGetLength(data);
    const bool binary = size >= 8 && memcmp(bytes, "bplist00", 8) == 0;
    plist_t root = NULL;
    if (size > 0 && size < INT32_MAX && binary)
        plist_from_bin(bytes, (uint32_t)size, &root);
    else if (size > 0 && size < INT32_MAX)
        plist_from_xml(bytes, (uint32_t)size, &root);
    const CFTypeRef list = root ? read_node(root, options, 0) : NULL;
    if (!list)
        cf_error_set(error, kCFErrorDomainCocoa, kCFPropertyListReadCorruptError, "%s",
                     size == 0 ? "the property list is empty"
                     : root    ? "the property list holds text that is not UTF-8, or a kind of "
                                 "object or a depth that there is not in property lists"
                     : binary  ? "the binary property list is damaged"
                               : "this is not a property list: neither well-formed XML nor binary");
    if (root)
        plist_free(root);
    if (list && format)
        *format = binary ? kCFPropertyListBinaryFormat_v1_0 : kCFPropertyListXMLFormat_v1_0;
    return list;
}

CFPropertyListRef CFPropertyListCreateFromXMLData(CFAllocatorRef allocator, CFDataRef xmlData,
                                                  CFOptionFlags mutabilityOption,
                                                  CFStringRef *errorString)
{
    CFErrorRef error = NULL;
    const CFPropertyListRef list =
        CFPropertyListCreateWithData(allocator, xmlData, mutabilityOption, NULL, &error);
    if (errorString)
        *errorString = error ? CFErrorCopyDescription(error) : NULL;
    if (error)
        CFRelease(error);
    return list;
}
