/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file priority.h
 * Realtime priority for threads that carry sound, where the system grants it. */

#ifndef OSSICLE_REALTIME_PRIORITY_H
#define OSSICLE_REALTIME_PRIORITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** [the thread itself, once] Ask for realtime priority. `period_ns` is how often the thread has a
 * block to process. Writes one line into `text`: how the thread runs from now on, and if that is
 * not realtime, why and what to do. Returns whether it was granted. */
bool priority_raise(uint64_t period_ns, char *text, size_t size);

#endif
