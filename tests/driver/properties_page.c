/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Prints docs/properties.md from the driver's tables: what each class of object has, and, of what
 * Apple's interface has besides, why it isn't there. Fails if the reason for something is missing,
 * or if a reason is given for what is there. */

#include "driver/control.h"
#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "driver/object.h"
#include "trace/selector_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names of Ossicle's own, as in custom_properties.h. They mean different things on different
 * classes. */
#define NAME(class_id, selector)                                                                   \
    {                                                                                              \
        class_id, selector, #selector                                                              \
    }
static const struct {
    AudioClassID class_id;
    AudioObjectPropertySelector selector;
    const char *name;
} own_names[] = {
    NAME(kAudioPlugInClassID, kOssiclePlugInPropertyModules),
    NAME(kAudioPlugInClassID, kOssiclePlugInPropertyRefusals),
    NAME(kAudioPlugInClassID, kOssiclePlugInPropertyQuarantine),
    NAME(kAudioPlugInClassID, kOssiclePlugInPropertyConfiguration),
    NAME(kAudioPlugInClassID, kOssiclePlugInPropertyErrors),
    NAME(kAudioPlugInClassID, kOssiclePlugInPropertyTrace),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyChain),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyChainMode),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyParameters),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyEngine),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyErrors),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyClockRate),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyMeters),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyTimes),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyDiagnosis),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyRecording),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyClients),
    NAME(kAudioDeviceClassID, kOssicleDevicePropertyApplications),
};

/* Why something of Apple's isn't there: of a whole class, or of one property of it. */
static const struct {
    AudioClassID class_id;
    AudioObjectPropertySelector selector; /* 0: all of the class */
    const char *reason;
} reasons[] = {
    {kAudioTransportManagerClassID, 0,
     "Ossicle makes its devices by itself; a transport manager makes them of end points that come "
     "and go on a transport, such as a network."},
    {kAudioEndPointDeviceClassID, 0, "Belongs to transport managers."},
    {kAudioObjectClassID, kAudioObjectPropertyIdentify,
     "Makes hardware show which one it is, by a light for example. Nothing of ours can be seen."},
};
static bool reason_is_used[sizeof reasons / sizeof *reasons];

static int failures;

static void fail(const char *what, const char *name)
{
    (void)fprintf(stderr, "properties_page: %s: %s\n", name, what);
    failures++;
}

static const char *class_name(AudioClassID class_id)
{
    const char *name = selector_class_name(class_id);
    return name ? name : "?";
}

static void print_code(UInt32 code)
{
    (void)printf("`%c%c%c%c`", (char)(code >> 24), (char)(code >> 16), (char)(code >> 8),
                 (char)code);
}

/* A clock device has some of a device's. */
static const char *own_name_of(AudioClassID class_id, AudioObjectPropertySelector selector)
{
    const AudioClassID wanted =
        class_id == kAudioClockDeviceClassID ? kAudioDeviceClassID : class_id;
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++) {
        if (own_names[i].class_id == wanted && own_names[i].selector == selector)
            return own_names[i].name;
    }
    return NULL;
}

static const char *name_of(const ObjectClass *class_info, const Property *row)
{
    if (row->custom)
        return own_name_of(class_info->id, row->selector);
    const SelectorName *name = selector_name_find(class_info->id, class_info->id, row->selector);
    return name ? name->name : NULL;
}

static void print_scopes(UInt32 scopes)
{
    static const char *const names[] = {"global", "input", "output"};
    const char *between = "";
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (scopes >> i & 1) {
            (void)printf("%s%s", between, names[i]);
            between = ", ";
        }
    }
}

static void print_row(const ObjectClass *class_info, const Property *row)
{
    static const char *const elements[] = {
        [ELEMENTS_MAIN] = "main",
        [ELEMENTS_CHANNELS] = "channels",
        [ELEMENTS_ALL] = "main, channels",
    };
    const char *name = name_of(class_info, row);
    if (!name)
        fail("a property of it has no name here", class_name(class_info->id));
    (void)printf("| %s | ", name ? name : "");
    print_code(row->selector);
    (void)printf(" | ");
    print_scopes(row->scopes);
    (void)printf(" | %s | %u%s | %s |\n", elements[row->elements], row->size,
                 row->count ? " each" : "", row->set ? "yes" : "");
}

static void print_rows(const ObjectClass *class_info)
{
    for (UInt32 i = 0; i < class_info->property_count; i++)
        print_row(class_info, &class_info->properties[i]);
}

