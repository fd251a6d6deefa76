/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/denormals.h"

/* Processors for which nobody has written it yet: sound is right, only slower at its faintest. */

uint64_t denormals_to_zero(void) OSSICLE_REALTIME
{
    return 0;
}

void denormals_restore(uint64_t before) OSSICLE_REALTIME
{
    (void)before;
}
