/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/remote_library.h"

#include <stdio.h>

/* A process that looks at a file. */
typedef struct Looker {
    const RemoteProgram *program;
    const char *path;
    Link link;
    LinkEnd end;
} Looker;

static Status ask(Looker *looker, int file)
{
    MessageWriter content = {.bytes = NULL};
    const LinkHandle handle = link_handle_of_file(file);
    message_put_u32(&content, 0);
    message_put_text(&content, looker->path);
    Status status = link_end_send(&looker->end, LINK_FILE, &content, handle);
    if (status == STATUS_OK)
        status = link_end_send(&looker->end, LINK_DESCRIBE, NULL, LINK_NO_HANDLE);
    link_close_handle(handle);
    message_writer_cleanup(&content);
    return status;
}

static Status refuse(const Looker *looker, const char *what, Error *error)
{
    return error_set(error, STATUS_BAD_FORMAT,
                     "%s: the process that was to look at it %s; put another version there",
                     looker->path, what);
}

/* Nothing more comes from the process, or nothing that can be understood. */
static Status give_up(Looker *looker, Status status, Error *error)
{
    char what[192];
    char ended[128] = "";
    if (status == STATUS_NO_MEMORY)
        return error_set(error, STATUS_NO_MEMORY, "%s: out of memory", looker->path);
    if (status == STATUS_NOT_FOUND) {
        link_close(&looker->link, REMOTE_END_MS, ended, sizeof ended);
        (void)snprintf(what, sizeof what, "has ended: %s", ended);
    } else if (status == STATUS_BUSY) {
        (void)snprintf(what, sizeof what, "said nothing for %u ms", looker->program->patience_ms);
    } else {
        (void)snprintf(what, sizeof what, "said what makes no sense");
    }
    return refuse(looker, what, error);
}

/* Whatever the process says, it doesn't choose what becomes of the other files. */
static Status take_refusal(Looker *looker, MessageReader *content, Error *error)
{
    char text[sizeof error->message];
    const uint32_t status = message_take_u32(content);
    (void)message_take_u32(content);
    message_take_text(content, text, sizeof text);
    if (status == STATUS_OK || content->has_failed)
        return give_up(looker, STATUS_BAD_FORMAT, error);
    return error_set(error, status == STATUS_INCOMPATIBLE ? STATUS_INCOMPATIBLE : STATUS_BAD_FORMAT,
                     "%s", text);
}

static Status take_table(Looker *looker, MessageReader *content, LibraryTable *table, Error *error)
{
    const Status status = library_table_read(table, content, NULL);
    return status == STATUS_OK ? STATUS_OK : give_up(looker, status, error);
}

static Status hear(Looker *looker, LibraryTable *table, Error *error)
{
    LinkMessage message;
    const Status status =
        link_end_receive(&looker->end, &message, link_deadline_ns(looker->program->patience_ms));
    if (status != STATUS_OK)
        return give_up(looker, status, error);
    if (message.kind == LINK_TABLE)
        return take_table(looker, &message.content, table, error);
    if (message.kind == LINK_ANSWER)
        return take_refusal(looker, &message.content, error);
    return give_up(looker, STATUS_BAD_FORMAT, error);
}

Status remote_library_read(const RemoteProgram *program, int file, const char *path,
                           LibraryTable *table, Error *error)
{
    Looker looker = {.program = program, .path = path};
    Error reason = {.status = STATUS_OK};
    *table = (LibraryTable){.modules = NULL};
    Status status = remote_process_start(program, &looker.link, &looker.end, &reason);
    if (status != STATUS_OK)
        return error_set(error, status, "%s: can't be looked at: %s", path, reason.message);
    status = ask(&looker, file);
    status = status == STATUS_OK ? hear(&looker, table, error) : give_up(&looker, status, error);
    link_end_cleanup(&looker.end);
    link_close(&looker.link, 0, NULL, 0);
    return status;
}
