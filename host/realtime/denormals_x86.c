/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/denormals.h"

#include <xmmintrin.h>

#define FLUSH_TO_ZERO      0x8000u
#define DENORMALS_ARE_ZERO 0x0040u

uint64_t denormals_to_zero(void) OSSICLE_REALTIME
{
    const uint32_t before = _mm_getcsr();
    _mm_setcsr(before | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
    return before;
}

void denormals_restore(uint64_t before) OSSICLE_REALTIME
{
    _mm_setcsr((uint32_t)before);
}
