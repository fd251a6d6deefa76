/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/module_records.h"

#include "driver/cf.h"
#include "driver/custom_properties.h"
#include "driver/module_records_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *module_hash(const Library *library)
{
    return library ? library->content.hash : "";
}

void module_records_init(ModuleRecords *records, const Log *log)
{
    *records = (ModuleRecords){.log = log};
    (void)pthread_mutex_init(&records->lock, NULL);
}

void module_records_cleanup(ModuleRecords *records)
{
    for (size_t i = 0; i < records->count; i++)
        module_record_cleanup(&records->items[i]);
    free(records->items);
    (void)pthread_mutex_destroy(&records->lock);
}

static CFArrayRef copy_stored(const ModuleRecords *records)
{
    CFMutableArrayRef array = cf_create_array();
    CFIndex expected = 0;
    for (size_t i = 0; i < records->count; i++) {
        const ModuleRecord *record = &records->items[i];
        if (!record->reason && !record->marks)
            continue;
        cf_append(array, module_record_copy_plist(record, true));
        expected++;
    }
    if (!array || CFArrayGetCount(array) == expected)
        return array;
    CFRelease(array);
    return NULL;
}

Status module_records_store(const ModuleRecords *records, Error *error)
{
    AudioServerPlugInHostRef host = records->host;
    if (!host)
        return STATUS_OK;
    CFArrayRef array = copy_stored(records);
    CFStringRef key = cf_create_string(OSSICLE_STORAGE_QUARANTINE);
    const bool stored =
        array && key && host->WriteToStorage(host, key, array) == kAudioHardwareNoError;
    if (stored && CFArrayGetCount(array) == 0)
        (void)host->DeleteFromStorage(host, key); /* what is empty needn't stay */
    if (array)
        CFRelease(array);
    if (key)
        CFRelease(key);
    return stored ? STATUS_OK
                  : error_set(error, STATUS_IO, "what is remembered of modules can't be stored");
}

/* [locked] */
static ModuleRecord *find(const ModuleRecords *records, const char *id, const char *hash)
{
    for (size_t i = 0; i < records->count; i++) {
        ModuleRecord *record = &records->items[i];
        if (strcmp(record->id, id) == 0 && strcmp(record->hash, hash) == 0)
            return record;
    }
    return NULL;
}

/* [locked] */
static void remove_at(ModuleRecords *records, size_t index)
{
    module_record_cleanup(&records->items[index]);
    records->count--;
    memmove(&records->items[index], &records->items[index + 1],
            (records->count - index) * sizeof *records->items);
}

/* [locked] Forget what says nothing any more. */
static void tidy(ModuleRecords *records, const ModuleRecord *record)
{
    if (!record->reason && !record->marks)
        remove_at(records, (size_t)(record - records->items));
}

ModuleRecord *module_records_append(ModuleRecords *records, ModuleRecord *record)
{
    ModuleRecord *items = realloc(records->items, (records->count + 1) * sizeof *items);
    if (items) {
        records->items = items;
        items[records->count] = *record;
        return &items[records->count++];
    }
    module_record_cleanup(record);
    return NULL;
}

static char *copy_time(void)
{
    char text[32];
    struct tm parts;
    const time_t now = time(NULL);
    if (!gmtime_r(&now, &parts) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts))
        text[0] = '\0';
    return strdup(text);
}

/* [locked] The record of this version, which may be new. NULL: no memory. */
static ModuleRecord *obtain(ModuleRecords *records, const ossicle_module *module, const char *hash)
{
    ModuleRecord *found = find(records, module->id, hash);
    if (found)
        return found;
    ModuleRecord record = {
        .id = strdup(module->id),
        .hash = strdup(hash),
        .version = strdup(module->version ? module->version : ""),
        .when = copy_time(),
    };
    if (record.id && record.hash && record.version && record.when)
        return module_records_append(records, &record);
    module_record_cleanup(&record);
    return NULL;
}

/* [locked] Whoever replaced the file wants the module to be used. Returns whether there is
 * something to forget. */
static bool forget_other_files(ModuleRecords *records, const char *id, const char *hash)
{
    const size_t before = records->count;
    for (size_t i = records->count; i-- > 0;) {
        const ModuleRecord *record = &records->items[i];
        if (strcmp(record->id, id) != 0 || strcmp(record->hash, hash) == 0 || record->marks)
            continue;
        log_write(records->log, LOG_LEVEL_INFO,
                  "module '%s' is let in again: its file is another one", id);
        remove_at(records, i);
    }
    return records->count < before;
}

