/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every control, with each of its properties, through the driver. */

#include "driver/control_kinds.h"
#include "driver/device.h"
#include "driver/device_reconfigure.h"
#include "driver/driver_devices.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <math.h>

enum { DEVICE = 2, CHANNELS = 6 };

static const AudioObjectPropertyScope input = kAudioObjectPropertyScopeInput;
static const AudioObjectPropertyScope output = kAudioObjectPropertyScopeOutput;
static const AudioObjectPropertyScope global = kAudioObjectPropertyScopeGlobal;

static DeviceConfiguration device;
static FakeHost *host;

static void set_up(void)
{
    const UInt64 every_kind = CONTROL_BIT(CONTROL_KIND_COUNT) - 1;
    device = fake_device(CHANNELS);
    device.input.controls = device.input.channel_controls = every_kind;
    device.output.controls = device.output.channel_controls = every_kind;
    device.controls = every_kind;
    device.volume =
        (VolumeConfiguration){.curve = VOLUME_CURVE_DECIBEL, .minimum_db = -60, .maximum_db = 6};
    const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    host = fake_host_new_with(&configuration, NULL);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(control_properties, .init = set_up, .fini = tear_down);

static OSStatus get_qualified(AudioObjectID object, AudioObjectPropertySelector selector,
                              UInt32 qualifier, UInt32 size, void *data)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    return (*host->driver)
        ->GetPropertyData(host->driver, object, 0, &address, sizeof qualifier, &qualifier, size,
                          &size, data);
}

static Float32 get_float32(AudioObjectID object, AudioObjectPropertySelector selector)
{
    Float32 value = 77;
    cr_assert_eq(fake_get(host, object, selector, sizeof value, &value), 0);
    return value;
}

static OSStatus set_float32(AudioObjectID object, AudioObjectPropertySelector selector,
                            Float32 value)
{
    return fake_set(host, object, selector, sizeof value, &value);
}

static OSStatus set_uint32(AudioObjectID object, AudioObjectPropertySelector selector, UInt32 value)
{
    return fake_set(host, object, selector, sizeof value, &value);
}

/* Of the control there was one call, that named these. The device may have news as well. */
static void assert_announced(AudioObjectID object, size_t count,
                             const AudioObjectPropertySelector *selectors)
{
    size_t of_control = 0;
    unsigned call = 0;
    for (size_t i = 0; i < host->news_count; i++) {
        if (host->news[i].object != object)
            continue;
        cr_assert(of_control++ == 0 || host->news[i].call == call);
        call = host->news[i].call;
    }
    cr_assert_eq(of_control, count);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(fake_host_news_of(host, object, selectors[i]), 1);
    fake_host_forget_news(host);
}

static void assert_announced_one(AudioObjectID object, AudioObjectPropertySelector selector)
{
    assert_announced(object, 1, &selector);
}

static void assert_refused(AudioObjectID object, OSStatus status)
{
    cr_assert_eq(status, kAudioHardwareIllegalOperationError);
    cr_assert_eq(host->news_calls, 0);
}

