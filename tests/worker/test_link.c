/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Packets and messages between two ends of a link, of which one may say anything; and areas. */

#include "engine/area.h"
#include "engine/chain.h"
#include "engine/link_messages.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Both ends in this process. */
static Link host_link, worker_link;
static LinkEnd host, worker;

static void connect_ends(void)
{
    int ends[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    host_link = (Link){.connection = ends[0], .watch = -1};
    worker_link = (Link){.connection = ends[1], .watch = -1};
    link_end_init(&host, &host_link, LINK_HOST);
    link_end_init(&worker, &worker_link, LINK_WORKER);
}

static void disconnect_ends(void)
{
    link_end_cleanup(&host);
    link_end_cleanup(&worker);
    link_close(&host_link, 0, NULL, 0);
    link_close(&worker_link, 0, NULL, 0);
}

TestSuite(link, .init = connect_ends, .fini = disconnect_ends);

Test(link, carries_long_messages_and_short_ones)
{
    static const size_t sizes[] = {8, LINK_PACKET_BYTES - 100, LINK_PACKET_BYTES,
                                   5 * (size_t)LINK_PACKET_BYTES + 7};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        MessageWriter content = {.bytes = NULL};
        LinkMessage message;
        unsigned char *bytes = calloc(1, sizes[i]);
        size_t size = 0;
        cr_assert_not_null(bytes);
        memset(bytes, (int)i + 1, sizes[i]);
        message_put_u32(&content, 3);
        message_put_bytes(&content, bytes, sizes[i]);
        cr_assert_eq(link_end_send(&worker, LINK_STATE, &content, LINK_NO_HANDLE), STATUS_OK);
        cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(0)), STATUS_OK);
        cr_assert_eq(message.kind, LINK_STATE);
        cr_assert_eq(message_take_u32(&message.content), 3);
        const void *came = message_take_bytes(&message.content, &size);
        cr_assert_eq(size, sizes[i]);
        cr_assert_eq(memcmp(came, bytes, size), 0);
        cr_assert(message_reader_is_done(&message.content));
        message_writer_cleanup(&content);
        free(bytes);
    }
}

Test(link, says_that_nothing_came_and_that_the_other_side_has_ended)
{
    LinkMessage message;
    cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(0)), STATUS_BUSY);
    cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(1)), STATUS_BUSY);
    link_close(&worker_link, 0, NULL, 0);
    cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(0)), STATUS_NOT_FOUND);
    cr_assert_eq(link_end_send(&host, LINK_STOP, NULL, LINK_NO_HANDLE), STATUS_NOT_FOUND);
}

Test(link, sends_only_what_the_other_side_may_hear)
{
    MessageWriter content = {.bytes = NULL};
    message_put_u32(&content, 1);
    cr_assert_eq(link_end_send(&host, LINK_ANSWER, NULL, LINK_NO_HANDLE), STATUS_BAD_ARGUMENT);
    cr_assert_eq(link_end_send(&host, LINK_STOP, &content, LINK_NO_HANDLE), STATUS_BAD_ARGUMENT);
    message_writer_cleanup(&content);
}

typedef struct Head {
    uint32_t kind, size, offset;
} Head;

/* What the host says of packets that no worker of ours sends. */
Test(link, whatever_isnt_a_message_is_refused)
{
    static const struct {
        Head head;
        size_t size; /* of the packet */
    } rows[] = {
        {{LINK_ANSWER, 12, 0}, 3},                             /* no head */
        {{LINK_MESSAGE_COUNT, 0, 0}, 12},                      /* no such kind */
        {{UINT32_MAX, 0, 0}, 12},                              /* no such kind */
        {{LINK_STOP, 0, 0}, 12},                               /* to a worker */
        {{LINK_ANSWER, 11, 0}, 23},                            /* too short */
        {{LINK_ANSWER, UINT32_MAX, 0}, 100},                   /* too long */
        {{LINK_STATE, 9 + (uint32_t)CHAIN_STATE_MAX, 0}, 100}, /* too long */
        {{LINK_ANSWER, 12, 0}, 25},                            /* more than it is long */
        {{LINK_ANSWER, 12, 0}, 12},                            /* nothing of it */
        {{LINK_ANSWER, 12, 4}, 20},                            /* begins in the middle */
    };
    unsigned char packet[LINK_PACKET_BYTES] = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        LinkMessage message;
        memcpy(packet, &rows[i].head, sizeof rows[i].head);
        cr_assert_eq(link_send(&worker_link, packet, rows[i].size, LINK_NO_HANDLE), STATUS_OK);
        cr_expect_eq(link_end_receive(&host, &message, link_deadline_ns(0)), STATUS_BAD_FORMAT,
                     "row %zu", i);
    }
}

