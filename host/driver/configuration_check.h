/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_check.h
 * What must hold between the values of a configuration. The schema calls these. [control] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_CHECK_H
#define OSSICLE_DRIVER_CONFIGURATION_CHECK_H

#include "driver/configuration_schema.h"

/** What a device must have for a key to stand there. Bits of SchemaRow.needs. */
enum {
    NEEDS_STREAMS = 1u << 0,
    NEEDS_INPUT = 1u << 1,
    NEEDS_OUTPUT = 1u << 2,
};

/** Why a key can't stand in a DeviceConfiguration, kind and direction being read. */
const char *bar_device_key(const void *device, const SchemaRow *row);

/** Fill in what follows from other values of a DeviceConfiguration, and check all. */
Status finish_device(void *device, const Place *place, Error *error);

/** That the range of a VolumeConfiguration isn't empty. */
Status check_volume(void *volume, const Place *place, Error *error);

/** That no two of an ApplicationsConfiguration share a bundle ID. */
Status check_applications(void *applications, const Place *place, Error *error);

/** That no two devices of a Configuration share a UID. */
Status check_devices(void *configuration, const Place *place, Error *error);

#endif
