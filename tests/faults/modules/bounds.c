/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that write where they mustn't. What that breaks is a matter of luck, so they end with a
 * crash for certain, once the damage is done. */

#include "faulty.h"

#include <string.h>

static void spoil(volatile unsigned char *begin, size_t size)
{
    for (size_t i = 0; i < size; i++)
        begin[i] = (unsigned char)(i * 37 + 0x5a);
}

/* The whole of the channel's buffer, what lies behind it, and so on until it hurts. */
static void write_past_block(Faulty *self, const ossicle_block *block)
{
    (void)self;
    for (uint32_t c = 0; c < block->channels; c++)
        spoil((unsigned char *)block->outputs[c], (size_t)block->frames * sizeof(float) + 65536);
    abort();
}

static void write_before_block(Faulty *self, const ossicle_block *block)
{
    (void)self;
    for (uint32_t c = block->channels; c-- > 0;)
        spoil((unsigned char *)block->outputs[c] - 65536, 65536);
    abort();
}

/* The tables that the host handed in, and what lies around them. */
static void write_over_tables(Faulty *self, const ossicle_block *block)
{
    unsigned char *table;
    memcpy(&table, &block, sizeof table); /* it is const */
    spoil(table, sizeof *block);
    spoil((unsigned char *)self->realtime, sizeof *self->realtime);
    spoil((unsigned char *)self - 4096, 8192);
    abort();
}

/* Over its own heap and stack, here and there. */
static void write_wildly(Faulty *self, const ossicle_block *block)
{
    uint64_t random = (uint64_t)block->sample_time | 1;
    for (unsigned i = 0; i < 100000; i++) {
        random = random * UINT64_C(6364136223846793005) + 1;
        unsigned char *const base = i % 2 ? (unsigned char *)self : (unsigned char *)&random;
        spoil(base - (1U << 19) + (random >> 44), 16);
    }
    abort();
}

FAULTY_MODULES({FAULTY("past-block"), .process = write_past_block},
               {FAULTY("before-block"), .process = write_before_block},
               {FAULTY("over-tables"), .process = write_over_tables},
               {FAULTY("wild"), .process = write_wildly})