Test(control_properties, say_where_each_control_is)
{
    static const struct {
        AudioClassID class_id;
        AudioObjectPropertyScope scope;
        AudioObjectPropertyElement element;
    } rows[] = {
        {kAudioVolumeControlClassID, kAudioObjectPropertyScopeInput, 0},
        {kAudioVolumeControlClassID, kAudioObjectPropertyScopeOutput, CHANNELS},
        {kAudioSoloControlClassID, kAudioObjectPropertyScopeOutput, 3},
        {kAudioDataSourceControlClassID, kAudioObjectPropertyScopeInput, 0},
        {kAudioDataDestinationControlClassID, kAudioObjectPropertyScopeOutput, 0},
        {kAudioClockSourceControlClassID, kAudioObjectPropertyScopeGlobal, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const AudioObjectID control =
            fake_host_control(host, rows[i].class_id, rows[i].scope, rows[i].element);
        cr_assert_eq(fake_get_uint32(host, control, kAudioObjectPropertyClass), rows[i].class_id);
        cr_assert_eq(fake_get_uint32(host, control, kAudioObjectPropertyOwner),
                     fake_host_device(host));
        cr_assert_eq(fake_get_uint32(host, control, kAudioControlPropertyScope), rows[i].scope);
        cr_assert_eq(fake_get_uint32(host, control, kAudioControlPropertyElement), rows[i].element);
    }
}

Test(control_properties, set_levels_in_scalar_and_decibels)
{
    static const AudioObjectPropertySelector both[] = {kAudioLevelControlPropertyScalarValue,
                                                       kAudioLevelControlPropertyDecibelValue};
    static const struct {
        Float32 asked;
        Float32 got;
        AudioObjectPropertySelector selector;
        Float32 other; /* what the other of the two is then */
    } rows[] = {
        {0.3f, 0.3f, kAudioLevelControlPropertyScalarValue, -40.2f},
        {-1, 0, kAudioLevelControlPropertyScalarValue, -60},
        {7, 1, kAudioLevelControlPropertyScalarValue, 6},
        {-12.5f, -12.5f, kAudioLevelControlPropertyDecibelValue, 47.5f / 66},
        {-500, -60, kAudioLevelControlPropertyDecibelValue, 0},
        {60, 6, kAudioLevelControlPropertyDecibelValue, 1},
    };
    const AudioObjectID levels[] = {
        fake_host_control(host, kAudioVolumeControlClassID, input, 0),
        fake_host_control(host, kAudioVolumeControlClassID, output, 2),
        fake_host_control(host, kAudioLFEVolumeControlClassID, output, 0),
    };
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        cr_assert_eq(get_float32(levels[i], kAudioLevelControlPropertyDecibelValue), 0);
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            cr_assert_eq(set_float32(levels[i], rows[r].selector, rows[r].asked), 0);
            cr_assert_eq(get_float32(levels[i], rows[r].selector), rows[r].got, "row %zu", r);
            const bool is_scalar = rows[r].selector == both[0];
            cr_assert_float_eq((double)get_float32(levels[i], both[is_scalar]),
                               (double)rows[r].other, 1e-5, "row %zu", r);
            assert_announced(levels[i], 2, both);
        }
        assert_refused(levels[i], set_float32(levels[i], both[0], NAN));
        assert_refused(levels[i], set_float32(levels[i], both[1], NAN));
        cr_assert_eq(get_float32(levels[i], kAudioLevelControlPropertyDecibelValue), 6);
    }
}

Test(control_properties, convert_levels_along_the_curve)
{
    const AudioObjectID volume = fake_host_control(host, kAudioVolumeControlClassID, input, 0);
    Float32 value = 0.5f;
    cr_assert_eq(fake_get(host, volume, kAudioLevelControlPropertyConvertScalarToDecibels,
                          sizeof value, &value),
                 0);
    cr_assert_eq(value, -27);
    cr_assert_eq(fake_get(host, volume, kAudioLevelControlPropertyConvertDecibelsToScalar,
                          sizeof value, &value),
                 0);
    cr_assert_eq(value, 0.5f);
    AudioValueRange range;
    cr_assert_eq(
        fake_get(host, volume, kAudioLevelControlPropertyDecibelRange, sizeof range, &range), 0);
    cr_assert(range.mMinimum == -60 && range.mMaximum == 6);
    cr_assert_eq(get_float32(volume, kAudioLevelControlPropertyDecibelValue), 0,
                 "converting sets nothing");
}

