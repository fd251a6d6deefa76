/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain.h"

/* What modules may ask of the host inside process. */

static void service_log(ossicle_realtime *realtime, uint32_t level,
                        const char *text) OSSICLE_REALTIME
{
    const ChainModule *module = realtime->context;
    const LogLevel known = level <= LOG_LEVEL_DEBUG ? (LogLevel)level : LOG_LEVEL_DEBUG;
    chain_say(module->chain, known, module->module->id, text);
}

static void service_meter(ossicle_realtime *realtime, uint32_t parameter,
                          double value) OSSICLE_REALTIME
{
    const ChainModule *module = realtime->context;
    if (parameter >= module->module->parameter_count ||
        !(module->module->parameters[parameter].flags & OSSICLE_PARAMETER_OUTPUT))
        return;
    parameter_queue_show(&module->chain->parameters, module->first_parameter + parameter, value);
}

static void service_latency_changed(ossicle_realtime *realtime) OSSICLE_REALTIME
{
    const ChainModule *module = realtime->context;
    module->chain->latency_is_stale = true;
}

void chain_services_init(ChainModule *module, ossicle_realtime *realtime)
{
    *realtime = (ossicle_realtime){
        .struct_size = sizeof *realtime,
        .context = module,
        .log = service_log,
        .meter = service_meter,
        .latency_changed = service_latency_changed,
    };
}

void chain_update_latency(Chain *chain) OSSICLE_REALTIME
{
    uint64_t frames = 0;
    for (size_t i = 0; i < chain->step_count; i++) {
        const ChainModule *module = &chain->modules[chain->steps[i].module];
        if (module->code->latency_frames)
            frames += module->code->latency_frames(module->instance);
    }
    if (frames > INT32_MAX)
        frames = INT32_MAX;
    chain->latency_is_stale = false;
    atomic_store_explicit(&chain->latency_frames, (uint32_t)frames, memory_order_release);
}
