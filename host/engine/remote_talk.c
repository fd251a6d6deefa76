/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/remote_chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many messages are taken before others get their turn. */
#define MOST_MESSAGES 64

static void say_line(const RemoteChain *remote, MessageReader *content)
{
    char text[1024];
    const uint32_t level = message_take_u32(content);
    message_take_text(content, text, sizeof text);
    log_write(&remote->chain->log, level <= LOG_LEVEL_DEBUG ? (LogLevel)level : LOG_LEVEL_DEBUG,
              "%s", text);
}

static void keep_state(const RemoteChain *remote, MessageReader *content)
{
    size_t size = 0;
    const uint32_t index = message_take_u32(content);
    const void *bytes = message_take_bytes(content, &size);
    if (content->has_failed || index >= remote->chain->count)
        return;
    void *copy = malloc(size + 1);
    if (!copy)
        return;
    if (size > 0)
        memcpy(copy, bytes, size);
    ChainModule *module = &remote->chain->modules[index];
    free(module->state);
    module->state = copy;
    module->state_size = size;
}

/* What isn't an answer. */
static void take_remark(RemoteChain *remote, LinkMessage *message)
{
    Chain *chain = remote->chain;
    if (message->kind == LINK_LINE)
        say_line(remote, &message->content);
    else if (message->kind == LINK_STATE)
        keep_state(remote, &message->content);
    else if (message->kind == LINK_LATENCY && chain->latency_news)
        log_queue_tell(chain->log_queue, chain->latency_news);
}

/* Nobody else is to wait for it. */
static void have_ended(RemoteChain *remote)
{
    atomic_store_explicit(&remote->has_ended, true, memory_order_release);
    supervisor_set_due(remote->config.supervisor, &remote->task, 0);
}

void remote_chain_kill(RemoteChain *remote)
{
    link_kill(&remote->link);
    have_ended(remote);
}

static Status take_answer(RemoteChain *remote, MessageReader *content, Error *error)
{
    char text[sizeof error->message];
    const uint32_t status = message_take_u32(content);
    const uint32_t latency = message_take_u32(content);
    message_take_text(content, text, sizeof text);
    if (status != STATUS_OK)
        return error_set(error, status < STATUS_COUNT ? (Status)status : STATUS_FAILED, "%s", text);
    if (text[0])
        (void)snprintf(remote->scheduling, sizeof remote->scheduling, "%.*s",
                       (int)sizeof remote->scheduling - 1, text);
    atomic_store(&remote->chain->latency_frames, latency < INT32_MAX ? latency : INT32_MAX);
    return STATUS_OK;
}

/* With `listening` held. Remarks make no answer later: a module may log without end. */
static Status wait_for_answer(RemoteChain *remote, Error *error)
{
    const uint64_t deadline_ns = link_deadline_ns(remote->config.patience_ms);
    for (;;) {
        LinkMessage message;
        const Status status = link_end_receive(&remote->end, &message, deadline_ns);
        if (status != STATUS_OK)
            return status;
        if (message.kind == LINK_ANSWER)
            return take_answer(remote, &message.content, error);
        take_remark(remote, &message);
    }
}

static const char *reason_text(Status status)
{
    if (status == STATUS_BUSY)
        return "it doesn't answer in time";
    return status == STATUS_NOT_FOUND ? "it has ended" : "what it says is senseless";
}

/* A process that doesn't do what it was asked for is of no use any more, whereas one that says why
 * it can't goes on. */
static Status give_up(RemoteChain *remote, Status status, const char *what, Error *error)
{
    const size_t culprit = remote_chain_culprit(remote);
    if (remote->config.culprit)
        *remote->config.culprit = culprit;
    remote_chain_kill(remote);
    if (culprit < remote->chain->count)
        return error_set(error, STATUS_FAILED, "worker process: %s: %s, in module '%s'", what,
                         reason_text(status), remote->chain->modules[culprit].module->id);
    return error_set(error, STATUS_FAILED, "worker process: %s: %s", what, reason_text(status));
}

Status remote_chain_ask(RemoteChain *remote, LinkMessageKind kind, const MessageWriter *content,
                        const char *what, Error *error)
{
    Error said = {.status = STATUS_OK};
    if (remote_chain_has_ended(remote))
        return error_set(error, STATUS_FAILED, "worker process: %s: it has ended", what);
    pthread_mutex_lock(&remote->listening);
    Status status = link_end_send(&remote->end, kind, content, LINK_NO_HANDLE);
    if (status == STATUS_OK)
        status = wait_for_answer(remote, &said);
    pthread_mutex_unlock(&remote->listening);
    if (status == STATUS_OK || said.status != STATUS_OK) {
        if (status != STATUS_OK && error)
            *error = said;
        return status;
    }
    return give_up(remote, status, what, error);
}

/* Returns whether there may be more to hear. */
static bool hear(RemoteChain *remote)
{
    Status status = STATUS_OK;
    pthread_mutex_lock(&remote->listening);
    for (int i = 0; i < MOST_MESSAGES && status == STATUS_OK; i++) {
        LinkMessage message;
        status = link_end_receive(&remote->end, &message, link_deadline_ns(0));
        if (status == STATUS_OK)
            take_remark(remote, &message);
    }
    pthread_mutex_unlock(&remote->listening);
    return status == STATUS_OK || status == STATUS_BUSY;
}

void remote_chain_listen(void *context)
{
    RemoteChain *remote = context;
    if (remote->task.descriptor < 0 || (!remote_chain_has_ended(remote) && hear(remote)))
        return;
    atomic_store_explicit(&remote->has_ended, true, memory_order_release);
    remote->task.descriptor = -1;
    if (remote->config.ended)
        remote->config.ended(remote->config.context);
}

size_t remote_chain_culprit(const RemoteChain *remote)
{
    const size_t count = remote->chain->count;
    const uint32_t running =
        atomic_load_explicit(&remote->memory.said->running, memory_order_relaxed);
    return running == CHAIN_NO_MODULE || running > count ? count : running - 1;
}
