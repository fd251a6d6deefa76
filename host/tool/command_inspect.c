/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/inspection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "global" alone goes without saying. */
static void print_scopes(const json_t *property)
{
    const json_t *const scopes = json_object_get(property, "scopes");
    const size_t count = json_array_size(scopes);
    const json_int_t element = json_integer_value(json_object_get(property, "element"));
    const char *const first = json_string_value(json_array_get(scopes, 0));
    if (count == 1 && !element && strcmp(first, "global") == 0)
        return;
    for (size_t i = 0; i < count; i++)
        (void)printf("%s%s", i ? ", " : " [", json_string_value(json_array_get(scopes, i)));
    if (element)
        (void)printf(", element %" JSON_INTEGER_FORMAT, element);
    (void)printf("]");
}

static void print_property(const json_t *property, int indent)
{
    const char *const name = json_string_value(json_object_get(property, "name"));
    char *const selector = json_line(json_incref(json_object_get(property, "selector")));
    char *const value = json_line(json_incref(json_object_get(property, "value")));
    (void)printf("%*s%s", indent, "", name ? name : selector ? selector : "");
    print_scopes(property);
    (void)printf(" %s %s\n", json_is_true(json_object_get(property, "settable")) ? ":=" : "=",
                 value ? value : "");
    free(selector);
    free(value);
}

static void print_object(const json_t *object)
{
    const int indent = 4 * (int)json_integer_value(json_object_get(object, "depth"));
    char *const name = json_line(json_incref(json_object_get(object, "class")));
    (void)printf("%*s%" JSON_INTEGER_FORMAT " %s\n", indent, "",
                 json_integer_value(json_object_get(object, "id")), name ? name : "");
    free(name);
    size_t i = 0;
    const json_t *property = NULL;
    json_array_foreach(json_object_get(object, "properties"), i, property)
        print_property(property, indent + 4);
}

static void print_text(json_t *objects)
{
    size_t i = 0;
    const json_t *object = NULL;
    json_array_foreach(objects, i, object) print_object(object);
    json_decref(objects);
}

static void print_json(json_t *objects)
{
    json_t *const json = json_object();
    (void)json_object_set_new(json, "objects", objects);
    json_print(stdout, json);
}

int command_inspect(const void *settings)
{
    const InspectSettings *const given = settings;
    Session session;
    Error error = {.status = STATUS_OK};
    Status status = session_open(&session, &given->session, false, &error);
    if (!status)
        status = session_check_folders(&session, &error);
    if (!status)
        (given->json ? print_json : print_text)(inspection_json(session.hal));
    session_close(&session);
    return status ? command_failed(&error) : EXIT_CODE_DONE;
}
