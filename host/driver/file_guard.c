/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/file_guard.h"

#include "driver/driver_state.h"
#include "engine/remote_library.h"

#include <stdlib.h>

/* No sound waits for a file that is looked at, so this may be generous; one that hangs delays what
 * the driver looks at next. */
#define PATIENCE_MS 10000u

static Status describe_file(void *context, const ModuleFile *file, const char *path,
                            LibraryTable *table, Error *error)
{
    const Driver *driver = context;
    const RemoteProgram program = {driver->worker_program, driver->supervisor, PATIENCE_MS};
    if (!program.path || !program.supervisor)
        return STATUS_NOT_FOUND;
    return remote_library_read(&program, file->file, path, table, error);
}

/* A file is remembered as a module whose id is its path: its code may end the process before its
 * modules are known. */
static ossicle_module file_record(const char *path)
{
    return (ossicle_module){.id = path, .version = ""};
}

static Status begin_file(void *context, const char *path, const char *hash, Error *error)
{
    Driver *driver = context;
    const ossicle_module record = file_record(path);
    char *reason = module_records_reason(&driver->records, &record, hash);
    Status status = STATUS_OK;
    if (reason)
        status = error_set(error, STATUS_NOT_PERMITTED,
                           "%s: isn't loaded: %s; put another version there, or let it in again "
                           "with: ossicle modules --release '%s'",
                           path, reason, path);
    else
        (void)module_records_begin(&driver->records, &record, hash, NULL); /* as well as it can */
    free(reason);
    return status;
}

static void end_file(void *context, const char *path, const char *hash)
{
    Driver *driver = context;
    const ossicle_module record = file_record(path);
    module_records_settle(&driver->records, &record, hash);
}

LibraryGuard file_guard(Driver *driver)
{
    return (LibraryGuard){
        .describe = describe_file, .begin = begin_file, .end = end_file, .context = driver};
}
