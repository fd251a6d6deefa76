/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain.h"

#include "engine/load_meter.h"
#include "engine/remote_chain.h"
#include "realtime/memory.h"
#include "realtime/tick_counter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    Status status;
    const char *text;
} results[] = {
    [OSSICLE_OK] = {STATUS_OK, "no error"},
    [OSSICLE_FAILED] = {STATUS_FAILED, "it failed"},
    [OSSICLE_NO_MEMORY] = {STATUS_NO_MEMORY, "it is out of memory"},
    [OSSICLE_UNSUPPORTED] = {STATUS_UNSUPPORTED, "it doesn't support this"},
};

static const ChainClock system_clock = {load_meter_now_ns, tick_counter_read};

static Status call_failed(const ChainModule *module, const char *what, ossicle_status result,
                          Error *error)
{
    const size_t count = sizeof results / sizeof *results;
    const size_t index = result >= 0 && (size_t)result < count ? (size_t)result : OSSICLE_FAILED;
    return error_set(error, results[index].status, "module '%s': %s: %s (status %d)",
                     module->module->id, what, results[index].text, (int)result);
}

static void host_log(const ossicle_host *host, uint32_t level, const char *text)
{
    const ChainModule *module = host->context;
    const LogLevel known = level <= LOG_LEVEL_DEBUG ? (LogLevel)level : LOG_LEVEL_DEBUG;
    log_write(&module->chain->log, known, "%s: %s", module->module->id, text ? text : "");
}

static const void *host_extension(const ossicle_host *host, const char *name)
{
    (void)host;
    (void)name;
    return NULL;
}

static void ignore_line(void *context, LogLevel level, const char *line)
{
    (void)context;
    (void)level;
    (void)line;
}

static Status check_channels(const ossicle_module *module, uint32_t channels, Error *error)
{
    if (channels >= module->min_channels && channels <= module->max_channels)
        return STATUS_OK;
    return error_set(error, STATUS_UNSUPPORTED,
                     "module '%s' takes %u to %u channels, and the device has %u", module->id,
                     module->min_channels, module->max_channels, channels);
}

static Status get_code(ChainModule *made, Library *library, Error *error)
{
    chain_enter(made->chain, (size_t)(made - made->chain->modules));
    const Status status = library_get_code(library, made->module, &made->code, error);
    chain_leave(made->chain);
    return status;
}

static Status create_instance(ChainModule *made, Library *library, Error *error)
{
    Status status = check_channels(made->module, made->chain->channels, error);
    if (!status)
        status = get_code(made, library, error);
    if (status)
        return status;
    made->host = (ossicle_host){
        .struct_size = sizeof made->host,
        .abi_version = OSSICLE_ABI_VERSION,
        .name = "Ossicle",
        .version = OSSICLE_VERSION,
        .context = made,
        .log = host_log,
        .extension = host_extension,
    };
    chain_enter(made->chain, (size_t)(made - made->chain->modules));
    const ossicle_status result = made->code->create(made->code, &made->host, &made->instance);
    chain_leave(made->chain);
    return result == OSSICLE_OK ? STATUS_OK : call_failed(made, "create", result, error);
}

static void add_step(Chain *chain, size_t index)
{
    ChainStep *step = &chain->steps[chain->step_count++];
    ChainModule *made = &chain->modules[index];
    step->process = made->code->process;
    step->instance = made->instance;
    step->kind = made->module->kind;
    step->module = (uint32_t)index;
    chain_services_init(made, &step->realtime);
    if (step->kind != OSSICLE_KIND_EFFECT)
        chain->has_only_effects = false;
}

static Status create_module(Chain *chain, size_t index, const ChainSpecModule *from, Error *error)
{
    ChainModule *made = &chain->modules[index];
    made->chain = chain;
    made->module = from->module;
    made->is_bypassed = from->is_bypassed;
    made->is_kept_out = from->is_kept_out;
    made->is_out = from->is_bypassed || from->is_kept_out || from->is_paused;
    made->has_instance = !made->is_out && !chain->is_elsewhere;
    const Status status =
        made->has_instance ? create_instance(made, from->library, error) : STATUS_OK;
    if (status)
        return status;
    chain->count = index + 1;
    made->library = library_retain(from->library);
    if (made->has_instance)
        add_step(chain, index);
    if (chain_load_state(made, from))
        return error_set(error, STATUS_NO_MEMORY, "module '%s': no memory for its state",
                         made->module->id);
    return STATUS_OK;
}

