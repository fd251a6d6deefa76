/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file mach_packet_darwin.h
 * The messages of a link on macOS: bytes, and rights. What comes from the other side is checked
 * before anything is taken from it, and destroyed if it isn't right. */

#ifndef OSSICLE_ENGINE_MACH_PACKET_DARWIN_H
#define OSSICLE_ENGINE_MACH_PACKET_DARWIN_H

#include "base/status.h"
#include "engine/link.h"

#include <mach/mach.h>

typedef enum MachPacketKind {
    MACH_PACKET_CONTENT = 0x4f53, /**< bytes, and a right or none */
    MACH_PACKET_CONNECT,          /**< a host's to the service: where it receives */
    MACH_PACKET_HELLO,            /**< a worker's first: where it is told to end, and, as the reply
                                     port, where it receives */
    MACH_PACKET_END,              /**< a host's to a worker */
} MachPacketKind;

typedef struct MachPacket {
    mach_msg_header_t header;
    mach_msg_body_t body;
    mach_msg_port_descriptor_t right;
    uint32_t size;
    uint8_t bytes[LINK_PACKET_BYTES];
} MachPacket;

/** With room for what the kernel adds, which says who sent it. */
typedef struct MachPacketIn {
    MachPacket packet;
    mach_msg_max_trailer_t trailer;
} MachPacketIn;

/** A packet of a kind with a right of ours or MACH_PORT_NULL, made or copied as `disposition` says.
 * Its bytes are the caller's to fill in. */
void mach_packet_init(MachPacket *packet, MachPacketKind kind, mach_port_t right,
                      mach_msg_type_name_t disposition);

/** Send to `port`; `reply`, a right to receive or MACH_PORT_NULL, gives the other side a right to
 * send there. STATUS_BUSY: no room within `timeout_ms`; STATUS_NOT_FOUND: nobody receives. */
Status mach_packet_send(MachPacket *packet, mach_port_t port, mach_port_t reply,
                        uint32_t timeout_ms);

/** Receive what comes at `port`: a packet of that kind, whose right is the caller's then. Waits up
 * to `timeout_ms`, LINK_FOREVER: without end. STATUS_BUSY: none came; STATUS_NOT_FOUND: a notice
 * of an end; STATUS_BAD_FORMAT: something else, which is destroyed. */
Status mach_packet_receive(MachPacketIn *in, mach_port_t port, MachPacketKind kind,
                           uint32_t timeout_ms);

#endif
