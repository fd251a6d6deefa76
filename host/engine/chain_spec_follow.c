/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_spec.h"

#include <stdlib.h>
#include <string.h>

/* The value that `parameter` begins with: the old one, if there was such and it is accepted. */
static double carry_over(const ChainSpecModule *from, const ossicle_parameter *parameter)
{
    double accepted;
    for (uint32_t i = 0; i < from->module->parameter_count; i++) {
        const ossicle_parameter *before = &from->module->parameters[i];
        if (strcmp(before->id, parameter->id) == 0 && !(before->flags & OSSICLE_PARAMETER_OUTPUT) &&
            parameter_accept(parameter, from->values[i], &accepted, NULL) == STATUS_OK)
            return accepted;
    }
    return parameter->default_value;
}

static Status replace(ChainSpecModule *target, const CatalogModule *found)
{
    const ossicle_module *module = found->module;
    double *values = malloc((module->parameter_count + 1) * sizeof *values);
    if (!values)
        return STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < module->parameter_count; i++)
        values[i] = carry_over(target, &module->parameters[i]);
    free(target->values);
    target->values = values;
    target->module = module;
    Library *before = target->library;
    target->library = library_retain(found->library);
    library_release(before);
    return STATUS_OK;
}

Status chain_spec_follow(ChainSpec *spec, const Catalog *catalog, bool *changed)
{
    Status status = STATUS_OK;
    *changed = false;
    for (size_t i = 0; i < spec->count && !status; i++) {
        ChainSpecModule *module = &spec->modules[i];
        const CatalogModule *found = catalog_find(catalog, module->module->id);
        if (!found || !module->library || found->library == module->library)
            continue;
        status = replace(module, found);
        *changed = true;
    }
    return status;
}
