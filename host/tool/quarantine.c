/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/quarantine.h"
#include "tool/cf.h"
#include "tool/cf_json.h"
#include "tool/control_address.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"
#include "tool/state_path.h"

#include "driver/custom_properties.h"
#include "hal/plist_file.h"
#include "hal/storage.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY CFSTR(OSSICLE_STORAGE_QUARANTINE)

/* The path of the settings, if the host has stored any. */
static Status find_settings(const char *name, char **path, Error *error)
{
    *path = NULL;
    const Status status = control_name_check(name, error);
    char *const found = status ? NULL : state_path_copy(name, error);
    if (!found)
        return status ? status : STATUS_NOT_FOUND;
    if (access(found, F_OK) == 0)
        *path = found;
    else
        free(found);
    return STATUS_OK;
}

/* A module whose mark is still there will be in quarantine when the host starts. */
static json_t *describe(CFTypeRef record)
{
    json_t *const object = cf_json(record);
    (void)json_object_del(object, OSSICLE_KEY_MARK);
    if (!json_object_get(object, OSSICLE_KEY_REASON))
        (void)json_object_set_new(object, OSSICLE_KEY_REASON, json_string(OSSICLE_REASON_ENDED));
    return object;
}

static json_t *describe_all(CFTypeRef records)
{
    json_t *const array = json_array();
    for (CFIndex i = 0; i < cf_count(records); i++) {
        CFTypeRef const record = CFArrayGetValueAtIndex(records, i);
        if (CFGetTypeID(record) == CFDictionaryGetTypeID())
            (void)json_array_append_new(array, describe(record));
    }
    return array;
}

static json_t *copy_stored(const char *name, Error *error)
{
    char *path = NULL;
    if (find_settings(name, &path, error))
        return NULL;
    if (!path)
        return json_array();
    CFPropertyListRef const settings = plist_file_copy(path, error);
    free(path);
    if (!settings)
        return NULL;
    json_t *const array =
        describe_all(cf_member(settings, OSSICLE_STORAGE_QUARANTINE, CFArrayGetTypeID()));
    cf_release(settings);
    return array;
}

json_t *quarantine_copy(const char *name, Error *error)
{
    json_t *const request = json_pack("{s:s, s:[s]}", CONTROL_REQUEST, CONTROL_GET, CONTROL_WORDS,
                                      CONTROL_WORD_QUARANTINE);
    Error reason = {.status = STATUS_OK};
    json_t *const answer = control_ask(name, request, &reason);
    json_t *const values = json_object_get(answer, CONTROL_VALUES);
    json_t *const value = json_incref(json_object_get(values, CONTROL_WORD_QUARANTINE));
    json_decref(answer);
    if (value)
        return value;
    if (reason.status == STATUS_NOT_FOUND)
        return copy_stored(name ? name : CONTROL_DEFAULT_NAME, error);
    if (reason.status == STATUS_FAILED) /* another driver than Ossicle's has none */
        return json_array();
    *error = reason;
    return NULL;
}

static bool has_id(CFTypeRef record, const char *id)
{
    char *const own = cf_copy_member_text(record, OSSICLE_KEY_ID);
    const bool result = own && strcmp(own, id) == 0;
    free(own);
    return result;
}

/* The records but for those of this id; NULL if there are none such. */
static CFMutableArrayRef copy_without(CFTypeRef records, const char *id)
{
    if (!records || CFGetTypeID(records) != CFArrayGetTypeID())
        return NULL;
    CFMutableArrayRef others = CFArrayCreateMutableCopy(NULL, 0, records);
    for (CFIndex i = cf_count(others); i-- > 0;) {
        if (has_id(CFArrayGetValueAtIndex(others, i), id))
            CFArrayRemoveValueAtIndex(others, i);
    }
    if (cf_count(others) < cf_count(records))
        return others;
    cf_release(others);
    return NULL;
}

static Status release_in(Storage *storage, const char *name, const char *id, Error *error)
{
    CFPropertyListRef const records = storage_copy(storage, KEY);
    CFMutableArrayRef others = copy_without(records, id);
    const Status status =
        others ? storage_write(storage, KEY, others, error)
               : error_set(error, STATUS_NOT_FOUND,
                           "no module '%s' is in quarantine with the host %s", id, name);
    cf_release(others);
    cf_release(records);
    return status;
}

static Status release_stored(const char *name, const char *id, Error *error)
{
    char *path = NULL;
    Status status = find_settings(name, &path, error);
    if (status)
        return status;
    if (!path)
        return error_set(error, STATUS_NOT_FOUND,
                         "there is no host called %s, nor has it stored anything", name);
    Storage *const storage = storage_new(path, NULL, error);
    status = storage ? release_in(storage, name, id, error) : error->status;
    storage_free(storage);
    free(path);
    return status;
}

/* A property list as text is JSON. */
static char *copy_quoted(const char *id)
{
    json_t *const string = json_string(id);
    char *const text = json_dumps(string, JSON_ENCODE_ANY);
    json_decref(string);
    return text;
}

Status quarantine_release(const char *name, const char *id, Error *error)
{
    char *const value = copy_quoted(id);
    if (!value)
        return error_set(error, STATUS_BAD_ARGUMENT, "the id of a module is no such text");
    json_t *const request = json_pack("{s:s, s:s, s:s}", CONTROL_REQUEST, CONTROL_SET, CONTROL_WORD,
                                      CONTROL_PROPERTY_QUARANTINE, CONTROL_VALUE, value);
    free(value);
    Error reason = {.status = STATUS_OK};
    json_t *const answer = control_ask(name, request, &reason);
    json_decref(answer);
    if (answer)
        return STATUS_OK;
    if (reason.status == STATUS_NOT_FOUND)
        return release_stored(name ? name : CONTROL_DEFAULT_NAME, id, error);
    *error = reason;
    return reason.status;
}
