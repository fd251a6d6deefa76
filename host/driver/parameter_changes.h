/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_changes.h
 * What is set through kOssicleDevicePropertyParameters. [control] */

#ifndef OSSICLE_DRIVER_PARAMETER_CHANGES_H
#define OSSICLE_DRIVER_PARAMETER_CHANGES_H

#include "base/status.h"
#include "engine/engine.h"

#include <CoreFoundation/CoreFoundation.h>

/** Give the parameters of `engine`'s chain the values in `changes`, an array of dictionaries: all
 * of them if all are right, otherwise none, and the error says what is wrong with the first that
 * isn't. */
Status parameter_changes_apply(Engine *engine, CFTypeRef changes, Error *error);

#endif
