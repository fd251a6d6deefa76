/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_line(void *context, LogLevel level, const char *line)
{
    MessageWriter content = {.bytes = NULL};
    message_put_u32(&content, level);
    message_put_text(&content, line);
    server_send(context, LINK_LINE, &content);
    message_writer_cleanup(&content);
}

static void say_latency(void *context)
{
    server_send(context, LINK_LATENCY, NULL);
}

/* Who dies of a file dies in the first module that needs it. */
static Library *load_file(void *context, uint32_t number, Error *error)
{
    Server *server = context;
    if (number >= server->file_count)
        return NULL;
    ServerFile *file = &server->files[number];
    if (!file->library && file->handle != LINK_NO_HANDLE) {
        _Atomic uint32_t *running = &server->memory.said->running;
        atomic_store_explicit(running, number + 1, memory_order_relaxed);
        file->library = library_adopt(link_take_file(file->handle), file->path, error);
        atomic_store_explicit(running, CHAIN_NO_MODULE, memory_order_relaxed);
        file->handle = LINK_NO_HANDLE;
    }
    return file->library;
}

static Status view_memory(Server *server, uint32_t parameters, Error *error)
{
    const Area *host = &server->areas[LINK_AREA_HOST_WRITES];
    const Area *worker = &server->areas[LINK_AREA_WORKER_WRITES];
    if (host->bytes < remote_memory_host_bytes(parameters) ||
        worker->bytes < remote_memory_worker_bytes(parameters))
        return error_set(error, STATUS_BAD_FORMAT, "worker process: there is too little memory");
    server->memory.host_writes = *host;
    server->memory.worker_writes = *worker;
    remote_memory_view(&server->memory, parameters);
    return STATUS_OK;
}

/* The thread that needs a priority begins before the process is locked in; all others after. */
static Status lock_in(Server *server, const RemoteSound *sound, Error *error)
{
    const double period_s = sound->max_frames / sound->sample_rate_hz;
    const Status status =
        audio_start(&server->audio, &server->memory.said->wake, (uint64_t)(period_s * 1e9), error);
    if (status != STATUS_OK)
        return status;
    sandbox_drop_privileges();
    sandbox_close(&server->sandbox);
    server->log = (Log){say_line, server};
    server->log_queue = log_queue_new(error);
    if (!server->log_queue)
        return STATUS_NO_MEMORY;
    server->latency_news = (News){.tell = say_latency, .context = server};
    log_queue_add_news(server->log_queue, &server->latency_news);
    return STATUS_OK;
}

static Status make_chain(Server *server, Error *error)
{
    const RemoteSound *sound = &server->description.sound;
    const ChainParameters parameters = {server->memory.given, server->memory.timed,
                                        server->memory.taken};
    const ChainConfig config = {
        .channels = sound->channels,
        .max_frames = sound->max_frames,
        .sample_rate_hz = sound->sample_rate_hz,
        .log = &server->log,
        .log_queue = server->log_queue,
        .latency_news = &server->latency_news,
        .number = (uint16_t)sound->number,
        .running = &server->memory.said->running,
        .parameters = &parameters,
    };
    return chain_new(&server->description.spec, &config, &server->chain, error);
}

Status server_make(Server *server, MessageReader *content, Error *error)
{
    MessageReader ahead = *content;
    RemoteSound sound;
    if (server->log_queue)
        return error_set(error, STATUS_BUSY, "worker process: it has a chain already");
    Status status = remote_description_read_sound(&ahead, &sound, error);
    if (status == STATUS_OK)
        status = view_memory(server, sound.parameters, error);
    if (status == STATUS_OK)
        status = lock_in(server, &sound, error);
    if (status == STATUS_OK)
        status = remote_description_read(&server->description, content, load_file, server, error);
    if (status == STATUS_OK)
        status = make_chain(server, error);
    return status;
}
