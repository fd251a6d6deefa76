/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file hal_private.h
 * The HAL itself, for the files of hal/. */

#ifndef OSSICLE_HAL_HAL_PRIVATE_H
#define OSSICLE_HAL_HAL_PRIVATE_H

#include "hal/change_queue.h"
#include "hal/device.h"
#include "hal/hal.h"
#include "hal/host_interface.h"
#include "hal/plugin.h"
#include "hal/rules.h"
#include "hal/storage.h"
#include "trace/traced.h"

#include <pthread.h>

enum { HAL_DEFAULT_BUFFER_FRAMES = 512, HAL_LARGEST_BUFFER_FRAMES = 65536 };

struct Hal {
    Plugin plugin;
    HostInterface host;
    HostClock *clock;
    const Log *log;
    Trace *trace;  /* may be NULL */
    Traced traced; /* what the driver's reference is to, if there is a trace */
    Rules rules;
    Storage *storage;
    ChangeQueue changes;
    pthread_mutex_t mutex; /* guards what follows */
    Device *devices;
    UInt32 last_client_id;
    HalListener listener;
    void *listener_context;
};

/** How many host ticks a second has. */
double hal_ticks_per_second(void);

/** [io] A cycle was missed: let it be reported. */
void hal_io_overloaded(Hal *hal) OSSICLE_REALTIME;

#endif
