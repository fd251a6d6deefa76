/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/volume_curve.h"

#include <criterion/criterion.h>
#include <math.h>

static const VolumeConfiguration square = {.minimum_db = -96, .maximum_db = 0};
static const VolumeConfiguration even = {
    .curve = VOLUME_CURVE_DECIBEL, .minimum_db = -60, .maximum_db = 12};
static const VolumeConfiguration loud = {.minimum_db = -40, .maximum_db = 12};

enum { ALL_COUNT = 3 };
static const VolumeConfiguration *const all[ALL_COUNT] = {&square, &even, &loud};

Test(volume_curve, squares_the_scalar)
{
    for (int i = 10; i <= 100; i++) {
        const float scalar = (float)i / 100;
        const float gain =
            volume_gain_from_decibels(&square, volume_decibels_from_scalar(&square, scalar));
        cr_assert_lt(fabs((double)gain - (double)scalar * (double)scalar), 1e-6);
    }
}

Test(volume_curve, squares_the_scalar_below_its_maximum)
{
    const double highest = pow(10, 12.0 / 20);
    for (int i = 10; i <= 100; i++) {
        const float scalar = (float)i / 100;
        const float gain =
            volume_gain_from_decibels(&loud, volume_decibels_from_scalar(&loud, scalar));
        cr_assert_lt(fabs((double)gain - highest * (double)scalar * (double)scalar), 1e-5);
    }
}

Test(volume_curve, rises_evenly_in_decibels)
{
    for (int i = 0; i <= 72; i++) {
        const float scalar = (float)i / 72;
        const float decibels = volume_decibels_from_scalar(&even, scalar);
        cr_assert_lt(fabs((double)decibels - (i - 60)), 1e-4);
    }
}

Test(volume_curve, comes_back)
{
    for (size_t v = 0; v < ALL_COUNT; v++) {
        for (int i = 6; i <= 100; i++) {
            const float scalar = (float)i / 100;
            const float decibels = volume_decibels_from_scalar(all[v], scalar);
            const float back = volume_scalar_from_decibels(all[v], decibels);
            cr_assert_lt(fabs((double)back - (double)scalar), 1e-6, "curve %zu, %d", v, i);
        }
        const VolumeRange range = volume_range(all[v]);
        for (int d = (int)range.minimum_db + 1; d <= (int)range.maximum_db; d++) {
            const float scalar = volume_scalar_from_decibels(all[v], (float)d);
            const float back = volume_decibels_from_scalar(all[v], scalar);
            cr_assert_lt(fabs((double)back - d), 1e-4, "curve %zu", v);
        }
    }
}

Test(volume_curve, is_exact_at_its_ends)
{
    for (size_t v = 0; v < ALL_COUNT; v++) {
        const VolumeConfiguration *volume = all[v];
        cr_assert_eq(volume_decibels_from_scalar(volume, 1), volume->maximum_db);
        cr_assert_eq(volume_scalar_from_decibels(volume, volume->maximum_db), 1);
        cr_assert_eq(volume_gain_from_decibels(volume, 0), 1);
        cr_assert_eq(volume_decibels_from_scalar(volume, 0), volume->minimum_db);
        cr_assert_eq(volume_scalar_from_decibels(volume, volume->minimum_db), 0);
        cr_assert_eq(volume_gain_from_decibels(volume, volume->minimum_db), 0);
    }
}

Test(volume_curve, takes_what_is_out_of_range_to_the_nearest)
{
    for (size_t v = 0; v < ALL_COUNT; v++) {
        const VolumeConfiguration *volume = all[v];
        const float highest = volume_gain_from_decibels(volume, volume->maximum_db);
        cr_assert_eq(volume_decibels_from_scalar(volume, 7), volume->maximum_db);
        cr_assert_eq(volume_decibels_from_scalar(volume, -7), volume->minimum_db);
        cr_assert_eq(volume_decibels_from_scalar(volume, NAN), volume->minimum_db);
        cr_assert_eq(volume_decibels_from_scalar(volume, 1e-9f), volume->minimum_db);
        cr_assert_eq(volume_scalar_from_decibels(volume, 40), 1);
        cr_assert_eq(volume_scalar_from_decibels(volume, -400), 0);
        cr_assert_eq(volume_scalar_from_decibels(volume, NAN), 0);
        cr_assert_eq(volume_gain_from_decibels(volume, 40), highest);
        cr_assert_eq(volume_gain_from_decibels(volume, -400), 0);
        cr_assert_eq(volume_gain_from_decibels(volume, NAN), 0);
    }
}

Test(volume_curve, halves_at_six_decibels)
{
    const float decibels = (float)(-20 * log10(2));
    cr_assert_lt(fabs((double)volume_gain_from_decibels(&square, decibels) - 0.5), 1e-7);
}

Test(volume_curve, has_a_range_if_none_is_configured)
{
    const VolumeConfiguration none = {.curve = VOLUME_CURVE_SQUARE};
    const VolumeConfiguration turned = {.minimum_db = 3, .maximum_db = -3};
    cr_assert_eq(volume_range(&none).minimum_db, VOLUME_MINIMUM_DB);
    cr_assert_eq(volume_range(&none).maximum_db, VOLUME_MAXIMUM_DB);
    cr_assert_eq(volume_range(&turned).minimum_db, VOLUME_MINIMUM_DB);
    cr_assert_eq(volume_range(&turned).maximum_db, VOLUME_MAXIMUM_DB);
}
