/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/record_ring.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY UINT64_C(16)

/* Each word tells which record it belongs to. */
typedef struct Record {
    uint64_t words[RECORD_WORDS];
} Record;

static RecordRing new_ring(void)
{
    const size_t size = record_memory_size(CAPACITY);
    RecordMemory *memory = aligned_alloc(REALTIME_CACHE_LINE, (size + 127) / 128 * 128);
    cr_assert_not_null(memory);
    memset(memory, 0, size);
    return (RecordRing){memory, (uint32_t)CAPACITY};
}

static void write_one(const RecordRing *ring, uint64_t number)
{
    Record record;
    for (size_t i = 0; i < RECORD_WORDS; i++)
        record.words[i] = number * RECORD_WORDS + i;
    record_ring_write(ring, &record);
}

static bool is_record(const Record *record, uint64_t number)
{
    bool is_it = true;
    for (size_t i = 0; i < RECORD_WORDS; i++)
        is_it = is_it && record->words[i] == number * RECORD_WORDS + i;
    return is_it;
}

Test(record_ring, without_memory_keeps_nothing)
{
    const RecordRing ring = {NULL, 0};
    Record record;
    write_one(&ring, 1);
    cr_expect_eq(record_ring_copy(&ring, &record, 1), 0);
}

Test(record_ring, keeps_the_last_ones_in_their_order)
{
    const RecordRing ring = new_ring();
    Record records[CAPACITY];
    cr_expect_eq(record_ring_copy(&ring, records, CAPACITY), 0);
    for (uint64_t written = 1; written <= 3 * CAPACITY; written++) {
        write_one(&ring, written);
        const uint64_t kept = written < CAPACITY ? written : CAPACITY - 1;
        cr_assert_eq(record_ring_copy(&ring, records, CAPACITY), kept, "after %d", (int)written);
        for (uint64_t i = 0; i < kept; i++)
            cr_assert(is_record(&records[i], written - kept + 1 + i));
    }
    cr_expect_eq(record_ring_copy(&ring, records, 2), 2);
    cr_expect(is_record(&records[0], 3 * CAPACITY - 1));
    cr_expect(is_record(&records[1], 3 * CAPACITY));
    free(ring.memory);
}

Test(record_ring, counts_on_past_the_end_of_numbers)
{
    const RecordRing ring = new_ring();
    Record records[CAPACITY];
    atomic_store(&ring.memory->written, UINT64_MAX - 2);
    for (uint64_t i = 0; i < 4; i++)
        write_one(&ring, i);
    cr_expect_eq(atomic_load(&ring.memory->written), 1);
    /* It looks as if it had just begun: that costs what was before, and nothing else. */
    cr_expect_eq(record_ring_copy(&ring, records, CAPACITY), 1);
    cr_expect(is_record(&records[0], 3));
    free(ring.memory);
}

/* Whoever writes may be another process that has gone mad. */
Test(record_ring, any_count_leads_to_records_of_the_ring)
{
    static const uint64_t counts[] = {0, 1, CAPACITY - 1, CAPACITY, 12345, UINT64_MAX};
    const RecordRing ring = new_ring();
    Record records[CAPACITY + 1];
    for (uint64_t i = 0; i < CAPACITY; i++)
        write_one(&ring, i);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        atomic_store(&ring.memory->written, counts[i]);
        memset(&records[CAPACITY], 0x55, sizeof *records);
        cr_expect_lt(record_ring_copy(&ring, records, CAPACITY + 1), CAPACITY);
        cr_expect_eq(records[CAPACITY].words[0], 0x5555555555555555u);
    }
    free(ring.memory);
}

enum { ROUNDS = 20000 };

static void *write_many(void *context)
{
    const RecordRing *ring = context;
    for (uint64_t i = 0; i < ROUNDS; i++)
        write_one(ring, i);
    return NULL;
}

/* What a reader gets is whole and without a gap, whatever the writer does meanwhile. */
Test(record_ring, readers_get_whole_records_while_it_is_written)
{
    RecordRing ring = new_ring();
    Record records[CAPACITY];
    pthread_t writer;
    cr_assert_eq(pthread_create(&writer, NULL, write_many, &ring), 0);
    while (atomic_load(&ring.memory->written) < ROUNDS) {
        const size_t count = record_ring_copy(&ring, records, CAPACITY);
        const uint64_t first = count ? records[0].words[0] / RECORD_WORDS : 0;
        for (size_t i = 0; i < count; i++)
            cr_assert(is_record(&records[i], first + i));
    }
    cr_assert_eq(pthread_join(writer, NULL), 0);
    free(ring.memory);
}
