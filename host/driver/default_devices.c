/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "driver/driver.h"

static const Float64 rates[] = {
    8000,  11025,  16000,  22050,  32000,  44100,  48000,  88200,
    96000, 176400, 192000, 352800, 384000, 705600, 768000,
};

const DeviceConfiguration default_devices[] = {
    {
        .name = "Ossicle",
        .uid = OSSICLE_DEFAULT_DEVICE_UID,
        .channels = 2,
        .ring_frames = 16384,
        .input = {.can_be_default = true,
                  .can_be_system_default = true,
                  .controls = CONTROL_BIT(CONTROL_VOLUME) | CONTROL_BIT(CONTROL_MUTE)},
        .output = {.can_be_default = true,
                   .can_be_system_default = true,
                   .controls = CONTROL_BIT(CONTROL_VOLUME) | CONTROL_BIT(CONTROL_MUTE)},
        .volume = {.minimum_db = -96, .maximum_db = 0},
        .rates = rates,
        .rate_count = sizeof rates / sizeof *rates,
        .default_rate = 48000,
    },
};
const UInt32 default_device_count = sizeof default_devices / sizeof *default_devices;
