/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/link.h"

#include <mach/mach.h>

/* coreaudiod's sandbox lets a driver start no program, and there is no worker yet that launchd
 * starts for it: no link is ever open. */

Status link_start(Link *link, const char *program, uint32_t patience_ms, Error *error)
{
    (void)link;
    (void)patience_ms;
    return error_set(error, STATUS_UNSUPPORTED,
                     "%s: macOS lets a driver start no program; use mode worker", program);
}

Status link_accept(Link *link, Error *error)
{
    (void)link;
    return error_set(error, STATUS_UNSUPPORTED, "this program has no use on macOS");
}

void link_kill(const Link *link)
{
    (void)link;
}

void link_close(Link *link, uint32_t patience_ms, char *text, size_t size)
{
    (void)patience_ms;
    if (text && size > 0)
        text[0] = '\0';
    *link = (Link){.connection = 0};
}

int link_descriptor(const Link *link)
{
    return link->connection;
}

Status link_send(const Link *link, const void *bytes, size_t size, LinkHandle handle)
{
    (void)link;
    (void)bytes;
    (void)size;
    (void)handle;
    return STATUS_NOT_FOUND;
}

Status link_receive(const Link *link, void *bytes, size_t *size, LinkHandle *handle,
                    uint32_t timeout_ms)
{
    (void)link;
    (void)bytes;
    (void)size;
    (void)handle;
    (void)timeout_ms;
    return STATUS_NOT_FOUND;
}

void link_close_handle(LinkHandle handle)
{
    if (handle != LINK_NO_HANDLE)
        (void)mach_port_deallocate(mach_task_self(), (mach_port_t)handle);
}
