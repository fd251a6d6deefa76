/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CFBase.h
 * Types that all of CoreFoundation stands on, and the calls that every object answers.
 *
 * Objects are reference counted: who creates, copies or retains one releases it. Counts are
 * thread-safe, as are all calls on objects that do not change; no call is for the I/O thread. Only
 * malloc allocates here, so an allocator argument chooses nothing, except that kCFAllocatorNull
 * means: take the bytes as they are and never free them. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_CFBASE_H
#define OSSICLE_PORTABLE_COREFOUNDATION_CFBASE_H

#include <CoreFoundation/CFAvailability.h>
#include <MacTypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CF_EXTERN_C_BEGIN
#define CF_EXTERN_C_END
#ifdef __cplusplus
#undef CF_EXTERN_C_BEGIN
#undef CF_EXTERN_C_END
#define CF_EXTERN_C_BEGIN extern "C" {
#define CF_EXTERN_C_END   }
#endif

#define CF_EXPORT extern __attribute__((visibility("default")))
#define CF_INLINE static inline __attribute__((unused))
#define CF_FORMAT_FUNCTION(f, a)
#define CF_FORMAT_ARGUMENT(a)

#define CF_ASSUME_NONNULL_BEGIN
#define CF_ASSUME_NONNULL_END
#define CF_RETURNS_NOT_RETAINED
#define CF_RELEASES_ARGUMENT
#ifdef __clang__
#define CF_RETURNS_RETAINED __attribute__((cf_returns_retained))
#define CF_CONSUMED         __attribute__((cf_consumed))
#else
#define CF_RETURNS_RETAINED
#define CF_CONSUMED
#endif
#define CF_IMPLICIT_BRIDGING_ENABLED
#define CF_IMPLICIT_BRIDGING_DISABLED
#define CF_BRIDGED_TYPE(type)
#define CF_BRIDGED_MUTABLE_TYPE(type)
#define CF_NOESCAPE

#ifndef __clang__
#define _Nonnull
#define _Nullable
#define _Null_unspecified
#endif

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

typedef unsigned long CFTypeID;
typedef unsigned long CFOptionFlags;
typedef unsigned long CFHashCode;
typedef signed long CFIndex;

typedef const void *CFTypeRef;
typedef const struct __CFString *CFStringRef;
typedef struct __CFString *CFMutableStringRef;
typedef const struct __CFAllocator *CFAllocatorRef;
typedef const struct __CFNull *CFNullRef;
typedef CFTypeRef CFPropertyListRef;

typedef CF_ENUM(CFIndex, CFComparisonResult) {
    kCFCompareLessThan = -1,
    kCFCompareEqualTo = 0,
    kCFCompareGreaterThan = 1,
};

typedef CFComparisonResult (*CFComparatorFunction)(const void *val1, const void *val2,
                                                   void *context);

enum { kCFNotFound = -1 };

typedef struct CFRange {
    CFIndex location;
    CFIndex length;
} CFRange;

CF_INLINE CFRange CFRangeMake(CFIndex location, CFIndex length)
{
    CFRange range;
    range.location = location;
    range.length = length;
    return range;
}

/** @name Allocators @{ */
CF_EXPORT const CFAllocatorRef kCFAllocatorDefault; /* NULL */
CF_EXPORT const CFAllocatorRef kCFAllocatorSystemDefault;
CF_EXPORT const CFAllocatorRef kCFAllocatorMalloc;
CF_EXPORT const CFAllocatorRef kCFAllocatorMallocZone;
CF_EXPORT const CFAllocatorRef kCFAllocatorNull;
CF_EXPORT CFTypeID CFAllocatorGetTypeID(void);
CF_EXPORT CFAllocatorRef CFAllocatorGetDefault(void);
CF_EXPORT void *CFAllocatorAllocate(CFAllocatorRef allocator, CFIndex size, CFOptionFlags hint);
CF_EXPORT void *CFAllocatorReallocate(CFAllocatorRef allocator, void *ptr, CFIndex newsize,
                                      CFOptionFlags hint);
CF_EXPORT void CFAllocatorDeallocate(CFAllocatorRef allocator, void *ptr);
/** @} */

CF_EXPORT const CFNullRef kCFNull;
CF_EXPORT CFTypeID CFNullGetTypeID(void);

/** @name Every object
 * None takes NULL, except that CFEqual takes it as equal to nothing but itself.
 * @{ */
CF_EXPORT CFTypeID CFGetTypeID(CFTypeRef cf);
CF_EXPORT CFStringRef CFCopyTypeIDDescription(CFTypeID type_id);
CF_EXPORT CFTypeRef CFRetain(CFTypeRef cf);
CF_EXPORT void CFRelease(CFTypeRef cf);
/** The largest CFIndex for objects that live forever. */
CF_EXPORT CFIndex CFGetRetainCount(CFTypeRef cf);
CF_EXPORT Boolean CFEqual(CFTypeRef cf1, CFTypeRef cf2);
/** The same for all objects that CFEqual takes for equal. */
CF_EXPORT CFHashCode CFHash(CFTypeRef cf);
/** For people; the text is no format to rely on. */
CF_EXPORT CFStringRef CFCopyDescription(CFTypeRef cf);
CF_EXPORT CFAllocatorRef CFGetAllocator(CFTypeRef cf);
/** Print the description and a line break on the standard error stream. */
CF_EXPORT void CFShow(CFTypeRef obj);
/** @} */

#ifdef __cplusplus
}
#endif

#endif
