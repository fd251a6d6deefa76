/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/module_records_private.h"

#include "driver/cf.h"
#include "driver/custom_properties.h"

#include <stdlib.h>
#include <string.h>

void module_record_cleanup(ModuleRecord *record)
{
    free(record->id);
    free(record->hash);
    free(record->reason);
    free(record->version);
    free(record->when);
    *record = (ModuleRecord){0};
}

CFDictionaryRef module_record_copy_plist(const ModuleRecord *record, bool with_mark)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    CFIndex expected = 5;
    cf_put_text(result, OSSICLE_KEY_ID, record->id);
    cf_put_text(result, OSSICLE_KEY_HASH, record->hash);
    cf_put_text(result, OSSICLE_KEY_VERSION, record->version);
    cf_put_text(result, OSSICLE_KEY_WHEN, record->when);
    cf_put_integer(result, OSSICLE_KEY_DEATHS, record->deaths);
    if (record->reason) {
        cf_put_text(result, OSSICLE_KEY_REASON, record->reason);
        expected++;
    }
    if (with_mark) {
        cf_put_boolean(result, OSSICLE_KEY_MARK, record->marks > 0);
        expected++;
    }
    if (result && CFDictionaryGetCount(result) == expected)
        return result;
    if (result)
        CFRelease(result);
    return NULL;
}

Status module_record_read(ModuleRecord *record, CFTypeRef dictionary)
{
    int64_t deaths = 0;
    bool mark = false;
    if (!cf_get_integer(dictionary, OSSICLE_KEY_DEATHS, &deaths) || deaths < 0 ||
        deaths > UINT32_MAX || !cf_get_boolean(dictionary, OSSICLE_KEY_MARK, &mark))
        return STATUS_BAD_FORMAT;
    *record = (ModuleRecord){
        .id = cf_copy_text(cf_get(dictionary, OSSICLE_KEY_ID)),
        .hash = cf_copy_text(cf_get(dictionary, OSSICLE_KEY_HASH)),
        .reason = cf_copy_text(cf_get(dictionary, OSSICLE_KEY_REASON)),
        .version = cf_copy_text(cf_get(dictionary, OSSICLE_KEY_VERSION)),
        .when = cf_copy_text(cf_get(dictionary, OSSICLE_KEY_WHEN)),
        .deaths = (uint32_t)deaths,
        .marks = mark ? 1 : 0,
    };
    if (record->id && record->hash && record->version && record->when && (record->reason || mark))
        return STATUS_OK;
    module_record_cleanup(record);
    return STATUS_BAD_FORMAT;
}
