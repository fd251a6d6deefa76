/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_listener.h
 * The one socket of a name, on which its host listens. [control] */

#ifndef OSSICLE_TOOL_CONTROL_LISTENER_H
#define OSSICLE_TOOL_CONTROL_LISTENER_H

#include "base/status.h"
#include "hal/file_lock.h"
#include "tool/control_address.h"

/** The files are there from open to close; what a host that was killed left is replaced. */
typedef struct ControlListener {
    ControlAddress address;
    FileLock lock; /**< its file tells the process id */
    int file;      /**< doesn't block */
} ControlListener;

/** Take the name and listen. STATUS_BUSY if a host of this name runs, with its process id. On
 * failure there is nothing to close. */
Status control_listener_open(ControlListener *listener, const ControlAddress *address,
                             Error *error);

/** Remove the socket and give the name up. */
void control_listener_close(ControlListener *listener);

/** The next client of the same user, whose socket doesn't block; others are turned away. -1 with
 * errno: EAGAIN if nobody waits. */
int control_listener_accept(const ControlListener *listener);

#endif
