/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file client_properties.h
 * Getter of kOssicleDevicePropertyClients. */

#ifndef OSSICLE_DRIVER_CLIENT_PROPERTIES_H
#define OSSICLE_DRIVER_CLIENT_PROPERTIES_H

#include "driver/property.h"

PropertyGetter get_clients;

#endif
