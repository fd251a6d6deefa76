/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file platform.h
 * What differs between systems for the tool. [control] */

#ifndef OSSICLE_TOOL_PLATFORM_H
#define OSSICLE_TOOL_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** The path of the running program without symbolic links, for the caller to free(); NULL if it
 * can't be known. */
char *platform_copy_program_path(void);

/** Whether the driver, when this program loads it, searches the folders of OSSICLE_MODULE_PATH. */
extern const bool platform_has_module_path;

/** A Unix stream socket that programs which this one starts don't get; -1 with errno on failure. */
int platform_socket_new(void);

/** send(), without a signal if nobody is there any more. */
ssize_t platform_send(int socket, const void *data, size_t size);

/** Who is at the other end of a Unix socket. False if the system doesn't say. */
bool platform_peer_user(int socket, uid_t *user);

#endif
