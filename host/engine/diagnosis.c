/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/diagnosis.h"

#include "engine/diagnosis_causes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What is worse comes first. */
typedef enum Weight {
    WEIGHT_FAULT,  /* something broke */
    WEIGHT_GLITCH, /* sound was lost, or nearly */
    WEIGHT_EFFECT, /* the same, if nothing else explains it */
    WEIGHT_NOTE,   /* worth knowing */
    WEIGHT_NONE,   /* if nothing else is there */
} Weight;

static const struct {
    const char *name;
    Weight weight;
    FindCause *find;
    const char *advice;
} causes[] = {
    [CAUSE_MODULE_DIED] = {"moduleDied", WEIGHT_FAULT, find_module_died,
                           "Take the module out of the chain, and tell its author."},
    [CAUSE_BYPASSED] = {"bypassed", WEIGHT_FAULT, find_bypassed,
                        "Take out what is too slow, or set the chain anew to try it again."},
    [CAUSE_MODULE_SLOW] = {"moduleSlow", WEIGHT_GLITCH, find_module_slow,
                           "Take the module out or use less of it; if it is quick most of the "
                           "time, close other programs that use the processor."},
    [CAUSE_CHAIN_SLOW] = {"chainSlow", WEIGHT_GLITCH, find_chain_slow,
                          "Use fewer modules, or a lower sample rate."},
    [CAUSE_CYCLE_LATE] = {"cycleLate", WEIGHT_GLITCH, find_cycle_late,
                          "The system was busy: give the audio server realtime priority, use "
                          "larger buffers, or close other programs."},
    [CAUSE_WORKER_LATE] = {"workerLate", WEIGHT_GLITCH, find_worker_late,
                           "The system was busy: let the worker have realtime priority "
                           "(workerScheduling says whether it has), or use larger buffers."},
    [CAUSE_CYCLE_LONG] = {"cycleLong", WEIGHT_GLITCH, find_cycle_long,
                          "A program that plays or records takes too long, or the chain of an "
                          "application: use larger buffers."},
    [CAUSE_NOT_READY] = {"notReady", WEIGHT_EFFECT, find_not_ready, "Use larger buffers."},
    [CAUSE_CLOCK_JUMP] = {"clockJump", WEIGHT_GLITCH, find_clock_jump,
                          "The audio server began a new time line; see its log."},
    [CAUSE_READER_LAGS] = {"readerLags", WEIGHT_GLITCH, find_reader_lags,
                           "Make the device keep more frames (ringFrames), or use smaller buffers "
                           "where it is recorded."},
    [CAUSE_CLOCK_RATE] = {"clockRate", WEIGHT_NOTE, find_clock_rate,
                          "This is no fault: somebody adjusts the device's clock."},
    [CAUSE_CHANGED] = {"changed", WEIGHT_NOTE, find_changed,
                       "This is no fault: settings were changed."},
    [CAUSE_NOTHING] = {"nothing", WEIGHT_NONE, find_nothing,
                       "If it crackles all the same, the cause lies elsewhere."},
};
static_assert(sizeof causes / sizeof *causes == CAUSE_COUNT, "one row per cause");

const char *cause_text(Cause cause)
{
    return (size_t)cause < CAUSE_COUNT ? causes[cause].name : "unknown";
}

const char *cause_advice(Cause cause)
{
    return (size_t)cause < CAUSE_COUNT ? causes[cause].advice : "";
}

void finding_add(Finding *finding, uint64_t time_ns, double taken_ns, double allowed_ns)
{
    if (finding->count++ == 0 || time_ns < finding->first_ns)
        finding->first_ns = time_ns;
    if (time_ns > finding->last_ns)
        finding->last_ns = time_ns;
    if (taken_ns > finding->worst_ns) {
        finding->worst_ns = taken_ns;
        finding->allowed_ns = allowed_ns;
    }
}

FindingTimes finding_times(const Snapshot *snapshot, const Finding *finding)
{
    const time_t seconds =
        (time_t)(((int64_t)finding->first_ns + snapshot->wall_offset_ns) / 1000000000);
    struct tm local = {0};
    char clock[16] = "";
    FindingTimes times;
    (void)localtime_r(&seconds, &local);
    (void)strftime(clock, sizeof clock, "%H:%M:%S", &local);
    if (finding->count == 1)
        (void)snprintf(times.text, sizeof times.text, "once, at %s", clock);
    else
        (void)snprintf(times.text, sizeof times.text, "%u times since %s", finding->count, clock);
    return times;
}

FindingTaken finding_taken(const Finding *finding, const char *what)
{
    FindingTaken taken;
    (void)snprintf(taken.text, sizeof taken.text, "%s%.1f ms of a %.1f ms %s",
                   finding->count > 1 ? "up to " : "", finding->worst_ns / 1e6,
                   finding->allowed_ns / 1e6, what);
    return taken;
}

void finding_say(Finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
}

static int compare(const void *a, const void *b)
{
    const Finding *one = a;
    const Finding *other = b;
    const int weight = (int)causes[one->cause].weight - (int)causes[other->cause].weight;
    if (weight != 0)
        return weight;
    if (one->count != other->count)
        return one->count > other->count ? -1 : 1;
    return (int)one->cause - (int)other->cause;
}

/* Effects are told, and that nothing is wrong, if nothing that is worse was found before. */
static bool stands_back(const Diagnosis *diagnosis, Weight weight)
{
    return (weight == WEIGHT_EFFECT || weight == WEIGHT_NONE) && diagnosis->count > 0 &&
           causes[diagnosis->findings[0].cause].weight < WEIGHT_NOTE;
}

void diagnosis_make(const Snapshot *snapshot, Diagnosis *diagnosis)
{
    diagnosis->count = 0;
    for (Weight weight = WEIGHT_FAULT; weight <= WEIGHT_NONE; weight++) {
        for (int cause = 0; cause < CAUSE_COUNT; cause++) {
            Finding *finding = &diagnosis->findings[diagnosis->count];
            if (causes[cause].weight != weight || stands_back(diagnosis, weight))
                continue;
            *finding = (Finding){.cause = (Cause)cause};
            causes[cause].find(snapshot, finding);
            diagnosis->count += finding->count > 0;
        }
    }
    qsort(diagnosis->findings, diagnosis->count, sizeof *diagnosis->findings, compare);
}
