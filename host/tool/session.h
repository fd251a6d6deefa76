/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file session.h
 * A driver loaded for one command. [control] */

#ifndef OSSICLE_TOOL_SESSION_H
#define OSSICLE_TOOL_SESSION_H

#include "base/status.h"
#include "hal/hal.h"
#include "tool/module_path.h"
#include "tool/options.h"

#include <stdbool.h>

/** What every command that loads a driver takes. */
typedef struct SessionSettings {
    const char *driver; /**< NULL: the one that belongs to the tool */
    TextList modules;
    const char *trace;        /**< the format in which calls are traced; NULL: they aren't */
    const char *storage_path; /**< of HalOptions; no option of the command line */
} SessionSettings;

typedef struct Session {
    char *bundle_path;
    ModulePath folders; /**< those of the settings, absolute */
    HostClock *clock;
    Hal *hal;
} Session;

/** Let the driver know the folders and load it. `virtual_time`: its clock then runs as fast as the
 * machine can. On failure `session` is empty. */
Status session_open(Session *session, const SessionSettings *settings, bool virtual_time,
                    Error *error);

/** Release all. A zeroed session is fine. */
void session_close(Session *session);

/** Whether each folder of the settings can be used; the error is the driver's reason for the first
 * that can't. */
Status session_check_folders(const Session *session, Error *error);

#endif
