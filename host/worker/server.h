/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file server.h
 * What a worker process has, and what it does when the host asks: one chain, its files, the memory
 * that it shares, and the thread that runs it. Main's alone, but for what says so. */

#ifndef OSSICLE_WORKER_SERVER_H
#define OSSICLE_WORKER_SERVER_H

#include "engine/link_messages.h"
#include "engine/remote_description.h"
#include "engine/remote_memory.h"
#include "realtime/log_queue.h"
#include "worker/audio.h"
#include "worker/sandbox.h"

#include <pthread.h>

/** A module file that the host sent. */
typedef struct ServerFile {
    LinkHandle handle; /**< LINK_NO_HANDLE: there is none, or it was taken over */
    char *path;        /**< for people */
    Library *library;  /**< NULL: not loaded yet */
} ServerFile;

typedef struct Server {
    Link link;
    LinkEnd end;
    pthread_mutex_t sending; /**< main and the log queue's thread send */
    Sandbox sandbox;
    Area areas[LINK_AREA_COUNT];
    ServerFile *files;
    uint32_t file_count;
    RemoteMemory memory; /**< views the areas; they aren't its own */
    RemoteDescription description;
    Log log;
    LogQueue *log_queue;
    News latency_news;
    Chain *chain;
    Loopback dry;
    Exchange exchange;
    Audio audio;
    bool is_sounding; /**< between start and stop */
} Server;

/** Connect to the host. */
Status server_init(Server *server, Error *error);

/** Do what the host asks for until it has ended. */
void server_run(Server *server);

/** Make the chain, and lock the process in: no code of a module runs before that. */
Status server_make(Server *server, MessageReader *content, Error *error);

/** Lock the process in, load the file with number 0, and say what it offers. It is of no other use
 * after that. */
Status server_describe(Server *server, Error *error);

/** [any thread] Send a message to the host. */
void server_send(Server *server, LinkMessageKind kind, const MessageWriter *content);

#endif
