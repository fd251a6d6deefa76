/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/property_set.h"
#include "tool/cf.h"
#include "tool/property.h"
#include "tool/property_value.h"

#include "driver/custom_properties.h"
#include "hal/discovery.h"
#include "trace/four_chars.h"

#include <stdlib.h>

/* Devices and the plug-in have theirs under the same selector. */
static CFArrayRef copy_errors(Hal *hal, AudioObjectID reporter)
{
    return property_copy(hal, reporter, kOssicleDevicePropertyErrors, CFArrayGetTypeID());
}

/* The last of the errors, unless they are the same as `before`. */
static char *copy_new_error(Hal *hal, AudioObjectID reporter, CFArrayRef before)
{
    CFArrayRef const errors = copy_errors(hal, reporter);
    const CFIndex count = cf_count(errors);
    char *text = NULL;
    if (count > 0 && !(before && CFEqual(errors, before)))
        text = cf_copy_text(CFArrayGetValueAtIndex(errors, count - 1));
    cf_release(errors);
    return text;
}

static json_t *read_value(Hal *hal, const PropertySetting *setting)
{
    UInt32 size = 0;
    void *const data = hal_copy(hal, setting->object, &setting->address, &size);
    json_t *const value = data ? property_value_json(setting->type, data, size) : NULL;
    free(data);
    return value;
}

Status property_set(Hal *hal, const PropertySetting *setting, Error *error)
{
    CFArrayRef const errors = copy_errors(hal, setting->reporter);
    json_t *const before = read_value(hal, setting);
    const OSStatus result =
        hal_set(hal, setting->object, &setting->address, 0, NULL, setting->size, setting->data);
    hal_settle(hal);
    char *const reason = copy_new_error(hal, setting->reporter, errors);
    json_t *const after = read_value(hal, setting);
    char code[FOUR_CHARS_TEXT_SIZE];
    Status status = STATUS_OK;
    /* A running device may have got another line for something else meanwhile. */
    if (reason && (result != kAudioHardwareNoError || json_equal(before, after)))
        status = error_set(error, STATUS_BAD_ARGUMENT, "%s", reason);
    else if (result != kAudioHardwareNoError)
        status = error_set(error, STATUS_FAILED, "%s: the driver refused it with error %s",
                           setting->what, four_chars_text((UInt32)result, code));
    free(reason);
    json_decref(before);
    json_decref(after);
    cf_release(errors);
    return status;
}
