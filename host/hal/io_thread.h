/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_thread.h
 * The thread that carries one device's sound from its start to its stop. Private to hal/.
 *
 * Clients come and go by an atomically published list: the thread reads it once a cycle, and
 * whoever replaces it waits for the end of the cycle under way before freeing what it held. */

#ifndef OSSICLE_HAL_IO_THREAD_H
#define OSSICLE_HAL_IO_THREAD_H

#include "base/status.h"
#include "hal/hal.h"
#include "hal/io_buffers.h"
#include "hal/io_clock.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/** In the order of the cycle. */
typedef enum IoOperation {
    IO_OPERATION_THREAD,
    IO_OPERATION_CYCLE,
    IO_OPERATION_READ_INPUT,
    IO_OPERATION_CONVERT_INPUT,
    IO_OPERATION_PROCESS_INPUT,
    IO_OPERATION_PROCESS_OUTPUT,
    IO_OPERATION_MIX_OUTPUT,
    IO_OPERATION_PROCESS_MIX,
    IO_OPERATION_CONVERT_MIX,
    IO_OPERATION_WRITE_MIX,
    IO_OPERATION_COUNT,
} IoOperation;

/** What a device does for one client, or for the host: one bit for each operation. */
typedef struct IoOperations {
    unsigned will_do;
    unsigned in_place;
} IoOperations;

/** The interface's name for an operation. */
UInt32 io_operation_id(IoOperation operation) OSSICLE_REALTIME;

/** [control] Ask the driver what it does for `client_id`. */
IoOperations io_operations_ask(AudioServerPlugInDriverRef driver, AudioObjectID device,
                               UInt32 client_id);

/** What the thread needs of a client. It belongs to the client. */
typedef struct IoClient {
    UInt32 id;
    bool uses_input;
    bool uses_output;
    HalIOProc proc;
    void *context;
    IoOperations operations;
    _Atomic bool done; /**< set by the thread when the callback returned false */
    Wake done_wake;
} IoClient;

/** In the order of their ids, which is that of mixing. */
typedef struct IoList {
    size_t count;
    IoClient *clients[];
} IoList;

/** Counted by the thread, read by anyone. */
typedef struct IoCounters {
    _Atomic uint64_t cycles;
    _Atomic uint64_t overloads;
    _Atomic uint64_t missed;
    _Atomic uint64_t anchors;
} IoCounters;

typedef struct IoThread {
    Hal *hal;
    AudioServerPlugInDriverRef driver;
    AudioObjectID device;
    HostClock *host_clock;
    Rules *rules;
    const Log *log;
    IoCounters *counters;
    HalDeviceInfo info;
    IoOperations operations; /**< the host's */
    IoClock clock;
    IoSide input;
    IoSide output;
    AudioServerPlugInIOCycleInfo cycle;
    double position; /**< sample time at which the next cycle starts */
    pthread_t thread;
    bool is_started;
    _Atomic bool stop;
    _Atomic(IoList *) list;      /**< NULL: the thread has ended by itself */
    _Atomic uint64_t cycle_mark; /**< odd while the thread uses the list */
} IoThread;

/** [control] Prepare a device's cycles for `list`, whose clients have had StartIO. Takes part in
 * the HAL's clock from here on. */
IoThread *io_thread_new(Hal *hal, AudioObjectID device, IoCounters *counters, IoList *list,
                        Error *error);

/** [control] Let the cycles begin. On failure the thread is still the caller's to free. */
Status io_thread_start(IoThread *thread, Error *error);

/** [control] Let the thread go on with `list`; when this returns nobody uses the former one, which
 * is the caller's again. Returns false if the thread had ended by itself because all of its clients
 * were done; `list` isn't used then. */
bool io_thread_publish(IoThread *thread, IoList *list);

/** [control] End the thread and free it, not its list. NULL is fine. */
void io_thread_free(IoThread *thread);

/** [io] One cycle, in io_cycle.c, at `thread->position`. Returns whether any client goes on. */
bool io_cycle_run(IoThread *thread, const IoList *list, uint64_t now) OSSICLE_REALTIME;

/** [io] Begin or end an operation of the host's that has no data: thread or cycle. */
void io_cycle_bracket(IoThread *thread, IoOperation operation, bool begin) OSSICLE_REALTIME;

/** [any] Whether the calling thread is a device's I/O thread. */
bool io_thread_is_current(void);

#endif
