/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Giver and taker over memory that they share, as two processes do. What threads do to them is in
 * test_engine_parameters.c. */

#include "engine/parameter_queue.h"

#include "realtime/memory.h"

#include <criterion/criterion.h>

enum { COUNT = 3 };

typedef struct Sides {
    ParameterGiven *given;
    ParameterTimed *timed;
    ParameterTaken *taken;
    ParameterGiver giver;
    ParameterTaker taker;
} Sides;

static void make(Sides *sides)
{
    static const double values[COUNT] = {1, 2, 3};
    sides->given = memory_new(parameter_given_bytes(COUNT));
    sides->taken = memory_new(parameter_taken_bytes(COUNT));
    sides->timed = memory_new(sizeof *sides->timed);
    cr_assert_not_null(sides->timed);
    cr_assert_not_null(sides->given);
    cr_assert_not_null(sides->taken);
    cr_assert_eq(parameter_giver_init(&sides->giver, COUNT, values, sides->given, sides->taken),
                 STATUS_OK);
    cr_assert_eq(parameter_taker_init(&sides->taker, COUNT, sides->given, sides->taken), STATUS_OK);
    cr_assert_eq(parameter_taker_make_room(&sides->taker, sides->timed), STATUS_OK);
    parameter_giver_use_timed(&sides->giver, sides->timed);
}

static void drop(Sides *sides)
{
    parameter_taker_cleanup(&sides->taker);
    parameter_taker_cleanup(&sides->taker);
    parameter_giver_cleanup(&sides->giver);
    parameter_giver_cleanup(&sides->giver);
    memory_free(sides->given);
    memory_free(sides->timed);
    memory_free(sides->taken);
}

static Status give(Sides *sides, uint32_t parameter, double value, int64_t sample_time)
{
    return parameter_giver_give(&sides->giver, parameter, value, sample_time);
}

static void expect_due(const Sides *sides, uint32_t index, uint32_t frame_offset,
                       uint32_t parameter, double value)
{
    const DueChange *due = &sides->taker.due[index];
    cr_assert_eq(due->frame_offset, frame_offset);
    cr_assert_eq(due->parameter, parameter);
    cr_assert_eq(due->value, value);
}

Test(parameter_queue, begins_with_the_values)
{
    Sides sides;
    make(&sides);
    for (uint32_t i = 0; i < COUNT; i++) {
        cr_assert_eq(sides.given->slots[i].value, i + 1);
        cr_assert_eq(parameter_taker_value(&sides.taker, i), i + 1);
        cr_assert_eq(sides.taken->meters[i], i + 1);
    }
    cr_assert_not(parameter_taker_waits(&sides.taker));
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 0);
    drop(&sides);
}

