/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/cf.h"
#include "driver/custom_properties.h"
#include "driver/module_records_private.h"

/* The process ended while the module's code ran. */
static void convict(ModuleRecords *records, ModuleRecord *record)
{
    static const char reason[] = OSSICLE_REASON_ENDED;
    if (module_record_hold(record, record->deaths + 1, reason) != STATUS_OK)
        return;
    record->marks = 0;
    log_write(records->log, LOG_LEVEL_ERROR,
              "module '%s' is in quarantine: %s; let it in again with: ossicle modules --release "
              "%s",
              record->id, reason, record->id);
}

static bool restore(ModuleRecords *records, CFTypeRef array)
{
    bool has_marks = false;
    const bool is_array = CFGetTypeID(array) == CFArrayGetTypeID();
    for (CFIndex i = 0; is_array && i < CFArrayGetCount(array); i++) {
        ModuleRecord record;
        ModuleRecord *added = NULL;
        if (module_record_read(&record, CFArrayGetValueAtIndex(array, i)) != STATUS_OK)
            log_write(records->log, LOG_LEVEL_ERROR,
                      "entry %ld of the stored quarantine is ignored: it is no record of a module",
                      (long)i);
        else
            added = module_records_append(records, &record);
        if (!added || !added->marks)
            continue;
        convict(records, added);
        has_marks = true;
    }
    if (!is_array)
        log_write(records->log, LOG_LEVEL_ERROR,
                  "the stored quarantine is ignored: it is no array");
    return has_marks;
}

void module_records_restore(ModuleRecords *records, AudioServerPlugInHostRef host)
{
    CFStringRef key = cf_create_string(OSSICLE_STORAGE_QUARANTINE);
    CFPropertyListRef stored = NULL;
    if (key && host->CopyFromStorage(host, key, &stored) != kAudioHardwareNoError)
        stored = NULL;
    (void)pthread_mutex_lock(&records->lock);
    records->host = host;
    if (stored && restore(records, stored))
        (void)module_records_store(records, NULL);
    (void)pthread_mutex_unlock(&records->lock);
    if (stored)
        CFRelease(stored);
    if (key)
        CFRelease(key);
}
