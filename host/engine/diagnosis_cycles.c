/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/diagnosis_causes.h"

#include <math.h>

/* How long `frames` last. */
static double duration_ns(const CycleRecord *cycle, double frames)
{
    return cycle->sample_rate_hz > 0 ? frames * 1e9 / (double)cycle->sample_rate_hz : 0;
}

static double buffer_ns(const CycleRecord *cycle)
{
    return duration_ns(cycle, cycle->frames);
}

/* Frames between the end of one cycle and the begin of the next one, which nobody played. */
static double missing_frames(const CycleRecord *before, const CycleRecord *cycle)
{
    return (double)(cycle->sample_time - before->sample_time) - before->frames;
}

/* Whether I/O was stopped between two cycles, or got another rate: then all may be different. */
static bool began_anew(const Snapshot *snapshot, const CycleRecord *before,
                       const CycleRecord *cycle)
{
    for (size_t i = 0; i < snapshot->event_count; i++) {
        const EventRecord *event = &snapshot->events[i];
        if ((event->kind == RECORDING_EVENT_START || event->kind == RECORDING_EVENT_RATE) &&
            event->time_ns >= before->begin_ns && event->time_ns <= cycle->begin_ns)
            return true;
    }
    return false;
}

/* How two cycles follow each other. */
typedef struct Step {
    double late_ns; /* the second was late by this, with what its server left out on that account */
    bool is_jump;   /* its sample time isn't what the time that has passed made of it */
    bool is_blocked; /* the first one took until after the second should have begun */
} Step;

static Step step_between(const Snapshot *snapshot, const CycleRecord *before,
                         const CycleRecord *cycle)
{
    const double missing = missing_frames(before, cycle);
    const double missing_ns = duration_ns(cycle, missing);
    const double passed_ns = (double)(int64_t)(cycle->begin_ns - before->begin_ns);
    const bool is_new_line = before->seed != cycle->seed;
    const bool is_left_out = !is_new_line && missing > 0 && passed_ns >= missing_ns;
    const double late_ns = cycle->late_ns + (is_left_out ? missing_ns : 0);
    if ((is_new_line || missing != 0) && began_anew(snapshot, before, cycle))
        return (Step){.late_ns = 0};
    return (Step){
        .late_ns = late_ns,
        .is_jump = is_new_line || (missing != 0 && !is_left_out),
        .is_blocked = (double)before->busy_ns > passed_ns - late_ns,
    };
}

void find_cycle_late(const Snapshot *snapshot, Finding *finding)
{
    for (size_t i = 1; i < snapshot->cycle_count; i++) {
        const CycleRecord *cycle = &snapshot->cycles[i];
        const Step step = step_between(snapshot, cycle - 1, cycle);
        if (step.late_ns > buffer_ns(cycle) && !step.is_blocked)
            finding_add(finding, cycle->begin_ns, step.late_ns, buffer_ns(cycle));
    }
    if (finding->count > 0)
        finding_say(finding,
                    "the I/O thread was woken %s%.1f ms late, with %.1f ms for a cycle, %s",
                    finding->count > 1 ? "up to " : "", finding->worst_ns / 1e6,
                    finding->allowed_ns / 1e6, finding_times(snapshot, finding).text);
}

