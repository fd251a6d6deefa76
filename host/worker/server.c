/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More files than any chain has modules. */
#define MOST_FILES 65536u

Status server_init(Server *server, Error *error)
{
    const Status status = link_accept(&server->link, error);
    if (status != STATUS_OK)
        return status;
    if (pthread_mutex_init(&server->sending, NULL) != 0)
        return error_set(error, STATUS_NO_MEMORY, "worker process: out of memory");
    link_end_init(&server->end, &server->link, LINK_WORKER);
    return STATUS_OK;
}

void server_send(Server *server, LinkMessageKind kind, const MessageWriter *content)
{
    pthread_mutex_lock(&server->sending);
    (void)link_end_send(&server->end, kind, content, LINK_NO_HANDLE); /* if it fails, we end */
    pthread_mutex_unlock(&server->sending);
}

static void answer(Server *server, Status status, const Error *error)
{
    MessageWriter content = {.bytes = NULL};
    char sandbox[128];
    char text[320];
    const uint32_t latency = server->chain ? atomic_load(&server->chain->latency_frames) : 0;
    sandbox_describe(&server->sandbox, sandbox, sizeof sandbox);
    (void)snprintf(text, sizeof text, "%s; %s", server->audio.scheduling, sandbox);
    message_put_u32(&content, status);
    message_put_u32(&content, latency);
    message_put_text(&content, status == STATUS_OK ? text : error->message);
    server_send(server, LINK_ANSWER, &content);
    message_writer_cleanup(&content);
}

static const AreaAccess accesses[] = {
    [LINK_AREA_HOST_WRITES] = AREA_HOST_WRITES, [LINK_AREA_WORKER_WRITES] = AREA_BOTH_WRITE,
    [LINK_AREA_DRY] = AREA_HOST_WRITES,         [LINK_AREA_GIVEN] = AREA_HOST_WRITES,
    [LINK_AREA_DONE] = AREA_BOTH_WRITE,
};

static Status take_area(Server *server, LinkMessage *message, Error *error)
{
    const uint32_t which = message_take_u32(&message->content);
    const size_t bytes = message_take_u32(&message->content);
    if (which >= LINK_AREA_COUNT) {
        link_close_handle(message->handle);
        return error_set(error, STATUS_BAD_FORMAT, "worker process: there is no area %u", which);
    }
    area_cleanup(&server->areas[which]);
    return area_map(&server->areas[which], message->handle, bytes, accesses[which], error);
}

static Status make_room_for_file(Server *server, uint32_t number)
{
    if (number < server->file_count)
        return STATUS_OK;
    ServerFile *files = realloc(server->files, (number + 1) * sizeof *files);
    if (!files)
        return STATUS_NO_MEMORY;
    for (uint32_t i = server->file_count; i <= number; i++)
        files[i] = (ServerFile){.handle = LINK_NO_HANDLE};
    server->files = files;
    server->file_count = number + 1;
    return STATUS_OK;
}

static Status take_file(Server *server, LinkMessage *message, Error *error)
{
    char path[4096];
    const uint32_t number = message_take_u32(&message->content);
    message_take_text(&message->content, path, sizeof path);
    char *copy = strdup(path);
    if (!copy || number >= MOST_FILES || make_room_for_file(server, number)) {
        free(copy);
        link_close_handle(message->handle);
        return error_set(error, STATUS_NO_MEMORY, "worker process: no memory for the file %s",
                         path);
    }
    server->files[number] = (ServerFile){.handle = message->handle, .path = copy};
    return STATUS_OK;
}

