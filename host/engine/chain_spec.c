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

size_t chain_spec_occurrence(const ChainSpec *spec, size_t index)
{
    size_t before = 0;
    for (size_t i = 0; i < index; i++)
        before += strcmp(spec->modules[i].module->id, spec->modules[index].module->id) == 0;
    return before;
}

ChainSpecModule *chain_spec_find(const ChainSpec *spec, const char *id, size_t occurrence)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (strcmp(spec->modules[i].module->id, id) == 0 && occurrence-- == 0)
            return &spec->modules[i];
    }
    return NULL;
}

Status chain_spec_adopt_states(ChainSpec *spec, const ChainSpec *from)
{
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < spec->count; i++) {
        ChainSpecModule *module = &spec->modules[i];
        const ChainSpecModule *same =
            chain_spec_find(from, module->module->id, chain_spec_occurrence(spec, i));
        if (same && same->state_size)
            status = chain_spec_set_state(module, same->state, same->state_size);
    }
    return status;
}

static Status copy_module(const ChainSpecModule *from, ChainSpec *copy)
{
    const Status status = chain_spec_add_from(copy, from->library, from->module);
    if (status)
        return status;
    ChainSpecModule *to = &copy->modules[copy->count - 1];
    for (uint32_t i = 0; i < from->module->parameter_count; i++)
        to->values[i] = from->values[i];
    to->is_bypassed = from->is_bypassed;
    to->is_kept_out = from->is_kept_out;
    return chain_spec_set_state(to, from->state, from->state_size);
}

Status chain_spec_copy(const ChainSpec *spec, ChainSpec *copy)
{
    Status status = STATUS_OK;
    *copy = (ChainSpec){NULL, 0};
    for (size_t i = 0; !status && i < spec->count; i++)
        status = copy_module(&spec->modules[i], copy);
    if (status)
        chain_spec_cleanup(copy);
    return status;
}
