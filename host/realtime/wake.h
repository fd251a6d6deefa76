/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file wake.h
 * How an I/O thread wakes a thread that has work to do: an event count.
 *
 * The waiter takes a ticket, looks for work, and waits with the ticket if there is none; a signal
 * between ticket and wait makes the wait return at once, so none is lost. */

#ifndef OSSICLE_REALTIME_WAKE_H
#define OSSICLE_REALTIME_WAKE_H

#include "realtime/realtime.h"

#include <ck_ec.h>
#include <stdint.h>

/** May stand in memory that several processes map: then all of them use the functions for shared
 * wakes. Another process can make it useless, and nothing worse. */
typedef struct Wake {
    ck_ec32_t events;
} Wake;

/** What the system gives to wait and to wake, within a process and between processes: one sibling
 * file per system. @{ */
extern const struct ck_ec_ops wake_system_operations;
extern const struct ck_ec_ops wake_system_shared_operations;
/** @} */

/** [control] */
void wake_init(Wake *wake);

/** [any, io] Wake whoever waits. Any number of producers. Enters the kernel only if a thread is
 * asleep, to wake it: the one system call that an I/O thread makes. */
void wake_signal(Wake *wake) OSSICLE_REALTIME;

/** [waiter] The ticket for wake_wait. Take it before looking for work. */
uint32_t wake_ticket(const Wake *wake);

/** [waiter] Sleep until a signal came after the ticket was taken. */
void wake_wait(Wake *wake, uint32_t ticket);

/** [any, io] wake_signal for a wake that processes share. */
void wake_signal_shared(Wake *wake) OSSICLE_REALTIME;

/** [waiter] wake_wait for a wake that processes share. */
void wake_wait_shared(Wake *wake, uint32_t ticket);

#endif