/* The first block that began at this time or later. */
static size_t first_block(const Snapshot *snapshot, uint64_t time_ns)
{
    size_t begin = 0;
    size_t end = snapshot->block_count;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (snapshot->blocks[middle].begin_ns < time_ns)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

/* Whether a block that was too slow was processed within the cycle: then it is the block's fault.
 */
static bool holds_slow_block(const Snapshot *snapshot, const CycleRecord *cycle)
{
    const uint64_t end_ns = cycle->begin_ns + cycle->busy_ns;
    for (size_t i = first_block(snapshot, cycle->begin_ns); i < snapshot->block_count; i++) {
        const BlockRecord *block = &snapshot->blocks[i];
        if (block->begin_ns > end_ns)
            return false;
        if (block->busy_ns > block->sound_ns && block->begin_ns + block->busy_ns <= end_ns)
            return true;
    }
    return false;
}

void find_cycle_long(const Snapshot *snapshot, Finding *finding)
{
    for (size_t i = 0; i < snapshot->cycle_count; i++) {
        const CycleRecord *cycle = &snapshot->cycles[i];
        if (cycle->busy_ns > buffer_ns(cycle) && !holds_slow_block(snapshot, cycle))
            finding_add(finding, cycle->begin_ns, cycle->busy_ns, buffer_ns(cycle));
    }
    if (finding->count > 0)
        finding_say(finding, "the I/O cycle itself took %s %s, though the chain was quick",
                    finding_taken(finding, "buffer").text, finding_times(snapshot, finding).text);
}

void find_not_ready(const Snapshot *snapshot, Finding *finding)
{
    uint64_t frames = 0;
    for (size_t i = 0; i < snapshot->cycle_count; i++) {
        const CycleRecord *cycle = &snapshot->cycles[i];
        if (cycle->dry_frames == 0 && cycle->dropped_blocks == 0)
            continue;
        finding_add(finding, cycle->begin_ns, 0, 0);
        frames += cycle->dry_frames;
    }
    if (finding->count > 0)
        finding_say(finding,
                    "processed sound wasn't ready when it was read %s (%llu frames), though "
                    "nothing took longer than its time",
                    finding_times(snapshot, finding).text, (unsigned long long)frames);
}

void find_clock_jump(const Snapshot *snapshot, Finding *finding)
{
    for (size_t i = 1; i < snapshot->cycle_count; i++) {
        const CycleRecord *cycle = &snapshot->cycles[i];
        if (step_between(snapshot, cycle - 1, cycle).is_jump)
            finding_add(finding, cycle->begin_ns, 0, 0);
    }
    if (finding->count > 0)
        finding_say(finding, "the device's time line jumped %s",
                    finding_times(snapshot, finding).text);
}

void find_reader_lags(const Snapshot *snapshot, Finding *finding)
{
    int32_t lag_frames = 0;
    for (size_t i = 0; i < snapshot->cycle_count; i++) {
        const CycleRecord *cycle = &snapshot->cycles[i];
        if (!(cycle->flags & RECORDING_CYCLE_LOST))
            continue;
        finding_add(finding, cycle->begin_ns, 0, 0);
        lag_frames = cycle->lag_frames > lag_frames ? cycle->lag_frames : lag_frames;
    }
    if (finding->count > 0)
        finding_say(finding,
                    "sound was read %d frames after it was played, when it was gone already, %s",
                    (int)lag_frames, finding_times(snapshot, finding).text);
}

void find_clock_rate(const Snapshot *snapshot, Finding *finding)
{
    for (size_t i = 1; i < snapshot->cycle_count; i++) {
        const CycleRecord *cycle = &snapshot->cycles[i];
        if (cycle->clock_rate < cycle[-1].clock_rate || cycle->clock_rate > cycle[-1].clock_rate)
            finding_add(finding, cycle->begin_ns, 0, 0);
    }
    if (finding->count > 0)
        finding_say(finding, "the device's clock rate was changed %s; it is %.6g now",
                    finding_times(snapshot, finding).text,
                    (double)snapshot->cycles[snapshot->cycle_count - 1].clock_rate);
}

void find_nothing(const Snapshot *snapshot, Finding *finding)
{
    double share = 0;
    for (size_t i = 0; i < snapshot->block_count; i++) {
        const BlockRecord *block = &snapshot->blocks[i];
        if (block->sound_ns > 0)
            share = fmax(share, (double)block->busy_ns / block->sound_ns);
    }
    for (size_t i = 0; i < snapshot->cycle_count; i++)
        finding_add(finding, snapshot->cycles[i].begin_ns, 0, 0);
    if (finding->count == 0)
        finding_say(finding, "nothing is known: the device hasn't run");
    else
        finding_say(
            finding,
            "nothing is wrong: it ran in time %s, and the chain took %.3g %% of its time at most",
            finding_times(snapshot, finding).text, share * 100);
    finding->count = finding->count ? finding->count : 1;
}
