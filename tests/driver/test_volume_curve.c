/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/volume_curve.h"

#include <criterion/criterion.h>
#include <math.h>

Test(volume_curve, squares_the_scalar)
{
    for (int i = 10; i <= 100; i++) {
        const float scalar = (float)i / 100;
        const float gain = volume_gain_from_decibels(volume_decibels_from_scalar(scalar));
        cr_assert_lt(fabs((double)gain - (double)scalar * (double)scalar), 1e-6);
    }
}

Test(volume_curve, comes_back)
{
    for (int i = 0; i <= 100; i++) {
        const float scalar = (float)i / 100;
        const float back = volume_scalar_from_decibels(volume_decibels_from_scalar(scalar));
        cr_assert_lt(fabs((double)back - (double)scalar), 1e-6);
    }
    for (int i = -95; i <= 0; i++) {
        const float back = volume_decibels_from_scalar(volume_scalar_from_decibels((float)i));
        cr_assert_lt(fabs((double)back - i), 1e-4);
    }
}

Test(volume_curve, is_exact_at_its_ends)
{
    cr_assert_eq(volume_decibels_from_scalar(1), 0);
    cr_assert_eq(volume_scalar_from_decibels(0), 1);
    cr_assert_eq(volume_gain_from_decibels(0), 1);
    cr_assert_eq(volume_decibels_from_scalar(0), VOLUME_MINIMUM_DB);
    cr_assert_eq(volume_scalar_from_decibels(VOLUME_MINIMUM_DB), 0);
    cr_assert_eq(volume_gain_from_decibels(VOLUME_MINIMUM_DB), 0);
}

Test(volume_curve, takes_what_is_out_of_range_to_the_nearest)
{
    cr_assert_eq(volume_decibels_from_scalar(7), 0);
    cr_assert_eq(volume_decibels_from_scalar(-7), VOLUME_MINIMUM_DB);
    cr_assert_eq(volume_decibels_from_scalar(NAN), VOLUME_MINIMUM_DB);
    cr_assert_eq(volume_scalar_from_decibels(40), 1);
    cr_assert_eq(volume_scalar_from_decibels(-400), 0);
    cr_assert_eq(volume_scalar_from_decibels(NAN), 0);
    cr_assert_eq(volume_gain_from_decibels(40), 1);
    cr_assert_eq(volume_gain_from_decibels(-400), 0);
    cr_assert_eq(volume_gain_from_decibels(NAN), 0);
}

Test(volume_curve, halves_at_six_decibels)
{
    const float decibels = (float)(-20 * log10(2));
    cr_assert_lt(fabs((double)volume_gain_from_decibels(decibels) - 0.5), 1e-7);
}
