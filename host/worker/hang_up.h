/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file hang_up.h
 * A thread that ends the process when the host has ended, whatever main does at that time. */

#ifndef OSSICLE_WORKER_HANG_UP_H
#define OSSICLE_WORKER_HANG_UP_H

#include "engine/link.h"

#include <stdbool.h>

/** [main] Start the thread; `link` outlives it. Returns whether there is one. */
bool hang_up_watch(const Link *link);

#endif
