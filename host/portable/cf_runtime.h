/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_runtime.h
 * What every CoreFoundation object consists of. */

#ifndef OSSICLE_PORTABLE_CF_RUNTIME_H
#define OSSICLE_PORTABLE_CF_RUNTIME_H

#include <CoreFoundation/CFBase.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** In the order of the table in cf_base.c. */
enum {
    CF_TYPE_STRING = 1, /* 0 is no type */
    CF_TYPE_NUMBER,
    CF_TYPE_BOOLEAN,
    CF_TYPE_NULL,
    CF_TYPE_ARRAY,
    CF_TYPE_DICTIONARY,
    CF_TYPE_DATA,
    CF_TYPE_DATE,
    CF_TYPE_UUID,
    CF_TYPE_ERROR,
    CF_TYPE_URL,
    CF_TYPE_BUNDLE,
    CF_TYPE_ALLOCATOR,
    CF_TYPE_COUNT,
};

/** What objects of one type do. A function that is NULL: nothing to clean up; only the same object
 * is equal, and hashes by its address; the description is the name of the type. */
typedef struct CFClass {
    CFTypeID type;
    const char *name;
    void (*finalize)(void *object);
    bool (*equal)(CFTypeRef a, CFTypeRef b); /* both are of this type */
    CFHashCode (*hash)(CFTypeRef object);
    CFStringRef (*copy_description)(CFTypeRef object);
} CFClass;

/** The head of each object, but for the strings of CFSTR. */
typedef struct CFObject {
    const CFClass *class_;
    _Atomic(int64_t) references;
} CFObject;

/** The count of an object that lives forever. */
#define CF_IMMORTAL INT64_MAX

extern const CFClass cf_string_class;
extern const CFClass cf_number_class;
extern const CFClass cf_boolean_class;
extern const CFClass cf_null_class;
extern const CFClass cf_array_class;
extern const CFClass cf_dictionary_class;
extern const CFClass cf_data_class;
extern const CFClass cf_date_class;
extern const CFClass cf_uuid_class;
extern const CFClass cf_error_class;
extern const CFClass cf_url_class;
extern const CFClass cf_bundle_class;
extern const CFClass cf_allocator_class;

/** A zeroed object with one reference; NULL if memory is short. */
void *cf_new(const CFClass *class_, size_t size);

/** Make an object that nobody else knows yet live forever. */
void cf_make_immortal(void *object);

/** How many objects the calling thread made and did not destroy. */
int64_t cf_thread_balance(void);
/** Take so many objects, which will never be released, out of portable_live_object_count. */
void cf_uncount(int64_t objects);

/** Retain unless the last reference is gone already. For registries, under their lock. */
bool cf_try_retain(CFTypeRef cf);

/** True if the object is a string that CFSTR made, or a compiler. */
bool cf_is_literal(CFTypeRef cf);

/** What compilers that know CoreFoundation make of CFSTR, as code that was built for a Mac has it:
 * its class is an address that CoreFoundation exports for just this. */
typedef struct CFConstantString {
    const void *class_;
    uint32_t flags;
    const char *bytes; /**< ended by a NUL */
    CFIndex length;    /**< in units: bytes, or UTF-16 in a string that isn't ASCII */
} CFConstantString;
enum { CF_CONSTANT_ASCII = 0x7c8 }; /* the flags of one that is ASCII */
extern __attribute__((visibility("default"))) const int __CFConstantStringClassReference[24];

/** True if the object is a string that a compiler made. */
bool cf_is_constant(CFTypeRef cf);

/** The class of any object. Stops the program if there is no object. */
const CFClass *cf_class_of(CFTypeRef cf, const char *function);

/** Stop the program unless `cf` is an object of the class: the caller has a bug that would destroy
 * memory. The line names the function that was called. */
void cf_require(CFTypeRef cf, const CFClass *class_, const char *function);

/** Print the line and abort. */
_Noreturn void cf_fatal(const char *function, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** The pointer without const: for calls that Apple declares to take mutable objects, and for those
 * that own what they hold. */
static inline void *cf_mutable(CFTypeRef cf)
{
    const union {
        CFTypeRef constant;
        void *changeable;
    } both = {cf};
    return both.changeable;
}

/** True if values are taken over as they are (kCFAllocatorNull). */
static inline bool cf_never_frees(CFAllocatorRef allocator)
{
    return allocator && allocator == kCFAllocatorNull;
}

/** FNV-1a. */
CFHashCode cf_hash_bytes(const void *bytes, size_t size);

#endif