static Status create_modules(Chain *chain, const ChainSpec *spec, Error *error)
{
    uint32_t parameters = 0;
    chain->has_only_effects = true;
    for (size_t i = 0; i < spec->count; i++) {
        const Status status = create_module(chain, i, &spec->modules[i], error);
        if (status)
            return status;
        chain->modules[i].first_parameter = parameters;
        parameters += spec->modules[i].module->parameter_count;
    }
    return STATUS_OK;
}

static Status make_parameters(Chain *chain, const ChainParameters *shared, uint32_t count,
                              const double *values)
{
    ParameterQueue *queue = &chain->parameters;
    if (!shared)
        return parameter_queue_init(queue, count, values);
    if (chain->is_elsewhere)
        return parameter_queue_share(queue, count, values, shared->given, shared->timed,
                                     shared->taken);
    return parameter_queue_attach(queue, count, shared->given, shared->timed, shared->taken);
}

static Status gather_parameters(Chain *chain, const ChainSpec *spec, const ChainParameters *shared)
{
    uint32_t count = 0;
    for (size_t i = 0; i < spec->count; i++)
        count += spec->modules[i].module->parameter_count;
    double *values = malloc((count + 1) * sizeof *values);
    if (!values)
        return STATUS_NO_MEMORY;
    for (size_t i = 0, to = 0; i < spec->count; i++) {
        for (uint32_t p = 0; p < spec->modules[i].module->parameter_count; p++)
            values[to++] = spec->modules[i].values[p];
    }
    const Status status = make_parameters(chain, shared, count, values);
    free(values);
    return status;
}

static Status allocate(Chain *chain, const ChainSpec *spec, const ChainParameters *shared)
{
    if (gather_parameters(chain, spec, shared))
        return STATUS_NO_MEMORY;
    chain->steps = memory_new(spec->count * sizeof *chain->steps);
    chain->modules = memory_new(spec->count * sizeof *chain->modules);
    return chain->steps && chain->modules ? STATUS_OK : STATUS_NO_MEMORY;
}

static void free_room(Chain *chain)
{
    for (int way = 0; way < 2; way++)
        planar_cleanup(&chain->buffers[way]);
    planar_cleanup(&chain->generated);
    memory_free(chain->interleaved);
    memory_free(chain->events);
    memory_free(chain->event_ends);
    memory_free(chain->marks);
    memory_free(chain->own_times);
    chain->interleaved = NULL;
    chain->events = NULL;
    chain->event_ends = NULL;
    chain->marks = NULL;
    chain->own_times = NULL;
}

static bool allocate_times(Chain *chain)
{
    chain->marks = memory_new((chain->count + 3) * sizeof *chain->marks);
    if (!chain->times)
        chain->own_times = memory_new(sizeof *chain->own_times);
    return chain->marks && (chain->times || chain->own_times);
}

static bool allocate_room(Chain *chain)
{
    const uint32_t channels = chain->channels;
    const uint32_t frames = chain->max_frames;
    const size_t events = chain->parameters.count + PARAMETER_QUEUE_TIMED;
    chain->event_ends = memory_new((chain->count + 1) * sizeof *chain->event_ends);
    chain->events = memory_new(events * sizeof *chain->events);
    chain->interleaved = memory_new((size_t)channels * frames * sizeof *chain->interleaved);
    return chain->event_ends && chain->events && chain->interleaved &&
           !planar_init(&chain->buffers[0], channels, frames) &&
           !planar_init(&chain->buffers[1], channels, frames) &&
           !planar_init(&chain->generated, channels, frames) &&
           !parameter_queue_make_room(&chain->parameters) && allocate_times(chain);
}

void chain_count_in(Chain *chain, ModuleTimes *times)
{
    chain->times = times;
}

Status chain_make_room(Chain *chain)
{
    if (chain->interleaved)
        return STATUS_OK;
    if (!allocate_room(chain)) {
        free_room(chain);
        return STATUS_NO_MEMORY;
    }
    if (chain->own_times)
        chain->times = chain->own_times;
    for (int way = 0; way < 2; way++) {
        chain->ways[way] = (ossicle_block){
            .struct_size = sizeof chain->ways[way],
            .channels = chain->channels,
            .inputs = (const float *const *)chain->buffers[way].channels,
            .outputs = chain->buffers[1 - way].channels,
        };
    }
    return STATUS_OK;
}

