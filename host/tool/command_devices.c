/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"
#include "tool/word_text.h"

#include <stdio.h>

enum { INDENT = 4 };

/* The name as a heading, and the rest below it. */
static void print_device(json_t *device)
{
    const char *const name = json_string_value(json_object_get(device, "name"));
    (void)printf("%s\n", name ? name : "(a device without a name)");
    (void)json_object_del(device, "name");
    word_text_values(stdout, device, INDENT);
}

int command_devices(const void *settings)
{
    const DevicesSettings *const given = settings;
    Error error;
    json_t *const answer =
        control_ask(given->name, json_pack("{s:s}", CONTROL_REQUEST, CONTROL_DEVICES), &error);
    if (!answer)
        return command_failed(&error);
    json_t *const devices = json_object_get(answer, CONTROL_DEVICES);
    for (size_t i = 0; !given->json && i < json_array_size(devices); i++)
        print_device(json_array_get(devices, i));
    if (given->json)
        json_print(stdout, json_pack("{s:O}", CONTROL_DEVICES, devices));
    json_decref(answer);
    return EXIT_CODE_DONE;
}
