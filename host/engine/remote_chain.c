/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/remote_chain.h"

#include "engine/remote_description.h"
#include "engine/remote_process.h"

#include <stdlib.h>
#include <string.h>

static Status start_process(RemoteChain *remote, Error *error)
{
    const RemoteProgram program = {remote->config.program, remote->config.supervisor,
                                   remote->config.patience_ms};
    return remote_process_start(&program, &remote->link, &remote->end, error);
}

static Status send_area(RemoteChain *remote, LinkArea which, const Area *area)
{
    MessageWriter content = {.bytes = NULL};
    message_put_u32(&content, which);
    message_put_u32(&content, (uint32_t)area->bytes);
    const Status status = link_end_send(&remote->end, LINK_AREA, &content, area->handle);
    message_writer_cleanup(&content);
    return status;
}

static uint32_t count_parameters(const ChainSpec *spec)
{
    uint32_t count = 0;
    for (size_t i = 0; i < spec->count; i++)
        count += spec->modules[i].module->parameter_count;
    return count;
}

/* The memory comes first: who dies of the files shall be able to say in which module. */
static Status send_all(RemoteChain *remote, const ChainSpec *spec, Error *error)
{
    Status status = send_area(remote, LINK_AREA_HOST_WRITES, &remote->memory.host_writes);
    if (status == STATUS_OK)
        status = send_area(remote, LINK_AREA_WORKER_WRITES, &remote->memory.worker_writes);
    if (status != STATUS_OK)
        return error_set(error, status, "worker process: it doesn't listen");
    return remote_description_send_files(&remote->end, spec, error);
}

static Status make_there(RemoteChain *remote, const ChainSpec *spec, const ChainConfig *config,
                         Error *error)
{
    const RemoteSound sound = {.channels = config->channels,
                               .max_frames = config->max_frames,
                               .sample_rate_hz = config->sample_rate_hz,
                               .parameters = remote->chain->parameters.count,
                               .number = config->number};
    MessageWriter content = {.bytes = NULL};
    Status status = send_all(remote, spec, error);
    if (status == STATUS_OK) {
        remote_description_write(&content, spec, &sound);
        status = remote_chain_ask(remote, LINK_MAKE, &content, "it was to make the chain", error);
        message_writer_cleanup(&content);
    }
    return status;
}

static Status make_here(RemoteChain *remote, const ChainSpec *spec, const ChainConfig *config,
                        Error *error)
{
    const ChainParameters parameters = {remote->memory.given, remote->memory.timed,
                                        remote->memory.taken};
    ChainConfig here = *config;
    here.parameters = &parameters;
    here.is_elsewhere = true;
    const Status status = chain_new(spec, &here, &remote->chain, error);
    if (status == STATUS_OK)
        remote->chain->remote = remote;
    return status;
}

static Status watch(RemoteChain *remote, Error *error)
{
    remote->task = (SupervisorTask){.descriptor = link_descriptor(&remote->link),
                                    .due_ns = SUPERVISOR_NEVER,
                                    .run = remote_chain_listen,
                                    .context = remote};
    if (supervisor_add(remote->config.supervisor, &remote->task))
        return error_set(error, STATUS_NO_MEMORY, "worker process: out of memory");
    remote->is_watched = true;
    return STATUS_OK;
}

static RemoteChain *allocate(const RemoteConfig *config, uint32_t parameters, Error *error)
{
    RemoteChain *remote = calloc(1, sizeof *remote);
    if (!remote || pthread_mutex_init(&remote->listening, NULL) != 0) {
        free(remote);
        (void)error_set(error, STATUS_NO_MEMORY, "worker process: out of memory");
        return NULL;
    }
    remote->config = *config;
    if (remote_memory_init(&remote->memory, parameters, error) == STATUS_OK)
        return remote;
    pthread_mutex_destroy(&remote->listening);
    free(remote);
    return NULL;
}

Status remote_chain_new(const ChainSpec *spec, const ChainConfig *config,
                        const RemoteConfig *remote_config, Chain **chain, Error *error)
{
    *chain = NULL;
    RemoteChain *remote = allocate(remote_config, count_parameters(spec), error);
    if (!remote)
        return STATUS_NO_MEMORY;
    Status status = make_here(remote, spec, config, error);
    if (status != STATUS_OK) {
        remote_chain_free(remote);
        return status;
    }
    status = start_process(remote, error);
    if (status == STATUS_OK)
        status = make_there(remote, spec, config, error);
    if (status == STATUS_OK)
        status = watch(remote, error);
    remote->config.culprit = NULL;
    if (status == STATUS_OK)
        *chain = remote->chain;
    else
        chain_free(remote->chain);
    return status;
}

void remote_chain_free(RemoteChain *remote)
{
    if (!remote)
        return;
    if (remote->is_watched)
        supervisor_remove(remote->config.supervisor, &remote->task);
    link_end_cleanup(&remote->end);
    link_close(&remote->link, 0, NULL, 0);
    remote_memory_cleanup(&remote->memory);
    pthread_mutex_destroy(&remote->listening);
    free(remote);
}

const char *remote_chain_bury(RemoteChain *remote)
{
    link_close(&remote->link, REMOTE_END_MS, remote->end_text, sizeof remote->end_text);
    return remote->end_text;
}

Status remote_chain_activate(Chain *chain, double sample_rate_hz, Error *error)
{
    Status status = STATUS_OK;
    if (chain->remote) { /* else it is being made */
        MessageWriter content = {.bytes = NULL};
        message_put_double(&content, sample_rate_hz);
        status = remote_chain_ask(chain->remote, LINK_ACTIVATE, &content,
                                  "it was to activate the modules", error);
        message_writer_cleanup(&content);
    }
    chain->is_active = status == STATUS_OK;
    if (chain->is_active)
        chain->sample_rate_hz = sample_rate_hz;
    return status;
}

void remote_chain_save(Chain *chain)
{
    Error error = {.status = STATUS_OK};
    if (!remote_chain_has_ended(chain->remote) &&
        remote_chain_ask(chain->remote, LINK_SAVE, NULL, "it was to save the modules' states",
                         &error) != STATUS_OK)
        log_write(&chain->log, LOG_LEVEL_WARNING, "%s; those from before are kept", error.message);
}

/* It may have ended just before, and nobody has noticed yet. */
static Status give_up_listener(RemoteChain *remote, Status status, Error *error)
{
    remote_chain_kill(remote);
    return error_set(error, status, "worker process: it doesn't listen");
}

Status remote_chain_start(RemoteChain *remote, const RemoteSoundAreas *areas, double sample_rate_hz,
                          Error *error)
{
    MessageWriter content = {.bytes = NULL};
    message_put_double(&content, sample_rate_hz);
    message_put_u32(&content, areas->ring_frames);
    Status status = send_area(remote, LINK_AREA_DRY, areas->dry);
    if (status == STATUS_OK)
        status = send_area(remote, LINK_AREA_GIVEN, areas->given);
    if (status == STATUS_OK)
        status = send_area(remote, LINK_AREA_DONE, areas->done);
    if (status == STATUS_OK)
        status = remote_chain_ask(remote, LINK_START, &content, "it was to start", error);
    else
        status = give_up_listener(remote, status, error);
    message_writer_cleanup(&content);
    return status;
}

void remote_chain_stop(RemoteChain *remote)
{
    Error error = {.status = STATUS_OK};
    if (!remote_chain_has_ended(remote) &&
        remote_chain_ask(remote, LINK_STOP, NULL, "it was to stop", &error) != STATUS_OK)
        log_write(&remote->chain->log, LOG_LEVEL_WARNING, "%s", error.message);
}
