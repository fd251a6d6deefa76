/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/link.h"

#include "engine/mach_packet_darwin.h"

#include <stdio.h>
#include <string.h>
#include <sys/event.h>
#include <unistd.h>

/* A driver in coreaudiod's sandbox can start no program. launchd starts ours when the service is
 * asked, and that starts a process for each host that asks (worker/service_darwin.c), which
 * inherits the right to send to the host. Either side learns of the other's end by a notice that
 * its port is dead. Nothing of a link can be found by a name. */

/* What a link's ports are. */
enum {
    PORT_RECEIVE, /* where packets come in */
    PORT_SEND,    /* where the other side receives */
    PORT_END,     /* where the worker is told to end */
    PORT_SET,     /* holds PORT_RECEIVE, for a kqueue */
};

#define SEND_MS 1000u /* as long as this may take the other side to make room */

extern kern_return_t bootstrap_look_up(mach_port_t bootstrap, const char *name, mach_port_t *port);
extern int fileport_makeport(int file, mach_port_t *port);
extern int fileport_makefd(mach_port_t port);

static kern_return_t make_port(mach_port_right_t right, mach_port_t *port)
{
    return mach_port_allocate(mach_task_self(), right, port);
}

/* One receiving port is enough for a thread that polls: a kqueue knows sets of ports. */
static bool make_receiving(Link *link)
{
    struct kevent64_s event;
    if (make_port(MACH_PORT_RIGHT_RECEIVE, &link->ports[PORT_RECEIVE]) != KERN_SUCCESS ||
        make_port(MACH_PORT_RIGHT_PORT_SET, &link->ports[PORT_SET]) != KERN_SUCCESS ||
        mach_port_insert_member(mach_task_self(), link->ports[PORT_RECEIVE],
                                link->ports[PORT_SET]) != KERN_SUCCESS)
        return false;
    link->connection = kqueue();
    EV_SET64(&event, link->ports[PORT_SET], EVFILT_MACHPORT, EV_ADD, 0, 0, 0, 0, 0);
    return link->connection >= 0 && kevent64(link->connection, &event, 1, NULL, 0, 0, NULL) == 0;
}

static void drop(mach_port_t *port, mach_port_right_t right)
{
    mach_port_urefs_t references = 0;
    if (*port != MACH_PORT_NULL &&
        mach_port_get_refs(mach_task_self(), *port, right, &references) == KERN_SUCCESS &&
        references > 0)
        (void)mach_port_mod_refs(mach_task_self(), *port, right, -(mach_port_delta_t)references);
}

static void release(Link *link)
{
    if (link->connection > 0)
        (void)close(link->connection);
    drop(&link->ports[PORT_SEND], MACH_PORT_RIGHT_SEND);
    drop(&link->ports[PORT_SEND], MACH_PORT_RIGHT_DEAD_NAME);
    drop(&link->ports[PORT_END], MACH_PORT_RIGHT_SEND);
    drop(&link->ports[PORT_END], MACH_PORT_RIGHT_DEAD_NAME);
    drop(&link->ports[PORT_SET], MACH_PORT_RIGHT_PORT_SET);
    drop(&link->ports[PORT_RECEIVE], MACH_PORT_RIGHT_RECEIVE);
    *link = (Link){.connection = 0};
}

/* Have a notice of the other side's end sent to a port of ours. */
static bool watch_other(const Link *link, mach_port_t port)
{
    mach_port_t before = MACH_PORT_NULL;
    return mach_port_request_notification(mach_task_self(), link->ports[PORT_SEND],
                                          MACH_NOTIFY_DEAD_NAME, 1, port,
                                          MACH_MSG_TYPE_MAKE_SEND_ONCE, &before) == KERN_SUCCESS;
}

/* The worker that the service starts says where it is. */
static Status meet_worker(Link *link, mach_port_t service, uint32_t patience_ms)
{
    MachPacket packet;
    MachPacketIn hello;
    if (!make_receiving(link))
        return STATUS_NO_MEMORY;
    mach_packet_init(&packet, MACH_PACKET_CONNECT, link->ports[PORT_RECEIVE],
                     MACH_MSG_TYPE_MAKE_SEND);
    Status status = mach_packet_send(&packet, service, MACH_PORT_NULL, patience_ms);
    if (status == STATUS_OK)
        status =
            mach_packet_receive(&hello, link->ports[PORT_RECEIVE], MACH_PACKET_HELLO, patience_ms);
    if (status != STATUS_OK)
        return status;
    link->ports[PORT_SEND] = hello.packet.header.msgh_remote_port;
    link->ports[PORT_END] = hello.packet.right.name;
    return watch_other(link, link->ports[PORT_RECEIVE]) ? STATUS_OK : STATUS_NOT_FOUND;
}

Status link_start(Link *link, const char *program, uint32_t patience_ms, Error *error)
{
    Link made = {.connection = -1};
    mach_port_t service = MACH_PORT_NULL;
    Status status = STATUS_NOT_FOUND;
    if (bootstrap_look_up(bootstrap_port, WORKER_SERVICE, &service) == KERN_SUCCESS) {
        status = meet_worker(&made, service, patience_ms);
        (void)mach_port_deallocate(mach_task_self(), service);
    }
    if (status != STATUS_OK) {
        release(&made);
        return error_set(error, status,
                         "%s: launchd gives no worker process at %s; install it again", program,
                         WORKER_SERVICE);
    }
    *link = made;
    return STATUS_OK;
}

