/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

/* The first object of a class; NULL if there is none. */
static const json_t *object_of_class(const json_t *json, const char *name)
{
    size_t i = 0;
    const json_t *object = NULL;
    json_array_foreach(json_object_get(json, "objects"), i, object)
    {
        if (strcmp(json_string_value(json_object_get(object, "class")), name) == 0)
            return object;
    }
    return NULL;
}

static const json_t *property_of(const json_t *object, const char *selector)
{
    const json_t *found = NULL;
    size_t i = 0;
    const json_t *property = NULL;
    json_array_foreach(json_object_get(object, "properties"), i, property)
    {
        const char *const code = json_string_value(json_object_get(property, "selector"));
        if (code && strcmp(code, selector) == 0)
            found = property;
    }
    cr_assert_not_null(found, "no property %s", selector);
    return found;
}

Test(command_inspect, json_has_every_object_with_its_properties)
{
    ToolRun run = RUN_TOOL("inspect", "--json");
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_str_eq(run.err, "", "the driver breaks no rule");
    json_t *const json = json_loads(run.out, 0, NULL);
    cr_assert_not_null(json);
    const json_t *const device = object_of_class(json, "device");
    cr_assert_not_null(device);
    cr_expect_not_null(object_of_class(json, "plug-in"));
    cr_expect_not_null(object_of_class(json, "stream"));
    cr_expect_not_null(object_of_class(json, "volume control"));
    cr_expect_not_null(object_of_class(json, "mute control"));
    const json_t *const rate = property_of(device, "nsrt");
    cr_expect_str_eq(json_string_value(json_object_get(rate, "name")),
                     "kAudioDevicePropertyNominalSampleRate");
    cr_expect(json_is_true(json_object_get(rate, "settable")));
    cr_expect_eq(json_number_value(json_object_get(rate, "value")), 48000);
    const json_t *const latency = property_of(device, "ltnc");
    cr_expect_eq(json_array_size(json_object_get(latency, "scopes")), 2, "input and output as one");
    const json_t *const mode = property_of(device, "oMde");
    cr_expect(json_is_null(json_object_get(mode, "name")), "it isn't Apple's");
    cr_expect_str_eq(json_string_value(json_object_get(mode, "value")), "worker");
    json_decref(json);
    tool_run_cleanup(&run);
}

Test(command_inspect, text_is_a_tree)
{
    ToolRun run = RUN_TOOL("inspect");
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_eq(strncmp(run.out, "1 plug-in\n    ", 14), 0, "%.100s", run.out);
    cr_expect_not_null(strstr(run.out, "\n        kAudioDevicePropertyDeviceUID = "
                                       "\"org.ossicle.device.main\"\n"));
    cr_expect_not_null(strstr(run.out, "\n        kAudioDevicePropertyNominalSampleRate := 48000"));
    tool_run_cleanup(&run);
}

Test(command_inspect, a_bundle_that_is_not_there_fails)
{
    ToolRun run = RUN_TOOL("inspect", "--driver", "/nonexistent.driver");
    cr_expect_eq(run.exit_code, 1);
    cr_expect_str_eq(run.err, "ossicle: /nonexistent.driver: no such driver bundle (it is a "
                              "folder)\n");
    tool_run_cleanup(&run);
}
