/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/parameter_changes.h"

#include "driver/cf.h"
#include "driver/custom_properties.h"

#include <stdlib.h>
#include <string.h>

typedef struct ParameterChange {
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

static Status read_change(const Engine *engine, CFTypeRef dictionary, ParameterChange *change,
                          Error *error)
{
    int64_t module = 0;
    if (!cf_get_integer(dictionary, OSSICLE_KEY_MODULE, &module))
        return error_set(error, STATUS_BAD_FORMAT, "a parameter change lacks the number '%s'",
                         OSSICLE_KEY_MODULE);
    const size_t count = engine_module_count(engine);
    if (module < 0 || (size_t)module >= count)
        return error_set(error, STATUS_NOT_FOUND, "there is no module %lld: the chain has %zu",
                         (long long)module, count);
    *change = (ParameterChange){.module = (size_t)module, .sample_time = ENGINE_NOW};
    const ossicle_module *table = engine_module_at(engine, change->module);
    const Status status = find_parameter(table, dictionary, &change->parameter, error);
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

static Status read_changes(const Engine *engine, CFArrayRef array, ParameterChange *changes,
                           CFIndex count, Error *error)
{
    for (CFIndex i = 0; i < count; i++) {
        const Status status =
            read_change(engine, CFArrayGetValueAtIndex(array, i), &changes[i], error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

Status parameter_changes_apply(Engine *engine, CFTypeRef changes, Error *error)
{
    if (!changes || CFGetTypeID(changes) != CFArrayGetTypeID())
        return error_set(error, STATUS_BAD_FORMAT, "parameter changes are no array");
    const CFIndex count = CFArrayGetCount(changes);
    ParameterChange *list = calloc((size_t)count + 1, sizeof *list);
    if (!list)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    Status status = read_changes(engine, changes, list, count, error);
    for (CFIndex i = 0; i < count && status == STATUS_OK; i++)
        status = engine_set_parameter(engine, list[i].module, list[i].parameter, list[i].value,
                                      list[i].sample_time, error);
    free(list);
    return status;
}
