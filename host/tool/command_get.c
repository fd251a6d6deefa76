/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/commands.h"
#include "tool/control_protocol.h"
#include "tool/word_request.h"

int command_get(const void *settings)
{
    const GetSettings *const given = settings;
    json_t *const request = word_request_new(CONTROL_GET, &given->place);
    json_t *const list = json_array();
    for (size_t i = 0; i < given->words.count; i++)
        (void)json_array_append_new(list, json_string(given->words.items[i]));
    (void)json_object_set_new(request, CONTROL_WORDS, list);
    return word_request_run(&given->place, request, given->words.count == 1);
}
