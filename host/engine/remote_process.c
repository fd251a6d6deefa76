/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/remote_process.h"

/* What supervisor_call is to do. */
typedef struct Starting {
    const RemoteProgram *program;
    Link *link;
    Status status;
    Error *error;
} Starting;

static void start(void *context)
{
    Starting *starting = context;
    starting->status = link_start(starting->link, starting->program->path,
                                  starting->program->patience_ms, starting->error);
}

Status remote_process_start(const RemoteProgram *program, Link *link, LinkEnd *end, Error *error)
{
    Starting starting = {.program = program, .link = link, .error = error};
    if (supervisor_call(program->supervisor, start, &starting))
        return error_set(error, STATUS_NO_MEMORY, "worker process: the system gives no thread");
    if (starting.status == STATUS_OK)
        link_end_init(end, link, LINK_HOST);
    return starting.status;
}
