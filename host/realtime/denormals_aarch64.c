/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/denormals.h"

#define FLUSH_TO_ZERO (UINT64_C(1) << 24)

uint64_t denormals_to_zero(void) OSSICLE_REALTIME
{
    uint64_t before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    __asm__ volatile("msr fpcr, %0" : : "r"(before | FLUSH_TO_ZERO));
    return before;
}

void denormals_restore(uint64_t before) OSSICLE_REALTIME
{
    __asm__ volatile("msr fpcr, %0" : : "r"(before));
}
