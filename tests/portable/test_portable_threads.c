/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What CoreFoundation promises about threads, for ThreadSanitizer to watch: a plain program, since
 * Criterion does not start under it (-Db_sanitize=thread). */

#include <CoreFoundation/CoreFoundation.h>
#include <dispatch/dispatch.h>
#include <ossicle-portable/diagnostics.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS 4
#define TIMES   2000

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    (void)fprintf(stderr, "not so: %s\n", what);
    exit(1);
}

/** One dictionary that all threads read, retain and release; the last one destroys it. */
static void *share(void *context)
{
    const CFDictionaryRef dictionary = context;
    for (int i = 0; i < TIMES; i++) {
        CFRetain(dictionary);
        const CFArrayRef array = CFDictionaryGetValue(dictionary, CFSTR("array"));
        require(CFArrayGetCount(array) == 1, "the array has its value");
        const CFStringRef text = CFStringCreateWithFormat(NULL, NULL, CFSTR("%@ %d"), array, i);
        require(CFStringHasPrefix(text, CFSTR("(true) ")), "the text tells the array");
        CFRelease(text);
        CFRelease(dictionary);
    }
    CFRelease(dictionary);
    return NULL;
}

/** The same bundle and the same constant, found and dropped by all threads at once. */
static void *find(void *context)
{
    CFUUIDRef *const constant = context;
    const CFURLRef url = CFURLCreateWithFileSystemPath(NULL, CFSTR("/tmp"), 0, true);
    for (int i = 0; i < TIMES / 10; i++) {
        const CFBundleRef bundle = CFBundleCreate(NULL, url);
        require(bundle != NULL, "the bundle is found");
        require(CFBundleGetMainBundle() != NULL, "there is a main bundle");
        CFRelease(bundle);
        *constant = CFUUIDGetConstantUUIDWithBytes(NULL, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
                                                   14, 15, (UInt8)i);
    }
    CFRelease(url);
    return NULL;
}

static void run_threads(void *(*function)(void *), void *const *contexts)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        require(pthread_create(&threads[i], NULL, function, contexts[i]) == 0, "threads start");
    for (size_t i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
}

static void share_a_dictionary(void)
{
    const void *values[] = {kCFBooleanTrue};
    const CFArrayRef array = CFArrayCreate(NULL, values, 1, &kCFTypeArrayCallBacks);
    const CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFDictionarySetValue(dictionary, CFSTR("array"), array);
    CFRelease(array);
    void *contexts[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        CFRetain(dictionary);
        contexts[i] = dictionary;
    }
    CFRelease(dictionary); /* the threads hold it now */
    run_threads(share, contexts);
}

static void find_the_same(void)
{
    CFUUIDRef constants[THREADS] = {NULL};
    void *contexts[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        contexts[i] = &constants[i];
    run_threads(find, contexts);
    for (size_t i = 1; i < THREADS; i++)
        require(constants[i] == constants[0], "a constant is one object");
}

/* Work on a serial queue needs no lock of its own. */
static int count;

static void add(void *context)
{
    count++;
}

static void use_queues(void)
{
    const dispatch_queue_t queue = dispatch_queue_create("serial", DISPATCH_QUEUE_SERIAL);
    for (int i = 0; i < 100; i++)
        dispatch_async_f(queue, NULL, add);
    dispatch_sync_f(queue, NULL, add);
    require(count == 101, "all work has run");
    dispatch_release(queue);
    portable_dispatch_wait_until_idle();
}

int main(void)
{
    share_a_dictionary();
    find_the_same();
    use_queues();
    require(portable_live_object_count() == 0, "every object is released");
    return 0;
}