Test(control_properties, switch_booleans)
{
    static const struct {
        AudioClassID class_id;
        AudioObjectPropertyScope scope;
        AudioObjectPropertyElement element;
        UInt32 first;
    } rows[] = {
        {kAudioMuteControlClassID, kAudioObjectPropertyScopeInput, 0, 0},
        {kAudioMuteControlClassID, kAudioObjectPropertyScopeOutput, 6, 0},
        {kAudioSoloControlClassID, kAudioObjectPropertyScopeOutput, 1, 0},
        {kAudioJackControlClassID, kAudioObjectPropertyScopeInput, 0, 1},
        {kAudioLFEMuteControlClassID, kAudioObjectPropertyScopeOutput, 0, 0},
        {kAudioPhantomPowerControlClassID, kAudioObjectPropertyScopeInput, 4, 0},
        {kAudioPhaseInvertControlClassID, kAudioObjectPropertyScopeInput, 5, 0},
        {kAudioClipLightControlClassID, kAudioObjectPropertyScopeOutput, 2, 0},
        {kAudioTalkbackControlClassID, kAudioObjectPropertyScopeOutput, 0, 0},
        {kAudioListenbackControlClassID, kAudioObjectPropertyScopeInput, 2, 0},
    };
    static const UInt32 values[] = {1, 0, 42};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const AudioObjectID control =
            fake_host_control(host, rows[i].class_id, rows[i].scope, rows[i].element);
        cr_assert_eq(fake_get_uint32(host, control, kAudioBooleanControlPropertyValue),
                     rows[i].first, "row %zu", i);
        for (size_t v = 0; v < 3; v++) {
            cr_assert_eq(set_uint32(control, kAudioBooleanControlPropertyValue, values[v]), 0);
            cr_assert_eq(fake_get_uint32(host, control, kAudioBooleanControlPropertyValue),
                         values[v] != 0);
            assert_announced_one(control, kAudioBooleanControlPropertyValue);
        }
    }
}

typedef struct SelectorRow {
    AudioClassID class_id;
    AudioObjectPropertyScope scope;
    UInt32 count;
    UInt32 ids[4];
    const char *names[4];
    UInt32 kinds[4];
} SelectorRow;

static const SelectorRow selectors[] = {
    {kAudioDataSourceControlClassID,
     kAudioObjectPropertyScopeInput,
     2,
     {DATA_SOURCE_LOOPBACK, DATA_SOURCE_SILENCE},
     {"Loopback", "Silence"},
     {kAudioStreamTerminalTypeLine, kAudioStreamTerminalTypeUnknown}},
    {kAudioDataDestinationControlClassID,
     kAudioObjectPropertyScopeOutput,
     2,
     {DATA_DESTINATION_RECORDERS, DATA_DESTINATION_NOWHERE},
     {"Recorders", "Nowhere"},
     {kAudioStreamTerminalTypeLine, kAudioStreamTerminalTypeUnknown}},
    {kAudioClockSourceControlClassID,
     kAudioObjectPropertyScopeGlobal,
     2,
     {CLOCK_SOURCE_FIXED, CLOCK_SOURCE_ADJUSTABLE},
     {"Fixed", "Adjustable"},
     {kAudioClockSourceItemKindInternal, kAudioClockSourceItemKindInternal}},
    {kAudioLineLevelControlClassID,
     kAudioObjectPropertyScopeOutput,
     2,
     {LINE_LEVEL_PROFESSIONAL, LINE_LEVEL_CONSUMER},
     {"Professional (+4 dBu)", "Consumer (-10 dBV)"},
     {0, 0}},
    {kAudioHighPassFilterControlClassID,
     kAudioObjectPropertyScopeInput,
     4,
     {0, 40, 80, 160},
     {"Off", "40 Hz", "80 Hz", "160 Hz"},
     {0, 0, 0, 0}},
};
enum { SELECTOR_COUNT = sizeof selectors / sizeof *selectors };

static AudioObjectID selector_at(size_t i)
{
    return fake_host_control(host, selectors[i].class_id, selectors[i].scope, 0);
}

Test(control_properties, describe_the_items_of_selectors)
{
    for (size_t i = 0; i < SELECTOR_COUNT; i++) {
        const SelectorRow *row = &selectors[i];
        const AudioObjectID control = selector_at(i);
        UInt32 ids[4] = {0};
        cr_assert_eq(fake_get(host, control, kAudioSelectorControlPropertyAvailableItems,
                              row->count * (UInt32)sizeof *ids, ids),
                     0);
        cr_assert_arr_eq(ids, row->ids, sizeof ids);
        for (UInt32 item = 0; item < row->count; item++) {
            UInt32 kind = 77;
            cr_assert_eq(get_qualified(control, kAudioSelectorControlPropertyItemKind, ids[item],
                                       sizeof kind, &kind),
                         0);
            cr_assert_eq(kind, row->kinds[item]);
            CFStringRef name = NULL;
            cr_assert_eq(get_qualified(control, kAudioSelectorControlPropertyItemName, ids[item],
                                       sizeof(CFStringRef), &name),
                         0);
            CFStringRef expected =
                CFStringCreateWithCString(NULL, row->names[item], kCFStringEncodingUTF8);
            cr_assert(CFEqual(name, expected), "%s", row->names[item]);
            CFRelease(expected);
            CFRelease(name);
        }
    }
}

