/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/diagnosis_causes.h"

#include <stdio.h>
#include <string.h>

/* How many modules can be told apart among those that were too slow, or texts of events. */
enum { CANDIDATES = 32 };

typedef struct Candidates {
    Finding findings[CANDIDATES];
    size_t count;
} Candidates;

/* The candidate of this name, which may be new; the last one if there are too many. */
static Finding *candidate(Candidates *candidates, const char *name)
{
    size_t i = 0;
    while (i < candidates->count && strcmp(candidates->findings[i].module, name) != 0)
        i++;
    if (i == CANDIDATES)
        return &candidates->findings[CANDIDATES - 1];
    if (i == candidates->count) {
        candidates->findings[i] = (Finding){.module = name};
        candidates->count++;
    }
    return &candidates->findings[i];
}

/* The one that was there most often becomes the finding. */
static void choose(const Candidates *candidates, Finding *finding)
{
    const Cause cause = finding->cause;
    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->findings[i].count > finding->count)
            *finding = candidates->findings[i];
    }
    finding->cause = cause;
}

void find_module_slow(const Snapshot *snapshot, Finding *finding)
{
    Candidates candidates = {.count = 0};
    for (size_t i = 0; i < snapshot->block_count; i++) {
        const BlockRecord *block = &snapshot->blocks[i];
        if (block->slowest_ns > block->sound_ns)
            finding_add(
                candidate(&candidates, snapshot_module(snapshot, block->chain, block->slowest)),
                block->begin_ns, block->slowest_ns, block->sound_ns);
    }
    choose(&candidates, finding);
    if (finding->count > 0)
        finding_say(finding, "module %s took %s %s", finding->module,
                    finding_taken(finding, "block").text, finding_times(snapshot, finding).text);
}

void find_chain_slow(const Snapshot *snapshot, Finding *finding)
{
    const BlockRecord *worst = NULL;
    for (size_t i = 0; i < snapshot->block_count; i++) {
        const BlockRecord *block = &snapshot->blocks[i];
        if (block->busy_ns <= block->sound_ns || block->slowest_ns > block->sound_ns)
            continue;
        finding_add(finding, block->begin_ns, block->busy_ns, block->sound_ns);
        if (!worst || block->busy_ns > worst->busy_ns)
            worst = block;
    }
    if (worst)
        finding_say(
            finding, "the chain as a whole took %s %s; its slowest module, %s, took %.1f ms",
            finding_taken(finding, "block").text, finding_times(snapshot, finding).text,
            snapshot_module(snapshot, worst->chain, worst->slowest), worst->slowest_ns / 1e6);
}

/* A block that waits while the one before is processed waits for that, and not for the worker. */
void find_worker_late(const Snapshot *snapshot, Finding *finding)
{
    uint64_t end_ns = 0;
    for (size_t i = 0; i < snapshot->block_count; i++) {
        const BlockRecord *block = &snapshot->blocks[i];
        if (block->waited_ns > block->sound_ns && end_ns <= block->begin_ns - block->waited_ns)
            finding_add(finding, block->begin_ns, block->waited_ns, block->sound_ns);
        end_ns = block->begin_ns + block->busy_ns;
    }
    if (finding->count > 0)
        finding_say(finding,
                    "the chain's worker was woken %s%.1f ms late, with %.1f ms for a block, %s",
                    finding->count > 1 ? "up to " : "", finding->worst_ns / 1e6,
                    finding->allowed_ns / 1e6, finding_times(snapshot, finding).text);
}

/* The events of one kind, the text that was there most often as the module. */
static void find_events(const Snapshot *snapshot, RecordingEventKind kind, Finding *finding)
{
    Candidates candidates = {.count = 0};
    for (size_t i = 0; i < snapshot->event_count; i++) {
        const EventRecord *event = &snapshot->events[i];
        if (event->kind == kind)
            finding_add(candidate(&candidates, event->text), event->time_ns, 0, 0);
    }
    choose(&candidates, finding);
}

void find_module_died(const Snapshot *snapshot, Finding *finding)
{
    find_events(snapshot, RECORDING_EVENT_DIED, finding);
    if (finding->count == 0)
        return;
    if (*finding->module)
        finding_say(finding, "module %s brought its worker process down %s", finding->module,
                    finding_times(snapshot, finding).text);
    else
        finding_say(finding, "a worker process ended while no module ran %s",
                    finding_times(snapshot, finding).text);
}

void find_bypassed(const Snapshot *snapshot, Finding *finding)
{
    find_events(snapshot, RECORDING_EVENT_BYPASSED, finding);
    if (finding->count > 0)
        finding_say(finding, "the chain was bypassed %s: %s", finding_times(snapshot, finding).text,
                    finding->module);
    finding->module = NULL;
}

void find_changed(const Snapshot *snapshot, Finding *finding)
{
    static const char *const what[RECORDING_EVENT_COUNT] = {
        [RECORDING_EVENT_CHAIN] = "the chain is now",
        [RECORDING_EVENT_MODE] = "its mode is now",
        [RECORDING_EVENT_RATE] = "its rate in Hz is now",
    };
    const EventRecord *last = NULL;
    for (size_t i = 0; i < snapshot->event_count; i++) {
        const EventRecord *event = &snapshot->events[i];
        if (event->kind >= RECORDING_EVENT_COUNT || !what[event->kind] ||
            snapshot->cycle_count == 0 || event->time_ns <= snapshot->cycles[0].begin_ns)
            continue; /* how it was set up isn't a change */
        finding_add(finding, event->time_ns, 0, 0);
        last = event;
    }
    if (last)
        finding_say(finding, "settings were changed %s; %s %s",
                    finding_times(snapshot, finding).text, what[last->kind],
                    *last->text ? last->text : "empty");
}
