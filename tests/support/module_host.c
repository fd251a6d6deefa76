/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_host.h"

#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void log_line(const ossicle_host *host, uint32_t level, const char *text)
{
    (void)host;
    (void)level;
    (void)text;
}

static const void *extension(const ossicle_host *host, const char *name)
{
    (void)host;
    (void)name;
    return NULL;
}

static void log_audio_line(ossicle_realtime *realtime, uint32_t level,
                           const char *text) OSSICLE_REALTIME
{
    (void)realtime;
    (void)level;
    (void)text;
}

static void meter(ossicle_realtime *realtime, uint32_t parameter, double value) OSSICLE_REALTIME
{
    ModuleHost *const host = realtime->context;
    if (parameter < MODULE_HOST_MAX_PARAMETERS)
        host->meters[parameter] = value;
}

static void latency_changed(ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)realtime;
}

void module_host_open(ModuleHost *host, const char *path, const char *id)
{
    *host = (ModuleHost){
        .folder = module_folder_new(),
        .catalog = catalog_new(&log_standard_error),
        .services = {.struct_size = sizeof host->services,
                     .abi_version = OSSICLE_ABI_VERSION,
                     .name = "module_host",
                     .version = "1.0.0",
                     .log = log_line,
                     .extension = extension},
    };
    module_folder_copy(host->folder, path, "module.so");
    cr_assert_not_null(host->catalog);
    cr_assert_eq(catalog_scan(host->catalog, host->folder, NULL), STATUS_OK);
    const CatalogModule *const found = catalog_find(host->catalog, id);
    cr_assert_not_null(found, "%s holds no %s", path, id);
    host->module = found->module;
    cr_assert(host->module->parameter_count <= MODULE_HOST_MAX_PARAMETERS);
    cr_assert_eq(host->module->create(host->module, &host->services, &host->instance), OSSICLE_OK);
}

static void deactivate(ModuleHost *host)
{
    if (host->channels > 0 && host->module->deactivate)
        host->module->deactivate(host->instance);
    host->channels = 0;
    free(host->buffers);
    host->buffers = NULL;
}

void module_host_activate(ModuleHost *host, double sample_rate_hz, uint32_t channels,
                          const double *values)
{
    deactivate(host);
    double defaults[MODULE_HOST_MAX_PARAMETERS];
    for (uint32_t i = 0; i < host->module->parameter_count; i++)
        defaults[i] = host->module->parameters[i].default_value;
    const ossicle_activation activation = {
        .struct_size = sizeof activation,
        .channels = channels,
        .sample_rate_hz = sample_rate_hz,
        .max_frames = MODULE_HOST_MAX_FRAMES,
        .parameter_count = host->module->parameter_count,
        .values = values ? values : defaults,
    };
    if (host->module->activate)
        cr_assert_eq(host->module->activate(host->instance, &activation), OSSICLE_OK);
    host->channels = channels;
    host->sample_time = 0;
    const size_t size = (size_t)2 * channels * MODULE_HOST_MAX_FRAMES * sizeof(float);
    cr_assert_eq(posix_memalign((void **)&host->buffers, 64, size), 0);
}

/* Process one block; its events' offsets are within it. */
static void process_block(ModuleHost *host, const float *const *inputs, float *const *outputs,
                          uint32_t frames, const ossicle_event *events, uint32_t event_count)
{
    ossicle_realtime realtime = {
        .struct_size = sizeof realtime,
        .context = host,
        .log = log_audio_line,
        .meter = meter,
        .latency_changed = latency_changed,
    };
    const ossicle_block block = {
        .struct_size = sizeof block,
        .frames = frames,
        .channels = host->channels,
        .sample_time = host->sample_time,
        .inputs = host->module->kind == OSSICLE_KIND_GENERATOR ? NULL : inputs,
        .outputs = host->module->kind == OSSICLE_KIND_SINK ? NULL : outputs,
        .events = event_count > 0 ? events : NULL,
        .event_count = event_count,
    };
    cr_assert_eq(host->module->process(host->instance, &block, &realtime), OSSICLE_OK);
    host->sample_time += frames;
}

void module_host_process(ModuleHost *host, const float *input, float *output, uint32_t frames,
                         uint32_t block_frames, const ossicle_event *events, uint32_t event_count)
{
    float *inputs[OSSICLE_MAX_CHANNELS];
    float *outputs[OSSICLE_MAX_CHANNELS];
    const uint32_t channels = host->channels;
    cr_assert(channels > 0 && channels <= OSSICLE_MAX_CHANNELS);
    for (uint32_t c = 0; c < channels; c++) {
        inputs[c] = host->buffers + (size_t)c * MODULE_HOST_MAX_FRAMES;
        outputs[c] = inputs[c] + (host->in_place ? 0 : (size_t)channels) * MODULE_HOST_MAX_FRAMES;
    }
    ossicle_event *const now = calloc(event_count + 1, sizeof *now);
    cr_assert_not_null(now);
    uint32_t next = 0;
    for (uint32_t begin = 0; begin < frames; begin += block_frames) {
        const uint32_t size = frames - begin < block_frames ? frames - begin : block_frames;
        uint32_t count = 0;
        for (; next < event_count && events[next].frame_offset < begin + size; next++, count++) {
            now[count] = events[next];
            now[count].frame_offset -= begin;
        }
        for (uint32_t c = 0; c < channels; c++)
            memcpy(inputs[c], input + (size_t)c * frames + begin, size * sizeof *input);
        process_block(host, (const float *const *)inputs, outputs, size, now, count);
        for (uint32_t c = 0; c < channels; c++)
            memcpy(output + (size_t)c * frames + begin, outputs[c], size * sizeof *output);
    }
    free(now);
}

ossicle_event module_host_event(uint32_t frame, double value)
{
    return (ossicle_event){
        .struct_size = sizeof(ossicle_event), .frame_offset = frame, .value = value};
}

void module_host_close(ModuleHost *host)
{
    deactivate(host);
    host->module->destroy(host->instance);
    catalog_free(host->catalog);
    module_folder_free(host->folder);
}

void module_host_noise(float *samples, size_t count, uint32_t seed)
{
    uint32_t state = seed;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        samples[i] = (float)(int32_t)state / 2147483648.0f;
    }
}
