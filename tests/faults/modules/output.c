/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that return what they shouldn't. */

#include "faulty.h"

#include <float.h>
#include <math.h>

static void fill(const ossicle_block *block, float value)
{
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = value;
    }
}

static void write_nan(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill(block, NAN);
}

static void write_infinity(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill(block, -INFINITY);
}

static void write_denormals(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill(block, FLT_MIN / 1024);
}

static void write_huge(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill(block, FLT_MAX);
}

static void fail(Faulty *self, const ossicle_block *block)
{
    fill(block, 0.75f);
    self->status = OSSICLE_FAILED;
}

static void return_nonsense(Faulty *self, const ossicle_block *block)
{
    fill(block, 0.75f);
    self->status = INT32_MIN;
}

FAULTY_MODULES({FAULTY("nan"), .process = write_nan},
               {FAULTY("infinity"), .process = write_infinity},
               {FAULTY("denormals"), .process = write_denormals},
               {FAULTY("huge"), .process = write_huge}, {FAULTY("fails"), .process = fail},
               {FAULTY("nonsense"), .process = return_nonsense})
