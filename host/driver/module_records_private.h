/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_records_private.h
 * What the files of module_records.h share. [control] */

#ifndef OSSICLE_DRIVER_MODULE_RECORDS_PRIVATE_H
#define OSSICLE_DRIVER_MODULE_RECORDS_PRIVATE_H

#include "driver/module_records.h"

/** The dictionary of a record, with its mark if it is to be stored; the caller's to release. NULL:
 * no memory. */
CFDictionaryRef module_record_copy_plist(const ModuleRecord *record, bool with_mark);

/** Make a record of a dictionary; STATUS_BAD_FORMAT if it is none of a record. */
Status module_record_read(ModuleRecord *record, CFTypeRef dictionary);

/** Free what it holds. A zeroed one is fine. */
void module_record_cleanup(ModuleRecord *record);

/** [locked] Put the record in quarantine. Fails only for lack of memory: then it is as it was. */
Status module_record_hold(ModuleRecord *record, uint32_t deaths, const char *reason);

/** [locked] What `record` holds is the list's from now on, also on failure. NULL: no memory. */
ModuleRecord *module_records_append(ModuleRecords *records, ModuleRecord *record);

/** [locked] Store all records as they are. */
Status module_records_store(const ModuleRecords *records, Error *error);

#endif
