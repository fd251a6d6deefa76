/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_runtime.h"

#include <CoreFoundation/CFString.h>
#include <ossicle-portable/diagnostics.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Atomic(int64_t) live_objects;
static _Thread_local int64_t thread_balance;

/** One object more or less, made or destroyed by this thread. */
static void count(int64_t change)
{
    atomic_fetch_add_explicit(&live_objects, change, memory_order_relaxed);
    thread_balance += change;
}

int64_t cf_thread_balance(void)
{
    return thread_balance;
}

void cf_uncount(int64_t objects)
{
    atomic_fetch_sub_explicit(&live_objects, objects, memory_order_relaxed);
}

static const CFClass *const classes[CF_TYPE_COUNT] = {
    [CF_TYPE_STRING] = &cf_string_class,
    [CF_TYPE_NUMBER] = &cf_number_class,
    [CF_TYPE_BOOLEAN] = &cf_boolean_class,
    [CF_TYPE_NULL] = &cf_null_class,
    [CF_TYPE_ARRAY] = &cf_array_class,
    [CF_TYPE_DICTIONARY] = &cf_dictionary_class,
    [CF_TYPE_DATA] = &cf_data_class,
    [CF_TYPE_DATE] = &cf_date_class,
    [CF_TYPE_UUID] = &cf_uuid_class,
    [CF_TYPE_ERROR] = &cf_error_class,
    [CF_TYPE_URL] = &cf_url_class,
    [CF_TYPE_BUNDLE] = &cf_bundle_class,
    [CF_TYPE_ALLOCATOR] = &cf_allocator_class,
};

void cf_fatal(const char *function, const char *format, ...)
{
    char reason[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "%s: %s\n", function, reason);
    abort();
}

const int __CFConstantStringClassReference[24] = {0};

bool cf_is_constant(CFTypeRef cf)
{
    const void *class_; /* a literal of ours needn't be aligned */
    memcpy(&class_, cf, sizeof class_);
    return class_ == __CFConstantStringClassReference;
}

bool cf_is_literal(CFTypeRef cf)
{
    /* The address that an object begins with is never these eight characters. */
    return memcmp(cf, "CFString", 8) == 0 || cf_is_constant(cf);
}

const CFClass *cf_class_of(CFTypeRef cf, const char *function)
{
    if (!cf)
        cf_fatal(function, "there is no object (NULL)");
    if (cf_is_literal(cf))
        return &cf_string_class;
    return ((const CFObject *)cf)->class_;
}

void cf_require(CFTypeRef cf, const CFClass *class_, const char *function)
{
    const CFClass *const found = cf_class_of(cf, function);
    if (found != class_)
        cf_fatal(function, "needs a %s, was given a %s", class_->name, found->name);
}

void *cf_new(const CFClass *class_, size_t size)
{
    CFObject *const object = calloc(1, size);
    if (!object)
        return NULL;
    object->class_ = class_;
    atomic_init(&object->references, 1);
    count(1);
    return object;
}

void cf_make_immortal(void *object)
{
    atomic_store_explicit(&((CFObject *)object)->references, CF_IMMORTAL, memory_order_relaxed);
}

int64_t portable_live_object_count(void)
{
    return atomic_load_explicit(&live_objects, memory_order_relaxed);
}

/** The count of an object, NULL for one that lives forever. */
static _Atomic(int64_t) *references_of(CFTypeRef cf, const char *function)
{
    (void)cf_class_of(cf, function);
    if (cf_is_literal(cf))
        return NULL;
    _Atomic(int64_t) *const references = &((CFObject *)cf_mutable(cf))->references;
    const int64_t number = atomic_load_explicit(references, memory_order_relaxed);
    return number == CF_IMMORTAL ? NULL : references;
}

CFTypeRef CFRetain(CFTypeRef cf)
{
    _Atomic(int64_t) *const references = references_of(cf, __func__);
    if (references)
        atomic_fetch_add_explicit(references, 1, memory_order_relaxed);
    return cf;
}

bool cf_try_retain(CFTypeRef cf)
{
    _Atomic(int64_t) *const references = references_of(cf, __func__);
    if (!references)
        return true;
    int64_t number = atomic_load_explicit(references, memory_order_relaxed);
    while (number > 0)
        if (atomic_compare_exchange_weak(references, &number, number + 1))
            return true;
    return false;
}

void CFRelease(CFTypeRef cf)
{
    _Atomic(int64_t) *const references = references_of(cf, __func__);
    if (!references)
        return;
    /* Acquire as well: whoever destroys sees what all others did to the object. */
    const int64_t before = atomic_fetch_sub_explicit(references, 1, memory_order_acq_rel);
    if (before > 1)
        return;
    if (before < 1)
        cf_fatal(__func__, "the object was released more often than retained");
    CFObject *const object = cf_mutable(cf);
    if (object->class_->finalize)
        object->class_->finalize(object);
    free(object);
    count(-1);
}

CFIndex CFGetRetainCount(CFTypeRef cf)
{
    _Atomic(int64_t) *const references = references_of(cf, __func__);
    return references ? (CFIndex)atomic_load_explicit(references, memory_order_relaxed)
                      : (CFIndex)CF_IMMORTAL;
}

CFTypeID CFGetTypeID(CFTypeRef cf)
{
    return cf_class_of(cf, __func__)->type;
}

Boolean CFEqual(CFTypeRef cf1, CFTypeRef cf2)
{
    if (cf1 == cf2)
        return true;
    if (!cf1 || !cf2)
        return false;
    const CFClass *const class_ = cf_class_of(cf1, __func__);
    return class_ == cf_class_of(cf2, __func__) && class_->equal && class_->equal(cf1, cf2);
}

CFHashCode CFHash(CFTypeRef cf)
{
    const CFClass *const class_ = cf_class_of(cf, __func__);
    return class_->hash ? class_->hash(cf) : (CFHashCode)(uintptr_t)cf >> 4;
}

CFHashCode cf_hash_bytes(const void *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3U;
    return (CFHashCode)hash;
}

CFStringRef CFCopyDescription(CFTypeRef cf)
{
    const CFClass *const class_ = cf_class_of(cf, __func__);
    if (class_->copy_description)
        return class_->copy_description(cf);
    return CFCopyTypeIDDescription(class_->type);
}

CFStringRef CFCopyTypeIDDescription(CFTypeID type_id)
{
    if (type_id == 0 || type_id >= CF_TYPE_COUNT)
        return NULL;
    return CFStringCreateWithCString(NULL, classes[type_id]->name, kCFStringEncodingUTF8);
}

void CFShow(CFTypeRef obj)
{
    if (!obj) {
        (void)fputs("(null)\n", stderr);
        return;
    }
    const CFStringRef text = CFCopyDescription(obj);
    const char *const bytes = text ? CFStringGetCStringPtr(text, kCFStringEncodingUTF8) : NULL;
    (void)fprintf(stderr, "%s\n", bytes ? bytes : cf_class_of(obj, __func__)->name);
    if (text)
        CFRelease(text);
}
