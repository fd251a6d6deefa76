/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_array.h"

#include "cf_string.h"

#include <stdlib.h>
#include <string.h>

static const void *retain_object(CFAllocatorRef allocator, const void *value)
{
    return CFRetain(value);
}

static void release_object(CFAllocatorRef allocator, const void *value)
{
    CFRelease(value);
}

const CFArrayCallBacks kCFTypeArrayCallBacks = {0, retain_object, release_object, CFCopyDescription,
                                                CFEqual};

static void array_finalize(void *object)
{
    const CFMutableArrayRef array = object;
    for (CFIndex i = 0; i < array->count && array->callbacks.release; i++)
        array->callbacks.release(NULL, array->values[i]);
    free(array->values);
}

static bool same_value(CFArrayRef array, const void *a, const void *b)
{
    return a == b || (array->callbacks.equal && array->callbacks.equal(a, b));
}

static bool array_equal(CFTypeRef a, CFTypeRef b)
{
    const CFArrayRef left = a;
    const CFArrayRef right = b;
    if (left->count != right->count || left->callbacks.equal != right->callbacks.equal)
        return false;
    for (CFIndex i = 0; i < left->count; i++)
        if (!same_value(left, left->values[i], right->values[i]))
            return false;
    return true;
}

static CFHashCode array_hash(CFTypeRef object)
{
    return (CFHashCode)((CFArrayRef)object)->count;
}

static CFStringRef array_copy_description(CFTypeRef object)
{
    const CFArrayRef array = object;
    Text text = {0};
    text_append(&text, "(", 1);
    for (CFIndex i = 0; i < array->count; i++) {
        text_append(&text, ", ", i ? 2 : 0);
        if (array->callbacks.copyDescription == CFCopyDescription)
            cf_text_append_object(&text, array->values[i], true);
        else
            text_append_format(&text, "%p", array->values[i]);
    }
    text_append(&text, ")", 1);
    return cf_string_adopt(&text);
}

const CFClass cf_array_class = {
    .type = CF_TYPE_ARRAY,
    .name = "CFArray",
    .finalize = array_finalize,
    .equal = array_equal,
    .hash = array_hash,
    .copy_description = array_copy_description,
};

CFTypeID CFArrayGetTypeID(void)
{
    return CF_TYPE_ARRAY;
}

static CFMutableArrayRef new_array(const CFArrayCallBacks *callbacks, const void *const *values,
                                   CFIndex count)
{
    const CFMutableArrayRef array = cf_new(&cf_array_class, sizeof *array);
    if (!array)
        return NULL;
    if (callbacks)
        array->callbacks = *callbacks;
    for (CFIndex i = 0; i < count; i++) {
        if (!cf_array_push(array, values[i])) {
            CFRelease(array);
            return NULL;
        }
    }
    return array;
}

CFArrayRef CFArrayCreate(CFAllocatorRef allocator, const void **values, CFIndex numValues,
                         const CFArrayCallBacks *callBacks)
{
    return new_array(callBacks, values, numValues);
}

CFArrayRef CFArrayCreateCopy(CFAllocatorRef allocator, CFArrayRef theArray)
{
    cf_require(theArray, &cf_array_class, __func__);
    if (!theArray->mutable_)
        return CFRetain(theArray);
    return new_array(&theArray->callbacks, theArray->values, theArray->count);
}

CFMutableArrayRef CFArrayCreateMutable(CFAllocatorRef allocator, CFIndex capacity,
                                       const CFArrayCallBacks *callBacks)
{
    const CFMutableArrayRef array = new_array(callBacks, NULL, 0);
    if (array)
        array->mutable_ = true;
    return array;
}

CFMutableArrayRef CFArrayCreateMutableCopy(CFAllocatorRef allocator, CFIndex capacity,
                                           CFArrayRef theArray)
{
    cf_require(theArray, &cf_array_class, __func__);
    const CFMutableArrayRef array =
        new_array(&theArray->callbacks, theArray->values, theArray->count);
    if (array)
        array->mutable_ = true;
    return array;
}

CFIndex CFArrayGetCount(CFArrayRef theArray)
{
    cf_require(theArray, &cf_array_class, __func__);
    return theArray->count;
}

const void *CFArrayGetValueAtIndex(CFArrayRef theArray, CFIndex idx)
{
    cf_require(theArray, &cf_array_class, __func__);
    return idx >= 0 && idx < theArray->count ? theArray->values[idx] : NULL;
}

/** The part of the range that is in the array. */
static CFRange clip(CFArrayRef array, CFRange range)
{
    if (range.location < 0 || range.length < 0 || range.location > array->count)
        return CFRangeMake(0, 0);
    const CFIndex left = array->count - range.location;
    return CFRangeMake(range.location, range.length < left ? range.length : left);
}

void CFArrayGetValues(CFArrayRef theArray, CFRange range, const void **values)
{
    cf_require(theArray, &cf_array_class, __func__);
    range = clip(theArray, range);
    for (CFIndex i = 0; i < range.length; i++)
        values[i] = theArray->values[range.location + i];
}

CFIndex CFArrayGetCountOfValue(CFArrayRef theArray, CFRange range, const void *value)
{
    cf_require(theArray, &cf_array_class, __func__);
    range = clip(theArray, range);
    CFIndex count = 0;
    for (CFIndex i = 0; i < range.length; i++)
        count += same_value(theArray, theArray->values[range.location + i], value);
    return count;
}

Boolean CFArrayContainsValue(CFArrayRef theArray, CFRange range, const void *value)
{
    return CFArrayGetFirstIndexOfValue(theArray, range, value) != kCFNotFound;
}

CFIndex CFArrayGetFirstIndexOfValue(CFArrayRef theArray, CFRange range, const void *value)
{
    cf_require(theArray, &cf_array_class, __func__);
    range = clip(theArray, range);
    for (CFIndex i = range.location; i < range.location + range.length; i++)
        if (same_value(theArray, theArray->values[i], value))
            return i;
    return kCFNotFound;
}

CFIndex CFArrayGetLastIndexOfValue(CFArrayRef theArray, CFRange range, const void *value)
{
    cf_require(theArray, &cf_array_class, __func__);
    range = clip(theArray, range);
    for (CFIndex i = range.location + range.length - 1; i >= range.location; i--)
        if (same_value(theArray, theArray->values[i], value))
            return i;
    return kCFNotFound;
}

void CFArrayApplyFunction(CFArrayRef theArray, CFRange range, CFArrayApplierFunction applier,
                          void *context)
{
    cf_require(theArray, &cf_array_class, __func__);
    range = clip(theArray, range);
    for (CFIndex i = 0; i < range.length; i++)
        applier(theArray->values[range.location + i], context);
}
