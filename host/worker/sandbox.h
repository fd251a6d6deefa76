/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sandbox.h
 * The least privilege that the system offers to a worker process, in three steps, because a thread
 * needs a privilege that modules must not have: that of a realtime priority. What the system
 * doesn't offer is done without, and said. */

#ifndef OSSICLE_WORKER_SANDBOX_H
#define OSSICLE_WORKER_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/** What is in force. */
typedef struct Sandbox {
    bool has_limits;      /**< of memory, files and core dumps */
    bool has_read_only;   /**< no file can be written, made or removed */
    bool has_no_network;  /**< there is none to be seen */
    bool has_call_filter; /**< only the system calls that modules may need */
} Sandbox;

/** [main, before any other thread] End with the host, gain no privileges, see the file system as
 * read-only, and no network; limit memory and files. */
void sandbox_begin(Sandbox *sandbox);

/** [each thread, when it has its priority] Give up what privileges there are. */
void sandbox_drop_privileges(void);

/** [main, before any code of a module] Allow all threads, and those to come, no other system calls
 * than modules may need. */
void sandbox_close(Sandbox *sandbox);

/** What is in force, in one line. */
void sandbox_describe(const Sandbox *sandbox, char *text, size_t size);

#endif
