/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file link.h
 * The connection between the host and one worker process: packets of bytes, each with a handle for
 * memory or a file besides if wanted, in their order, until one side ends.
 *
 * The host believes nothing that it receives. */

#ifndef OSSICLE_ENGINE_LINK_H
#define OSSICLE_ENGINE_LINK_H

#include "base/status.h"
#include "engine/load_meter.h"

#include <stddef.h>
#include <stdint.h>

/** What stands for memory or a file and can be sent: a descriptor, where there are such. */
typedef int LinkHandle;

#define LINK_NO_HANDLE (-1)

/** The most bytes of one packet. */
#define LINK_PACKET_BYTES 16384u

/** A zeroed link isn't open. */
typedef struct Link {
    int connection;
    int64_t process;   /**< of the worker, known to the host; 0: none */
    int watch;         /**< readable when the process has ended */
    uint32_t ports[4]; /**< what it is made of on macOS */
} Link;

/** [control, host] Start `program` as a worker and connect it. The worker ends when the thread that
 * called does: see supervisor_call. It gets no environment, no arguments and no open files. What is
 * sent to it waits up to `patience_ms` for room. */
Status link_start(Link *link, const char *program, uint32_t patience_ms, Error *error);

/** [control, worker] Connect to the host that started this process. */
Status link_accept(Link *link, Error *error);

/** [worker, a thread of its own] Return when the host has ended, or wants this process to. */
void link_wait_for_end(const Link *link);

/** [control] Close. At the host: give the worker `patience_ms` to end by itself, kill it if it
 * doesn't, wait for its end, and write into `text` (may be NULL) in a few words how it ended: "it
 * was killed by signal 11 (Segmentation fault)". A zeroed link is fine. */
void link_close(Link *link, uint32_t patience_ms, char *text, size_t size);

/** [any thread, not while link_close runs] Kill the worker; link_close is still to come. */
void link_kill(const Link *link);

/** What to poll for reading, to learn of packets and of the end: see SupervisorTask. */
int link_descriptor(const Link *link);

/** [control, one thread at a time] Send a packet of at most LINK_PACKET_BYTES, not empty, and a
 * handle, which stays the caller's, or LINK_NO_HANDLE. STATUS_BUSY: the other side doesn't receive;
 * STATUS_NOT_FOUND: it has ended. */
Status link_send(const Link *link, const void *bytes, size_t size, LinkHandle handle);

/** [control, one thread at a time] Receive a packet into `bytes`, which has room for
 * LINK_PACKET_BYTES, and the handle that came with it, now the caller's, or LINK_NO_HANDLE;
 * `handle` is NULL where none may come. Waits up to `timeout_ms`, LINK_FOREVER: without end.
 * STATUS_BUSY: none came; STATUS_NOT_FOUND: the other side has ended; STATUS_BAD_FORMAT: what came
 * was no packet. */
Status link_receive(const Link *link, void *bytes, size_t *size, LinkHandle *handle,
                    uint32_t timeout_ms);
#define LINK_FOREVER UINT32_MAX

/** [control] When so many milliseconds from now will be over, by load_meter_now_ns; LINK_FOREVER:
 * UINT64_MAX, which is never. */
static inline uint64_t link_deadline_ns(uint32_t timeout_ms)
{
    return timeout_ms == LINK_FOREVER ? UINT64_MAX
                                      : load_meter_now_ns() + (uint64_t)timeout_ms * 1000000;
}

/** [control] What stands for an open file, which stays open; to be closed. LINK_NO_HANDLE: the
 * system gives none. */
LinkHandle link_handle_of_file(int file);

/** [control] The file of a handle that came, which is closed; -1 if it was none. */
int link_take_file(LinkHandle handle);

/** [control] Close a handle. LINK_NO_HANDLE is fine. */
void link_close_handle(LinkHandle handle);

#endif
