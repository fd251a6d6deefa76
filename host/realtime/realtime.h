/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file realtime.h
 * What the folder realtime is for: everything that an I/O thread may call, and the means to leave
 * work to other threads.
 *
 * Every function that an I/O thread may reach carries OSSICLE_REALTIME (module-api.h) behind its
 * parameter list, on declaration and definition. Clang 20 and later check the promise while
 * compiling; tests/rules/realtime_annotations.py checks it with GCC's call graph. */

#ifndef OSSICLE_REALTIME_REALTIME_H
#define OSSICLE_REALTIME_REALTIME_H

#include <module-api.h>

/** What different threads write must not share a cache line. 128 covers the pairs of lines that
 * x86 fetches together and the long lines of Apple's processors. */
#define REALTIME_CACHE_LINE 128

#define REALTIME_LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define REALTIME_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

#endif
