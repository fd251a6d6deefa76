/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_getters.h
 * Getters and setters that the tables of devices (device_properties.c) and of clock devices
 * (clock_device_properties.c) are made of. */

#ifndef OSSICLE_DRIVER_DEVICE_GETTERS_H
#define OSSICLE_DRIVER_DEVICE_GETTERS_H

#include "driver/device.h"
#include "driver/property.h"

#include <CoreFoundation/CoreFoundation.h>

/** @name Who the device is: device_identity.c
 * @{ */
PropertyGetter device_get_name;
PropertySetter device_set_name;
PropertyGetter device_get_model_name;
PropertyGetter device_get_manufacturer;
PropertyGetter device_get_version;
PropertyGetter device_get_uid;
PropertyGetter device_get_model_uid;
PropertyGetter device_get_transport_type;
PropertyGetter device_get_configuration_application;
PropertyExists device_has_icon;
PropertyGetter device_get_icon;
/** @} */

/** @name Its channels: device_channels.c
 * @{ */
PropertyGetter device_get_channel_name;
PropertyGetter device_get_channel_category;
PropertyGetter device_get_channel_number;
PropertyGetter device_get_stereo_channels;
PropertySetter device_set_stereo_channels;
PropertyCount device_count_channels;
PropertyGetter device_get_layout;
/** @} */

/** @name Its state and its time line: device_properties.c
 * @{ */
PropertyGetter device_get_clock_domain;
PropertyGetter device_get_is_alive;
PropertyGetter device_get_is_running;
PropertyCount device_count_controls;
PropertyGetter device_get_controls;
PropertyGetter device_get_rate;
PropertySetter device_set_rate;
PropertyCount device_count_rates;
PropertyGetter device_get_rates;
/** @} */

/** @name The channels for stereo in a device's settings
 * [control] Add what people chose, and return how many entries that is if there was memory for all;
 * take it up.
 * @{ */
CFIndex device_stereo_store(const Device *device, CFMutableDictionaryRef settings);
void device_stereo_restore(Device *device, CFTypeRef settings,
                           void (*complain)(Device *device, const char *key, const char *why));
/** @} */

#endif
