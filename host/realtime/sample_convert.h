/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sample_convert.h
 * Between 32-bit float samples and signed integers of 16, 24 and 32 bits, native endian, 24 bits
 * packed in three bytes.
 *
 * Full scale, 2^(bits - 1), is 1.0: the lowest integer is -1.0, and the highest one step below 1.0.
 * On the way to float 16 and 24 bits lose nothing; 32 bits are rounded to the 24 that a float has,
 * to nearest, halves to even. On the way to integers a sample is rounded the same way, once; what
 * is beyond full scale becomes the highest or the lowest integer, and what isn't a number becomes
 * 0. So integers of 16 and 24 bits come back through float as they were, and so do 32-bit ones
 * whose lower 8 bits are 0.
 *
 * [any] `count` samples, from one place to another: they don't overlap. 16 and 32 bits are aligned
 * as int16_t and int32_t are, 24 bits needn't be. */

#ifndef OSSICLE_REALTIME_SAMPLE_CONVERT_H
#define OSSICLE_REALTIME_SAMPLE_CONVERT_H

#include <module-api.h>
#include <stddef.h>

void sample_convert_from_int16(float *to, const void *from, size_t count) OSSICLE_REALTIME;
void sample_convert_from_int24(float *to, const void *from, size_t count) OSSICLE_REALTIME;
void sample_convert_from_int32(float *to, const void *from, size_t count) OSSICLE_REALTIME;

void sample_convert_to_int16(void *to, const float *from, size_t count) OSSICLE_REALTIME;
void sample_convert_to_int24(void *to, const float *from, size_t count) OSSICLE_REALTIME;
void sample_convert_to_int32(void *to, const float *from, size_t count) OSSICLE_REALTIME;

#endif
