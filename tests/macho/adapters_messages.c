/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Mach's messages with one right, as links send them: packets of a socket with descriptors. */

#include "macho/adapters.h"
#include "macho/adapters_ports.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A header, one descriptor of a right, and whatever follows. */
typedef struct DarwinMessage {
    uint32_t bits;
    uint32_t size;
    uint32_t remote;
    uint32_t local;
    uint32_t voucher;
    int32_t id;
    uint32_t descriptor_count;
    uint32_t right;
    uint32_t padding;
    uint32_t right_bits; /* above the lowest 16: what becomes of it, and that it is one */
} DarwinMessage;
_Static_assert(sizeof(DarwinMessage) == 40, "Darwin's layout");

/* Behind a message: who sent it. */
typedef struct DarwinTrailer {
    uint32_t type;
    uint32_t size;
    uint32_t sequence_number;
    uint32_t sender[2];
    uint32_t audit[8];
} DarwinTrailer;
_Static_assert(sizeof(DarwinTrailer) == 52, "Darwin's layout");

/* In front of each packet. */
typedef struct Envelope {
    int32_t id;
    uint32_t size;
    RightKind reply;
    RightKind right;
} Envelope;

enum {
    DARWIN_SEND = 0x1,
    DARWIN_RECEIVE_TIMEOUT = 0x100,
    DARWIN_COMPLEX = (int)0x80000000,
    DARWIN_SEND_RIGHT = 17,
    DARWIN_SEND_INVALID_DEST = 0x10000003,
    DARWIN_SEND_TIMED_OUT = 0x10000004,
    DARWIN_RECEIVE_TIMED_OUT = 0x10004003,
    DARWIN_RECEIVE_TOO_LARGE = 0x10004004,
    DARWIN_RECEIVE_PORT_DIED = 0x10004009,
    DARWIN_DEAD_NAME = 72,
    MOST_BYTES = 32768,
};

typedef union Descriptors {
    struct cmsghdr header;
    char room[CMSG_SPACE(2 * sizeof(int))];
} Descriptors;

static void attach(struct msghdr *packet, Descriptors *descriptors, const int *numbers,
                   size_t count)
{
    if (count == 0)
        return;
    memset(descriptors, 0, sizeof *descriptors);
    packet->msg_control = descriptors;
    packet->msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *const header = CMSG_FIRSTHDR(packet);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), numbers, count * sizeof(int));
}

/* How many descriptors come along. */
static size_t detach(struct msghdr *packet, int *numbers)
{
    const struct cmsghdr *const header = CMSG_FIRSTHDR(packet);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS)
        return 0;
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(numbers, CMSG_DATA(header), count * sizeof(int));
    return count;
}

