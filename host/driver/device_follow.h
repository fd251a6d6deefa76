/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_follow.h
 * Chains follow the files of their modules. A chain whose module's file was replaced goes on with
 * the new one; a chain that couldn't be made because a module was missing waits until it comes. A
 * file that is gone leaves the chains that run as they are. */

#ifndef OSSICLE_DRIVER_DEVICE_FOLLOW_H
#define OSSICLE_DRIVER_DEVICE_FOLLOW_H

#include "driver/device.h"

/** [control, no lock] Take up what is new in the catalog, while sound runs. A chain that can't be
 * made of it goes on as it was; that is reported. */
void device_follow_modules(Device *device);

/** [control, locked] The device's chain is to be this one as soon as its modules are there: what
 * was wrong with it now is `status`. Anything but a lack of modules isn't waited for. */
void device_await_chain(Device *device, const char *text, Status status);

/** [control, locked] The states that the modules of the chain are to take up, if it waits.
 * Retained; may be NULL. */
void device_await_states(Device *device, CFTypeRef states);

/** [control, locked] The device has the chain that it is to have. */
void device_forget_awaited_chain(Device *device);

#endif
