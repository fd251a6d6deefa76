/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file meter_properties.h
 * Getter of kOssicleDevicePropertyMeters. */

#ifndef OSSICLE_DRIVER_METER_PROPERTIES_H
#define OSSICLE_DRIVER_METER_PROPERTIES_H

#include "driver/property.h"

PropertyGetter get_meters;

#endif