/* A socket without room waits as long as the call may. */
static int send_packet(int socket, const struct msghdr *packet, int timeout_ms)
{
    while (sendmsg(socket, packet, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
        struct pollfd descriptor = {.fd = socket, .events = POLLOUT};
        if (errno != EAGAIN && errno != EINTR)
            return DARWIN_SEND_INVALID_DEST;
        if (poll(&descriptor, 1, timeout_ms) <= 0)
            return DARWIN_SEND_TIMED_OUT;
    }
    return KERN_SUCCESS;
}

static int send_message(DarwinMessage *message, uint32_t size, int timeout_ms)
{
    Envelope envelope = {.id = message->id, .size = size};
    Descriptors descriptors;
    int numbers[2];
    size_t count = 0;
    struct iovec parts[] = {{&envelope, sizeof envelope}, {message + 1, size - sizeof *message}};
    struct msghdr packet = {.msg_iov = parts, .msg_iovlen = 2};
    const Right to = adapters_right(message->remote);
    if (to.kind != RIGHT_PORT)
        return DARWIN_SEND_INVALID_DEST;
    envelope.reply = adapters_right(message->local).kind;
    if (envelope.reply != RIGHT_NONE)
        numbers[count++] = adapters_right_descriptor(message->local);
    envelope.right = adapters_right(message->right).kind;
    if (envelope.right != RIGHT_NONE)
        numbers[count++] = adapters_right_descriptor(message->right);
    attach(&packet, &descriptors, numbers, count);
    const int result = send_packet(to.send, &packet, timeout_ms);
    for (size_t i = 0; i < count; i++)
        (void)close(numbers[i]);
    return result;
}

static uint32_t take_right(RightKind kind, const int **next)
{
    if (kind == RIGHT_NONE)
        return 0;
    return adapters_right_add((Right){.kind = kind, .receive = -1, .send = *(*next)++});
}

/* All processes here are of one user, who stands for coreaudiod's. */
static void add_trailer(DarwinMessage *message)
{
    const DarwinTrailer trailer = {.size = sizeof trailer, .audit = {[1] = getuid()}};
    memcpy((char *)message + message->size, &trailer, sizeof trailer);
}

static int receive_packet(int socket, DarwinMessage *message, uint32_t room)
{
    Envelope envelope = {.size = 0};
    Descriptors descriptors;
    int numbers[2] = {-1, -1};
    const int *next = numbers;
    struct iovec parts[] = {{&envelope, sizeof envelope},
                            {message + 1, room - sizeof *message - sizeof(DarwinTrailer)}};
    struct msghdr packet = {.msg_iov = parts,
                            .msg_iovlen = 2,
                            .msg_control = &descriptors,
                            .msg_controllen = sizeof descriptors};
    const ssize_t size = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (size == 0)
        _exit(0); /* only a service has no end of its own to send, and now nobody else has */
    if (size < 0)
        return DARWIN_RECEIVE_TIMED_OUT;
    if ((packet.msg_flags & MSG_TRUNC) != 0)
        return DARWIN_RECEIVE_TOO_LARGE;
    (void)detach(&packet, numbers);
    *message = (DarwinMessage){.bits = (uint32_t)DARWIN_COMPLEX,
                               .size = envelope.size,
                               .id = envelope.id,
                               .descriptor_count = 1,
                               .right_bits = DARWIN_SEND_RIGHT << 16};
    message->remote = take_right(envelope.reply, &next);
    message->right = take_right(envelope.right, &next);
    add_trailer(message);
    return KERN_SUCCESS;
}

static int tell_end(DarwinMessage *message, uint32_t name, uint32_t watched)
{
    adapters_right_watch(name, watched, true);
    *message = (DarwinMessage){.size = sizeof *message, .id = DARWIN_DEAD_NAME};
    return KERN_SUCCESS;
}

static int receive_message(DarwinMessage *message, uint32_t room, uint32_t name, int timeout_ms)
{
    const Right port = adapters_right(name);
    const bool is_watching = port.watched != 0 && !port.has_told;
    struct pollfd descriptors[] = {
        {.fd = port.receive, .events = POLLIN},
        {.fd = is_watching ? adapters_right(port.watched).send : -1},
    };
    if (port.kind != RIGHT_PORT || port.receive < 0)
        return DARWIN_RECEIVE_PORT_DIED;
    if (poll(descriptors, 2, timeout_ms) <= 0)
        return DARWIN_RECEIVE_TIMED_OUT;
    if ((descriptors[0].revents & POLLIN) != 0)
        return receive_packet(port.receive, message, room);
    return tell_end(message, name, port.watched);
}

static int adapt_mach_msg(DarwinMessage *message, int options, uint32_t send_size,
                          uint32_t receive_size, uint32_t name, uint32_t timeout_ms,
                          uint32_t notify)
{
    (void)notify;
    if ((options & DARWIN_SEND) != 0)
        return send_message(message, send_size, (int)timeout_ms);
    return receive_message(message, receive_size, name,
                           (options & DARWIN_RECEIVE_TIMEOUT) != 0 ? (int)timeout_ms : -1);
}

static void adapt_mach_msg_destroy(const DarwinMessage *message)
{
    adapters_right_remove(message->remote);
    if ((message->bits & (uint32_t)DARWIN_COMPLEX) != 0)
        adapters_right_remove(message->right);
}

const Adapter adapters_messages[] = {
    ADAPTER_OWN("mach_msg", adapt_mach_msg),
    ADAPTER_OWN("mach_msg_destroy", adapt_mach_msg_destroy),
    ADAPTER_END,
};
