/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that misuse the realtime services: another latency every time, meters and log lines
 * without end. */

#include "faulty.h"

#include <math.h>
#include <string.h>

static void change_latency(Faulty *self, const ossicle_block *block)
{
    static const uint32_t latencies[] = {0, 500, 100000, UINT32_MAX};
    const size_t count = sizeof latencies / sizeof *latencies;
    self->latency = latencies[(uint64_t)block->sample_time / block->frames % count];
    self->realtime->latency_changed(self->realtime);
    self->blocks = 0; /* and again */
}

static void show_nonsense(Faulty *self, const ossicle_block *block)
{
    (void)block;
    for (uint32_t i = 0; i < 1000; i++)
        self->realtime->meter(self->realtime, i * 977, (double)NAN);
}

static void log_without_end(Faulty *self, const ossicle_block *block)
{
    char line[4096];
    (void)block;
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    for (unsigned i = 0; i < 1000; i++)
        self->realtime->log(self->realtime, i * 13, line);
}

FAULTY_MODULES({FAULTY("latency"), .process = change_latency},
               {FAULTY("meters"), .process = show_nonsense},
               {FAULTY("logs"), .process = log_without_end})
