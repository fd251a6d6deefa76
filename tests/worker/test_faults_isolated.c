/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every way to misbehave that there is a module for, in a worker process: the host goes on. */

#include "worker_bed.h"

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
    "past-block", "before-block", "over-tables", "memory",     "descriptors", "threads",
    "late",       "longjmp",      "exec",        "own-thread", "nan",         "infinity",
    "denormals",  "huge",         "fails",       "nonsense",   "fork",        "leaves-child",
    "close-all",  "odd-signals",  "holds-on",    "rounding",   "latency",     "meters",
    "logs",       "deactivate",   "destroy",     "save",
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

Test(faults_isolated, of_the_others_the_host_is_none_the_worse)
{
    for (size_t i = 0; i < sizeof survivable / sizeof *survivable; i++) {
        WorkerBed bed;
        char id[64];
        int64_t time = 0;
        set_chain_of(&bed, id, survivable[i]);
        bed_write(&bed, &time, 40);
        bed_cleanup(&bed);
        cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: there is no child", survivable[i]);
    }
}
