/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/session.h"
#include "tool/bundle_path.h"
#include "tool/cf.h"
#include "tool/property.h"

#include "driver/custom_properties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the HAL, what went wrong. */
static void write_trouble(void *context, LogLevel level, const char *line)
{
    if (level <= LOG_LEVEL_WARNING)
        log_standard_error.write(context, level, line);
}

static const Log trouble_log = {.write = write_trouble};

/* As they are, so that a program can read them. */
static void write_traced_call(void *context, LogLevel level, const char *line)
{
    (void)fprintf(stderr, "%s\n", line);
}

static const Log trace_log = {.write = write_traced_call};

static Status open_driver(Session *session, const SessionSettings *settings, bool virtual_time,
                          Error *error)
{
    const Status status = module_path_export(&session->folders, &settings->modules, error);
    if (status)
        return status;
    /* What the driver would log here, its properties say as well, and the commands print that. */
    (void)setenv("OSSICLE_LOG", "off", 0);
    session->bundle_path = bundle_path_copy(settings->driver, error);
    if (!session->bundle_path)
        return error ? error->status : STATUS_NOT_FOUND;
    session->clock = virtual_time ? host_clock_new_virtual() : host_clock_new_real();
    if (!session->clock)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    const TraceOptions trace = {
        .format = settings->trace ? trace_format_parse(settings->trace) : TRACE_FORMAT_TEXT,
        .log = &trace_log,
    };
    const HalOptions options = {
        .clock = session->clock,
        .storage_path = settings->storage_path,
        .log = &trouble_log,
        .trace = settings->trace ? &trace : NULL,
    };
    session->hal = hal_new(session->bundle_path, &options, error);
    return session->hal ? STATUS_OK : STATUS_FAILED;
}

Status session_open(Session *session, const SessionSettings *settings, bool virtual_time,
                    Error *error)
{
    *session = (Session){0};
    const Status status = open_driver(session, settings, virtual_time, error);
    if (status)
        session_close(session);
    return status;
}

void session_close(Session *session)
{
    hal_free(session->hal);
    host_clock_free(session->clock);
    free(session->bundle_path);
    module_path_cleanup(&session->folders);
    *session = (Session){0};
}

static Status check_refusal(const ModulePath *folders, CFTypeRef refusal, Error *error)
{
    char *const path = cf_copy_member_text(refusal, OSSICLE_KEY_PATH);
    char *const reason = cf_copy_member_text(refusal, OSSICLE_KEY_REASON);
    Status status = STATUS_OK;
    for (size_t i = 0; path && reason && !status && i < folders->count; i++) {
        if (strcmp(folders->items[i], path) == 0)
            status = error_set(error, STATUS_FAILED, "%s", reason);
    }
    free(path);
    free(reason);
    return status;
}

Status session_check_folders(const Session *session, Error *error)
{
    CFTypeRef const refusals = property_copy(session->hal, kAudioObjectPlugInObject,
                                             kOssiclePlugInPropertyRefusals, CFArrayGetTypeID());
    Status status = STATUS_OK;
    for (CFIndex i = 0; !status && i < cf_count(refusals); i++)
        status = check_refusal(&session->folders, CFArrayGetValueAtIndex(refusals, i), error);
    cf_release(refusals);
    return status;
}
