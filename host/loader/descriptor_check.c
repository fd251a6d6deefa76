/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/descriptor_check.h"

#include "loader/parameter_check.h"
#include "loader/text_check.h"

#include <inttypes.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static Status check_version(const ossicle_library *library, Error *error)
{
    /* These two fields keep their place in every major version, all others may move. */
    const size_t needed = sizeof library->struct_size + sizeof library->abi_version;
    if (library->struct_size < needed)
        return STATUS_OK; /* check_library_size refuses it */
    const uint32_t version = library->abi_version;
    if (OSSICLE_ABI_MAJOR_OF(version) == OSSICLE_ABI_MAJOR)
        return STATUS_OK;
    return error_set(error, STATUS_INCOMPATIBLE,
                     "made for module ABI %" PRIu32 ".%" PRIu32 ", this host has %u.%u and needs "
                     "the same major version; build it with this host's module-api.h",
                     OSSICLE_ABI_MAJOR_OF(version), OSSICLE_ABI_MINOR_OF(version),
                     OSSICLE_ABI_MAJOR, OSSICLE_ABI_MINOR);
}

static Status check_library_size(const ossicle_library *library, Error *error)
{
    if (library->struct_size == sizeof *library)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT,
                     "ossicle_library.struct_size is %" PRIu32 ", expected %zu",
                     library->struct_size, sizeof *library);
}

static Status check_modules(const ossicle_library *library, Error *error)
{
    if (library->module_count == 0 || library->module_count > OSSICLE_MAX_MODULES)
        return error_set(error, STATUS_BAD_FORMAT, "holds %" PRIu32 " modules, expected 1 to %u",
                         library->module_count, OSSICLE_MAX_MODULES);
    if (!library->modules)
        return error_set(error, STATUS_BAD_FORMAT, "its list of modules is NULL");
    return STATUS_OK;
}

static Status check_library_reserved(const ossicle_library *library, Error *error)
{
    if (library->reserved == 0)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT,
                     "ossicle_library.reserved is %" PRIu32 ", expected 0", library->reserved);
}

Status library_check(const ossicle_library *library, Error *error)
{
    static Status (*const checks[])(const ossicle_library *, Error *) = {
        check_version,
        check_library_size,
        check_modules,
        check_library_reserved,
    };
    Status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(checks) && status == STATUS_OK; i++)
        status = checks[i](library, error);
    return status;
}

static Status check_module_size(const ossicle_module *module, Error *error)
{
    if (!module)
        return error_set(error, STATUS_BAD_FORMAT, "its table is NULL");
    if (module->struct_size == sizeof *module)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT,
                     "ossicle_module.struct_size is %" PRIu32 ", expected %zu", module->struct_size,
                     sizeof *module);
}

static Status check_module_id(const ossicle_module *module, Error *error)
{
    return module_id_check(module->id, error);
}

static Status check_texts(const ossicle_module *module, Error *error)
{
    Status status = text_check(module->name, false, "name", error);
    if (status == STATUS_OK)
        status = text_check(module->vendor, true, "vendor", error);
    if (status == STATUS_OK)
        status = text_check(module->version, true, "version", error);
    return status;
}

static Status check_kind(const ossicle_module *module, Error *error)
{
    if (module->kind <= OSSICLE_KIND_SINK)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT,
                     "kind is %" PRIu32 ", expected effect (0), generator (1) or sink (2)",
                     module->kind);
}

static Status check_channels(const ossicle_module *module, Error *error)
{
    if (module->min_channels >= 1 && module->min_channels <= module->max_channels &&
        module->max_channels <= OSSICLE_MAX_CHANNELS)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT,
                     "takes %" PRIu32 " to %" PRIu32 " channels, expected a range within 1 to %u",
                     module->min_channels, module->max_channels, OSSICLE_MAX_CHANNELS);
}

static Status check_module_reserved(const ossicle_module *module, Error *error)
{
    if (module->reserved == 0)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT, "ossicle_module.reserved is %" PRIu32 ", expected 0",
                     module->reserved);
}

static Status check_functions(const ossicle_module *module, Error *error)
{
    const struct {
        bool present;
        const char *name;
    } required[] = {
        {module->create != NULL, "create"},
        {module->destroy != NULL, "destroy"},
        {module->process != NULL, "process"},
    };
    for (size_t i = 0; i < COUNT(required); i++) {
        if (!required[i].present)
            return error_set(error, STATUS_BAD_FORMAT, "its function %s is NULL, but required",
                             required[i].name);
    }
    return STATUS_OK;
}

static Status check_parameter_list(const ossicle_module *module, Error *error)
{
    if (module->parameter_count > OSSICLE_MAX_PARAMETERS)
        return error_set(error, STATUS_BAD_FORMAT, "has %" PRIu32 " parameters, expected up to %u",
                         module->parameter_count, OSSICLE_MAX_PARAMETERS);
    if (module->parameter_count > 0 && !module->parameters)
        return error_set(error, STATUS_BAD_FORMAT,
                         "has %" PRIu32 " parameters, but its table of parameters is NULL",
                         module->parameter_count);
    return STATUS_OK;
}

static Status check_parameters(const ossicle_module *module, Error *error)
{
    for (uint32_t i = 0; i < module->parameter_count; i++) {
        Error reason = {.status = STATUS_OK};
        const Status status = parameter_check(&module->parameters[i], &reason);
        if (status != STATUS_OK)
            return error_set(error, status, "parameter %" PRIu32 " of %" PRIu32 ": %s", i + 1,
                             module->parameter_count, reason.message);
    }
    return STATUS_OK;
}

static Status check_parameter_ids(const ossicle_module *module, Error *error)
{
    for (uint32_t i = 1; i < module->parameter_count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (strcmp(module->parameters[i].id, module->parameters[k].id) == 0)
                return error_set(error, STATUS_BAD_FORMAT,
                                 "parameters %" PRIu32 " and %" PRIu32 " have the same id '%s'",
                                 k + 1, i + 1, module->parameters[i].id);
        }
    }
    return STATUS_OK;
}

Status module_check(const ossicle_module *module, Error *error)
{
    static Status (*const checks[])(const ossicle_module *, Error *) = {
        check_module_size, check_module_id,     check_texts,           check_kind,
        check_channels,    check_functions,     check_module_reserved, check_parameter_list,
        check_parameters,  check_parameter_ids,
    };
    Status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(checks) && status == STATUS_OK; i++)
        status = checks[i](module, error);
    return status;
}
