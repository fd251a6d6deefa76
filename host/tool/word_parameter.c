/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_parameter.h"
#include "tool/cf.h"
#include "tool/value_parse.h"
#include "tool/word_target.h"

#include "driver/custom_properties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool find_target(const WordPlace *place, WordTarget *target)
{
    return word_target_find(place, word_find("parameters"), target);
}

json_t *word_parameter_modules(const WordPlace *place)
{
    WordTarget target;
    return find_target(place, &target) ? word_target_get(place, &target) : NULL;
}

static const char *id_of(const json_t *object)
{
    const char *const id = json_string_value(json_object_get(object, OSSICLE_KEY_ID));
    return id ? id : "";
}

/* What stands behind MODULE and a dot if `name` begins with the module at `index`, or NULL. */
static const char *skip_module(const json_t *module, size_t index, const char *name)
{
    char place[24];
    (void)snprintf(place, sizeof place, "%zu", index);
    const char *const names[] = {id_of(module), place};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t length = strlen(names[i]);
        if (length && strncmp(name, names[i], length) == 0 && name[length] == '.')
            return name + length + 1;
    }
    return NULL;
}

static json_t *find_in_module(const json_t *module, const char *id)
{
    const json_t *const parameters = json_object_get(module, OSSICLE_KEY_PARAMETERS);
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        json_t *const parameter = json_array_get(parameters, i);
        if (strcmp(id_of(parameter), id) == 0)
            return parameter;
    }
    return NULL;
}

/* Add the ids of objects to `text`. */
static void list_ids(char *text, size_t size, const json_t *objects)
{
    size_t used = strlen(text);
    for (size_t i = 0; i < json_array_size(objects) && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : " ",
                                 id_of(json_array_get(objects, i)));
}

static void not_found(const json_t *modules, const json_t *module, const char *name, Error *error)
{
    char list[512] = "";
    list_ids(list, sizeof list, module ? json_object_get(module, OSSICLE_KEY_PARAMETERS) : modules);
    if (module)
        (void)error_set(error, STATUS_NOT_FOUND, "%s: module %s has no such parameter; it has%s",
                        name, id_of(module), *list ? list : " none");
    else
        (void)error_set(error, STATUS_NOT_FOUND,
                        "%s: no such word, property or module of the chain; the chain has%s", name,
                        *list ? list : " none");
}

json_t *word_parameter_find(const json_t *modules, const char *name, size_t *index, Error *error)
{
    const json_t *seen = NULL;
    json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(modules); i++) {
        const json_t *const module = json_array_get(modules, i);
        const char *const id = skip_module(module, i, name);
        json_t *const parameter = id ? find_in_module(module, id) : NULL;
        seen = id ? module : seen;
        if (parameter && found) {
            (void)error_set(error, STATUS_BAD_ARGUMENT,
                            "%s: the chain has that module more than once: say which by its place: "
                            "%zu.%s or %zu.%s",
                            name, *index, id, i, id);
            return NULL;
        }
        if (parameter)
            *index = i;
        found = parameter ? parameter : found;
    }
    if (!found)
        not_found(modules, seen, name, error);
    return found;
}

/* A number, a label, or on or off. */
static bool parse(const json_t *parameter, json_t *value, double *number)
{
    const json_t *const labels = json_object_get(parameter, OSSICLE_KEY_LABELS);
    const double minimum = json_number_value(json_object_get(parameter, OSSICLE_KEY_MINIMUM));
    bool flag = false;
    for (size_t i = 0; i < json_array_size(labels); i++) {
        *number = minimum + (double)i;
        if (json_is_string(value) && json_equal(json_array_get(labels, i), value))
            return true;
    }
    if (json_is_true(json_object_get(parameter, OSSICLE_KEY_TOGGLE)) &&
        value_parse_flag(value, &flag)) {
        *number = flag;
        return true;
    }
    return value_parse_number(value, number);
}

static Status not_a_value(const json_t *parameter, const char *name, Error *error)
{
    const json_t *const labels = json_object_get(parameter, OSSICLE_KEY_LABELS);
    char list[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < json_array_size(labels) && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : ", or one of ",
                                 json_string_value(json_array_get(labels, i)));
    const bool is_toggle = json_is_true(json_object_get(parameter, OSSICLE_KEY_TOGGLE));
    return error_set(error, STATUS_BAD_ARGUMENT, "%s: expected a number%s", name,
                     is_toggle ? ", on or off" : list);
}

Status word_parameter_set(const WordPlace *place, const char *name, json_t *value, Error *error)
{
    WordTarget target;
    json_t *const modules = word_parameter_modules(place);
    size_t index = 0;
    const json_t *const parameter = word_parameter_find(modules, name, &index, error);
    double number = 0;
    Status status = STATUS_NOT_FOUND;
    if (parameter && !parse(parameter, value, &number)) {
        status = not_a_value(parameter, name, error);
    } else if (parameter && find_target(place, &target)) {
        target.name = name;
        json_t *const change =
            json_pack("[{s:I, s:s, s:f}]", OSSICLE_KEY_MODULE, (json_int_t)index,
                      OSSICLE_KEY_PARAMETER, id_of(parameter), OSSICLE_KEY_VALUE, number);
        status = word_target_set(place, &target, change, error);
        json_decref(change);
    }
    json_decref(modules);
    return status;
}
