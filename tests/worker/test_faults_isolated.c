/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every way to misbehave that there is a module for, in a worker process: the host goes on. */

#include "worker_bed.h"

#include "engine/route.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static const EnginePolicy hasty = {.first_pause_ms = 1,
                                   .longest_pause_ms = 2,
                                   .deaths_to_quarantine = 2,
                                   .hang_ms = 500,
                                   .late_blocks = 64,
                                   .settle_ms = 1};

/* Those that die or hang of it, and are found out. */
static const char *const deadly[] = {
    "null-write", "abort",        "null-call", "illegal",      "divide",   "bus",
    "recursion",  "wild",         "loop",      "sleep",        "deadlock", "stop",
    "exit",       "exit-at-once", "terminate", "pthread-exit",
};

/* Those whose misbehaviour isn't the end, or not always, or not one of a module that can be named.
 */
static const char *const survivable[] = {
    "past-block",
    "before-block",
    "over-tables",
    "memory",
    "descriptors",
    "threads",
    "late",
    "longjmp",
    "exec",
    "own-thread",
    "nan",
    "infinity",
    "denormals",
    "huge",
    "fails",
    "nonsense",
    "fork",
    "leaves-child",
    "close-all",
    "odd-signals",
    "holds-on",
    "rounding",
    "latency",
    "meters",
    "logs",
    "deactivate",
    "destroy",
    "save",
    "shared-fill",
    "shared-clear",
    "shared-fill-crash",
    "shared-sprinkle-crash",
};

static void set_chain_of(WorkerBed *bed, char id[64], const char *name)
{
    char text[128];
    (void)snprintf(id, 64, "org.ossicle.fault.%s", name);
    (void)snprintf(text, sizeof text, "org.ossicle.gain,%s(after=8)", id);
    bed_init(bed, SHIPPED_MODULES, FAULT_MODULES, &hasty);
    bed_chain(bed, ENGINE_MODE_ISOLATED, text);
    bed_start(bed);
}

Test(faults_isolated, the_deadly_ones_end_in_quarantine)
{
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        WorkerBed bed;
        char id[64];
        int64_t time = 0;
        set_chain_of(&bed, id, deadly[i]);
        bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_QUARANTINE, id, 1);
        bed_write(&bed, &time, 20);
        cr_expect_gt(bed_process(&bed), 0, "%s", deadly[i]);
        bed_cleanup(&bed);
        cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: there is no child", deadly[i]);
    }
}

/* Each of the lanes may have been given each block. */
static void expect_counters_that_can_be(WorkerBed *bed, const char *name)
{
    EngineCounters counters;
    engine_counters(bed->engine, &counters);
    const uint64_t most = ROUTE_LANES * counters.blocks;
    cr_expect_leq(counters.processed_blocks, most, "%s", name);
    cr_expect_leq(counters.dropped_blocks, most, "%s", name);
    cr_expect_leq(counters.silenced_blocks, most, "%s", name);
    cr_expect_leq(counters.failed_blocks, most, "%s", name);
}

Test(faults_isolated, of_the_others_the_host_is_none_the_worse)
{
    for (size_t i = 0; i < sizeof survivable / sizeof *survivable; i++) {
        WorkerBed bed;
        char id[64];
        int64_t time = 0;
        set_chain_of(&bed, id, survivable[i]);
        bed_write(&bed, &time, 40);
        expect_counters_that_can_be(&bed, survivable[i]);
        bed_cleanup(&bed);
        cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: there is no child", survivable[i]);
    }
}

/* It hangs with counts that say anything: it is found out all the same, if not who it was. */
Test(faults_isolated, a_hang_behind_spoilt_counts_is_found_out)
{
    WorkerBed bed;
    int64_t time = 0;
    EnginePolicy policy = hasty;
    policy.late_blocks = UINT32_MAX;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &policy);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.fault.shared-fill-hang(after=8)");
    bed_start(&bed);
    bed_write_until(&bed, &time, ENGINE_EVENT_BYPASSED, NULL, 1);
    bed_cleanup(&bed);
}
