/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <CoreFoundation/CFData.h>

#include "cf_runtime.h"
#include "cf_string.h"

#include <stdlib.h>
#include <string.h>

struct __CFData {
    CFObject base;
    UInt8 *bytes;
    CFIndex length;
    CFIndex limit; /* greatest length, 0: any */
    bool mutable_;
    bool borrowed; /* the bytes are not ours to free */
};

static void data_finalize(void *object)
{
    const CFMutableDataRef data = object;
    if (!data->borrowed)
        free(data->bytes);
}

static bool data_equal(CFTypeRef a, CFTypeRef b)
{
    const CFDataRef left = a;
    const CFDataRef right = b;
    return left->length == right->length &&
           (left->length == 0 || memcmp(left->bytes, right->bytes, (size_t)left->length) == 0);
}

static CFHashCode data_hash(CFTypeRef object)
{
    const CFDataRef data = object;
    return cf_hash_bytes(data->bytes, (size_t)data->length);
}

static CFStringRef data_copy_description(CFTypeRef object)
{
    const CFDataRef data = object;
    Text text = {0};
    text_append(&text, "<", 1);
    for (CFIndex i = 0; i < data->length; i++)
        text_append_format(&text, "%02x", data->bytes[i]);
    text_append(&text, ">", 1);
    return cf_string_adopt(&text);
}

const CFClass cf_data_class = {
    .type = CF_TYPE_DATA,
    .name = "CFData",
    .finalize = data_finalize,
    .equal = data_equal,
    .hash = data_hash,
    .copy_description = data_copy_description,
};

CFTypeID CFDataGetTypeID(void)
{
    return CF_TYPE_DATA;
}

static CFMutableDataRef new_data(const UInt8 *bytes, CFIndex length)
{
    if (length < 0)
        return NULL;
    const CFMutableDataRef data = cf_new(&cf_data_class, sizeof *data);
    if (!data)
        return NULL;
    data->bytes = malloc(length ? (size_t)length : 1);
    if (!data->bytes) {
        CFRelease(data);
        return NULL;
    }
    if (length)
        memcpy(data->bytes, bytes, (size_t)length);
    data->length = length;
    return data;
}

CFDataRef CFDataCreate(CFAllocatorRef allocator, const UInt8 *bytes, CFIndex length)
{
    return new_data(bytes, length);
}

CFDataRef CFDataCreateWithBytesNoCopy(CFAllocatorRef allocator, const UInt8 *bytes, CFIndex length,
                                      CFAllocatorRef bytesDeallocator)
{
    if (length < 0)
        return NULL;
    const CFMutableDataRef data = cf_new(&cf_data_class, sizeof *data);
    if (!data)
        return NULL;
    data->bytes = cf_mutable(bytes);
    data->length = length;
    data->borrowed = cf_never_frees(bytesDeallocator);
    return data;
}

CFDataRef CFDataCreateCopy(CFAllocatorRef allocator, CFDataRef theData)
{
    cf_require(theData, &cf_data_class, __func__);
    if (!theData->mutable_)
        return CFRetain(theData);
    return new_data(theData->bytes, theData->length);
}

CFMutableDataRef CFDataCreateMutable(CFAllocatorRef allocator, CFIndex capacity)
{
    const CFMutableDataRef data = new_data(NULL, 0);
    if (data) {
        data->mutable_ = true;
        data->limit = capacity;
    }
    return data;
}

CFMutableDataRef CFDataCreateMutableCopy(CFAllocatorRef allocator, CFIndex capacity,
                                         CFDataRef theData)
{
    cf_require(theData, &cf_data_class, __func__);
    const CFMutableDataRef data = new_data(theData->bytes, theData->length);
    if (data) {
        data->mutable_ = true;
        data->limit = capacity;
    }
    return data;
}

CFIndex CFDataGetLength(CFDataRef theData)
{
    cf_require(theData, &cf_data_class, __func__);
    return theData->length;
}

const UInt8 *CFDataGetBytePtr(CFDataRef theData)
{
    cf_require(theData, &cf_data_class, __func__);
    return theData->bytes;
}

static void require_mutable(CFMutableDataRef data, const char *function)
{
    cf_require(data, &cf_data_class, function);
    if (!data->mutable_)
        cf_fatal(function, "the data is immutable");
}

UInt8 *CFDataGetMutableBytePtr(CFMutableDataRef theData)
{
    require_mutable(theData, __func__);
    return theData->bytes;
}

static bool in_bounds(CFDataRef data, CFRange range)
{
    return range.location >= 0 && range.length >= 0 && range.location <= data->length &&
           range.length <= data->length - range.location;
}

void CFDataGetBytes(CFDataRef theData, CFRange range, UInt8 *buffer)
{
    cf_require(theData, &cf_data_class, __func__);
    if (!in_bounds(theData, range))
        cf_fatal(__func__, "range %ld, %ld is outside of data of %ld", (long)range.location,
                 (long)range.length, (long)theData->length);
    if (range.length)
        memcpy(buffer, theData->bytes + range.location, (size_t)range.length);
}

/** Change the length; new bytes are not set. */
static bool resize(CFMutableDataRef data, CFIndex length)
{
    if (length < 0 || (data->limit && length > data->limit))
        return false;
    UInt8 *const bytes = realloc(data->bytes, length ? (size_t)length : 1);
    if (!bytes)
        return false;
    data->bytes = bytes;
    data->length = length;
    return true;
}

void CFDataSetLength(CFMutableDataRef theData, CFIndex length)
{
    require_mutable(theData, __func__);
    const CFIndex before = theData->length;
    if (resize(theData, length) && length > before)
        memset(theData->bytes + before, 0, (size_t)(length - before));
}

void CFDataIncreaseLength(CFMutableDataRef theData, CFIndex extraLength)
{
    if (extraLength > 0)
        CFDataSetLength(theData, CFDataGetLength(theData) + extraLength);
}

void CFDataReplaceBytes(CFMutableDataRef theData, CFRange range, const UInt8 *newBytes,
                        CFIndex newLength)
{
    require_mutable(theData, __func__);
    if (!in_bounds(theData, range) || newLength < 0)
        return;
    const CFIndex before = theData->length;
    const CFIndex rest = before - range.location - range.length;
    const CFIndex after = before - range.length + newLength;
    if (after > before && !resize(theData, after))
        return;
    UInt8 *const at = theData->bytes + range.location;
    memmove(at + newLength, at + range.length, (size_t)rest);
    if (newLength)
        memcpy(at, newBytes, (size_t)newLength);
    theData->length = after;
}

void CFDataAppendBytes(CFMutableDataRef theData, const UInt8 *bytes, CFIndex length)
{
    CFDataReplaceBytes(theData, CFRangeMake(CFDataGetLength(theData), 0), bytes, length);
}

void CFDataDeleteBytes(CFMutableDataRef theData, CFRange range)
{
    CFDataReplaceBytes(theData, range, NULL, 0);
}
