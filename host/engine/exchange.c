/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/exchange.h"

#include "engine/recorder.h"
#include "realtime/memory.h"

#include <string.h>

Status exchange_init(Exchange *exchange, uint32_t channels, uint32_t frames)
{
    exchange->given = memory_new(sizeof *exchange->given);
    const size_t records = record_memory_size(RECORDER_BLOCKS);
    exchange->done =
        memory_new(sizeof *exchange->done + records + loopback_bytes(channels, frames));
    if (!exchange->given || !exchange->done) {
        exchange_cleanup(exchange);
        return STATUS_NO_MEMORY;
    }
    exchange->blocks = (RecordRing){(void *)(exchange->done + 1), RECORDER_BLOCKS};
    loopback_view(&exchange->wet, (char *)(exchange->done + 1) + records, channels, frames);
    exchange_clear(exchange);
    return STATUS_OK;
}

void exchange_cleanup(Exchange *exchange)
{
    memory_free(exchange->given);
    memory_free(exchange->done);
    memset(exchange, 0, sizeof *exchange);
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
    atomic_store(&done->latency_frames, 0);
    atomic_store(&done->load, 0);
    memset(&done->times, 0, sizeof done->times);
    exchange_clear_counters(exchange);
    loopback_clear(&exchange->wet);
}