Status module_records_begin(ModuleRecords *records, const ossicle_module *module, const char *hash,
                            Error *error)
{
    (void)pthread_mutex_lock(&records->lock);
    (void)forget_other_files(records, module->id, hash);
    ModuleRecord *record = obtain(records, module, hash);
    Status status = STATUS_OK;
    if (record && record->marks++ == 0)
        status = module_records_store(records, error);
    (void)pthread_mutex_unlock(&records->lock);
    if (status == STATUS_OK && record)
        return STATUS_OK;
    return error_set(error, record ? status : STATUS_NO_MEMORY,
                     "module '%s' has no mark while it runs for the first time: if it ends this "
                     "process, nobody will know: %s",
                     module->id, status_text(record ? status : STATUS_NO_MEMORY));
}

void module_records_settle(ModuleRecords *records, const ossicle_module *module, const char *hash)
{
    Error error = {.status = STATUS_OK};
    (void)pthread_mutex_lock(&records->lock);
    ModuleRecord *record = find(records, module->id, hash);
    if (record && record->marks && --record->marks == 0) {
        tidy(records, record);
        (void)module_records_store(records, &error);
    }
    (void)pthread_mutex_unlock(&records->lock);
    if (error.status != STATUS_OK)
        log_write(records->log, LOG_LEVEL_WARNING, "%s: the mark of module '%s' stays",
                  error.message, module->id);
}

Status module_record_hold(ModuleRecord *record, uint32_t deaths, const char *reason)
{
    char *why = strdup(reason);
    char *when = copy_time();
    if (!why || !when) {
        free(why);
        free(when);
        return STATUS_NO_MEMORY;
    }
    free(record->reason);
    free(record->when);
    record->reason = why;
    record->when = when;
    record->deaths = deaths;
    return STATUS_OK;
}

Status module_records_hold(ModuleRecords *records, const ossicle_module *module, const char *hash,
                           uint32_t deaths, const char *reason, Error *error)
{
    (void)pthread_mutex_lock(&records->lock);
    ModuleRecord *record = obtain(records, module, hash);
    Status status = record ? module_record_hold(record, deaths, reason) : STATUS_NO_MEMORY;
    if (record && status != STATUS_OK)
        tidy(records, record);
    if (status == STATUS_OK)
        status = module_records_store(records, error);
    else
        (void)error_set(error, status, "module '%s' can't be remembered: %s", module->id,
                        status_text(status));
    (void)pthread_mutex_unlock(&records->lock);
    return status;
}

/* [locked] Take the reasons of this id away, or, if they can't be stored so, bring them back. */
static Status release(ModuleRecords *records, const char *id, Error *error)
{
    Status status = STATUS_NOT_FOUND;
    for (size_t i = 0; i < records->count; i++) {
        ModuleRecord *record = &records->items[i];
        if (!record->reason || strcmp(record->id, id) != 0)
            continue;
        char *reason = record->reason;
        record->reason = NULL;
        status = module_records_store(records, error);
        if (status != STATUS_OK) {
            record->reason = reason;
            break;
        }
        free(reason);
    }
    return status;
}

Status module_records_release(ModuleRecords *records, const char *id, Error *error)
{
    (void)pthread_mutex_lock(&records->lock);
    const Status status = release(records, id, error);
    for (size_t i = records->count; i-- > 0;)
        tidy(records, &records->items[i]);
    (void)pthread_mutex_unlock(&records->lock);
    if (status == STATUS_NOT_FOUND)
        return error_set(error, status, "no module '%s' is in quarantine", id);
    return status;
}

char *module_records_reason(ModuleRecords *records, const ossicle_module *module, const char *hash)
{
    (void)pthread_mutex_lock(&records->lock);
    if (forget_other_files(records, module->id, hash))
        (void)module_records_store(records, NULL);
    const ModuleRecord *record = find(records, module->id, hash);
    char *reason = record && record->reason ? strdup(record->reason) : NULL;
    (void)pthread_mutex_unlock(&records->lock);
    return reason;
}

CFArrayRef module_records_copy(ModuleRecords *records)
{
    CFMutableArrayRef array = cf_create_array();
    CFIndex expected = 0;
    (void)pthread_mutex_lock(&records->lock);
    for (size_t i = 0; i < records->count; i++) {
        if (!records->items[i].reason)
            continue;
        cf_append(array, module_record_copy_plist(&records->items[i], false));
        expected++;
    }
    (void)pthread_mutex_unlock(&records->lock);
    if (!array || CFArrayGetCount(array) == expected)
        return array;
    CFRelease(array);
    return NULL;
}