/* All classes, bases first, each once. */
enum { CLASS_CAPACITY = 128 };
static const ObjectClass *classes[CLASS_CAPACITY];
static size_t class_count;

static void add_class(const ObjectClass *class_info)
{
    for (size_t i = 0; i < class_count; i++) {
        if (classes[i] == class_info)
            return;
    }
    if (class_info->base)
        add_class(class_info->base);
    if (class_count == CLASS_CAPACITY)
        exit(EXIT_FAILURE);
    classes[class_count++] = class_info;
}

static void print_classes(void)
{
    for (size_t i = 0; i < class_count; i++) {
        const ObjectClass *class_info = classes[i];
        const bool goes_on = class_info->base && class_info->base->id == class_info->id;
        if (class_info->property_count == 0)
            continue;
        if (!goes_on) {
            (void)printf("\n## %s\n\n", class_name(class_info->id));
            if (class_info->base)
                (void)printf("Also has what every %s has.\n\n", class_name(class_info->base->id));
            (void)printf("| property | selector | scopes | elements | bytes | settable |\n"
                         "| --- | --- | --- | --- | --- | --- |\n");
        }
        print_rows(class_info);
    }
}

static void print_places(UInt32 places)
{
    static const struct {
        UInt32 place;
        const char *name;
    } names[] = {
        {CONTROL_PLACE_GLOBAL, "device"},
        {CONTROL_PLACE_INPUT_MAIN, "input"},
        {CONTROL_PLACE_INPUT_CHANNELS, "input channels"},
        {CONTROL_PLACE_OUTPUT_MAIN, "output"},
        {CONTROL_PLACE_OUTPUT_CHANNELS, "output channels"},
    };
    const char *between = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (places & names[i].place) {
            (void)printf("%s%s", between, names[i].name);
            between = ", ";
        }
    }
}

static void print_controls(void)
{
    (void)printf(
        "\n## controls\n\n"
        "What a device has of them, its configuration says ([configuration](configuration.md)"
        ").\n\n"
        "| in configurations | class | kind of value | may stand on |\n"
        "| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++) {
        const ObjectClass *class_info = control_classes[i];
        (void)printf("| `%s` | %s ", control_kinds[i].name, class_name(class_info->id));
        print_code(class_info->id);
        (void)printf(" | %s | ", class_name(class_info->base ? class_info->base->id : 0));
        print_places(control_kinds[i].places);
        (void)printf(" |\n");
    }
}

/* Whether an object of this class, or of one that descends from it, has the property. */
static bool is_served(const SelectorName *name)
{
    for (size_t i = 0; i < class_count; i++) {
        bool is_of_class = false;
        for (const ObjectClass *c = classes[i]; c; c = c->base)
            is_of_class |= c->id == name->class_id;
        for (const ObjectClass *c = classes[i]; is_of_class && c; c = c->base) {
            for (UInt32 k = 0; k < c->property_count; k++) {
                if (c->properties[k].selector == name->selector && !c->properties[k].custom)
                    return true;
            }
        }
    }
    return false;
}

static const char *reason_for(const SelectorName *name)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].class_id == name->class_id &&
            (reasons[i].selector == 0 || reasons[i].selector == name->selector)) {
            reason_is_used[i] = true;
            return reasons[i].reason;
        }
    }
    return NULL;
}

static void print_absent(void)
{
    (void)printf("\n## not there\n\n| property | selector | why |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < selector_name_count; i++) {
        if (is_served(&selector_names[i]))
            continue;
        const char *reason = reason_for(&selector_names[i]);
        if (!reason)
            fail("no object has it, and no reason is given", selector_names[i].name);
        (void)printf("| %s | ", selector_names[i].name);
        print_code(selector_names[i].selector);
        (void)printf(" | %s |\n", reason ? reason : "");
    }
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (!reason_is_used[i])
            fail("a reason is given for what is there", reasons[i].reason);
    }
}

int main(void)
{
    for (UInt32 i = 0; object_class_at(i); i++)
        add_class(object_class_at(i));
    (void)printf(
        "# Properties\n\n"
        "What the driver's objects have, as its tables say. This page is printed from them:\n\n"
        "    build/tests/driver/properties_page >docs/properties.md\n\n"
        "A test fails when the two differ. Properties of scope input and output are there on a "
        "device\n"
        "that has that direction. \"each\" marks arrays; they are cut to the whole elements that "
        "fit. "
        "Those\nthat begin with kOssicle are explained in `host/driver/custom_properties.h`.\n");
    print_classes();
    print_controls();
    print_absent();
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
