/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/block_ring.h"

#include <criterion/criterion.h>
#include <pthread.h>

enum { ROOM = BLOCK_RING_BLOCKS - 1 };

typedef struct Rings {
    BlockRingGiven given;
    BlockRingTaken taken;
    BlockRing giver;
    BlockRing taker;
} Rings;

static Rings rings;

static void view(void)
{
    block_ring_view(&rings.giver, &rings.given, &rings.taken);
    block_ring_view(&rings.taker, &rings.given, &rings.taken);
}

TestSuite(block_ring, .init = view);

static bool give(int64_t number)
{
    Block block = {.sample_time = number, .generation_start = -number};
    return block_ring_give(&rings.giver, &block);
}

static void expect_taken(int64_t number)
{
    Block block;
    cr_assert(block_ring_take(&rings.taker, &block), "%d", (int)number);
    cr_assert_eq(block.sample_time, number);
    cr_assert_eq(block.generation_start, -number);
}

static void expect_empty(void)
{
    Block block;
    cr_assert_not(block_ring_take(&rings.taker, &block));
}

/* Both places begin so shortly before their end that they come round. */
static void begin_before_the_end(void)
{
    const uint32_t place = UINT32_MAX - 3 * ROOM;
    atomic_store(&rings.given.place, place);
    atomic_store(&rings.taken.place, place);
    rings.giver.ring.p_tail = rings.giver.ring.c_head = place;
    rings.taker.ring.p_tail = rings.taker.ring.c_head = place;
}

Test(block_ring, gives_nothing_when_empty)
{
    expect_empty();
    cr_expect(give(1));
    expect_taken(1);
    expect_empty();
}

Test(block_ring, keeps_the_order_when_full_and_empty_and_beyond_its_counters)
{
    begin_before_the_end();
    for (int64_t lap = 0; lap < 10; lap++) {
        for (int64_t i = 0; i < ROOM; i++)
            cr_assert(give(lap * ROOM + i));
        cr_assert_not(give(-1));
        for (int64_t i = 0; i < ROOM; i++)
            expect_taken(lap * ROOM + i);
        expect_empty();
    }
}

Test(block_ring, has_room_again_for_what_was_taken)
{
    for (int64_t i = 0; i < ROOM; i++)
        cr_assert(give(i));
    cr_expect_not(give(-1));
    expect_taken(0);
    expect_taken(1);
    cr_expect(give(ROOM));
    cr_expect(give(ROOM + 1));
    cr_expect_not(give(-1));
    for (int64_t i = 2; i < ROOM + 2; i++)
        expect_taken(i);
    expect_empty();
}

Test(block_ring, takes_nothing_from_where_the_giver_cannot_be)
{
    static const uint32_t places[] = {BLOCK_RING_BLOCKS, UINT32_MAX, UINT32_MAX / 2};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        atomic_store(&rings.given.place, places[i]);
        expect_empty();
    }
    cr_expect(give(1));
    expect_taken(1);
    expect_empty();
}

Test(block_ring, gives_nothing_to_where_the_taker_cannot_be)
{
    static const uint32_t places[] = {ROOM + 1, UINT32_MAX, UINT32_MAX / 2};
    for (int64_t i = 0; i < ROOM; i++)
        cr_assert(give(i));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        atomic_store(&rings.taken.place, places[i]);
        cr_expect_not(give(-1));
    }
    expect_taken(0);
    cr_expect(give(ROOM));
    for (int64_t i = 1; i <= ROOM; i++)
        expect_taken(i);
    expect_empty();
}

enum { MANY = 20000 };

static void *take_many(void *context)
{
    Block block;
    int64_t *wrong = context;
    for (int64_t next = 0; next < MANY;) {
        if (!block_ring_take(&rings.taker, &block))
            continue;
        *wrong += block.sample_time != next || block.generation_start != -next;
        next++;
    }
    return NULL;
}

Test(block_ring, hands_every_block_to_another_thread)
{
    int64_t wrong = 0;
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, take_many, &wrong), 0);
    for (int64_t i = 0; i < MANY;)
        i += give(i);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_expect_eq(wrong, 0);
}
