/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a block costs in a process of its own, against a thread: as much as the machine can do, with
 * the ring kept filled, and one block after the other. */

#include "bench/lane_loop.h"
#include "bench/side_by_side.h"

enum { CHANNELS = 2 };

/* A few blocks under way at any time, as far as the ring lets them. */
enum { UNDER_WAY = 8 };

static void run_filled(void *context, uint32_t times)
{
    LaneLoop *const loop = context;
    for (uint32_t i = 0; i < times; i++) {
        for (uint32_t b = 0; b < UNDER_WAY; b++)
            lane_loop_write(loop);
        lane_loop_wait(loop);
    }
}

static void run_one_by_one(void *context, uint32_t times)
{
    LaneLoop *const loop = context;
    for (uint32_t i = 0; i < times; i++) {
        lane_loop_write(loop);
        lane_loop_wait(loop);
    }
}

static void compare(const char *chain, const char *name, uint32_t frames, double target)
{
    LaneLoop worker;
    LaneLoop isolated;
    char line[128];
    lane_loop_init(&worker, SHIPPED_MODULES, chain, ENGINE_MODE_WORKER, CHANNELS, frames);
    lane_loop_init(&isolated, SHIPPED_MODULES, chain, ENGINE_MODE_ISOLATED, CHANNELS, frames);
    (void)snprintf(line, sizeof line, "%s, %u frames, %d under way", name, frames, UNDER_WAY);
    (void)side_by_side(line, &(Side){run_filled, &isolated}, &(Side){run_filled, &worker}, 10,
                       target);
    (void)snprintf(line, sizeof line, "%s, %u frames, one by one", name, frames);
    (void)side_by_side(line, &(Side){run_one_by_one, &isolated}, &(Side){run_one_by_one, &worker},
                       20, target);
    lane_loop_cleanup(&worker);
    lane_loop_cleanup(&isolated);
}

int main(void)
{
    static const char several[] = "org.ossicle.gain(gain=-1),org.ossicle.lowpass,"
                                  "org.ossicle.gain(gain=-1),org.ossicle.lowpass";
    printf("isolated against worker, per block\n");
    compare("org.ossicle.gain(gain=-1)", "gain", 512, 1.2);
    compare(several, "four modules", 512, 1.2);
    compare("org.ossicle.gain(gain=-1)", "gain", 64, 0);
    return 0;
}
