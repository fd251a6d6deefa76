/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file recorder_properties.h
 * Getters of kOssicleDevicePropertyTimes, kOssicleDevicePropertyDiagnosis and
 * kOssicleDevicePropertyRecording. */

#ifndef OSSICLE_DRIVER_RECORDER_PROPERTIES_H
#define OSSICLE_DRIVER_RECORDER_PROPERTIES_H

#include "driver/property.h"

PropertyGetter get_times;
PropertyGetter get_diagnosis;
PropertyGetter get_recording;

#endif
