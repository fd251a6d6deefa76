/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/gain_loops.h"

#include <cpuid.h>
#include <stdbool.h>

#define WIDE __attribute__((target("avx2")))

/* Of leaf 1, register C, of leaf 7, register B, and of the register that says what the system saves
 * when it switches between threads. */
#define LEAF_1_OSXSAVE (1u << 27)
#define LEAF_7_AVX2    (1u << 5)
#define SAVED_AVX      0x6u

static bool has_avx2;

/* When the code is loaded, since a virtual machine may be slow to answer. Not by the compiler's
 * __builtin_cpu_supports, for which not every runtime library of Darwin has what it needs. */
static __attribute__((constructor)) void ask_processor(void)
{
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & LEAF_1_OSXSAVE))
        return;
    unsigned saved = 0;
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
    if ((saved & SAVED_AVX) == SAVED_AVX && __get_cpuid_count(7, 0, &a, &b, &c, &d))
        has_avx2 = (b & LEAF_7_AVX2) != 0;
}

static void multiply(const GainRow *row, size_t count, const float *from,
                     float *to) OSSICLE_REALTIME
{
    gain_loop_multiply(row, count, from, to);
}

static void multiply_frames(const GainRow *row, uint32_t frames, uint32_t channels,
                            const float *from, float *to) OSSICLE_REALTIME
{
    gain_loop_multiply_frames(row, frames, channels, from, to);
}

static void glide(const GainRamp *ramp, uint32_t position, uint32_t frames, uint32_t channels,
                  const float *from, float *to) OSSICLE_REALTIME
{
    gain_loop_glide(ramp, position, frames, channels, from, to);
}

WIDE static void multiply_wide(const GainRow *row, size_t count, const float *from,
                               float *to) OSSICLE_REALTIME
{
    gain_loop_multiply(row, count, from, to);
}

WIDE static void multiply_frames_wide(const GainRow *row, uint32_t frames, uint32_t channels,
                                      const float *from, float *to) OSSICLE_REALTIME
{
    gain_loop_multiply_frames(row, frames, channels, from, to);
}

WIDE static void glide_wide(const GainRamp *ramp, uint32_t position, uint32_t frames,
                            uint32_t channels, const float *from, float *to) OSSICLE_REALTIME
{
    gain_loop_glide(ramp, position, frames, channels, from, to);
}

const GainLoops *gain_loops(void) OSSICLE_REALTIME
{
    static const GainLoops loops = {multiply, multiply_frames, glide};
    static const GainLoops wide = {multiply_wide, multiply_frames_wide, glide_wide};
    return has_avx2 ? &wide : &loops;
}
