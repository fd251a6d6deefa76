/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_text.h"
#include "tool/cf_json.h"

#include "driver/custom_properties.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* An object that is deeper than this is shown as JSON over several lines. */
enum { WORD_WIDTH = 17, DEPTH_OF_LINES = 3 };

static void print_plain(FILE *file, const json_t *value)
{
    if (json_is_string(value))
        (void)fputs(json_string_value(value), file);
    else if (json_is_number(value))
        (void)fprintf(file, "%.15g", json_number_value(value));
    else if (json_is_boolean(value))
        (void)fputs(json_is_true(value) ? "on" : "off", file);
    else
        (void)fputs("-", file);
}

static bool is_plain(const json_t *value)
{
    return !json_is_object(value) && !json_is_array(value);
}

/* What lies deeper than a line of text can show. */
static void print_json_line(FILE *file, const json_t *value)
{
    json_t *const copy = json_deep_copy(value);
    char *const line = copy ? json_line(copy) : NULL;
    (void)fputs(line ? line : "", file);
    free(line);
}

/* key value, key value */
static void print_members(FILE *file, json_t *object)
{
    const char *key = NULL;
    const json_t *value = NULL;
    bool is_first = true;
    json_object_foreach(object, key, value)
    {
        (void)fprintf(file, "%s%s ", is_first ? "" : ", ", key);
        is_first = false;
        if (is_plain(value))
            print_plain(file, value);
        else
            print_json_line(file, value);
    }
}

static void print_item(FILE *file, json_t *item)
{
    if (json_is_object(item))
        print_members(file, item);
    else if (is_plain(item))
        print_plain(file, item);
    else
        print_json_line(file, item);
}

static json_t *member(const json_t *object, const char *key)
{
    return json_object_get(object, key);
}

/* The value as its label, or with its unit. */
static void print_parameter_value(FILE *file, const json_t *parameter)
{
    const json_t *const labels = member(parameter, OSSICLE_KEY_LABELS);
    const json_t *const value = member(parameter, OSSICLE_KEY_VALUE);
    const double number = json_number_value(value);
    const double index = number - json_number_value(member(parameter, OSSICLE_KEY_MINIMUM));
    const bool has_label = index >= 0 && index < (double)json_array_size(labels);
    const char *const unit = json_string_value(member(parameter, OSSICLE_KEY_UNIT));
    if (has_label)
        print_plain(file, json_array_get(labels, (size_t)index));
    else if (json_is_true(member(parameter, OSSICLE_KEY_TOGGLE)))
        (void)fputs(number > 0 ? "on" : "off", file);
    else
        print_plain(file, value);
    if (!has_label && unit && *unit)
        (void)fprintf(file, " %s", unit);
}

/* Value, and what it could be. */
static void print_parameter(FILE *file, const json_t *parameter)
{
    const json_t *const labels = member(parameter, OSSICLE_KEY_LABELS);
    print_parameter_value(file, parameter);
    if (json_is_true(member(parameter, OSSICLE_KEY_OUTPUT))) {
        (void)fputs(" (measured)", file);
        return;
    }
    (void)fputs(" (", file);
    for (size_t i = 0; i < json_array_size(labels); i++) {
        print_plain(file, json_array_get(labels, i));
        (void)fputs(i + 1 < json_array_size(labels) ? ", " : "; ", file);
    }
    if (!json_array_size(labels) && !json_is_true(member(parameter, OSSICLE_KEY_TOGGLE)))
        (void)fprintf(file, "%.15g to %.15g, ",
                      json_number_value(member(parameter, OSSICLE_KEY_MINIMUM)),
                      json_number_value(member(parameter, OSSICLE_KEY_MAXIMUM)));
    (void)fprintf(file, "default %.15g)",
                  json_number_value(member(parameter, OSSICLE_KEY_DEFAULT)));
}

/* A line for each parameter of a module, with the word that stands for it. */
static void print_module(FILE *file, const json_t *module, size_t index, int indent)
{
    const json_t *const parameters = member(module, OSSICLE_KEY_PARAMETERS);
    print_plain(file, member(module, OSSICLE_KEY_ID));
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *const parameter = json_array_get(parameters, i);
        (void)fprintf(file, "\n%*s  %zu.%s ", indent, "", index,
                      json_string_value(member(parameter, OSSICLE_KEY_ID)));
        print_parameter(file, parameter);
    }
}

static bool is_parameter(const json_t *value)
{
    return member(value, OSSICLE_KEY_DEFAULT) && member(value, OSSICLE_KEY_VALUE);
}

static bool has_spaces(const json_t *array)
{
    bool has = false;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *const item = json_array_get(array, i);
        has = has || !is_plain(item) ||
              (json_is_string(item) && strchr(json_string_value(item), ' '));
    }
    return has;
}

/* On one line if that is clear, else a line for each. */
static void print_array(FILE *file, const json_t *array, int indent)
{
    const bool has_lines = has_spaces(array);
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *const item = json_array_get(array, i);
        if (i && has_lines)
            (void)fprintf(file, "\n%*s", indent, "");
        else if (i)
            (void)fputs(", ", file);
        if (json_is_array(member(item, OSSICLE_KEY_PARAMETERS)))
            print_module(file, item, i, indent);
        else
            print_item(file, item);
    }
}

/* How deep arrays and objects lie in each other. */
static int depth_of(json_t *value)
{
    const char *key = NULL;
    json_t *inner = NULL;
    size_t i = 0;
    int depth = 0;
    json_object_foreach(value, key, inner)
    {
        const int below = depth_of(inner);
        depth = below > depth ? below : depth;
    }
    json_array_foreach(value, i, inner)
    {
        const int below = depth_of(inner);
        depth = below > depth ? below : depth;
    }
    return is_plain(value) ? 0 : depth + 1;
}

void word_text_value(FILE *file, json_t *value, int indent)
{
    if (is_parameter(value))
        print_parameter(file, value);
    else if (json_is_object(value) && depth_of(value) > DEPTH_OF_LINES)
        (void)json_dumpf(value, file, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    else if (json_is_array(value))
        print_array(file, value, indent);
    else
        print_item(file, value);
    (void)fputc('\n', file);
}

void word_text_values(FILE *file, json_t *values, int indent)
{
    const char *word = NULL;
    json_t *value = NULL;
    json_object_foreach(values, word, value)
    {
        (void)fprintf(file, "%*s%-*s ", indent, "", WORD_WIDTH - 1, word);
        word_text_value(file, value, indent + WORD_WIDTH);
    }
}
