/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/inspection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 4, ALL_SCOPES = 4 };

/* "global" alone goes without saying, and so do all of them. */
static void print_scopes(const json_t *property)
{
    const json_t *const scopes = json_object_get(property, "scopes");
    const size_t count = json_array_size(scopes);
    const json_int_t element = json_integer_value(json_object_get(property, "element"));
    const char *const first = json_string_value(json_array_get(scopes, 0));
    if (!element && (count == ALL_SCOPES || (count == 1 && strcmp(first, "global") == 0)))
        return;
    for (size_t i = 0; i < count; i++)
        (void)printf("%s%s", i ? ", " : " [", json_string_value(json_array_get(scopes, i)));
    if (element)
        (void)printf(", element %" JSON_INTEGER_FORMAT, element);
    (void)printf("]");
}

/* The text of a name, or the code of what has none. */
static void print_plain(const json_t *value)
{
    const char *const text = json_string_value(value);
    if (text)
        (void)printf("%s", text);
    else
        (void)printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
}

static void print_line(const json_t *value)
{
    json_t *const copy = json_deep_copy(value);
    char *const line = copy ? json_line(copy) : NULL;
    (void)printf("%s\n", line ? line : "");
    free(line);
}

/* A list of dictionaries takes a line for each. */
static void print_value(const json_t *value, int indent)
{
    if (!json_is_object(json_array_get(value, 0))) {
        (void)printf(" ");
        print_line(value);
        return;
    }
    (void)printf("\n");
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(value, i, item)
    {
        (void)printf("%*s", indent + INDENT, "");
        print_line(item);
    }
}

static void print_property(const json_t *property, int indent)
{
    const json_t *const name = json_object_get(property, "name");
    const bool settable = json_is_true(json_object_get(property, "settable"));
    (void)printf("%*s", indent, "");
    print_plain(json_is_string(name) ? name : json_object_get(property, "selector"));
    print_scopes(property);
    (void)printf(" %s", settable ? ":=" : "=");
    print_value(json_object_get(property, "value"), indent);
}

static void print_object(const json_t *object)
{
    const int indent = INDENT * (int)json_integer_value(json_object_get(object, "depth"));
    (void)printf("%*s%" JSON_INTEGER_FORMAT " ", indent, "",
                 json_integer_value(json_object_get(object, "id")));
    print_plain(json_object_get(object, "class"));
    (void)printf("\n");
    size_t i = 0;
    const json_t *property = NULL;
    json_array_foreach(json_object_get(object, "properties"), i, property)
        print_property(property, indent + INDENT);
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
