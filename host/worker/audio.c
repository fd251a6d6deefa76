/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/audio.h"

#include "realtime/priority.h"
#include "worker/sandbox.h"

#include <string.h>

static void rest(Audio *audio)
{
    atomic_store_explicit(&audio->is_resting, true, memory_order_release);
    wake_signal(&audio->rests);
    for (;;) {
        const uint32_t ticket = wake_ticket(&audio->go);
        if (!atomic_load_explicit(&audio->wants_rest, memory_order_acquire))
            return;
        wake_wait(&audio->go, ticket);
    }
}

static void *run(void *context)
{
    Audio *audio = context;
    (void)priority_raise(audio->period_ns, audio->scheduling, sizeof audio->scheduling);
    sandbox_drop_privileges();
    rest(audio);
    for (;;) {
        const uint32_t ticket = wake_ticket(audio->wake);
        const bool wants_rest = atomic_load_explicit(&audio->wants_rest, memory_order_acquire);
        Block block;
        if (block_ring_take(&audio->work, &block))
            processor_process_handed(&audio->processor, &block);
        else if (wants_rest)
            rest(audio);
        else
            wake_wait_shared(audio->wake, ticket);
    }
    return NULL;
}

static void wait_until_it_rests(Audio *audio)
{
    for (;;) {
        const uint32_t ticket = wake_ticket(&audio->rests);
        if (atomic_load_explicit(&audio->is_resting, memory_order_acquire))
            return;
        wake_wait(&audio->rests, ticket);
    }
}

Status audio_start(Audio *audio, Wake *wake, uint64_t period_ns, Error *error)
{
    audio->wake = wake;
    audio->period_ns = period_ns;
    wake_init(&audio->go);
    wake_init(&audio->rests);
    atomic_store(&audio->wants_rest, true);
    const int result = pthread_create(&audio->thread, NULL, run, audio);
    if (result != 0)
        return error_set(error, status_from_errno(result),
                         "worker process: the system gives no thread (%s)", strerror(result));
    wait_until_it_rests(audio);
    return STATUS_OK;
}

void audio_rest(Audio *audio)
{
    atomic_store_explicit(&audio->wants_rest, true, memory_order_release);
    wake_signal_shared(audio->wake);
    wait_until_it_rests(audio);
}

void audio_go(Audio *audio)
{
    atomic_store_explicit(&audio->is_resting, false, memory_order_relaxed);
    atomic_store_explicit(&audio->wants_rest, false, memory_order_release);
    wake_signal(&audio->go);
}
