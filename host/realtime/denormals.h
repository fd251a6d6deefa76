/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file denormals.h
 * Numbers too small to hear can make arithmetic a hundred times slower: while modules run, they are
 * taken for zero. One sibling file per processor family. */

#ifndef OSSICLE_REALTIME_DENORMALS_H
#define OSSICLE_REALTIME_DENORMALS_H

#include "realtime/realtime.h"

#include <stdint.h>

/** [any, io] Take denormal numbers for zero on this thread. Returns what it was before. */
uint64_t denormals_to_zero(void) OSSICLE_REALTIME;

/** [any, io] Give back what denormals_to_zero returned. */
void denormals_restore(uint64_t before) OSSICLE_REALTIME;

#endif