Status chain_new(const ChainSpec *spec, const ChainConfig *config, Chain **chain, Error *error)
{
    Chain *made = memory_new(sizeof *made);
    *chain = NULL;
    if (!made)
        return error_set(error, STATUS_NO_MEMORY, "chain: out of memory");
    made->channels = config->channels;
    made->max_frames = config->max_frames;
    made->log = config->log ? *config->log : (Log){ignore_line, NULL};
    made->log_queue = config->log_queue;
    made->latency_news = config->latency_news;
    made->number = config->number;
    made->is_elsewhere = config->is_elsewhere;
    made->running = config->running ? config->running : &made->own_running;
    made->clock = config->clock ? config->clock : &system_clock;
    Status status = allocate(made, spec, config->parameters);
    if (status)
        (void)error_set(error, status, "chain of %zu modules: out of memory", spec->count);
    else
        status = create_modules(made, spec, error);
    if (!status)
        status = chain_activate(made, config->sample_rate_hz, error);
    if (status)
        chain_free(made);
    else
        *chain = made;
    return status;
}

static void deactivate(ChainModule *module)
{
    Chain *chain = module->chain;
    chain_enter(chain, (size_t)(module - chain->modules));
    if (module->is_active && module->code->deactivate)
        module->code->deactivate(module->instance);
    chain_leave(chain);
    module->is_active = false;
}

static Status activate(ChainModule *module, const double *values, double sample_rate_hz,
                       Error *error)
{
    const ossicle_activation activation = {
        .struct_size = sizeof activation,
        .channels = module->chain->channels,
        .sample_rate_hz = sample_rate_hz,
        .max_frames = module->chain->max_frames,
        .parameter_count = module->module->parameter_count,
        .values = values,
    };
    chain_enter(module->chain, (size_t)(module - module->chain->modules));
    const ossicle_status result =
        module->code->activate ? module->code->activate(module->instance, &activation) : OSSICLE_OK;
    chain_leave(module->chain);
    if (result == OSSICLE_OK) {
        module->is_active = true;
        return STATUS_OK;
    }
    char what[64];
    (void)snprintf(what, sizeof what, "activate at %.0f Hz, %u channels", sample_rate_hz,
                   module->chain->channels);
    return call_failed(module, what, result, error);
}

static void deactivate_all(Chain *chain)
{
    for (size_t i = 0; i < chain->count; i++)
        deactivate(&chain->modules[i]);
    chain->is_active = false;
}

Status chain_activate(Chain *chain, double sample_rate_hz, Error *error)
{
    if (chain->is_elsewhere)
        return remote_chain_activate(chain, sample_rate_hz, error);
    deactivate_all(chain);
    double *values = malloc((chain->parameters.count + 1) * sizeof *values);
    if (!values)
        return error_set(error, STATUS_NO_MEMORY, "chain: out of memory");
    parameter_queue_settle(&chain->parameters);
    for (uint32_t i = 0; i < chain->parameters.count; i++)
        values[i] = parameter_queue_value(&chain->parameters, i);
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < chain->step_count; i++) {
        ChainModule *module = &chain->modules[chain->steps[i].module];
        status = activate(module, values + module->first_parameter, sample_rate_hz, error);
    }
    free(values);
    if (status) {
        deactivate_all(chain);
        return status;
    }
    chain->is_active = true;
    chain->sample_rate_hz = sample_rate_hz;
    chain_update_latency(chain);
    return STATUS_OK;
}

static void destroy(ChainModule *module)
{
    if (module->has_instance) {
        chain_enter(module->chain, (size_t)(module - module->chain->modules));
        module->code->destroy(module->instance);
        chain_leave(module->chain);
    }
    library_release(module->library);
    free(module->state);
}

void chain_free(Chain *chain)
{
    if (!chain)
        return;
    remote_chain_free(chain->remote);
    deactivate_all(chain);
    for (size_t i = 0; i < chain->count; i++)
        destroy(&chain->modules[i]);
    parameter_queue_cleanup(&chain->parameters);
    free_room(chain);
    memory_free(chain->modules);
    memory_free(chain->steps);
    memory_free(chain);
}
