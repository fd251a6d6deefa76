/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/server.h"

static Status say_table(Server *server, const ServerFile *file, Error *error)
{
    MessageWriter content = {.bytes = NULL};
    Status status = STATUS_OK;
    library_table_write(&content, file->library->table);
    if (content.has_failed)
        status = error_set(error, STATUS_NO_MEMORY, "%s: out of memory", file->path);
    else if (content.size > LIBRARY_TABLE_BYTES)
        status = error_set(error, STATUS_BAD_FORMAT,
                           "%s: its tables take %zu bytes, expected at most %zu", file->path,
                           content.size, LIBRARY_TABLE_BYTES);
    else
        server_send(server, LINK_TABLE, &content);
    message_writer_cleanup(&content);
    return status;
}

Status server_describe(Server *server, Error *error)
{
    ServerFile *const file = server->files;
    if (!file || file->handle == LINK_NO_HANDLE)
        return error_set(error, STATUS_BAD_FORMAT, "worker process: there is no file to look at");
    sandbox_drop_privileges();
    sandbox_close(&server->sandbox);
    file->library = library_adopt(link_take_file(file->handle), file->path, error);
    file->handle = LINK_NO_HANDLE;
    return file->library ? say_table(server, file, error) : error->status;
}
