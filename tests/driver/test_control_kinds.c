/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_kinds.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(control_kinds, have_names_of_their_own)
{
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++) {
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(control_kinds[i].name, control_kinds[k].name);
    }
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

/* The places of a kind, as docs/controls.md says it. */
static const char *places_in_words(const ControlKind *kind)
{
    static const struct {
        UInt32 places;
        const char *words;
    } rows[] = {
        {CONTROL_PLACE_GLOBAL, "global"},
        {CONTROL_PLACE_MAIN, "main"},
        {CONTROL_PLACE_CHANNELS, "channels"},
        {CONTROL_PLACE_MAIN | CONTROL_PLACE_CHANNELS, "main, channels"},
        {CONTROL_PLACE_INPUT_MAIN, "input main"},
        {CONTROL_PLACE_OUTPUT_MAIN, "output main"},
        {CONTROL_PLACE_INPUT_MAIN | CONTROL_PLACE_INPUT_CHANNELS, "input main, input channels"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].places == kind->places)
            return rows[i].words;
    }
    return "?";
}

/* The line of the table that begins so; "" if there is none. */
static const char *documented_line(const char *beginning)
{
    static char line[512];
    FILE *file = fopen(DOCS "/controls.md", "r");
    cr_assert_not_null(file);
    while (fgets(line, sizeof line, file) && strncmp(line, beginning, strlen(beginning)) != 0)
        line[0] = '\0';
    (void)fclose(file);
    return line;
}

Test(control_kinds, are_documented)
{
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++) {
        const ControlKind *kind = &control_kinds[i];
        char text[128];
        (void)snprintf(text, sizeof text, "| `%s` %s|", kind->name,
                       kind->is_momentary ? "\\* " : "");
        const char *line = documented_line(text);
        cr_assert_neq(line[0], '\0', "%s", text);
        (void)snprintf(text, sizeof text, "| %s |", places_in_words(kind));
        cr_assert_not_null(strstr(line, text), "'%s' has '%s'", line, text);
        for (UInt32 item = 0; item < kind->item_count; item++)
            cr_assert_not_null(strstr(line, kind->items[item].name), "%s", line);
    }
}
