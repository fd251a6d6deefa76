/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* GetZeroTimeStamp against reading the clock that it goes by. */

#include "bench/side_by_side.h"
#include "support/fake_host.h"

#include <mach/mach_time.h>

static void run_driver(void *context, uint32_t times)
{
    const FakeHost *host = context;
    Float64 sample = 0;
    UInt64 ticks = 0;
    UInt64 seed = 0;
    for (uint32_t i = 0; i < times; i++)
        (void)(*host->driver)
            ->GetZeroTimeStamp(host->driver, FAKE_DEVICE, 0, &sample, &ticks, &seed);
}

static void run_clock(void *context, uint32_t times)
{
    volatile uint64_t *now = context;
    for (uint32_t i = 0; i < times; i++)
        *now = mach_absolute_time();
}

int main(void)
{
    FakeHost *host = fake_host_new(2);
    fake_host_start(host, 0);
    uint64_t now = 0;
    printf("GetZeroTimeStamp against mach_absolute_time\n");
    (void)side_by_side("one call", &(Side){run_driver, host}, &(Side){run_clock, &now}, 10000, 1.3);
    fake_host_free(host);
    return 0;
}
