/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_request.h"
#include "tool/cf_json.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"
#include "tool/word_text.h"

#include <stdio.h>

json_t *word_request_new(const char *kind, const PlaceSettings *place)
{
    json_t *const request = json_pack("{s:s}", CONTROL_REQUEST, kind);
    if (place->device)
        (void)json_object_set_new(request, CONTROL_DEVICE, json_string(place->device));
    if (place->scope)
        (void)json_object_set_new(request, CONTROL_SCOPE, json_string(place->scope));
    if (place->channel)
        (void)json_object_set_new(request, CONTROL_CHANNEL, json_integer(place->channel));
    return request;
}

int word_request_run(const PlaceSettings *place, json_t *request, bool is_single)
{
    Error error;
    json_t *const answer = control_ask(place->name, request, &error);
    if (!answer)
        return command_failed(&error);
    json_t *const values = json_object_get(answer, CONTROL_VALUES);
    if (place->json)
        json_print(stdout, json_incref(values));
    else if (is_single)
        word_text_value(stdout, json_object_iter_value(json_object_iter(values)), 0);
    else
        word_text_values(stdout, values, 0);
    json_decref(answer);
    return EXIT_CODE_DONE;
}
