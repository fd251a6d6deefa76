/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/selector_names.h"

#include <criterion/criterion.h>
#include <string.h>

Test(selector_names, every_row_is_complete_and_there_once)
{
    for (size_t i = 0; i < selector_name_count; i++) {
        const SelectorName *row = &selector_names[i];
        cr_assert_eq(strncmp(row->name, "kAudio", 6), 0, "%s", row->name);
        cr_assert_not_null(strstr(row->name, "Property"), "%s", row->name);
        cr_assert_not_null(selector_class_name(row->class_id), "%s", row->name);
        cr_assert_lt(row->type, HAL_VALUE_TYPE_COUNT);
        for (size_t k = 0; k < i; k++)
            cr_assert_not(selector_names[k].class_id == row->class_id &&
                              selector_names[k].selector == row->selector,
                          "%s", row->name);
    }
    cr_assert_gt(selector_name_count, 90);
}

static void assert_name(AudioClassID class_id, AudioClassID base, UInt32 selector, const char *name)
{
    const SelectorName *row = selector_name_find(class_id, base, selector);
    cr_assert_not_null(row, "%s", name);
    cr_assert_str_eq(row->name, name);
}

Test(selector_names, the_class_decides_between_equal_selectors)
{
    assert_name(kAudioDeviceClassID, kAudioObjectClassID, 'ltnc', "kAudioDevicePropertyLatency");
    assert_name(kAudioStreamClassID, kAudioObjectClassID, 'ltnc', "kAudioStreamPropertyLatency");
    assert_name(kAudioBoxClassID, kAudioObjectClassID, 'tran', "kAudioBoxPropertyTransportType");
}

Test(selector_names, classes_have_what_their_ancestors_have)
{
    assert_name(kAudioVolumeControlClassID, kAudioLevelControlClassID, 'lcsv',
                "kAudioLevelControlPropertyScalarValue");
    assert_name(kAudioVolumeControlClassID, kAudioLevelControlClassID, 'cscp',
                "kAudioControlPropertyScope");
    assert_name(kAudioMuteControlClassID, kAudioBooleanControlClassID, 'bcvl',
                "kAudioBooleanControlPropertyValue");
    assert_name(kAudioMuteControlClassID, kAudioBooleanControlClassID, 'clas',
                "kAudioObjectPropertyClass");
    cr_assert_null(selector_name_find(kAudioMuteControlClassID, kAudioBooleanControlClassID,
                                      kAudioLevelControlPropertyScalarValue));
    cr_assert_null(selector_name_find(kAudioDeviceClassID, kAudioObjectClassID, 'zzzz'));
}

Test(selector_names, an_unknown_class_is_as_its_base)
{
    assert_name('mine', kAudioSelectorControlClassID, 'scci',
                "kAudioSelectorControlPropertyCurrentItem");
    cr_assert(selector_class_is('mine', kAudioDeviceClassID, kAudioObjectClassID));
    cr_assert_not(selector_class_is('mine', 'his ', kAudioObjectClassID));
    cr_assert_null(selector_class_name('mine'));
}

Test(selector_names, known_classes_ignore_a_wrong_base)
{
    cr_assert_not(selector_class_is(kAudioDeviceClassID, kAudioStreamClassID, kAudioStreamClassID));
    cr_assert_str_eq(selector_class_name(kAudioVolumeControlClassID), "volume control");
}

Test(selector_names, types_are_those_of_the_interface)
{
    static const struct {
        AudioClassID class_id;
        UInt32 selector;
        HalValueType type;
    } rows[] = {
        {kAudioDeviceClassID, 'nsrt', HAL_VALUE_FLOAT64},
        {kAudioDeviceClassID, 'nsr#', HAL_VALUE_RANGE_ARRAY},
        {kAudioDeviceClassID, 'stm#', HAL_VALUE_OBJECT_ARRAY},
        {kAudioDeviceClassID, 'uid ', HAL_VALUE_STRING},
        {kAudioDeviceClassID, 'icon', HAL_VALUE_URL},
        {kAudioDeviceClassID, 'srnd', HAL_VALUE_CHANNEL_LAYOUT},
        {kAudioStreamClassID, 'sfmt', HAL_VALUE_FORMAT},
        {kAudioStreamClassID, 'sfma', HAL_VALUE_RANGED_FORMAT_ARRAY},
        {kAudioVolumeControlClassID, 'lcdv', HAL_VALUE_FLOAT32},
        {kAudioPlugInClassID, 'cust', HAL_VALUE_CUSTOM_PROPERTY_ARRAY},
        {kAudioPlugInClassID, 'uidd', HAL_VALUE_OBJECT_FOR_STRING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const SelectorName *row =
            selector_name_find(rows[i].class_id, kAudioObjectClassID, rows[i].selector);
        cr_assert_not_null(row, "%zu", i);
        cr_assert_eq(row->type, rows[i].type, "%s", row->name);
    }
}