/* Half of a message is none, however late it is; what has come isn't lost. */
Test(link, a_message_is_there_when_all_of_it_is)
{
    enum { PART = 1000, SIZE = 2 * PART };
    const uint32_t content[] = {3, SIZE - 8};
    unsigned char packet[sizeof(Head) + PART] = {0};
    for (uint32_t offset = 0; offset < SIZE; offset += PART) {
        LinkMessage message;
        const Head head = {LINK_STATE, SIZE, offset};
        cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(1)), STATUS_BUSY);
        memset(packet, 0, sizeof packet);
        memcpy(packet, &head, sizeof head);
        if (offset == 0)
            memcpy(packet + sizeof head, content, sizeof content);
        cr_assert_eq(link_send(&worker_link, packet, sizeof packet, LINK_NO_HANDLE), STATUS_OK);
    }
    LinkMessage message;
    size_t size = 0;
    cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(0)), STATUS_OK);
    cr_assert_eq(message_take_u32(&message.content), 3);
    (void)message_take_bytes(&message.content, &size);
    cr_assert_eq(size, SIZE - 8);
}

static size_t count_descriptors(void)
{
    size_t count = 0;
    for (int i = 0; i < 1024; i++)
        count += fcntl(i, F_GETFD) >= 0;
    return count;
}

Test(link, the_host_takes_no_handles)
{
    LinkMessage message;
    MessageWriter content = {.bytes = NULL};
    const size_t before = count_descriptors();
    for (int i = 0; i < 3; i++)
        message_put_u32(&content, 0);
    for (int i = 0; i < 10; i++) {
        cr_assert_eq(link_end_send(&worker, LINK_ANSWER, &content, STDIN_FILENO), STATUS_OK);
        cr_assert_eq(link_end_receive(&host, &message, link_deadline_ns(0)), STATUS_OK);
        cr_assert_eq(message.handle, LINK_NO_HANDLE);
    }
    cr_assert_eq(count_descriptors(), before);
    message_writer_cleanup(&content);
}

Test(link, hands_areas_over)
{
    Area made;
    Area mapped;
    LinkMessage message;
    Error error = {.status = STATUS_OK};
    MessageWriter content = {.bytes = NULL};
    cr_assert_eq(area_init(&made, 10000, AREA_BOTH_WRITE, &error), STATUS_OK, "%s", error.message);
    message_put_u32(&content, LINK_AREA_DONE);
    message_put_u32(&content, 10000);
    cr_assert_eq(link_end_send(&host, LINK_AREA, &content, made.handle), STATUS_OK);
    cr_assert_eq(link_end_receive(&worker, &message, link_deadline_ns(0)), STATUS_OK);
    cr_assert_neq(message.handle, LINK_NO_HANDLE);
    cr_assert_eq(area_map(&mapped, message.handle, 10000, AREA_BOTH_WRITE, &error), STATUS_OK, "%s",
                 error.message);
    memcpy((char *)mapped.memory + 9000, "seen", sizeof "seen");
    cr_assert_str_eq((const char *)made.memory + 9000, "seen");
    area_cleanup(&mapped);
    area_cleanup(&made);
    area_cleanup(&made);
    message_writer_cleanup(&content);
}

Test(area, that_the_host_writes_cant_be_written_by_others)
{
    Area made;
    Area mapped;
    Error error = {.status = STATUS_OK};
    cr_assert_eq(area_init(&made, 4096, AREA_HOST_WRITES, &error), STATUS_OK, "%s", error.message);
    cr_assert_eq(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, made.handle, 0), MAP_FAILED);
    cr_assert_lt(pwrite(made.handle, "x", 1, 0), 0);
    cr_assert_lt(ftruncate(made.handle, 0), 0);
    cr_assert_lt(fcntl(made.handle, F_ADD_SEALS, F_SEAL_WRITE), 0);
    memcpy(made.memory, "still mine", sizeof "still mine");
    cr_assert_eq(area_map(&mapped, dup(made.handle), 4096, AREA_HOST_WRITES, &error), STATUS_OK);
    cr_assert_str_eq(mapped.memory, "still mine");
    cr_assert_neq(mprotect(mapped.memory, 4096, PROT_READ | PROT_WRITE), 0);
    area_cleanup(&mapped);
    area_cleanup(&made);
}

Test(area, that_is_too_small_is_refused)
{
    Area made;
    Area mapped;
    Error error = {.status = STATUS_OK};
    cr_assert_eq(area_init(&made, 4096, AREA_BOTH_WRITE, &error), STATUS_OK);
    cr_assert_eq(area_map(&mapped, dup(made.handle), 4097, AREA_BOTH_WRITE, &error),
                 STATUS_BAD_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "shared memory of 4097 bytes: is smaller"), "%s",
                       error.message);
    area_cleanup(&made);
}
