/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_configuration.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(device_configuration, copies_all_that_it_points_to)
{
    char uid[] = "uid";
    char bundle_id[] = "org.example.player";
    Float64 rates[] = {8000, 48000};
    ApplicationConfiguration applications[] = {{bundle_id, "org.ossicle.gain"}, {"b", "c"}};
    const DeviceConfiguration original = {
        .uid = uid,
        .name = "Name",
        .model_name = "Model",
        .model_uid = "model",
        .manufacturer = "Maker",
        .channels = 7,
        .input = {.latency_frames = 5, .controls = 3},
        .rates = rates,
        .rate_count = 2,
        .default_rate = 48000,
        .chain = "org.ossicle.lowpass",
        .chain_mode = "inline",
        .applications = applications,
        .application_count = 2,
    };
    DeviceConfiguration *copy = device_configuration_copy(&original);
    cr_assert_not_null(copy);
    uid[0] = bundle_id[0] = '?';
    rates[0] = 1;
    applications[1].chain = "?";
    cr_assert_str_eq(copy->uid, "uid");
    cr_assert_str_eq(copy->name, "Name");
    cr_assert_str_eq(copy->model_name, "Model");
    cr_assert_str_eq(copy->model_uid, "model");
    cr_assert_str_eq(copy->manufacturer, "Maker");
    cr_assert_str_eq(copy->chain, "org.ossicle.lowpass");
    cr_assert_str_eq(copy->chain_mode, "inline");
    cr_assert(copy->channels == 7 && copy->input.latency_frames == 5 && copy->input.controls == 3);
    cr_assert(copy->rate_count == 2 && copy->rates[0] == 8000 && copy->rates[1] == 48000);
    cr_assert_eq(copy->application_count, 2);
    cr_assert_str_eq(copy->applications[0].bundle_id, "org.example.player");
    cr_assert_str_eq(copy->applications[0].chain, "org.ossicle.gain");
    cr_assert_str_eq(copy->applications[1].chain, "c");
    free(copy);
}

Test(device_configuration, leaves_out_what_is_not_there)
{
    DeviceConfiguration *copy = device_configuration_copy(&(DeviceConfiguration){.uid = "uid"});
    cr_assert_not_null(copy);
    cr_assert_str_eq(copy->uid, "uid");
    cr_assert(!copy->name && !copy->model_name && !copy->model_uid && !copy->manufacturer);
    cr_assert(!copy->chain && !copy->chain_mode);
    free(copy);
}

Test(device_configuration, says_which_directions_there_are)
{
    static const struct {
        DeviceConfiguration configuration;
        bool input;
        bool output;
    } rows[] = {
        {{.direction = DIRECTION_BOTH}, true, true},
        {{.direction = DIRECTION_INPUT}, true, false},
        {{.direction = DIRECTION_OUTPUT}, false, true},
        {{.direction = DIRECTION_BOTH, .is_clock = true}, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(device_configuration_has_input(&rows[i].configuration), rows[i].input);
        cr_assert_eq(device_configuration_has_output(&rows[i].configuration), rows[i].output);
    }
}
