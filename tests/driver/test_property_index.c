/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/property_index.h"

#include "driver/object.h"

#include <criterion/criterion.h>

/* The row that a search through the tables finds first. */
static const Property *search(const ObjectClass *class_info, AudioObjectPropertySelector selector)
{
    for (const ObjectClass *c = class_info; c; c = c->base) {
        for (UInt32 i = 0; i < c->property_count; i++) {
            if (c->properties[i].selector == selector)
                return &c->properties[i];
        }
    }
    return NULL;
}

Test(property_index, finds_the_rows_of_each_class_and_its_bases)
{
    UInt32 found = 0;
    for (UInt32 c = 0; object_class_at(c); c++) {
        PropertyIndex index;
        cr_assert_eq(property_index_init(&index, object_class_at(c)), STATUS_OK);
        for (const ObjectClass *b = object_class_at(c); b; b = b->base) {
            for (UInt32 i = 0; i < b->property_count; i++, found++) {
                const AudioObjectPropertySelector selector = b->properties[i].selector;
                cr_assert_eq(property_index_find(&index, selector),
                             search(object_class_at(c), selector));
            }
        }
        property_index_cleanup(&index);
    }
    cr_assert_gt(found, 50);
}

Test(property_index, finds_nothing_else)
{
    PropertyIndex index;
    cr_assert_eq(property_index_init(&index, &stream_class), STATUS_OK);
    cr_assert_null(property_index_find(&index, 0));
    UInt32 missed = 0;
    for (AudioObjectPropertySelector selector = 1; selector < 100000; selector++)
        missed += !property_index_find(&index, selector);
    cr_assert_eq(missed, 99999);
    cr_assert_null(property_index_find(&index, kAudioDevicePropertyStreams));
    property_index_cleanup(&index);
}

Test(property_index, prefers_the_more_special_class)
{
    static const Property base_rows[] = {{.selector = 'same'}, {.selector = 'base'}};
    static const Property rows[] = {{.selector = 'same'}, {.selector = 'mine'}};
    static const ObjectClass base = {'base', NULL, PROPERTIES(base_rows)};
    static const ObjectClass special = {'spec', &base, PROPERTIES(rows)};
    PropertyIndex index;
    cr_assert_eq(property_index_init(&index, &special), STATUS_OK);
    cr_assert_eq(property_index_find(&index, 'same'), &rows[0]);
    cr_assert_eq(property_index_find(&index, 'mine'), &rows[1]);
    cr_assert_eq(property_index_find(&index, 'base'), &base_rows[1]);
    property_index_cleanup(&index);
}

Test(property_index, can_be_of_a_class_without_rows)
{
    static const ObjectClass empty = {.id = 'none'};
    PropertyIndex index;
    cr_assert_eq(property_index_init(&index, &empty), STATUS_OK);
    cr_assert_null(property_index_find(&index, 'same'));
    property_index_cleanup(&index);
    property_index_cleanup(&index);
}
