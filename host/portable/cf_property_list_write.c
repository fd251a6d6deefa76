/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_property_list.h"

#include "cf_array.h"
#include "cf_dictionary.h"
#include "cf_error.h"
#include "cf_string.h"

#include <CoreFoundation/CFDate.h>
#include <CoreFoundation/CFNumber.h>
#include <math.h>
#include <plist/plist.h>
#include <stdlib.h>
#include <string.h>

static plist_t write_node(CFTypeRef object, int depth);

static plist_t write_string(CFTypeRef object)
{
    /* A string with a NUL in it, or a single surrogate, is no UTF-8 that libplist could hold. */
    const char *const bytes = CFStringGetCStringPtr(object, kCFStringEncodingUTF8);
    return bytes ? plist_new_string(bytes) : NULL;
}

static plist_t write_number(CFTypeRef object)
{
    int64_t integer = 0;
    double real = 0;
    if (CFNumberIsFloatType(object)) {
        (void)CFNumberGetValue(object, kCFNumberFloat64Type, &real);
        return plist_new_real(real);
    }
    (void)CFNumberGetValue(object, kCFNumberSInt64Type, &integer);
    return plist_new_uint((uint64_t)integer);
}

static plist_t write_boolean(CFTypeRef object)
{
    return plist_new_bool(CFBooleanGetValue(object));
}

static plist_t write_date(CFTypeRef object)
{
    const double time = CFDateGetAbsoluteTime(object);
    const double seconds = floor(time);
    if (!(seconds >= (double)INT32_MIN && seconds <= (double)INT32_MAX))
        return NULL;
    return plist_new_date((int32_t)seconds, (int32_t)((time - seconds) * 1e6));
}

static plist_t write_data(CFTypeRef object)
{
    return plist_new_data((const char *)CFDataGetBytePtr(object),
                          (uint64_t)CFDataGetLength(object));
}

static plist_t write_array(CFTypeRef object, int depth)
{
    const CFArrayRef array = object;
    const plist_t node = plist_new_array();
    for (CFIndex i = 0; i < array->count; i++) {
        const plist_t item = write_node(array->values[i], depth + 1);
        if (!item) {
            plist_free(node);
            return NULL;
        }
        plist_array_append_item(node, item);
    }
    return node;
}

static plist_t write_dictionary(CFTypeRef object, int depth)
{
    const CFDictionaryRef dictionary = object;
    const plist_t node = plist_new_dict();
    for (CFIndex i = 0; i < dictionary->count; i++) {
        const CFTypeRef key = dictionary->entries[i].key;
        const char *const name = CFGetTypeID(key) == CFStringGetTypeID()
                                     ? CFStringGetCStringPtr(key, kCFStringEncodingUTF8)
                                     : NULL;
        const plist_t item = name ? write_node(dictionary->entries[i].value, depth + 1) : NULL;
        if (!item) {
            plist_free(node);
            return NULL;
        }
        plist_dict_set_item(node, name, item);
    }
    return node;
}

/** The node for an object; NULL if property lists do not have its like. */
static plist_t write_node(CFTypeRef object, int depth)
{
    static plist_t (*const leaves[CF_TYPE_COUNT])(CFTypeRef) = {
        [CF_TYPE_STRING] = write_string,   [CF_TYPE_NUMBER] = write_number,
        [CF_TYPE_BOOLEAN] = write_boolean, [CF_TYPE_DATE] = write_date,
        [CF_TYPE_DATA] = write_data,
    };
    const CFTypeID type = object ? CFGetTypeID(object) : 0;
    if (depth > PROPERTY_LIST_DEPTH)
        return NULL;
    if (type == CF_TYPE_ARRAY)
        return write_array(object, depth);
    if (type == CF_TYPE_DICTIONARY)
        return write_dictionary(object, depth);
    return leaves[type] ? leaves[type](object) : NULL;
}

Boolean CFPropertyListIsValid(CFPropertyListRef plist, CFPropertyListFormat format)
{
    const plist_t node = write_node(plist, 0);
    if (node)
        plist_free(node);
    return node != NULL && format != kCFPropertyListOpenStepFormat;
}

static CFDataRef write_bytes(plist_t root, CFPropertyListFormat format)
{
    char *bytes = NULL;
    uint32_t size = 0;
    if (format == kCFPropertyListBinaryFormat_v1_0)
        plist_to_bin(root, &bytes, &size);
    else
        plist_to_xml(root, &bytes, &size);
    const CFDataRef data = bytes ? CFDataCreate(NULL, (const UInt8 *)bytes, (CFIndex)size) : NULL;
    free(bytes);
    return data;
}

CFDataRef CFPropertyListCreateData(CFAllocatorRef allocator, CFPropertyListRef propertyList,
                                   CFPropertyListFormat format, CFOptionFlags options,
                                   CFErrorRef *error)
{
    const bool known =
        format == kCFPropertyListXMLFormat_v1_0 || format == kCFPropertyListBinaryFormat_v1_0;
    const plist_t root = known ? write_node(propertyList, 0) : NULL;
    const CFDataRef data = root ? write_bytes(root, format) : NULL;
    if (!data)
        cf_error_set(error, kCFErrorDomainCocoa, kCFPropertyListWriteStreamError, "%s",
                     !known  ? "property lists are written as XML or binary only"
                     : !root ? "a property list holds only strings without NUL, numbers, booleans, "
                               "dates, data, and arrays and dictionaries of these"
                             : "no memory for the property list");
    if (root)
        plist_free(root);
    return data;
}

CFDataRef CFPropertyListCreateXMLData(CFAllocatorRef allocator, CFPropertyListRef propertyList)
{
    return CFPropertyListCreateData(allocator, propertyList, kCFPropertyListXMLFormat_v1_0, 0,
                                    NULL);
}
