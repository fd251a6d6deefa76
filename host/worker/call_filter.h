/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file call_filter.h
 * Which system calls a worker may make: a list of what modules may need, in the language of the
 * kernel's filter. Everything else fails with EPERM. */

#ifndef OSSICLE_WORKER_CALL_FILTER_H
#define OSSICLE_WORKER_CALL_FILTER_H

#include <stdbool.h>

/** [main] Filter the calls of all threads, for ever. Returns whether the kernel does. */
bool call_filter_install(void);

#endif