Test(control_properties, know_only_their_own_items)
{
    enum { FOREIGN = 'none' };
    for (size_t i = 0; i < SELECTOR_COUNT; i++) {
        const AudioObjectID control = selector_at(i);
        UInt32 kind = 77;
        CFStringRef name = NULL;
        cr_assert_eq(get_qualified(control, kAudioSelectorControlPropertyItemKind, FOREIGN,
                                   sizeof kind, &kind),
                     kAudioHardwareIllegalOperationError);
        cr_assert_eq(get_qualified(control, kAudioSelectorControlPropertyItemName, FOREIGN,
                                   sizeof(CFStringRef), &name),
                     kAudioHardwareIllegalOperationError);
        cr_assert(kind == 77 && name == NULL);
        assert_refused(control,
                       set_uint32(control, kAudioSelectorControlPropertyCurrentItem, FOREIGN));
        cr_assert_eq(fake_get_uint32(host, control, kAudioSelectorControlPropertyCurrentItem),
                     selectors[i].ids[0]);
    }
}

Test(control_properties, select_one_item)
{
    for (size_t i = 0; i < SELECTOR_COUNT; i++) {
        const AudioObjectID control = selector_at(i);
        cr_assert_eq(fake_get_uint32(host, control, kAudioSelectorControlPropertyCurrentItem),
                     selectors[i].ids[0]);
        for (UInt32 item = 0; item < selectors[i].count; item++) {
            const UInt32 id = selectors[i].ids[item];
            cr_assert_eq(set_uint32(control, kAudioSelectorControlPropertyCurrentItem, id), 0);
            cr_assert_eq(fake_get_uint32(host, control, kAudioSelectorControlPropertyCurrentItem),
                         id);
            assert_announced_one(control, kAudioSelectorControlPropertyCurrentItem);
        }
        const UInt32 two[2] = {selectors[i].ids[0], selectors[i].ids[1]};
        cr_assert_eq(
            fake_set(host, control, kAudioSelectorControlPropertyCurrentItem, sizeof two, two),
            kAudioHardwareBadPropertySizeError);
        cr_assert_eq(fake_set(host, control, kAudioSelectorControlPropertyCurrentItem, 0, two),
                     kAudioHardwareBadPropertySizeError);
    }
}

Test(control_properties, slide_in_a_range)
{
    const AudioObjectID slider = fake_host_control(host, kAudioSliderControlClassID, global, 0);
    UInt32 range[2] = {0, 0};
    cr_assert_eq(fake_get(host, slider, kAudioSliderControlPropertyRange, sizeof range, range), 0);
    cr_assert(range[0] == 990000 && range[1] == 1010000);
    cr_assert_eq(fake_get_uint32(host, slider, kAudioSliderControlPropertyValue), 1000000);
    cr_assert_eq(set_uint32(fake_host_control(host, kAudioClockSourceControlClassID, global, 0),
                            kAudioSelectorControlPropertyCurrentItem, CLOCK_SOURCE_ADJUSTABLE),
                 0);
    fake_host_forget_news(host);
    static const UInt32 rows[][2] = {
        {1000001, 1000001}, {0, 990000}, {UINT32_MAX, 1010000}, {990000, 990000}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(set_uint32(slider, kAudioSliderControlPropertyValue, rows[i][0]), 0);
        cr_assert_eq(fake_get_uint32(host, slider, kAudioSliderControlPropertyValue), rows[i][1]);
        assert_announced_one(slider, kAudioSliderControlPropertyValue);
    }
}

Test(control_properties, pan_between_channels)
{
    const AudioObjectID pan = fake_host_control(host, kAudioStereoPanControlClassID, output, 0);
    static const Float32 rows[][2] = {{0.2f, 0.2f}, {-3, 0}, {2, 1}};
    cr_assert_eq(get_float32(pan, kAudioStereoPanControlPropertyValue), 0.5f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(set_float32(pan, kAudioStereoPanControlPropertyValue, rows[i][0]), 0);
        cr_assert_eq(get_float32(pan, kAudioStereoPanControlPropertyValue), rows[i][1]);
        assert_announced_one(pan, kAudioStereoPanControlPropertyValue);
    }
    assert_refused(pan, set_float32(pan, kAudioStereoPanControlPropertyValue, NAN));
    cr_assert_eq(get_float32(pan, kAudioStereoPanControlPropertyValue), 1);
}

