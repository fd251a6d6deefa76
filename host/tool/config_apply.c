/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/config_apply.h"

#include "tool/cf.h"
#include "tool/cf_json.h"
#include "tool/property.h"
#include "tool/property_set.h"

#include "driver/custom_properties.h"

#include <string.h>

/* The devices as the driver has them, an array of objects. */
static json_t *read_devices(Hal *hal)
{
    CFTypeRef const all =
        property_copy(hal, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration,
                      CFDictionaryGetTypeID());
    json_t *const list = all ? cf_json(all) : NULL;
    json_t *const devices = json_incref(json_object_get(list, "devices"));
    cf_release(all);
    json_decref(list);
    return devices;
}

static const char *uid_of(const json_t *device)
{
    const char *const uid = json_string_value(json_object_get(device, "uid"));
    return uid ? uid : "";
}

static json_t *find(const json_t *devices, const char *uid)
{
    for (size_t i = 0; i < json_array_size(devices); i++) {
        json_t *const device = json_array_get(devices, i);
        if (strcmp(uid_of(device), uid) == 0)
            return device;
    }
    return NULL;
}

static json_t *compare(const json_t *before, const json_t *after)
{
    json_t *const added = json_array();
    json_t *const changed = json_array();
    json_t *const removed = json_array();
    for (size_t i = 0; i < json_array_size(after); i++) {
        const json_t *const device = json_array_get(after, i);
        const json_t *const old = find(before, uid_of(device));
        if (!old)
            (void)json_array_append_new(added, json_string(uid_of(device)));
        else if (!json_equal(old, device))
            (void)json_array_append_new(changed, json_string(uid_of(device)));
    }
    for (size_t i = 0; i < json_array_size(before); i++) {
        const json_t *const device = json_array_get(before, i);
        if (!find(after, uid_of(device)))
            (void)json_array_append_new(removed, json_string(uid_of(device)));
    }
    return json_pack("{s:o,s:o,s:o}", CONFIG_ADDED, added, CONFIG_CHANGED, changed, CONFIG_REMOVED,
                     removed);
}

Status config_apply(Hal *hal, const char *driver, CFDictionaryRef list, json_t **changes,
                    Error *error)
{
    const PropertySetting setting = {
        .object = kAudioObjectPlugInObject,
        .reporter = kAudioObjectPlugInObject,
        .address = property_address(kOssiclePlugInPropertyConfiguration),
        .type = HAL_VALUE_PROPERTY_LIST,
        .what = "configuration",
        .size = sizeof(CFTypeRef),
        .data = &list,
    };
    if (!property_has(hal, setting.object, setting.address.mSelector))
        return error_set(error, STATUS_UNSUPPORTED, "%s: this driver takes no configuration",
                         driver);
    json_t *const before = changes ? read_devices(hal) : NULL;
    const Status status = property_set(hal, &setting, error);
    json_t *const after = changes ? read_devices(hal) : NULL;
    if (changes && status == STATUS_OK)
        *changes = compare(before, after);
    json_decref(before);
    json_decref(after);
    return status;
}
