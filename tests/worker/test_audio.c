/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/audio.h"
#include "worker/sandbox.h"

#include <criterion/criterion.h>

static Audio audio;
static Wake wake;
static BlockRing giver;
static BlockRingGiven given;
static BlockRingTaken taken;
static uint32_t processed; /* the thread's unless it rests */

/* The thread is one of the test's, which keeps its privileges. */
void sandbox_drop_privileges(void)
{
}

/* In place of the engine's. */
void processor_process_handed(void *context, const Block *block) OSSICLE_REALTIME
{
    (void)context;
    (void)block;
    processed++;
}

static void start_audio(void)
{
    Error error = {.status = STATUS_OK};
    wake_init(&wake);
    cr_assert_eq(audio_start(&audio, &wake, 1000000, &error), STATUS_OK, "%s", error.message);
    block_ring_view(&giver, &given, &taken);
    block_ring_view(&audio.work, &given, &taken);
}

TestSuite(audio, .init = start_audio, .timeout = 60);

/* Most of these rests begin before the thread has seen that the one before is over. */
Test(audio, may_be_made_to_rest_again_at_once)
{
    for (uint32_t i = 0; i < 20000; i++) {
        Block block = {.sample_time = i};
        cr_assert(block_ring_give(&giver, &block));
        audio_go(&audio);
        audio_rest(&audio);
        audio_rest(&audio);
        cr_assert_eq(processed, i + 1, "what was handed over is processed before");
    }
}
