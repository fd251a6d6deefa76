/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plain_classes.h
 * The plug-in and the device as Apple describes them, without what Ossicle adds. */

#ifndef OSSICLE_DRIVER_PLAIN_CLASSES_H
#define OSSICLE_DRIVER_PLAIN_CLASSES_H

#include "driver/object.h"

extern const ObjectClass plain_plug_in_class;
extern const ObjectClass plain_device_class;
extern const ObjectClass plain_clock_device_class;

#endif
