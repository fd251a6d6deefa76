/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_item.h"
#include "tool/cf.h"
#include "tool/property.h"
#include "tool/property_value.h"
#include "tool/value_parse.h"
#include "tool/word_target.h"

#include "hal/discovery.h"
#include "trace/four_chars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The name of an item for the caller to free(); NULL if it has none. */
static char *copy_name(Hal *hal, AudioObjectID control, UInt32 item)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioSelectorControlPropertyItemName);
    CFTypeRef name = NULL;
    UInt32 size = sizeof name;
    if (hal_get(hal, control, &address, sizeof item, &item, &size, &name) != 0)
        return NULL;
    char *const text = cf_copy_text(name);
    cf_release(name);
    return text;
}

static json_t *item_json(Hal *hal, AudioObjectID control, UInt32 item)
{
    char *const name = copy_name(hal, control, item);
    json_t *const json = name ? json_string(name) : property_value_code(item);
    free(name);
    return json;
}

json_t *word_item_get(const WordPlace *place, const Word *word)
{
    WordTarget target;
    UInt32 size = 0;
    UInt32 *const items = word_target_find(place, word, &target)
                              ? hal_copy(place->hal, target.object, &target.address, &size)
                              : NULL;
    const size_t count = size / sizeof *items;
    json_t *json = NULL;
    if (items && count == 1) {
        json = item_json(place->hal, target.object, items[0]);
    } else if (items) {
        json = json_array();
        for (size_t i = 0; i < count; i++)
            (void)json_array_append_new(json, item_json(place->hal, target.object, items[i]));
    }
    free(items);
    return json;
}

static bool is_meant(const char *name, UInt32 item, json_t *value)
{
    char code[FOUR_CHARS_TEXT_SIZE];
    const char *const text = json_string_value(value);
    double number = 0;
    (void)four_chars_text(item, code);
    if (text && ((name && strcasecmp(name, text) == 0) ||
                 (strlen(text) == 4 && strncmp(code + 1, text, 4) == 0)))
        return true;
    return value_parse_number(value, &number) && number >= item && number <= item;
}

Status word_item_set(const WordPlace *place, const Word *word, json_t *value, Error *error)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioSelectorControlPropertyAvailableItems);
    WordTarget target;
    if (!word_target_find(place, word, &target))
        return error_set(error, STATUS_NOT_FOUND, "%s: the device has no such control", word->name);
    UInt32 size = 0;
    UInt32 *const items = hal_copy(place->hal, target.object, &address, &size);
    char names[512] = "";
    size_t used = 0;
    json_t *chosen = NULL;
    for (size_t i = 0; items && i < size / sizeof *items && !chosen; i++) {
        char *const name = copy_name(place->hal, target.object, items[i]);
        if (is_meant(name, items[i], value))
            chosen = json_integer(items[i]);
        if (name && used < sizeof names)
            used +=
                (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", name);
        free(name);
    }
    free(items);
    if (!chosen)
        return error_set(error, STATUS_BAD_ARGUMENT, "%s: expected one of: %s", word->name, names);
    const Status status = word_target_set(place, &target, chosen, error);
    json_decref(chosen);
    return status;
}
