/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file link_messages.h
 * What host and worker say to each other. A message may be longer than a packet of the link: it is
 * divided and put together again. Each kind has its direction, its least and its greatest length;
 * what is otherwise is refused, whoever sent it. */

#ifndef OSSICLE_ENGINE_LINK_MESSAGES_H
#define OSSICLE_ENGINE_LINK_MESSAGES_H

#include "base/message_codec.h"
#include "engine/link.h"

#include <stddef.h>
#include <stdint.h>

/** The content of each, by message_codec.h, stands behind it. */
typedef enum LinkMessageKind {
    /* To the worker: requests but for the first two. Each is answered before the next one. */
    LINK_AREA,     /**< u32 which (LinkArea), u32 bytes; and a handle */
    LINK_FILE,     /**< u32 number, text path, for people; and a handle */
    LINK_MAKE,     /**< see remote_description.h: make a chain */
    LINK_START,    /**< double sample rate, u32 frames of the loopbacks: sound begins anew */
    LINK_STOP,     /**< nothing: finish what was handed over */
    LINK_ACTIVATE, /**< double sample rate; stopped */
    LINK_SAVE,     /**< nothing: say the modules' states */
    LINK_DESCRIBE, /**< nothing: say what the file with number 0 offers */
    /* To the host. */
    LINK_ANSWER,  /**< u32 status, u32 latency in frames, text: how it runs, or why it failed */
    LINK_LINE,    /**< u32 level, text: for the log */
    LINK_LATENCY, /**< nothing: the chain's latency has changed */
    LINK_STATE,   /**< u32 module, bytes: before the answer */
    LINK_TABLE,   /**< see library_table_write: before the answer */
    LINK_MESSAGE_COUNT,
} LinkMessageKind;

/** Areas that a worker gets. */
typedef enum LinkArea {
    LINK_AREA_HOST_WRITES,   /**< of remote_memory.h */
    LINK_AREA_WORKER_WRITES, /**< of remote_memory.h */
    LINK_AREA_DRY,           /**< the dry loopback: the host writes */
    LINK_AREA_GIVEN,         /**< of exchange.h: the host writes */
    LINK_AREA_DONE,          /**< of exchange.h: the worker writes */
    LINK_AREA_COUNT,
} LinkArea;

/** Which side of the link we are. */
typedef enum LinkSide { LINK_HOST, LINK_WORKER } LinkSide;

/** A message that came. */
typedef struct LinkMessage {
    LinkMessageKind kind;
    MessageReader content;
    LinkHandle handle; /**< the receiver's to close; or LINK_NO_HANDLE */
} LinkMessage;

/** One side's end. Sending and receiving may be done by two threads. */
typedef struct LinkEnd {
    Link *link;
    LinkSide side;
    unsigned char *bytes; /**< of the message that is coming in, or came last */
    uint32_t kind;
    size_t size;
    size_t received;
    LinkHandle handle;
} LinkEnd;

/** [control] `link` is open and outlives the end. */
void link_end_init(LinkEnd *end, Link *link, LinkSide side);

/** [control] The link stays. A zeroed end is fine. */
void link_end_cleanup(LinkEnd *end);

/** [control, one thread at a time] Send a message; `content` NULL: empty. The handle stays the
 * caller's. Fails as link_send does, and with STATUS_NO_MEMORY if `content` has failed. */
Status link_end_send(LinkEnd *end, LinkMessageKind kind, const MessageWriter *content,
                     LinkHandle handle);

/** [control, one thread at a time] Receive the next message, until a time of link_deadline_ns; its
 * content is good until the next call. Fails as link_receive does, with STATUS_BAD_FORMAT too for
 * what isn't a message to us, and STATUS_NO_MEMORY. STATUS_BUSY: it wasn't there as a whole at the
 * deadline, however much of it had come; what has come isn't lost. */
Status link_end_receive(LinkEnd *end, LinkMessage *message, uint64_t deadline_ns);

#endif
