/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/exchange.h"

#include "engine/recorder.h"
#include "realtime/memory.h"

#include <string.h>

static void *make(Area *area, size_t bytes, AreaAccess access, bool is_shared)
{
    if (!is_shared || area_init(area, bytes, access, NULL) != STATUS_OK)
        return memory_new(bytes);
    return area->memory;
}

static void drop(Area *area, void *memory)
{
    if (area->memory)
        area_cleanup(area);
    else
        memory_free(memory);
}

size_t exchange_done_bytes(uint32_t channels, uint32_t frames)
{
    return sizeof(ExchangeDone) + record_memory_size(RECORDER_BLOCKS) +
           loopback_bytes(channels, frames);
}

void exchange_view(Exchange *exchange, uint32_t channels, uint32_t frames)
{
    const size_t records = record_memory_size(RECORDER_BLOCKS);
    exchange->blocks = (RecordRing){(void *)(exchange->done + 1), RECORDER_BLOCKS};
    loopback_view(&exchange->wet, (char *)(exchange->done + 1) + records, channels, frames);
}

Status exchange_init(Exchange *exchange, uint32_t channels, uint32_t frames, bool is_shared)
{
    const size_t done_bytes = exchange_done_bytes(channels, frames);
    exchange->given =
        make(&exchange->given_area, sizeof *exchange->given, AREA_HOST_WRITES, is_shared);
    exchange->done = make(&exchange->done_area, done_bytes, AREA_BOTH_WRITE, is_shared);
    if (!exchange->given || !exchange->done) {
        exchange_cleanup(exchange);
        return STATUS_NO_MEMORY;
    }
    exchange_view(exchange, channels, frames);
    exchange_clear(exchange);
    return STATUS_OK;
}

void exchange_cleanup(Exchange *exchange)
{
    drop(&exchange->given_area, exchange->given);
    drop(&exchange->done_area, exchange->done);
    memset(exchange, 0, sizeof *exchange);
}

void exchange_say_latency(ExchangeDone *done, uint32_t frames) OSSICLE_REALTIME
{
    atomic_store_explicit(&done->latency, (uint64_t)~frames << 32 | frames, memory_order_release);
}

void exchange_clear_counters(Exchange *exchange)
{
    ExchangeDone *done = exchange->done;
    atomic_store(&done->processed_blocks, 0);
    atomic_store(&done->dropped_blocks, 0);
    atomic_store(&done->silenced_blocks, 0);
    atomic_store(&done->failed_blocks, 0);
    atomic_store(&done->lost_log_lines, 0);
}

void exchange_clear(Exchange *exchange)
{
    ExchangeDone *done = exchange->done;
    atomic_store(&exchange->given->blocks.place, 0);
    atomic_store(&done->blocks.place, 0);
    atomic_store(&done->processed_sample_time, 0);
    atomic_store(&done->done_blocks, 0);
    exchange_say_latency(done, 0);
    atomic_store(&done->load, 0);
    memset(&done->times, 0, sizeof done->times);
    exchange_clear_counters(exchange);
    loopback_clear(&exchange->wet);
}
