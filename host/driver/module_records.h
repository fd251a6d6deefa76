/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_records.h
 * What the driver remembers against modules, in the host's storage.
 *
 * A mark says that a module's code runs for the first time, in this process: it is stored before
 * the code runs and removed when it has run for a while. A mark that is found at start means that
 * the process ended meanwhile. A module that this happened to, or that died too often in a process
 * of its own, is in quarantine: chains are made without it, until people let it in again or its
 * file is another one. [control, any number of threads; no other lock is taken inside, and the
 * host's storage is called with this one held] */

#ifndef OSSICLE_DRIVER_MODULE_RECORDS_H
#define OSSICLE_DRIVER_MODULE_RECORDS_H

#include "base/log.h"
#include "base/status.h"
#include "engine/chain_spec.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is remembered of one version of a module. */
typedef struct ModuleRecord {
    char *id;
    char *hash;   /**< of its file; "": unknown */
    char *reason; /**< why it is in quarantine, one line; NULL: it isn't */
    char *version;
    char *when; /**< UTC, as ISO 8601 has it */
    uint32_t deaths;
    uint32_t marks; /**< how many chains' */
} ModuleRecord;

typedef struct ModuleRecords {
    AudioServerPlugInHostRef host;
    const Log *log;
    pthread_mutex_t lock;
    ModuleRecord *items;
    size_t count;
} ModuleRecords;

/** Nothing is remembered, and nowhere stored before module_records_restore. @{ */
void module_records_init(ModuleRecords *records, const Log *log);
void module_records_cleanup(ModuleRecords *records);
/** @} */

/** Take up what `host` has stored; it outlives the records. Marks become quarantine. What is broken
 * is ignored; the log says both. */
void module_records_restore(ModuleRecords *records, AudioServerPlugInHostRef host);

/** Store a mark before `module` is created: what fails is that the host couldn't remember it. A
 * module in a file with another hash than before is let in. */
Status module_records_begin(ModuleRecords *records, const ossicle_module *module, const char *hash,
                            Error *error);

/** Undo one module_records_begin. */
void module_records_settle(ModuleRecords *records, const ossicle_module *module, const char *hash);

/** Put `module` in quarantine. */
Status module_records_hold(ModuleRecords *records, const ossicle_module *module, const char *hash,
                           uint32_t deaths, const char *reason, Error *error);

/** Let modules with this id in again. STATUS_NOT_FOUND: none is in quarantine. On any failure they
 * stay there. */
Status module_records_release(ModuleRecords *records, const char *id, Error *error);

/** A chain is to be made with this version of the module: why it is in quarantine, the caller's to
 * free(); NULL: it isn't. Versions in other files are let in. */
char *module_records_reason(ModuleRecords *records, const ossicle_module *module, const char *hash);

/** All that are in quarantine, as kOssiclePlugInPropertyQuarantine gives them; the caller's to
 * release. NULL: no memory. */
CFArrayRef module_records_copy(ModuleRecords *records);

/** The hash of a module's file, "" if it has none. */
const char *module_hash(const Library *library);

#endif
