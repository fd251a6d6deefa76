/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_properties.h
 * Getters and setters of kOssiclePlugInPropertyConfiguration and kOssiclePlugInPropertyErrors. */

#ifndef OSSICLE_DRIVER_CONFIGURATION_PROPERTIES_H
#define OSSICLE_DRIVER_CONFIGURATION_PROPERTIES_H

#include "driver/property.h"

PropertyGetter get_configuration;
PropertySetter set_configuration;
PropertyGetter get_plug_in_errors;

#endif
