/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file address_wait_darwin.h
 * Sleeping until a number in memory changes, as macOS has it: os_sync_wait_on_address since macOS
 * 14.4, and before that the system call below it, which the C++ library's atomics use as well. */

#ifndef OSSICLE_REALTIME_ADDRESS_WAIT_DARWIN_H
#define OSSICLE_REALTIME_ADDRESS_WAIT_DARWIN_H

#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_WAIT_FOREVER UINT64_MAX

/** [waiter] Sleep until somebody wakes `address`, unless it isn't `expected` any more; no longer
 * than until `deadline_ticks` of host time. May return early. Waiters and wakers agree on
 * `is_shared`: the address is in memory that several processes map. */
void address_wait(const uint32_t *address, uint32_t expected, uint64_t deadline_ticks,
                  bool is_shared);

/** [any, io] Wake all who wait for `address`. */
void address_wake_all(const uint32_t *address, bool is_shared) OSSICLE_REALTIME;

#endif
