/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file render_run.h
 * Two clients of one device: one plays a sound, one records what the device gives back.
 *
 * The player counts from the sample time of its first cycle, W: it plays frame k at W + k, and goes
 * on with silence. The recorder keeps what it gets for W + skip + k as frame k. So the recording is
 * aligned with what was played, whatever the buffer size and the device's offsets are. */

#ifndef OSSICLE_TOOL_RENDER_RUN_H
#define OSSICLE_TOOL_RENDER_RUN_H

#include "base/status.h"
#include "hal/hal.h"
#include "tool/sound.h"
#include "tool/watch.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct RenderRun {
    const Sound *played;
    Sound *recorded; /**< of the same format */
    int64_t skip;    /**< frames of latency to leave out */
    UInt32 input_channels;
    UInt32 output_channels;
    WatchProgress *progress;

    /* The rest is the I/O thread's, and for others when both clients have stopped. Zeroed at
     * first. */
    bool started;
    bool ended; /**< all has been recorded, or the run has failed */
    bool clock_went_back;
    int64_t start;       /**< W */
    int64_t next_output; /**< where the player expects to go on */
    int64_t missed;      /**< frames that weren't played since the machine was too slow */
} RenderRun;

/** HalIOProcs of the two; `run` is the RenderRun. [io] */
bool render_run_play(void *run, UInt32 frames, const AudioTimeStamp *now, const float *input,
                     const AudioTimeStamp *input_time, float *output,
                     const AudioTimeStamp *output_time);
bool render_run_record(void *run, UInt32 frames, const AudioTimeStamp *now, const float *input,
                       const AudioTimeStamp *input_time, float *output,
                       const AudioTimeStamp *output_time);

/** [control] Run from the first frame to the last. STATUS_BUSY if the user interrupts. */
Status render_run(RenderRun *run, Hal *hal, AudioObjectID device, HostClock *clock, Error *error);

#endif