Test(parameter_queue, takes_by_frame_and_order)
{
    Sides sides;
    make(&sides);
    cr_assert_eq(give(&sides, 0, 10, 600), STATUS_OK);
    cr_assert_eq(give(&sides, 1, 11, 100), STATUS_OK);
    cr_assert_eq(give(&sides, 2, 12, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(give(&sides, 2, 13, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(give(&sides, 1, 14, 100), STATUS_OK);
    cr_assert(parameter_taker_waits(&sides.taker));
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 3);
    expect_due(&sides, 0, 0, 2, 13);
    expect_due(&sides, 1, 100, 1, 11);
    expect_due(&sides, 2, 100, 1, 14);
    cr_assert_eq(parameter_taker_collect(&sides.taker, 512, 512), 1);
    expect_due(&sides, 0, 88, 0, 10);
    cr_assert_not(parameter_taker_waits(&sides.taker));
    cr_assert_eq(sides.given->slots[1].value, 14);
    drop(&sides);
}

Test(parameter_queue, a_full_ring_never_refuses_what_is_for_now)
{
    Sides sides;
    make(&sides);
    for (uint32_t i = 0; i < PARAMETER_QUEUE_TIMED; i++)
        cr_assert_eq(give(&sides, 0, i, 1000 + i), STATUS_OK);
    cr_assert_eq(give(&sides, 0, 5, 7000), STATUS_BUSY);
    cr_assert_eq(sides.given->slots[0].value, PARAMETER_QUEUE_TIMED - 1);
    cr_assert_eq(give(&sides, 0, 5, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 1);
    expect_due(&sides, 0, 0, 0, 5);
    cr_assert_eq(give(&sides, 0, 6, 7000), STATUS_BUSY, "none took effect");
    cr_assert_eq(parameter_taker_collect(&sides.taker, 1000, 512), 512);
    cr_assert_eq(give(&sides, 0, 6, 7000), STATUS_OK);
    drop(&sides);
}

Test(parameter_queue, numbers_wrap_around)
{
    Sides sides;
    make(&sides);
    atomic_store(&sides.given->last_order, UINT32_MAX - 2);
    atomic_store(&sides.given->at_once, UINT32_MAX - 2);
    atomic_store(&sides.given->timed_head, UINT32_MAX - 2);
    atomic_store(&sides.taken->timed_done, UINT32_MAX - 2);
    parameter_taker_settle(&sides.taker);
    for (int i = 0; i < 10; i++) {
        cr_assert_eq(give(&sides, 0, i, 0), STATUS_OK);
        cr_assert_eq(give(&sides, 0, i + 20, PARAMETER_QUEUE_NOW), STATUS_OK);
        cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 2);
        expect_due(&sides, 0, 0, 0, i);
        expect_due(&sides, 1, 0, 0, i + 20);
    }
    drop(&sides);
}

Test(parameter_queue, what_is_newer_than_the_look_comes_in_the_next_block)
{
    Sides sides;
    make(&sides);
    cr_assert_eq(give(&sides, 0, 10, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(give(&sides, 1, 11, PARAMETER_QUEUE_NOW), STATUS_OK);
    atomic_store(&sides.given->last_order, 1); /* as if the second were being given */
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 1);
    expect_due(&sides, 0, 0, 0, 10);
    atomic_store(&sides.given->last_order, 2);
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 1);
    expect_due(&sides, 0, 0, 1, 11);
    drop(&sides);
}

Test(parameter_queue, settling_forgets_what_waits)
{
    Sides sides;
    make(&sides);
    cr_assert_eq(give(&sides, 0, 10, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(give(&sides, 1, 11, 100), STATUS_OK);
    parameter_taker_settle(&sides.taker);
    cr_assert_not(parameter_taker_waits(&sides.taker));
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 0);
    cr_assert_eq(parameter_taker_value(&sides.taker, 0), 10);
    cr_assert_eq(parameter_taker_value(&sides.taker, 1), 11);
    drop(&sides);
}

Test(parameter_queue, a_new_taker_takes_all_that_was_given_at_once)
{
    Sides sides;
    make(&sides);
    cr_assert_eq(give(&sides, 1, 11, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 1);
    parameter_taker_cleanup(&sides.taker);
    cr_assert_eq(parameter_taker_init(&sides.taker, COUNT, sides.given, sides.taken), STATUS_OK);
    cr_assert_eq(parameter_taker_make_room(&sides.taker, sides.timed), STATUS_OK);
    cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 1);
    expect_due(&sides, 0, 0, 1, 11);
    drop(&sides);
}

/* The other process may write anything where the taker writes. */
Test(parameter_queue, the_giver_survives_whatever_the_taker_writes)
{
    Sides sides;
    make(&sides);
    for (uint32_t i = 0; i < 5000; i++) {
        atomic_store(&sides.taken->timed_done, i * 2654435761u);
        const Status status = give(&sides, i % COUNT, i, 100);
        cr_assert(status == STATUS_OK || status == STATUS_BUSY);
    }
    cr_assert_eq(give(&sides, 0, -1, PARAMETER_QUEUE_NOW), STATUS_OK);
    cr_assert_eq(sides.given->slots[0].value, -1);
    drop(&sides);
}

/* And a giver that lost count because of it overflows nothing. */
Test(parameter_queue, the_taker_has_room_for_a_ring_at_most)
{
    Sides sides;
    make(&sides);
    for (uint32_t i = 0; i < 5 * PARAMETER_QUEUE_TIMED; i++) {
        atomic_store(&sides.taken->timed_done, i);
        cr_assert_eq(give(&sides, 0, i, 1000000), STATUS_OK);
        cr_assert_eq(parameter_taker_collect(&sides.taker, 0, 512), 0);
    }
    cr_assert_eq(sides.taker.sorted_count, PARAMETER_QUEUE_TIMED);
    drop(&sides);
}

Test(parameter_queue, an_attached_queue_takes_what_a_giver_elsewhere_gives)
{
    Sides sides;
    ParameterQueue queue;
    make(&sides);
    cr_assert_eq(parameter_queue_attach(&queue, COUNT, sides.given, sides.timed, sides.taken),
                 STATUS_OK);
    cr_assert_eq(parameter_queue_make_room(&queue), STATUS_OK);
    cr_assert_eq(give(&sides, 2, 12, 5), STATUS_OK);
    cr_assert_eq(parameter_queue_collect(&queue, 0, 512), 1);
    cr_assert_eq(queue.taker.due[0].value, 12);
    parameter_queue_show(&queue, 1, 0.5);
    cr_assert_eq(sides.taken->meters[1], 0.5);
    cr_assert_eq(parameter_queue_shown(&queue, 1), 0.5);
    cr_assert_eq(parameter_queue_value(&queue, 1), 2);
    parameter_queue_cleanup(&queue);
    parameter_queue_cleanup(&queue);
    drop(&sides);
}
