/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_kinds.h"

#include <criterion/criterion.h>
#include <string.h>

Test(control_kinds, are_found_by_their_names)
{
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++)
        cr_assert_eq(control_kind_find(control_kinds[i].name), &control_kinds[i], "kind %zu", i);
    cr_assert_eq(control_kind_find("mute"), &control_kinds[CONTROL_MUTE]);
    cr_assert_null(control_kind_find("loudness"));
    cr_assert_null(control_kind_find(""));
    cr_assert_null(control_kind_find("Volume"));
}

Test(control_kinds, fit_into_a_mask)
{
    cr_assert_leq(CONTROL_KIND_COUNT, 64);
    cr_assert_eq(CONTROL_BIT(CONTROL_PAN), UINT64_C(1) << 17);
}

Test(control_kinds, stand_somewhere)
{
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++)
        cr_assert_neq(control_kinds[i].places, 0, "%s", control_kinds[i].name);
    cr_assert_eq(control_kinds[CONTROL_CLOCK_SOURCE].places, CONTROL_PLACE_GLOBAL);
    cr_assert_eq(control_kinds[CONTROL_SOLO].places, CONTROL_PLACE_CHANNELS);
}

Test(control_kinds, begin_with_a_value_they_can_have)
{
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++) {
        const ControlKind *kind = &control_kinds[i];
        const bool is_selector = kind->type == CONTROL_TYPE_SELECTOR;
        cr_assert_eq(kind->item_count > 0, is_selector, "%s", kind->name);
        if (is_selector)
            cr_assert_not_null(control_kind_item(kind, kind->initial), "%s", kind->name);
        if (kind->type == CONTROL_TYPE_BOOLEAN)
            cr_assert_leq(kind->initial, 1, "%s", kind->name);
        if (kind->type == CONTROL_TYPE_SLIDER)
            cr_assert(kind->minimum <= kind->initial && kind->initial <= kind->maximum, "%s",
                      kind->name);
    }
}

Test(control_kinds, name_each_item_once)
{
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++) {
        const ControlKind *kind = &control_kinds[i];
        for (UInt32 item = 0; item < kind->item_count; item++) {
            cr_assert_eq(control_kind_item(kind, kind->items[item].id), &kind->items[item]);
            cr_assert_gt(strlen(kind->items[item].name), 0);
        }
    }
    cr_assert_str_eq(control_kind_item(&control_kinds[CONTROL_HIGH_PASS], 80)->name, "80 Hz");
    cr_assert_null(control_kind_item(&control_kinds[CONTROL_HIGH_PASS], 81));
    cr_assert_null(control_kind_item(&control_kinds[CONTROL_VOLUME], 0));
}