static Status greet_host(Link *link)
{
    MachPacket hello;
    if (!make_receiving(link) ||
        make_port(MACH_PORT_RIGHT_RECEIVE, &link->ports[PORT_END]) != KERN_SUCCESS)
        return STATUS_NO_MEMORY;
    mach_packet_init(&hello, MACH_PACKET_HELLO, link->ports[PORT_END], MACH_MSG_TYPE_MAKE_SEND);
    if (!watch_other(link, link->ports[PORT_END]))
        return STATUS_NOT_FOUND;
    return mach_packet_send(&hello, link->ports[PORT_SEND], link->ports[PORT_RECEIVE], SEND_MS);
}

Status link_accept(Link *link, Error *error)
{
    Link made = {.connection = -1};
    mach_port_array_t inherited = NULL;
    mach_msg_type_number_t count = 0;
    if (mach_ports_lookup(mach_task_self(), &inherited, &count) != KERN_SUCCESS || count < 1 ||
        inherited[0] == MACH_PORT_NULL)
        return error_set(error, STATUS_NOT_FOUND,
                         "this program is started by launchd for the Ossicle driver alone; it has "
                         "no use of its own");
    made.ports[PORT_SEND] = inherited[0];
    const Status status = greet_host(&made);
    if (status != STATUS_OK)
        return error_set(error, status, "worker process: its host can't be reached: %s",
                         status_text(status));
    *link = made;
    return STATUS_OK;
}

void link_wait_for_end(const Link *link)
{
    MachPacketIn in;
    Status status = STATUS_BAD_FORMAT;
    while (status == STATUS_BAD_FORMAT || status == STATUS_BUSY)
        status = mach_packet_receive(&in, link->ports[PORT_END], MACH_PACKET_END, LINK_FOREVER);
}

/* No right of ours lets us kill another user's process; a thread of the worker's waits for this. */
void link_kill(const Link *link)
{
    MachPacket packet;
    mach_packet_init(&packet, MACH_PACKET_END, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND);
    (void)mach_packet_send(&packet, link->ports[PORT_END], MACH_PORT_NULL, 0);
}

static bool has_ended(const Link *link)
{
    mach_port_type_t type = 0;
    return mach_port_type(mach_task_self(), link->ports[PORT_SEND], &type) != KERN_SUCCESS ||
           (type & MACH_PORT_TYPE_DEAD_NAME) != 0;
}

void link_close(Link *link, uint32_t patience_ms, char *text, size_t size)
{
    MachPacketIn in;
    size_t bytes = 0;
    Status status = STATUS_OK;
    const uint64_t deadline_ns = link_deadline_ns(patience_ms);
    if (link->ports[PORT_RECEIVE] == MACH_PORT_NULL)
        return;
    while (status == STATUS_OK && !has_ended(link) && load_meter_now_ns() < deadline_ns)
        status = link_receive(link, in.packet.bytes, &bytes, NULL, patience_ms);
    if (text)
        (void)snprintf(text, size, "%s", has_ended(link) ? "it ended" : "it was told to end");
    link_kill(link);
    release(link);
}

int link_descriptor(const Link *link)
{
    return link->connection;
}

Status link_send(const Link *link, const void *bytes, size_t size, LinkHandle handle)
{
    MachPacket packet;
    const mach_port_t right = handle == LINK_NO_HANDLE ? MACH_PORT_NULL : (mach_port_t)handle;
    mach_packet_init(&packet, MACH_PACKET_CONTENT, right, MACH_MSG_TYPE_COPY_SEND);
    packet.size = (uint32_t)size;
    memcpy(packet.bytes, bytes, size);
    return mach_packet_send(&packet, link->ports[PORT_SEND], MACH_PORT_NULL, SEND_MS);
}

Status link_receive(const Link *link, void *bytes, size_t *size, LinkHandle *handle,
                    uint32_t timeout_ms)
{
    MachPacketIn in;
    Status status =
        mach_packet_receive(&in, link->ports[PORT_RECEIVE], MACH_PACKET_CONTENT, timeout_ms);
    if (status == STATUS_BUSY && has_ended(link))
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        return status;
    const mach_port_t right = in.packet.right.name;
    *size = in.packet.size;
    memcpy(bytes, in.packet.bytes, in.packet.size);
    if (handle)
        *handle = right == MACH_PORT_NULL ? LINK_NO_HANDLE : (LinkHandle)right;
    else if (right != MACH_PORT_NULL)
        (void)mach_port_deallocate(mach_task_self(), right);
    return STATUS_OK;
}

LinkHandle link_handle_of_file(int file)
{
    mach_port_t port = MACH_PORT_NULL;
    return fileport_makeport(file, &port) == 0 ? (LinkHandle)port : LINK_NO_HANDLE;
}

int link_take_file(LinkHandle handle)
{
    const int file = handle == LINK_NO_HANDLE ? -1 : fileport_makefd((mach_port_t)handle);
    link_close_handle(handle);
    return file;
}

void link_close_handle(LinkHandle handle)
{
    if (handle != LINK_NO_HANDLE)
        (void)mach_port_deallocate(mach_task_self(), (mach_port_t)handle);
}
