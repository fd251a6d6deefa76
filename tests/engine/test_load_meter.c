/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/load_meter.h"

#include <criterion/criterion.h>
#include <math.h>

static LoadMeter meter;

/* Blocks of 10 ms that take `share` of it. */
static void process(int blocks, double share)
{
    for (int i = 0; i < blocks; i++)
        load_meter_add(&meter, (uint64_t)llrint(share * 1e7), 480);
}

static void expect(double load)
{
    cr_assert_float_eq(load_meter_read(&meter), load, 1e-9, "%g", load_meter_read(&meter));
}

Test(load_meter, begins_at_zero)
{
    load_meter_reset(&meter, 48000);
    expect(0);
}

Test(load_meter, gives_the_average_of_the_first_second)
{
    load_meter_reset(&meter, 48000);
    process(1, 0.5);
    expect(0.5);
    process(49, 0.5);
    process(50, 0.1);
    expect(0.3);
}

Test(load_meter, forgets_what_is_older)
{
    load_meter_reset(&meter, 48000);
    process(100, 0.5);
    process(100, 1.5);
    expect(1.5 - pow(0.99, 100));
    process(4000, 0.25);
    expect(0.25);
}

Test(load_meter, weighs_blocks_by_their_length)
{
    load_meter_reset(&meter, 8000);
    load_meter_add(&meter, 10000000, 160); /* 20 ms */
    load_meter_add(&meter, 60000000, 480); /* 60 ms */
    expect(0.875);
    load_meter_add(&meter, 4000000000u, 16000); /* longer than it looks back */
    expect(2);
    load_meter_reset(&meter, 8000);
    expect(0);
}

Test(load_meter, has_a_clock_that_goes_on)
{
    const uint64_t before = load_meter_now_ns();
    while (load_meter_now_ns() == before)
        continue;
    cr_assert_gt(load_meter_now_ns(), before);
}
