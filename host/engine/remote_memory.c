/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/remote_memory.h"

#include <string.h>

size_t remote_memory_host_bytes(uint32_t parameters)
{
    return parameter_given_bytes(parameters) + sizeof(ParameterTimed);
}

size_t remote_memory_worker_bytes(uint32_t parameters)
{
    return sizeof(RemoteSaid) + parameter_taken_bytes(parameters);
}

Status remote_memory_init(RemoteMemory *memory, uint32_t parameters, Error *error)
{
    memset(memory, 0, sizeof *memory);
    Status status = area_init(&memory->host_writes, remote_memory_host_bytes(parameters),
                              AREA_HOST_WRITES, error);
    if (status == STATUS_OK)
        status = area_init(&memory->worker_writes, remote_memory_worker_bytes(parameters),
                           AREA_BOTH_WRITE, error);
    if (status != STATUS_OK) {
        remote_memory_cleanup(memory);
        return status;
    }
    remote_memory_view(memory, parameters);
    wake_init(&memory->said->wake);
    return STATUS_OK;
}

void remote_memory_view(RemoteMemory *memory, uint32_t parameters)
{
    unsigned char *const host = memory->host_writes.memory;
    unsigned char *const worker = memory->worker_writes.memory;
    memory->given = (void *)host;
    memory->timed = (void *)(host + parameter_given_bytes(parameters));
    memory->said = (void *)worker;
    memory->taken = (void *)(worker + sizeof *memory->said);
}

void remote_memory_cleanup(RemoteMemory *memory)
{
    area_cleanup(&memory->host_writes);
    area_cleanup(&memory->worker_writes);
    memset(memory, 0, sizeof *memory);
}
