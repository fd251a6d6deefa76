/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The small units of realtime/. What threads share is in tests/engine/test_threads.c. */

#include "realtime/denormals.h"
#include "realtime/memory.h"
#include "realtime/priority.h"
#include "realtime/ring.h"

#include <criterion/criterion.h>
#include <float.h>
#include <pthread.h>
#include <string.h>

Test(ring, gives_back_what_it_got_in_order)
{
    Ring ring;
    int items[7];
    cr_assert_eq(ring_init(&ring, 8), STATUS_OK);
    cr_assert_null(ring_pop_spsc(&ring));
    for (int lap = 0; lap < 5; lap++) {
        for (int i = 0; i < 7; i++)
            cr_assert(ring_push_spsc(&ring, &items[i]));
        cr_assert_not(ring_push_spsc(&ring, &items[0]), "it is full");
        for (int i = 0; i < 7; i++)
            cr_assert_eq(ring_pop_spsc(&ring), &items[i]);
        cr_assert_null(ring_pop_spsc(&ring));
    }
    ring_cleanup(&ring);
    ring_cleanup(&ring);
}

Test(ring, counters_wrap_around)
{
    Ring ring;
    int items[3];
    cr_assert_eq(ring_init(&ring, 4), STATUS_OK);
    ring.ring.c_head = ring.ring.p_tail = ring.ring.p_head = UINT32_MAX - 2;
    for (int i = 0; i < 20; i++) {
        for (int k = 0; k < 3; k++)
            cr_assert(ring_push_spsc(&ring, &items[k]));
        cr_assert_not(ring_push_spsc(&ring, &items[0]));
        for (int k = 0; k < 3; k++)
            cr_assert_eq(ring_pop_spsc(&ring), &items[k]);
        cr_assert_null(ring_pop_spsc(&ring));
    }
    ring_cleanup(&ring);
}

Test(ring, sizes_are_powers_of_two)
{
    static const uint32_t bad[] = {0, 1, 3, 6, 100};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Ring ring;
        cr_assert_eq(ring_init(&ring, bad[i]), STATUS_BAD_ARGUMENT);
        ring_cleanup(&ring);
    }
}

Test(memory, is_aligned_and_zero)
{
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *memory = memory_new(size);
        cr_assert_not_null(memory);
        cr_assert_eq((uintptr_t)memory % MEMORY_ALIGNMENT, 0);
        for (size_t i = 0; i < size; i++)
            cr_assert_eq(memory[i], 0);
        memory_free(memory);
    }
    cr_assert_null(memory_new(SIZE_MAX));
    memory_free(NULL);
}

static float halve(volatile float *number)
{
    *number = *number / 2;
    return *number;
}

Test(denormals, are_zero_between_the_calls_and_not_outside)
{
    volatile float number = FLT_MIN;
    cr_assert_gt(halve(&number), 0);
    const uint64_t before = denormals_to_zero();
    number = FLT_MIN;
    const float flushed = halve(&number);
    denormals_restore(before);
    cr_assert_eq(flushed, 0);
    number = FLT_MIN;
    cr_assert_gt(halve(&number), 0);
}

static void *raise(void *context)
{
    static bool is_granted;
    is_granted = priority_raise(1000000, context, 200);
    return &is_granted;
}

Test(priority, says_in_one_line_what_became_of_it)
{
    char text[200] = "";
    pthread_t thread;
    void *is_granted;
    cr_assert_eq(pthread_create(&thread, NULL, raise, text), 0);
    cr_assert_eq(pthread_join(thread, &is_granted), 0);
    const char *wanted = *(bool *)is_granted ? "realtime, " : "not realtime: ";
    cr_assert_eq(strncmp(text, wanted, strlen(wanted)), 0, "%s", text);
    cr_assert_null(strchr(text, '\n'));
}
