/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file client_properties.h
 * Getters and setters of kOssicleDevicePropertyClients and kOssicleDevicePropertyApplications. */

#ifndef OSSICLE_DRIVER_CLIENT_PROPERTIES_H
#define OSSICLE_DRIVER_CLIENT_PROPERTIES_H

#include "driver/property.h"

PropertyGetter get_clients;
PropertyGetter get_applications;
PropertySetter set_applications;

#endif
