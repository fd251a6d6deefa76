/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <pthread.h>
#include <signal.h>

COUNTED_SUITE(cf_base);

Test(cf_base, a_new_object_has_one_reference)
{
    const CFNumberRef number = make_int(1);
    cr_assert_eq(CFGetRetainCount(number), 1);
    cr_assert_eq(CFRetain(number), number);
    cr_assert_eq(CFGetRetainCount(number), 2);
    CFRelease(number);
    cr_assert_eq(CFGetRetainCount(number), 1);
    cr_assert_eq(portable_live_object_count(), 1);
    CFRelease(number);
    cr_assert_eq(portable_live_object_count(), 0);
}

Test(cf_base, constants_live_forever)
{
    const CFTypeRef constants[] = {CFSTR("x"),
                                   kCFBooleanTrue,
                                   kCFBooleanFalse,
                                   kCFNull,
                                   kCFNumberNaN,
                                   kCFAllocatorSystemDefault,
                                   CFUUIDGetConstantUUIDWithBytes(NULL, 1, 2, 3, 4, 5, 6, 7, 8, 9,
                                                                  10, 11, 12, 13, 14, 15, 16)};
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        for (int times = 0; times < 3; times++)
            CFRelease(constants[i]);
        cr_assert_eq(CFRetain(constants[i]), constants[i]);
        cr_assert_eq(CFGetRetainCount(constants[i]), INT64_MAX);
    }
}

/** One object of each type, and its type. */
typedef struct Sample {
    CFTypeRef object;
    CFTypeID type;
    const char *name;
} Sample;

#define SAMPLES 11
static void make_samples(Sample *samples)
{
    const CFURLRef url = CFURLCreateWithFileSystemPath(NULL, CFSTR("/a"), 0, false);
    const Sample all[SAMPLES] = {
        {make("a"), CFStringGetTypeID(), "CFString"},
        {make_int(1), CFNumberGetTypeID(), "CFNumber"},
        {kCFBooleanTrue, CFBooleanGetTypeID(), "CFBoolean"},
        {kCFNull, CFNullGetTypeID(), "CFNull"},
        {CFArrayCreate(NULL, NULL, 0, NULL), CFArrayGetTypeID(), "CFArray"},
        {CFDictionaryCreate(NULL, NULL, NULL, 0, NULL, NULL), CFDictionaryGetTypeID(),
         "CFDictionary"},
        {CFDataCreate(NULL, NULL, 0), CFDataGetTypeID(), "CFData"},
        {CFDateCreate(NULL, 0), CFDateGetTypeID(), "CFDate"},
        {CFUUIDCreate(NULL), CFUUIDGetTypeID(), "CFUUID"},
        {CFErrorCreate(NULL, kCFErrorDomainPOSIX, 1, NULL), CFErrorGetTypeID(), "CFError"},
        {url, CFURLGetTypeID(), "CFURL"},
    };
    memcpy(samples, all, sizeof all);
}

Test(cf_base, every_type_is_told_from_the_others)
{
    Sample samples[SAMPLES];
    make_samples(samples);
    for (size_t i = 0; i < SAMPLES; i++) {
        cr_assert_eq(CFGetTypeID(samples[i].object), samples[i].type);
        assert_made(CFCopyTypeIDDescription(samples[i].type), samples[i].name);
        for (size_t j = 0; j < SAMPLES; j++)
            cr_assert_eq(CFEqual(samples[i].object, samples[j].object), i == j);
        const CFStringRef description = CFCopyDescription(samples[i].object);
        cr_assert(description);
        CFRelease(description);
        cr_assert_eq(CFGetAllocator(samples[i].object), CFAllocatorGetDefault());
    }
    for (size_t i = 0; i < SAMPLES; i++)
        CFRelease(samples[i].object);
    cr_assert_null(CFCopyTypeIDDescription(0));
    cr_assert_null(CFCopyTypeIDDescription(1000));
}

Test(cf_base, null_equals_only_itself)
{
    cr_assert(CFEqual(NULL, NULL));
    cr_assert_not(CFEqual(NULL, kCFNull));
    cr_assert_not(CFEqual(kCFNull, NULL));
}

Test(cf_base, allocators_use_malloc)
{
    char *bytes = CFAllocatorAllocate(NULL, 10, 0);
    cr_assert(bytes);
    bytes = CFAllocatorReallocate(kCFAllocatorMalloc, bytes, 1000, 0);
    cr_assert(bytes);
    CFAllocatorDeallocate(kCFAllocatorSystemDefault, bytes);
    cr_assert_null(CFAllocatorAllocate(kCFAllocatorNull, 10, 0));
    cr_assert_null(CFAllocatorAllocate(NULL, 0, 0));
    cr_assert_eq(CFGetTypeID(kCFAllocatorNull), CFAllocatorGetTypeID());
}

Test(cf_base, an_object_of_another_type_stops_the_program, .signal = SIGABRT)
{
    (void)CFArrayGetCount((CFArrayRef)(const void *)CFSTR("no array"));
}

Test(cf_base, no_object_stops_the_program, .signal = SIGABRT)
{
    CFRelease(NULL);
}

#define THREADS 4
#define TIMES   20000

static void *retain_and_release(void *object)
{
    for (int i = 0; i < TIMES; i++) {
        CFRetain(object);
        CFRelease(object);
    }
    CFRelease(object);
    return NULL;
}

Test(cf_base, references_are_counted_by_several_threads)
{
    const CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        CFRetain(array);
        cr_assert_eq(pthread_create(&threads[i], NULL, retain_and_release, array), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    cr_assert_eq(CFGetRetainCount(array), 1);
    CFRelease(array);
}

static void *release_only(void *object)
{
    CFRelease(object);
    return NULL;
}

Test(cf_base, whichever_thread_is_last_destroys)
{
    for (int round = 0; round < 50; round++) {
        const CFNumberRef number = make_int(round);
        const void *values[] = {number};
        const CFArrayRef array = CFArrayCreate(NULL, values, 1, &kCFTypeArrayCallBacks);
        CFRelease(number);
        pthread_t thread;
        CFRetain(array);
        cr_assert_eq(pthread_create(&thread, NULL, release_only, changeable(array)), 0);
        CFRelease(array);
        pthread_join(thread, NULL);
        cr_assert_eq(portable_live_object_count(), 0);
    }
}
