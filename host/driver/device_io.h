/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_io.h
 * A device's clients, and when it runs. */

#ifndef OSSICLE_DRIVER_DEVICE_IO_H
#define OSSICLE_DRIVER_DEVICE_IO_H

#include "driver/device.h"

/** [control, no lock] A client begins to use the device; refused if it is there already, or if the
 * device isn't alive. */
OSStatus device_add_client(Device *device, const AudioServerPlugInClientInfo *info);

/** [control, no lock] A client is gone; if its I/O was still on, that ends. With the last client of
 * a device that was removed, the device ends. */
OSStatus device_remove_client(Device *device, UInt32 client_id);

/** [control, no lock] The device runs from the first client's first start to the last one's last
 * stop. Refused for clients that weren't added, for a stop without a start, and for a start of a
 * device that isn't alive. @{ */
OSStatus device_start_io(Device *device, UInt32 client_id);
OSStatus device_stop_io(Device *device, UInt32 client_id);
/** @} */

/** [control, locked] Stop the engine, if it runs, for a change that needs it so; `device_resume`
 * with the result starts it again, on a new time line. @{ */
bool device_halt(Device *device);
Status device_resume(Device *device, bool was_running, Error *error);
/** @} */

/** [control, no lock] The driver ends: stop, and store what the modules remember. */
void device_finish(Device *device);

#endif
