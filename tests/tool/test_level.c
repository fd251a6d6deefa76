/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/level.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

Test(level, a_full_square_wave_is_0_dbfs)
{
    const float samples[] = {1, -1, 1, -1};
    const Level level = level_measure(samples, 4);
    cr_expect_eq(level.peak_db, 0);
    cr_expect_eq(level.rms_db, 0);
}

Test(level, peak_and_rms_of_known_samples)
{
    const float samples[] = {0.25F, -0.5F, 0, 0}; /* mean square 0.3125 / 4 */
    const Level level = level_measure(samples, 4);
    cr_expect_float_eq(level.peak_db, 20 * log10(0.5), 1e-12);
    cr_expect_float_eq(level.rms_db, 10 * log10(0.078125), 1e-12);
}

Test(level, silence_and_nothing_have_no_level)
{
    const float samples[] = {0, 0};
    cr_expect(level_measure(samples, 2).peak_db < -DBL_MAX);
    cr_expect(level_measure(samples, 2).rms_db < -DBL_MAX);
    cr_expect(level_measure(samples, 0).rms_db < -DBL_MAX);
}

Test(level, text)
{
    char text[LEVEL_TEXT_SIZE];
    cr_expect_str_eq(level_text(-6.0206, text), "-6.0 dBFS");
    cr_expect_str_eq(level_text(3.25, text), "3.2 dBFS");
    cr_expect_str_eq(level_text(-HUGE_VAL, text), "silence");
    cr_expect_str_eq(level_text(HUGE_VAL, text), "infinite");
    cr_expect_str_eq(level_text((double)NAN, text), "not a number");
}
