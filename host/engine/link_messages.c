/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/link_messages.h"

#include "engine/chain.h"
#include "engine/load_meter.h"
#include "loader/library_table.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Of a text with its length: the longest that an Error or a line can be. */
#define TEXT_BYTES (sizeof(uint32_t) + 4096)
/* Of a chain with all its values and states. */
#define CHAIN_BYTES (4 * (size_t)CHAIN_STATE_MAX)

static const struct {
    LinkSide to;
    bool has_handle;
    size_t least;
    size_t most;
} kinds[] = {
    [LINK_AREA] = {LINK_WORKER, true, 8, 8},
    [LINK_FILE] = {LINK_WORKER, true, 8, 4 + TEXT_BYTES},
    [LINK_MAKE] = {LINK_WORKER, false, 28, CHAIN_BYTES},
    [LINK_START] = {LINK_WORKER, false, 12, 12},
    [LINK_STOP] = {LINK_WORKER, false, 0, 0},
    [LINK_ACTIVATE] = {LINK_WORKER, false, 8, 8},
    [LINK_SAVE] = {LINK_WORKER, false, 0, 0},
    [LINK_DESCRIBE] = {LINK_WORKER, false, 0, 0},
    [LINK_ANSWER] = {LINK_HOST, false, 12, 8 + TEXT_BYTES},
    [LINK_LINE] = {LINK_HOST, false, 8, 4 + TEXT_BYTES},
    [LINK_LATENCY] = {LINK_HOST, false, 0, 0},
    [LINK_STATE] = {LINK_HOST, false, 8, 8 + (size_t)CHAIN_STATE_MAX},
    [LINK_TABLE] = {LINK_HOST, false, 8, LIBRARY_TABLE_BYTES},
};
static_assert(sizeof kinds / sizeof *kinds == LINK_MESSAGE_COUNT, "one row per message");

/* In front of each packet's part of the message. */
typedef struct PacketHead {
    uint32_t kind;
    uint32_t size;   /* of the message */
    uint32_t offset; /* of this part */
} PacketHead;

#define PART_BYTES (LINK_PACKET_BYTES - sizeof(PacketHead))

void link_end_init(LinkEnd *end, Link *link, LinkSide side)
{
    *end = (LinkEnd){.link = link, .side = side, .handle = LINK_NO_HANDLE};
}

static void forget(LinkEnd *end)
{
    free(end->bytes);
    end->bytes = NULL;
    end->size = 0;
    end->received = 0;
    if (end->link)
        link_close_handle(end->handle);
    end->handle = LINK_NO_HANDLE;
}

void link_end_cleanup(LinkEnd *end)
{
    forget(end);
    end->link = NULL;
}

Status link_end_send(LinkEnd *end, LinkMessageKind kind, const MessageWriter *content,
                     LinkHandle handle)
{
    unsigned char packet[LINK_PACKET_BYTES];
    const size_t size = content ? content->size : 0;
    if (content && content->has_failed)
        return STATUS_NO_MEMORY;
    if (kinds[kind].to == end->side || size > kinds[kind].most)
        return STATUS_BAD_ARGUMENT;
    size_t offset = 0;
    do {
        const PacketHead head = {(uint32_t)kind, (uint32_t)size, (uint32_t)offset};
        const size_t part = size - offset < PART_BYTES ? size - offset : PART_BYTES;
        memcpy(packet, &head, sizeof head);
        if (part > 0)
            memcpy(packet + sizeof head, content->bytes + offset, part);
        const Status status =
            link_send(end->link, packet, sizeof head + part, offset == 0 ? handle : LINK_NO_HANDLE);
        if (status != STATUS_OK)
            return status;
        offset += part;
    } while (offset < size);
    return STATUS_OK;
}

static bool is_right_kind(const LinkEnd *end, const PacketHead *head, LinkHandle handle)
{
    return head->kind < LINK_MESSAGE_COUNT && kinds[head->kind].to == end->side &&
           head->size >= kinds[head->kind].least && head->size <= kinds[head->kind].most &&
           kinds[head->kind].has_handle == (handle != LINK_NO_HANDLE);
}

/* The first packet of a message. */
static Status begin_message(LinkEnd *end, const PacketHead *head, LinkHandle handle)
{
    forget(end);
    if (!is_right_kind(end, head, handle)) {
        link_close_handle(handle);
        return STATUS_BAD_FORMAT;
    }
    end->bytes = malloc((size_t)head->size + 1);
    if (!end->bytes) {
        link_close_handle(handle);
        return STATUS_NO_MEMORY;
    }
    end->kind = head->kind;
    end->size = head->size;
    end->handle = handle;
    return STATUS_OK;
}

/* One that follows must be exactly the one that does. */
static Status go_on(const LinkEnd *end, const PacketHead *head, LinkHandle handle)
{
    const bool follows = end->bytes && head->kind == end->kind && head->size == end->size &&
                         head->offset == end->received && handle == LINK_NO_HANDLE;
    if (!follows)
        link_close_handle(handle);
    return follows ? STATUS_OK : STATUS_BAD_FORMAT;
}

static Status take_packet(LinkEnd *end, const unsigned char *packet, size_t size, LinkHandle handle)
{
    PacketHead head;
    if (size < sizeof head) {
        link_close_handle(handle);
        return STATUS_BAD_FORMAT;
    }
    memcpy(&head, packet, sizeof head);
    const size_t part = size - sizeof head;
    const Status status =
        head.offset == 0 ? begin_message(end, &head, handle) : go_on(end, &head, handle);
    if (status != STATUS_OK)
        return status;
    if (part > end->size - end->received || (part == 0 && end->size > 0))
        return STATUS_BAD_FORMAT;
    memcpy(end->bytes + end->received, packet + sizeof head, part);
    end->received += part;
    return STATUS_OK;
}

static uint32_t left_ms(uint64_t deadline_ns)
{
    if (deadline_ns == UINT64_MAX)
        return LINK_FOREVER;
    const uint64_t now_ns = load_meter_now_ns();
    return now_ns < deadline_ns ? (uint32_t)((deadline_ns - now_ns + 999999) / 1000000) : 0;
}

Status link_end_receive(LinkEnd *end, LinkMessage *message, uint64_t deadline_ns)
{
    unsigned char packet[LINK_PACKET_BYTES];
    do {
        size_t size = 0;
        LinkHandle handle = LINK_NO_HANDLE;
        LinkHandle *const wanted = end->side == LINK_WORKER ? &handle : NULL;
        Status status = link_receive(end->link, packet, &size, wanted, left_ms(deadline_ns));
        if (status == STATUS_OK)
            status = take_packet(end, packet, size, handle);
        if (status != STATUS_OK)
            return status;
    } while (end->received < end->size);
    *message = (LinkMessage){
        .kind = (LinkMessageKind)end->kind,
        .content = {.bytes = end->bytes, .size = end->size},
        .handle = end->handle,
    };
    end->handle = LINK_NO_HANDLE;
    return STATUS_OK;
}