Test(control_properties, choose_the_channels_to_pan_between)
{
    static const AudioObjectPropertySelector selector =
        kAudioStereoPanControlPropertyPanningChannels;
    const AudioObjectID pan = fake_host_control(host, kAudioStereoPanControlClassID, input, 0);
    UInt32 channels[2] = {0, 0};
    cr_assert_eq(fake_get(host, pan, selector, sizeof channels, channels), 0);
    cr_assert(channels[0] == 1 && channels[1] == 2);
    const UInt32 wanted[2] = {6, 5};
    cr_assert_eq(fake_set(host, pan, selector, sizeof wanted, wanted), 0);
    assert_announced_one(pan, selector);
    static const UInt32 wrong[][2] = {{0, 1}, {1, 0}, {7, 1}, {1, 7}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refused(pan, fake_set(host, pan, selector, sizeof wrong[i], wrong[i]));
    cr_assert_eq(fake_get(host, pan, selector, sizeof channels, channels), 0);
    cr_assert(channels[0] == 6 && channels[1] == 5);
    cr_assert_eq(get_float32(pan, kAudioStereoPanControlPropertyValue), 0.5f);
}

Test(control_properties, store_all_but_what_is_momentary)
{
    CFStringRef uid = CFSTR("org.ossicle.test.device");
    const AudioObjectID talkback = fake_host_control(host, kAudioTalkbackControlClassID, output, 0);
    cr_assert_eq(set_uint32(talkback, kAudioBooleanControlPropertyValue, 1), 0);
    cr_assert_not(CFDictionaryContainsKey(host->storage, uid));
    const AudioObjectID solo = fake_host_control(host, kAudioSoloControlClassID, output, 3);
    cr_assert_eq(set_uint32(solo, kAudioBooleanControlPropertyValue, 1), 0);
    CFDictionaryRef settings = CFDictionaryGetValue(host->storage, uid);
    cr_assert_not_null(settings);
    cr_assert_eq(CFDictionaryGetValue(settings, CFSTR("output.3.solo")), kCFBooleanTrue);
    cr_assert_eq(CFDictionaryGetValue(settings, CFSTR("input.3.solo")), kCFBooleanFalse);
    cr_assert(CFDictionaryContainsKey(settings, CFSTR("clock-source")));
    cr_assert_not(CFDictionaryContainsKey(settings, CFSTR("output.talkback")));
}

static OSStatus set_scalar_of(const PropertyRequest *request, Float32 scalar)
{
    const Property *row =
        property_index_find(request->object->properties, request->address->mSelector);
    return row && row->set ? row->set(request, 1, &scalar) : kAudioHardwareUnknownPropertyError;
}

/* A request that found the control before the device changed, and sets it after. */
Test(control_properties, refuse_to_be_set_when_the_device_has_others)
{
    Device *found = driver_find_device((Driver *)(void *)host->driver, device.uid);
    const DeviceShape *shape = found->shape;
    const AudioObjectPropertyAddress address = fake_address(kAudioLevelControlPropertyScalarValue);
    const PropertyRequest request = {
        .driver = found->driver,
        .object = &shape->controls[0].object,
        .device = found,
        .shape = shape,
        .address = &address,
    };
    cr_assert_eq(set_scalar_of(&request, 0.5f), kAudioHardwareNoError);
    DeviceConfiguration other = device;
    other.channels = 2;
    Error error;
    cr_assert_eq(device_reconfigure(found, &other, &error), STATUS_OK);
    fake_host_forget_news(host);
    cr_assert_eq(set_scalar_of(&request, 0.25f), kAudioHardwareBadObjectError);
    cr_assert_eq(host->news_calls, 0);
    const AudioObjectID volume = fake_host_control(host, kAudioVolumeControlClassID, input, 0);
    cr_assert_eq(get_float32(volume, kAudioLevelControlPropertyScalarValue), 0.5f);
}
