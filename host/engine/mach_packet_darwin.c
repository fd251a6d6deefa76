/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/mach_packet_darwin.h"

#include <mach/notify.h>
#include <stddef.h>
#include <string.h>

/* Messages are sizes of whole words. */
static mach_msg_size_t message_size(uint32_t bytes)
{
    return (mach_msg_size_t)(offsetof(MachPacket, bytes) + ((bytes + 3u) & ~3u));
}

void mach_packet_init(MachPacket *packet, MachPacketKind kind, mach_port_t right,
                      mach_msg_type_name_t disposition)
{
    memset(packet, 0, offsetof(MachPacket, bytes));
    packet->header.msgh_id = (mach_msg_id_t)kind;
    packet->body.msgh_descriptor_count = 1;
    packet->right.name = right;
    packet->right.disposition = disposition & 0xffu;
    packet->right.type = MACH_MSG_PORT_DESCRIPTOR;
}

Status mach_packet_send(MachPacket *packet, mach_port_t port, mach_port_t reply,
                        uint32_t timeout_ms)
{
    const mach_msg_size_t size = message_size(packet->size);
    const mach_msg_bits_t back = reply == MACH_PORT_NULL ? 0 : MACH_MSG_TYPE_MAKE_SEND;
    memset(packet->bytes + packet->size, 0, size - offsetof(MachPacket, bytes) - packet->size);
    packet->header.msgh_bits =
        MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, back) | MACH_MSGH_BITS_COMPLEX;
    packet->header.msgh_size = size;
    packet->header.msgh_remote_port = port;
    packet->header.msgh_local_port = reply;
    const mach_msg_return_t result = mach_msg(&packet->header, MACH_SEND_MSG | MACH_SEND_TIMEOUT,
                                              size, 0, MACH_PORT_NULL, timeout_ms, MACH_PORT_NULL);
    if (result == MACH_MSG_SUCCESS)
        return STATUS_OK;
    return result == MACH_SEND_TIMED_OUT ? STATUS_BUSY : STATUS_NOT_FOUND;
}

/* The size says how many bytes there are, and the right is one to send. */
static bool is_packet(const MachPacket *packet, MachPacketKind kind)
{
    return packet->header.msgh_id == (mach_msg_id_t)kind &&
           (packet->header.msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0 &&
           packet->header.msgh_size >= offsetof(MachPacket, bytes) &&
           packet->body.msgh_descriptor_count == 1 &&
           packet->right.type == MACH_MSG_PORT_DESCRIPTOR &&
           (packet->right.name == MACH_PORT_NULL ||
            packet->right.disposition == MACH_MSG_TYPE_PORT_SEND) &&
           packet->size <= LINK_PACKET_BYTES &&
           packet->header.msgh_size == message_size(packet->size);
}

Status mach_packet_receive(MachPacketIn *in, mach_port_t port, MachPacketKind kind,
                           uint32_t timeout_ms)
{
    mach_msg_option_t options = MACH_RCV_MSG | MACH_RCV_TRAILER_TYPE(MACH_MSG_TRAILER_FORMAT_0) |
                                MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT);
    if (timeout_ms != LINK_FOREVER)
        options |= MACH_RCV_TIMEOUT;
    const mach_msg_return_t result =
        mach_msg(&in->packet.header, options, 0, sizeof *in, port,
                 timeout_ms == LINK_FOREVER ? 0 : timeout_ms, MACH_PORT_NULL);
    if (result == MACH_RCV_TIMED_OUT || result == MACH_RCV_INTERRUPTED)
        return STATUS_BUSY;
    if (result == MACH_RCV_TOO_LARGE)
        return STATUS_BAD_FORMAT; /* the kernel has destroyed it */
    if (result != MACH_MSG_SUCCESS)
        return STATUS_NOT_FOUND;
    if (is_packet(&in->packet, kind))
        return STATUS_OK;
    const bool is_end = in->packet.header.msgh_id == MACH_NOTIFY_DEAD_NAME;
    mach_msg_destroy(&in->packet.header);
    return is_end ? STATUS_NOT_FOUND : STATUS_BAD_FORMAT;
}
