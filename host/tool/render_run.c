/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/render_run.h"
#include "tool/interrupt.h"

#include <unistd.h>

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Copy the channels that both have. */
static void copy_frames(float *to, uint32_t to_channels, const float *from, uint32_t from_channels,
                        int64_t frames)
{
    const uint32_t channels = to_channels < from_channels ? to_channels : from_channels;
    for (int64_t i = 0; i < frames; i++) {
        for (uint32_t c = 0; c < channels; c++)
            to[i * to_channels + c] = from[i * from_channels + c];
    }
}

static bool goes_on(RenderRun *run)
{
    run->ended = run->ended || interrupt_pending();
    return !run->ended;
}

bool render_run_play(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                     const AudioTimeStamp *input_time, float *output,
                     const AudioTimeStamp *output_time)
{
    RenderRun *const run = context;
    const int64_t time = (int64_t)output_time->mSampleTime;
    if (!run->started)
        run->start = run->next_output = time;
    run->started = true;
    if (time < run->next_output)
        run->clock_went_back = run->ended = true;
    else
        run->missed += time - run->next_output;
    run->next_output = time + frames;

    const int64_t position = larger(time - run->start, 0);
    const int64_t rest = larger(run->played->frames - position, 0);
    copy_frames(output, run->output_channels,
                run->played->samples +
                    smaller(position, run->played->frames) * run->played->channels,
                run->played->channels, smaller(rest, frames));
    atomic_store_explicit(&run->progress->done, position + frames, memory_order_relaxed);
    return goes_on(run);
}

bool render_run_record(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                       const AudioTimeStamp *input_time, float *output,
                       const AudioTimeStamp *output_time)
{
    RenderRun *const run = context;
    Sound *const recorded = run->recorded;
    if (!run->started) /* what comes before the first played frame can't contain it */
        return goes_on(run);
    const int64_t position = (int64_t)input_time->mSampleTime - run->start - run->skip;
    const int64_t from = larger(position, 0);
    const int64_t to = smaller(position + frames, recorded->frames);
    if (from < to)
        copy_frames(recorded->samples + from * recorded->channels, recorded->channels,
                    input + (from - position) * run->input_channels, run->input_channels,
                    to - from);
    run->ended = run->ended || position + frames >= recorded->frames;
    return goes_on(run);
}

static Status start_both(HalClient *recorder, HalClient *player, HostClock *clock, Error *error)
{
    host_clock_join(clock);
    Status status = hal_client_start(recorder, error);
    if (!status)
        status = hal_client_start(player, error);
    host_clock_leave(clock);
    return status;
}

static Status run_both(const RenderRun *run, HalClient *recorder, HalClient *player,
                       HostClock *clock, Error *error)
{
    Status status = start_both(recorder, player, clock, error);
    if (!status)
        status = hal_client_wait(recorder, error);
    if (!status)
        status = hal_client_wait(player, error);
    if (!status && run->clock_went_back)
        status = error_set(error, STATUS_FAILED,
                           "the device's clock jumped back during the run: try again");
    if (!status && interrupt_pending())
        status = error_set(error, STATUS_BUSY, "interrupted");
    return status;
}

Status render_run(RenderRun *run, Hal *hal, AudioObjectID device, HostClock *clock, Error *error)
{
    const HalClientInfo record = {.process_id = getpid(),
                                  .bundle_id = CFSTR("org.ossicle.tool.recorder"),
                                  .use = HAL_USE_INPUT};
    const HalClientInfo play = {.process_id = getpid(),
                                .bundle_id = CFSTR("org.ossicle.tool.player"),
                                .use = HAL_USE_OUTPUT};
    HalClient *const recorder = hal_client_new(hal, device, &record, render_run_record, run, error);
    HalClient *const player =
        recorder ? hal_client_new(hal, device, &play, render_run_play, run, error) : NULL;
    const Status status = player ? run_both(run, recorder, player, clock, error) : STATUS_FAILED;
    hal_client_free(player);
    hal_client_free(recorder);
    return status;
}
