/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_control.h"

size_t chain_module_count(const Chain *chain)
{
    return chain ? chain->count : 0;
}

static const ChainModule *module_at(const Chain *chain, size_t index)
{
    return index < chain_module_count(chain) ? &chain->modules[index] : NULL;
}

const ossicle_module *chain_module_at(const Chain *chain, size_t index)
{
    const ChainModule *module = module_at(chain, index);
    return module ? module->module : NULL;
}

static double value_of(const Chain *chain, const ChainModule *module, uint32_t parameter)
{
    const uint32_t number = module->first_parameter + parameter;
    return module->module->parameters[parameter].flags & OSSICLE_PARAMETER_OUTPUT
               ? parameter_queue_shown(&chain->parameters, number)
               : parameter_queue_value(&chain->parameters, number);
}

static Status copy_module(const Chain *chain, const ChainModule *module, ChainSpec *spec)
{
    const Status status = chain_spec_add_from(spec, module->library, module->module);
    if (status)
        return status;
    ChainSpecModule *copy = &spec->modules[spec->count - 1];
    copy->is_bypassed = module->is_bypassed;
    copy->is_kept_out = module->is_kept_out;
    for (uint32_t p = 0; p < module->module->parameter_count; p++)
        copy->values[p] = value_of(chain, module, p);
    return chain_spec_set_state(copy, module->state, module->state_size);
}

Status chain_copy(const Chain *chain, ChainSpec *spec, Error *error)
{
    Status status = STATUS_OK;
    *spec = (ChainSpec){NULL, 0};
    for (size_t i = 0; !status && i < chain_module_count(chain); i++)
        status = copy_module(chain, module_at(chain, i), spec);
    if (!status)
        return STATUS_OK;
    chain_spec_cleanup(spec);
    return error_set(error, status, "chain: out of memory");
}

Status chain_parameter(const Chain *chain, size_t module, uint32_t parameter, double *value)
{
    const ChainModule *found = module_at(chain, module);
    if (!found || parameter >= found->module->parameter_count)
        return STATUS_NOT_FOUND;
    *value = value_of(chain, found, parameter);
    return STATUS_OK;
}

Status chain_set_parameter(Chain *chain, size_t module, uint32_t parameter, double value,
                           int64_t sample_time, Error *error)
{
    const ChainModule *found = module_at(chain, module);
    if (!found)
        return error_set(error, STATUS_NOT_FOUND,
                         "the chain has %zu modules, and none at index %zu",
                         chain_module_count(chain), module);
    if (parameter >= found->module->parameter_count)
        return error_set(error, STATUS_NOT_FOUND,
                         "module '%s' has %u parameters, and none at index %u", found->module->id,
                         found->module->parameter_count, parameter);
    const ossicle_parameter *about = &found->module->parameters[parameter];
    double accepted;
    Status status = parameter_accept(about, value, &accepted, error);
    if (status)
        return status;
    status = parameter_queue_give(&chain->parameters, found->first_parameter + parameter, accepted,
                                  sample_time);
    if (status)
        return error_set(error, status,
                         "parameter '%s' of module '%s': %u changes wait for their time already; "
                         "try later",
                         about->id, found->module->id, PARAMETER_QUEUE_TIMED);
    return STATUS_OK;
}

void chain_carry_values(Chain *chain, const Chain *from)
{
    for (uint32_t i = 0; i < chain->parameters.count && i < from->parameters.count; i++) {
        const double now = parameter_queue_value(&from->parameters, i);
        const double then = parameter_queue_value(&chain->parameters, i);
        if (now < then || now > then)
            (void)parameter_queue_give(&chain->parameters, i, now, PARAMETER_QUEUE_NOW);
    }
}

uint32_t chain_latency_frames(const Chain *chain) OSSICLE_REALTIME
{
    return chain ? atomic_load(&chain->latency_frames) : 0;
}
