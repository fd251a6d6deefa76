/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/commands.h"
#include "tool/control_protocol.h"
#include "tool/word_request.h"

int command_set(const void *settings)
{
    const SetSettings *const given = settings;
    json_t *const request = word_request_new(CONTROL_SET, &given->place);
    (void)json_object_set_new(request, CONTROL_WORD, json_string(given->word));
    (void)json_object_set_new(request, CONTROL_VALUE, json_string(given->value));
    return word_request_run(&given->place, request, false);
}
