/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/parameter_changes.h"

#include "driver/cf.h"
#include "driver/custom_properties.h"
#include "driver/device_applications.h"

#include <stdlib.h>
#include <string.h>

typedef struct ParameterChange {
    Application *application; /* NULL: of the device's own chain */
    size_t module;
    uint32_t parameter;
    double value;
    int64_t sample_time;
} ParameterChange;

static Status find_parameter(const ossicle_module *module, CFTypeRef dictionary, uint32_t *index,
                             Error *error)
{
    char *id = cf_copy_text(cf_get(dictionary, OSSICLE_KEY_PARAMETER));
    if (!id)
        return error_set(error, STATUS_BAD_FORMAT, "a parameter change lacks the text '%s'",
                         OSSICLE_KEY_PARAMETER);
    for (uint32_t i = 0; i < module->parameter_count; i++) {
        if (strcmp(module->parameters[i].id, id) == 0) {
            free(id);
            *index = i;
            return STATUS_OK;
        }
    }
    (void)error_set(error, STATUS_NOT_FOUND, "%s has no parameter '%s'", module->id, id);
    free(id);
    return STATUS_NOT_FOUND;
}

/* Whose chain it is about. */
static Status find_chain(Device *device, CFTypeRef dictionary, ParameterChange *change,
                         Error *error)
{
    CFTypeRef bundle_id = cf_get(dictionary, OSSICLE_KEY_BUNDLE_ID);
    change->application = NULL;
    if (!bundle_id)
        return STATUS_OK;
    if (CFGetTypeID(bundle_id) == CFStringGetTypeID())
        change->application = application_list_find(&device->applications, bundle_id);
    if (change->application)
        return STATUS_OK;
    return error_set(error, STATUS_NOT_FOUND,
                     "'%s' of a parameter change is no application that has a chain",
                     OSSICLE_KEY_BUNDLE_ID);
}

/* The module's table, if the chain has that many. */
static const ossicle_module *find_module(const Device *device, const ParameterChange *change,
                                         int64_t module, size_t *count)
{
    const ChainSpec *chain = change->application ? &change->application->chain : NULL;
    *count = chain ? chain->count : engine_module_count(device->engine);
    if (module < 0 || (size_t)module >= *count)
        return NULL;
    return chain ? chain->modules[module].module : engine_module_at(device->engine, (size_t)module);
}

static Status read_change(Device *device, CFTypeRef dictionary, ParameterChange *change,
                          Error *error)
{
    int64_t module = 0;
    size_t count = 0;
    Status status = find_chain(device, dictionary, change, error);
    if (status != STATUS_OK)
        return status;
    if (!cf_get_integer(dictionary, OSSICLE_KEY_MODULE, &module))
        return error_set(error, STATUS_BAD_FORMAT, "a parameter change lacks the number '%s'",
                         OSSICLE_KEY_MODULE);
    const ossicle_module *table = find_module(device, change, module, &count);
    if (!table)
        return error_set(error, STATUS_NOT_FOUND, "there is no module %lld: the chain has %zu",
                         (long long)module, count);
    change->module = (size_t)module;
    change->sample_time = ENGINE_NOW;
    status = find_parameter(table, dictionary, &change->parameter, error);
    if (status != STATUS_OK)
        return status;
    if (!cf_get_number(dictionary, OSSICLE_KEY_VALUE, &change->value))
        return error_set(error, STATUS_BAD_FORMAT, "a parameter change lacks the number '%s'",
                         OSSICLE_KEY_VALUE);
    if (cf_get(dictionary, OSSICLE_KEY_SAMPLE_TIME) &&
        !cf_get_integer(dictionary, OSSICLE_KEY_SAMPLE_TIME, &change->sample_time))
        return error_set(error, STATUS_BAD_FORMAT, "'%s' of a parameter change is no whole number",
                         OSSICLE_KEY_SAMPLE_TIME);
    return parameter_accept(&table->parameters[change->parameter], change->value, &change->value,
                            error);
}

static Status read_changes(Device *device, CFArrayRef array, ParameterChange *changes,
                           CFIndex count, Error *error)
{
    for (CFIndex i = 0; i < count; i++) {
        const Status status =
            read_change(device, CFArrayGetValueAtIndex(array, i), &changes[i], error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static void announce_change(Announcement *announcement, const ParameterChange *change)
{
    const AudioObjectPropertyScope scope = kAudioObjectPropertyScopeGlobal;
    announcement_add(announcement,
                     change->application ? kOssicleDevicePropertyApplications
                                         : kOssicleDevicePropertyParameters,
                     scope);
    announcement_add(
        announcement,
        change->application ? kOssicleDevicePropertyClients : kOssicleDevicePropertyChain, scope);
}

static Status apply(Device *device, const ParameterChange *change, Announcement *announcement,
                    Error *error)
{
    const Status status =
        change->application
            ? device_set_application_parameter(device, change->application, change->module,
                                               change->parameter, change->value,
                                               change->sample_time, error)
            : engine_set_parameter(device->engine, change->module, change->parameter, change->value,
                                   change->sample_time, error);
    if (status == STATUS_OK)
        announce_change(announcement, change);
    return status;
}

Status parameter_changes_apply(Device *device, CFTypeRef changes, Announcement *announcement,
                               Error *error)
{
    if (!changes || CFGetTypeID(changes) != CFArrayGetTypeID())
        return error_set(error, STATUS_BAD_FORMAT, "parameter changes are no array");
    const CFIndex count = CFArrayGetCount(changes);
    ParameterChange *list = calloc((size_t)count + 1, sizeof *list);
    if (!list)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    Status status = read_changes(device, changes, list, count, error);
    for (CFIndex i = 0; i < count && status == STATUS_OK; i++)
        status = apply(device, &list[i], announcement, error);
    free(list);
    return status;
}