/* Look into the loopbacks and rings that the areas hold, if they are large enough. */
static Status view_sound(Server *server, uint32_t frames, Error *error)
{
    const uint32_t channels = server->chain->channels;
    const Area *dry = &server->areas[LINK_AREA_DRY];
    const Area *given = &server->areas[LINK_AREA_GIVEN];
    const Area *done = &server->areas[LINK_AREA_DONE];
    const size_t bytes = loopback_bytes(channels, frames);
    if (bytes == 0 || dry->bytes < bytes || given->bytes < sizeof(ExchangeGiven) ||
        done->bytes < exchange_done_bytes(channels, frames))
        return error_set(error, STATUS_BAD_FORMAT, "worker process: there is too little memory");
    loopback_view(&server->dry, dry->memory, channels, frames);
    server->exchange.given = given->memory;
    server->exchange.done = done->memory;
    exchange_view(&server->exchange, channels, frames);
    return STATUS_OK;
}

/* Modules begin with the values that were last given, without gliding there. */
static Status prepare_chain(Chain *chain, double sample_rate_hz, Error *error)
{
    if (!chain->is_active || chain->sample_rate_hz < sample_rate_hz ||
        chain->sample_rate_hz > sample_rate_hz || parameter_queue_waits(&chain->parameters))
        return chain_activate(chain, sample_rate_hz, error);
    chain_reset(chain);
    return STATUS_OK;
}

static Status start(Server *server, MessageReader *content, Error *error)
{
    Audio *audio = &server->audio;
    const double rate = message_take_double(content);
    const uint32_t frames = message_take_u32(content);
    Status status = view_sound(server, frames, error);
    if (status == STATUS_OK)
        status = prepare_chain(server->chain, rate, error);
    if (status != STATUS_OK)
        return status;
    if (processor_prepare(&audio->processor, server->chain, &server->dry, &server->exchange))
        return error_set(error, STATUS_NO_MEMORY, "worker process: no memory for sound");
    processor_reset(&audio->processor, rate);
    block_ring_view(&audio->work, &server->exchange.given->blocks, &server->exchange.done->blocks);
    audio_go(audio);
    server->is_sounding = true;
    return STATUS_OK;
}

static void say_states(Server *server)
{
    chain_save_states(server->chain);
    for (size_t i = 0; i < server->chain->count; i++) {
        const ChainModule *module = &server->chain->modules[i];
        MessageWriter content = {.bytes = NULL};
        if (!module->has_instance || !module->state)
            continue;
        message_put_u32(&content, (uint32_t)i);
        message_put_bytes(&content, module->state, module->state_size);
        server_send(server, LINK_STATE, &content);
        message_writer_cleanup(&content);
    }
}

/* What needs a chain, which rests. */
static Status ask_chain(Server *server, LinkMessage *message, Error *error)
{
    if (!server->chain)
        return error_set(error, STATUS_BAD_FORMAT, "worker process: there is no chain");
    audio_rest(&server->audio);
    if (message->kind == LINK_START)
        return start(server, &message->content, error);
    if (message->kind == LINK_ACTIVATE)
        return chain_activate(server->chain, message_take_double(&message->content), error);
    if (message->kind == LINK_SAVE)
        say_states(server);
    else
        server->is_sounding = false; /* it is to stop */
    if (server->is_sounding)
        audio_go(&server->audio);
    return STATUS_OK;
}

void server_run(Server *server)
{
    for (;;) {
        LinkMessage message;
        Error error = {.status = STATUS_OK};
        Status status = link_end_receive(&server->end, &message, link_deadline_ns(LINK_FOREVER));
        if (status != STATUS_OK)
            return;
        if (message.kind == LINK_AREA)
            status = take_area(server, &message, &error);
        else if (message.kind == LINK_FILE)
            status = take_file(server, &message, &error);
        else if (message.kind == LINK_DESCRIBE)
            status = server_describe(server, &error);
        else if (message.kind == LINK_MAKE)
            status = server_make(server, &message.content, &error);
        else
            status = ask_chain(server, &message, &error);
        const bool is_request = message.kind != LINK_AREA && message.kind != LINK_FILE;
        if (is_request || status != STATUS_OK)
            answer(server, status, &error);
    }
}
