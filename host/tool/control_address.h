/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_address.h
 * Where the socket of a running host is: $XDG_RUNTIME_DIR/ossicle/NAME.socket, or below
 * /tmp/ossicle-UID without that variable. [control] */

#ifndef OSSICLE_TOOL_CONTROL_ADDRESS_H
#define OSSICLE_TOOL_CONTROL_ADDRESS_H

#include "base/status.h"

#include <sys/un.h>

/** The name of a host that wasn't given one. */
#define CONTROL_DEFAULT_NAME "main"

typedef struct ControlAddress {
    char name[65];
    char folder[96];
    struct sockaddr_un socket;
} ControlAddress;

/** Whether a host can have this name: 1 to 64 letters, digits, dots, dashes and underscores,
 * beginning with a letter or a digit. */
Status control_name_check(const char *name, Error *error);

/** Find out where the host of this name (NULL: CONTROL_DEFAULT_NAME) is or would be. Touches
 * nothing. */
Status control_address_init(ControlAddress *address, const char *name, Error *error);

/** Whether the folder is there and the user's alone: nobody else can have put a socket there.
 * STATUS_NOT_FOUND if it isn't there. */
Status control_address_check(const ControlAddress *address, Error *error);

/** Make the folder unless it is there, and check it. */
Status control_address_make(const ControlAddress *address, Error *error);

#endif
