/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_spec.h"

#include <stdlib.h>
#include <string.h>

void chain_spec_cleanup(ChainSpec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        free(spec->modules[i].values);
        library_release(spec->modules[i].library);
        free(spec->modules[i].state);
    }
    free(spec->modules);
    *spec = (ChainSpec){NULL, 0};
}

Status chain_spec_add(ChainSpec *spec, const ossicle_module *module)
{
    const size_t count = module->parameter_count;
    double *values = malloc((count ? count : 1) * sizeof *values);
    if (!values)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        values[i] = module->parameters[i].default_value;
    ChainSpecModule *modules = realloc(spec->modules, (spec->count + 1) * sizeof *modules);
    if (!modules) {
        free(values);
        return STATUS_NO_MEMORY;
    }
    modules[spec->count] = (ChainSpecModule){.module = module, .values = values};
    spec->modules = modules;
    spec->count++;
    return STATUS_OK;
}

Status chain_spec_add_from(ChainSpec *spec, Library *library, const ossicle_module *module)
{
    const Status status = chain_spec_add(spec, module);
    if (status == STATUS_OK)
        spec->modules[spec->count - 1].library = library_retain(library);
    return status;
}

Status chain_spec_set_state(ChainSpecModule *module, const void *state, size_t size)
{
    void *copy = size ? malloc(size) : NULL;
    if (size && !copy)
        return STATUS_NO_MEMORY;
    if (copy)
        memcpy(copy, state, size);
    free(module->state);
    module->state = copy;
    module->state_size = size;
    return STATUS_OK;
}
