/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/record_queue.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { CAPACITY = 8, PRODUCERS = 4, EACH = 5000 };

/* Of an odd size, so that records would overlap if slots were laid out wrong. */
typedef struct Record {
    uint32_t producer;
    uint32_t number;
    unsigned char rest[13];
} Record;

typedef struct Taken {
    pthread_mutex_t gate; /* held: the queue's thread waits */
    size_t count;
    uint32_t next[PRODUCERS];
    size_t wrong;
} Taken;

static void take(void *context, const void *data)
{
    Taken *taken = context;
    Record record;
    memcpy(&record, data, sizeof record);
    pthread_mutex_lock(&taken->gate);
    taken->count++;
    taken->wrong += record.number < taken->next[record.producer];
    taken->next[record.producer] = record.number + 1;
    for (size_t i = 0; i < sizeof record.rest; i++)
        taken->wrong += record.rest[i] != (unsigned char)record.number;
    pthread_mutex_unlock(&taken->gate);
}

static Taken taken = {.gate = PTHREAD_MUTEX_INITIALIZER};

static RecordQueue *new_queue(void)
{
    const RecordQueueOptions options = {.name = "test queue",
                                        .record_size = sizeof(Record),
                                        .record_count = CAPACITY,
                                        .take = take,
                                        .context = &taken};
    RecordQueue *queue = record_queue_new(&options, NULL);
    cr_assert_not_null(queue);
    return queue;
}

static bool push(RecordQueue *queue, uint32_t producer, uint32_t number)
{
    Record record = {producer, number, {0}};
    memset(record.rest, (int)(number & 0xffu), sizeof record.rest);
    return record_queue_push(queue, &record);
}

Test(record_queue, passes_on_what_it_got_in_order)
{
    RecordQueue *queue = new_queue();
    for (uint32_t i = 0; i < 1000; i++) {
        if (!push(queue, 0, i)) {
            record_queue_flush(queue);
            cr_assert(push(queue, 0, i), "there is room after a flush");
        }
    }
    record_queue_free(queue);
    cr_assert_eq(taken.count, 1000);
    cr_assert_eq(taken.wrong, 0);
}

Test(record_queue, says_when_it_is_full)
{
    RecordQueue *queue = new_queue();
    pthread_mutex_lock(&taken.gate);
    uint32_t pushed = 0;
    while (push(queue, 0, pushed))
        pushed++;
    cr_assert_eq(pushed, CAPACITY, "the record at hand keeps its slot until it is dealt with");
    pthread_mutex_unlock(&taken.gate);
    record_queue_free(queue);
    cr_assert_eq(taken.count, pushed);
    cr_assert_eq(taken.wrong, 0);
}

static RecordQueue *shared;
static atomic_uint lost;

static void *produce(void *context)
{
    const uint32_t producer = *(const uint32_t *)context;
    for (uint32_t i = 0; i < EACH; i++) {
        if (!push(shared, producer, i))
            atomic_fetch_add(&lost, 1);
    }
    return NULL;
}

Test(record_queue, takes_from_many_threads)
{
    shared = new_queue();
    pthread_t threads[PRODUCERS];
    uint32_t numbers[PRODUCERS];
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        numbers[i] = i;
        cr_assert_eq(pthread_create(&threads[i], NULL, produce, &numbers[i]), 0);
    }
    for (uint32_t i = 0; i < PRODUCERS; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    record_queue_free(shared);
    cr_assert_eq(taken.count + lost, (size_t)PRODUCERS * EACH);
    cr_assert_eq(taken.wrong, 0);
}

Test(record_queue, no_queue_is_fine)
{
    record_queue_free(NULL);
    cr_assert_eq(taken.count, 0);
}

Test(record_queue, too_large_a_queue_is_refused)
{
    const RecordQueueOptions options = {
        .name = "test queue", .record_size = SIZE_MAX / 8, .record_count = 4, .take = take};
    Error error = {.status = STATUS_OK};
    cr_assert_null(record_queue_new(&options, &error));
    cr_assert_eq(error.status, STATUS_NO_MEMORY);
    cr_assert_str_eq(error.message, "test queue: out of memory");
}
