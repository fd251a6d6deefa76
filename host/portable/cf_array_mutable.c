/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_array.h"

#include <stdlib.h>
#include <string.h>

static void require_mutable(CFMutableArrayRef array, const char *function)
{
    cf_require(array, &cf_array_class, function);
    if (!array->mutable_)
        cf_fatal(function, "the array is immutable");
}

static bool reserve(CFMutableArrayRef array, CFIndex extra)
{
    if (extra <= array->capacity - array->count)
        return true;
    CFIndex capacity = array->capacity * 2 > 8 ? array->capacity * 2 : 8;
    if (capacity < array->count + extra)
        capacity = array->count + extra;
    const void **const values = realloc(array->values, (size_t)capacity * sizeof *values);
    if (!values)
        return false;
    array->values = values;
    array->capacity = capacity;
    return true;
}

static const void *retain(CFArrayRef array, const void *value)
{
    return array->callbacks.retain ? array->callbacks.retain(NULL, value) : value;
}

static void release(CFArrayRef array, const void *value)
{
    if (array->callbacks.release)
        array->callbacks.release(NULL, value);
}

bool cf_array_push(CFMutableArrayRef array, const void *value)
{
    if (!reserve(array, 1))
        return false;
    array->values[array->count++] = retain(array, value);
    return true;
}

void CFArrayAppendValue(CFMutableArrayRef theArray, const void *value)
{
    require_mutable(theArray, __func__);
    (void)cf_array_push(theArray, value);
}

void CFArrayAppendArray(CFMutableArrayRef theArray, CFArrayRef otherArray, CFRange otherRange)
{
    require_mutable(theArray, __func__);
    if (otherRange.location < 0 || otherRange.length < 0 ||
        otherRange.length > CFArrayGetCount(otherArray) - otherRange.location)
        return;
    if (!reserve(theArray, otherRange.length))
        return;
    for (CFIndex i = 0; i < otherRange.length; i++)
        (void)cf_array_push(theArray, otherArray->values[otherRange.location + i]);
}

void CFArrayInsertValueAtIndex(CFMutableArrayRef theArray, CFIndex idx, const void *value)
{
    require_mutable(theArray, __func__);
    if (idx < 0 || idx > theArray->count || !reserve(theArray, 1))
        return;
    memmove(theArray->values + idx + 1, theArray->values + idx,
            (size_t)(theArray->count - idx) * sizeof *theArray->values);
    theArray->values[idx] = retain(theArray, value);
    theArray->count++;
}

void CFArraySetValueAtIndex(CFMutableArrayRef theArray, CFIndex idx, const void *value)
{
    require_mutable(theArray, __func__);
    if (idx == theArray->count) {
        CFArrayAppendValue(theArray, value);
        return;
    }
    if (idx < 0 || idx > theArray->count)
        return;
    const void *const before = theArray->values[idx];
    theArray->values[idx] = retain(theArray, value);
    release(theArray, before);
}

void CFArrayRemoveValueAtIndex(CFMutableArrayRef theArray, CFIndex idx)
{
    require_mutable(theArray, __func__);
    if (idx < 0 || idx >= theArray->count)
        return;
    const void *const before = theArray->values[idx];
    theArray->count--;
    memmove(theArray->values + idx, theArray->values + idx + 1,
            (size_t)(theArray->count - idx) * sizeof *theArray->values);
    release(theArray, before);
}

void CFArrayRemoveAllValues(CFMutableArrayRef theArray)
{
    require_mutable(theArray, __func__);
    while (theArray->count)
        CFArrayRemoveValueAtIndex(theArray, theArray->count - 1);
}
