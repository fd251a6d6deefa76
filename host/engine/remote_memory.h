/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file remote_memory.h
 * The memory that a chain shares with the worker process that has its instances: what is given to
 * parameters, which only the host writes, and what the worker says of them and of itself. */

#ifndef OSSICLE_ENGINE_REMOTE_MEMORY_H
#define OSSICLE_ENGINE_REMOTE_MEMORY_H

#include "base/status.h"
#include "engine/area.h"
#include "engine/parameter_state.h"
#include "realtime/wake.h"

#include <stdatomic.h>
#include <stdint.h>

/** Written by the worker, but for the wake, which both write. The host believes none of it. */
typedef struct RemoteSaid {
    _Alignas(REALTIME_CACHE_LINE) Wake wake;                /**< there is something to process */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t running; /**< see ChainConfig */
} RemoteSaid;

/** One side's view. */
typedef struct RemoteMemory {
    Area host_writes;
    Area worker_writes;
    ParameterGiven *given;
    ParameterTimed *timed;
    RemoteSaid *said;
    ParameterTaken *taken;
} RemoteMemory;

/** How large the areas are for a chain of `parameters` parameters. @{ */
size_t remote_memory_host_bytes(uint32_t parameters);
size_t remote_memory_worker_bytes(uint32_t parameters);
/** @} */

/** [control, host] Make both areas. */
Status remote_memory_init(RemoteMemory *memory, uint32_t parameters, Error *error);

/** [control] Look into areas that are mapped. */
void remote_memory_view(RemoteMemory *memory, uint32_t parameters);

/** [control] A zeroed memory is fine. */
void remote_memory_cleanup(RemoteMemory *memory);

#endif
