/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_runtime.h"

#include <CoreFoundation/CFString.h>
#include <stdlib.h>

struct __CFAllocator {
    CFObject base;
};
struct __CFNull {
    CFObject base;
};

static CFStringRef copy_null_description(CFTypeRef object);

const CFClass cf_allocator_class = {.type = CF_TYPE_ALLOCATOR, .name = "CFAllocator"};
const CFClass cf_null_class = {
    .type = CF_TYPE_NULL, .name = "CFNull", .copy_description = copy_null_description};

#define IMMORTAL_OBJECT(class_)                                                                    \
    {                                                                                              \
        {                                                                                          \
            &(class_), CF_IMMORTAL                                                                 \
        }                                                                                          \
    }
static const struct __CFAllocator system_allocator = IMMORTAL_OBJECT(cf_allocator_class);
static const struct __CFAllocator null_allocator = IMMORTAL_OBJECT(cf_allocator_class);
static const struct __CFNull null_object = IMMORTAL_OBJECT(cf_null_class);

const CFAllocatorRef kCFAllocatorDefault = NULL;
const CFAllocatorRef kCFAllocatorSystemDefault = &system_allocator;
const CFAllocatorRef kCFAllocatorMalloc = &system_allocator;
const CFAllocatorRef kCFAllocatorMallocZone = &system_allocator;
const CFAllocatorRef kCFAllocatorNull = &null_allocator;
const CFNullRef kCFNull = &null_object;

static CFStringRef copy_null_description(CFTypeRef object)
{
    return CFSTR("<null>");
}

CFTypeID CFAllocatorGetTypeID(void)
{
    return CF_TYPE_ALLOCATOR;
}

CFTypeID CFNullGetTypeID(void)
{
    return CF_TYPE_NULL;
}

CFAllocatorRef CFAllocatorGetDefault(void)
{
    return kCFAllocatorSystemDefault;
}

CFAllocatorRef CFGetAllocator(CFTypeRef cf)
{
    (void)cf_class_of(cf, __func__);
    return kCFAllocatorSystemDefault;
}

void *CFAllocatorAllocate(CFAllocatorRef allocator, CFIndex size, CFOptionFlags hint)
{
    return cf_never_frees(allocator) || size <= 0 ? NULL : malloc((size_t)size);
}

void *CFAllocatorReallocate(CFAllocatorRef allocator, void *ptr, CFIndex newsize,
                            CFOptionFlags hint)
{
    if (newsize > 0)
        return cf_never_frees(allocator) ? NULL : realloc(ptr, (size_t)newsize);
    CFAllocatorDeallocate(allocator, ptr);
    return NULL;
}

void CFAllocatorDeallocate(CFAllocatorRef allocator, void *ptr)
{
    if (!cf_never_frees(allocator))
        free(ptr);
}
