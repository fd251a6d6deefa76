/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/endpoint.h"

#include <criterion/criterion.h>

Test(null, captures_silence_without_end)
{
    const EndpointOptions options = {.rate_hz = 44100, .channels = 3};
    Endpoint *endpoint = endpoint_open("null", &options, NULL);
    cr_assert_not_null(endpoint);
    const EndpointFormat *format = endpoint_capture_format(endpoint);
    cr_assert_eq(format->rate_hz, 44100);
    cr_assert_eq(format->channels, 3);
    cr_assert_eq(format->frames, -1);
    float frames[3 * 100];
    for (int call = 0; call < 3; call++) {
        for (int i = 0; i < 300; i++)
            frames[i] = 1;
        cr_assert_eq(endpoint_capture(endpoint, frames, 100, NULL), 100);
        for (int i = 0; i < 300; i++)
            cr_assert_eq(frames[i], 0);
    }
    endpoint_free(endpoint);
}

Test(null, drops_what_is_played)
{
    Endpoint *endpoint = endpoint_open("null", NULL, NULL);
    const float frames[8] = {1, 2, 3, 4};
    cr_assert_eq(endpoint_playback_format(endpoint)->channels, 2);
    cr_assert_eq(endpoint_playback(endpoint, frames, 4, NULL), STATUS_OK);
    cr_assert_eq(endpoint_finish(endpoint, NULL), STATUS_OK);
    endpoint_free(endpoint);
}

Test(null, is_driven_by_its_caller)
{
    Endpoint *endpoint = endpoint_open("null", NULL, NULL);
    Error error = {0};
    cr_assert_eq(endpoint_driver(endpoint), ENDPOINT_DRIVEN_BY_CALLER);
    cr_assert_eq(endpoint_start(endpoint, NULL, NULL, &error), STATUS_UNSUPPORTED);
    endpoint_stop(endpoint);
    endpoint_free(endpoint);
}

Test(null, takes_no_arguments)
{
    Error error = {0};
    cr_assert_null(endpoint_open("null:x", NULL, &error));
    cr_assert_eq(error.status, STATUS_BAD_ARGUMENT);
}
