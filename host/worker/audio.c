/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/audio.h"

#include "realtime/priority.h"
#include "worker/sandbox.h"

#include <string.h>

/* The thread begins with it. */
#define FIRST_REST 1u

static bool is_rest(uint32_t turn)
{
    return turn % 2 == 1;
}

/* Until main's next turn, or a later one: a rest may be over and another one begun before this
 * thread sees anything of it. */
static void rest(Audio *audio, uint32_t turn)
{
    atomic_store_explicit(&audio->rested, turn, memory_order_release);
    wake_signal(&audio->rests);
    for (;;) {
        const uint32_t ticket = wake_ticket(&audio->go);
        if (atomic_load_explicit(&audio->turn, memory_order_acquire) != turn)
            return;
        wake_wait(&audio->go, ticket);
    }
}

static void *run(void *context)
{
    Audio *audio = context;
    (void)priority_raise(audio->period_ns, audio->scheduling, sizeof audio->scheduling);
    sandbox_drop_privileges();
    rest(audio, FIRST_REST);
    for (;;) {
        const uint32_t ticket = wake_ticket(audio->wake);
        const uint32_t turn = atomic_load_explicit(&audio->turn, memory_order_acquire);
        Block block;
        if (block_ring_take(&audio->work, &block))
            processor_process_handed(&audio->processor, &block);
        else if (is_rest(turn))
            rest(audio, turn);
        else
            wake_wait_shared(audio->wake, ticket);
    }
    return NULL;
}

static void wait_until_it_rests(Audio *audio)
{
    for (;;) {
        const uint32_t ticket = wake_ticket(&audio->rests);
        if (atomic_load_explicit(&audio->rested, memory_order_acquire) == audio->turn)
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
    atomic_store(&audio->turn, FIRST_REST);
    const int result = pthread_create(&audio->thread, NULL, run, audio);
    if (result != 0)
        return error_set(error, status_from_errno(result),
                         "worker process: the system gives no thread (%s)", strerror(result));
    wait_until_it_rests(audio);
    return STATUS_OK;
}

void audio_rest(Audio *audio)
{
    if (!is_rest(audio->turn)) {
        atomic_fetch_add_explicit(&audio->turn, 1, memory_order_release);
        wake_signal_shared(audio->wake);
    }
    wait_until_it_rests(audio);
}

void audio_go(Audio *audio)
{
    atomic_fetch_add_explicit(&audio->turn, 1, memory_order_release);
    wake_signal(&audio->go);
}
