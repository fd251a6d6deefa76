/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/exchange.h"

#include "realtime/memory.h"

#include <string.h>

Status exchange_init(Exchange *exchange, uint32_t channels, uint32_t frames)
{
    exchange->given = memory_new(sizeof *exchange->given);
    exchange->done = memory_new(sizeof *exchange->done + loopback_bytes(channels, frames));
    if (!exchange->given || !exchange->done) {
        exchange_cleanup(exchange);
        return STATUS_NO_MEMORY;
    }
    loopback_view(&exchange->wet, exchange->done + 1, channels, frames);
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
    exchange_clear_counters(exchange);
    loopback_clear(&exchange->wet);
}
