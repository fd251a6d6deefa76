/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file portable_tests.h
 * What the tests of CoreFoundation share. Every suite ends by counting what was not released. */

#ifndef OSSICLE_TESTS_PORTABLE_TESTS_H
#define OSSICLE_TESTS_PORTABLE_TESTS_H

#include <CoreFoundation/CoreFoundation.h>
#include <criterion/criterion.h>
#include <ossicle-portable/diagnostics.h>
#include <string.h>

static inline void assert_all_released(void)
{
    cr_assert_eq(portable_live_object_count(), 0, "%lld objects were not released",
                 (long long)portable_live_object_count());
}

/** A suite whose tests release all they make. */
#define COUNTED_SUITE(name) TestSuite(name, .fini = assert_all_released)

/** A string from UTF-8. */
static inline CFStringRef make(const char *text)
{
    return CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
}

static inline CFNumberRef make_int(int value)
{
    return CFNumberCreate(NULL, kCFNumberIntType, &value);
}

/** The object for a call that changes objects. */
static inline void *changeable(CFTypeRef object)
{
    const union {
        CFTypeRef constant;
        void *changeable;
    } both = {object};
    return both.changeable;
}

/** Assert what a string holds, in UTF-8. */
#define assert_text(string, expected)                                                              \
    do {                                                                                           \
        char bytes_[512] = "";                                                                     \
        cr_assert(string);                                                                         \
        cr_assert(CFStringGetCString(string, bytes_, sizeof bytes_, kCFStringEncodingUTF8));       \
        cr_assert_str_eq(bytes_, expected);                                                        \
    } while (0)

/** The same, and release it. */
#define assert_made(string, expected)                                                              \
    do {                                                                                           \
        const CFStringRef made_ = (string);                                                        \
        assert_text(made_, expected);                                                              \
        CFRelease(made_);                                                                          \
    } while (0)

#endif
