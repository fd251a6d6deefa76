/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/everything.h"

#include "driver/control_kinds.h"

/* The kinds of control that may stand at one of `places`. */
static UInt64 kinds_at(UInt32 places)
{
    UInt64 mask = 0;
    for (unsigned i = 0; i < CONTROL_KIND_COUNT; i++) {
        if (control_kinds[i].places & places)
            mask |= CONTROL_BIT(i);
    }
    return mask;
}

static DeviceConfiguration make_everything(void)
{
    static const ApplicationConfiguration applications[] = {
        {"org.example.player", "org.ossicle.gain(gain=-6)"},
    };
    DeviceConfiguration device = fake_device(EVERYTHING_CHANNELS);
    device.uid = EVERYTHING_UID;
    device.name = "Everything";
    device.model_name = "Model";
    device.model_uid = "org.ossicle.test.model";
    device.manufacturer = "Maker";
    device.input = (SideConfiguration){
        .latency_frames = 10,
        .safety_offset_frames = 20,
        .can_be_default = true,
        .controls = kinds_at(CONTROL_PLACE_INPUT_MAIN),
        .channel_controls = kinds_at(CONTROL_PLACE_INPUT_CHANNELS),
    };
    device.output = (SideConfiguration){
        .latency_frames = 30,
        .safety_offset_frames = 40,
        .can_be_system_default = true,
        .controls = kinds_at(CONTROL_PLACE_OUTPUT_MAIN),
        .channel_controls = kinds_at(CONTROL_PLACE_OUTPUT_CHANNELS),
    };
    device.controls = kinds_at(CONTROL_PLACE_GLOBAL);
    device.formats = FORMAT_INT16 | FORMAT_INT24 | FORMAT_INT32;
    device.volume.curve = VOLUME_CURVE_DECIBEL;
    device.applications = applications;
    device.application_count = sizeof applications / sizeof *applications;
    return device;
}

FakeHost *everything_new(void)
{
    enum { EVERYTHING, PLAYS, RECORDS, HIDDEN, CLOCK, DEVICES };
    static DeviceConfiguration devices[DEVICES];
    devices[EVERYTHING] = make_everything();
    devices[PLAYS] = fake_device(6);
    devices[RECORDS] = fake_device(1);
    devices[HIDDEN] = fake_device(2);
    devices[CLOCK] = fake_device(1);
    devices[PLAYS].uid = "org.ossicle.test.plays";
    devices[PLAYS].direction = DIRECTION_OUTPUT;
    devices[RECORDS].uid = "org.ossicle.test.records";
    devices[RECORDS].direction = DIRECTION_INPUT;
    devices[RECORDS].volume.is_unity = true;
    devices[HIDDEN].uid = "org.ossicle.test.hidden";
    devices[HIDDEN].is_hidden = true;
    devices[CLOCK].uid = "org.ossicle.test.clock";
    devices[CLOCK].is_clock = true;
    const DriverConfiguration configuration = {
        .devices = devices,
        .device_count = DEVICES,
        .modules_folder = BUNDLE_MODULES,
    };
    return fake_host_new_with(&configuration, NULL);
}
