/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Load the modules of a folder and let each process a second of ones, two channels in blocks of
 * 512 frames:
 *
 *     run_module FOLDER [EXPECTED]
 *
 * Fails if a file is refused, if there is no module, if one fails, or if the last sample isn't
 * EXPECTED. */

#include "loader/catalog.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHANNELS = 2, FRAMES = 512, BLOCKS = 94, RATE = 48000 };

static void log_line(const ossicle_host *host, uint32_t level, const char *text)
{
    (void)host;
    (void)level;
    (void)printf("  log: %s\n", text);
}

static const void *no_extension(const ossicle_host *host, const char *name)
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
    double *const last = realtime->context;
    (void)parameter;
    *last = value;
}

static void latency_changed(ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)realtime;
}

static ossicle_status process(const ossicle_module *module, void *instance, double *last)
{
    static _Alignas(64) float samples[CHANNELS][FRAMES];
    float *const channels[CHANNELS] = {samples[0], samples[1]};
    ossicle_realtime realtime = {sizeof realtime, 0, last, log_audio_line, meter, latency_changed};
    ossicle_status status = OSSICLE_OK;
    for (int64_t b = 0; b < BLOCKS && status == OSSICLE_OK; b++) {
        for (size_t f = 0; f < FRAMES; f++)
            samples[0][f] = samples[1][f] = 1;
        const ossicle_block block = {
            .struct_size = sizeof block,
            .frames = FRAMES,
            .channels = CHANNELS,
            .sample_time = b * FRAMES,
            .inputs =
                module->kind == OSSICLE_KIND_GENERATOR ? NULL : (const float *const *)channels,
            .outputs = module->kind == OSSICLE_KIND_SINK ? NULL : channels,
        };
        status = module->process(instance, &block, &realtime);
    }
    if (module->kind != OSSICLE_KIND_SINK)
        *last = (double)samples[CHANNELS - 1][FRAMES - 1];
    return status;
}

/* From create to destroy. Returns the last sample, or for a sink its last meter; NAN on failure. */
static double run(const ossicle_module *module, const ossicle_host *host)
{
    double *const values = calloc(module->parameter_count + 1, sizeof *values);
    void *instance = NULL;
    double last = (double)NAN;
    if (!values || module->create(module, host, &instance) != OSSICLE_OK) {
        free(values);
        return last;
    }
    for (uint32_t i = 0; i < module->parameter_count; i++)
        values[i] = module->parameters[i].default_value;
    const ossicle_activation activation = {sizeof activation,       CHANNELS, RATE, FRAMES,
                                           module->parameter_count, values};
    if (!module->activate || module->activate(instance, &activation) == OSSICLE_OK) {
        if (process(module, instance, &last) != OSSICLE_OK)
            last = (double)NAN;
        if (module->deactivate)
            module->deactivate(instance);
    }
    module->destroy(instance);
    free(values);
    return last;
}

int main(int argument_count, char **arguments)
{
    if (argument_count < 2)
        return 2;
    const ossicle_host host = {sizeof host, OSSICLE_ABI_VERSION, "run_module", "1.0.0", NULL,
                               log_line,    no_extension};
    Catalog *const catalog = catalog_new(&log_standard_error);
    if (!catalog || catalog_scan(catalog, arguments[1], NULL) != STATUS_OK)
        return 1;
    int failures = catalog_refusal_count(catalog) > 0 || catalog_module_count(catalog) == 0;
    for (size_t i = 0; i < catalog_module_count(catalog); i++) {
        const ossicle_module *const module = catalog_module_at(catalog, i)->module;
        const double last = run(module, &host);
        const double expected =
            argument_count > 2 && *arguments[2] ? strtod(arguments[2], NULL) : last;
        (void)printf("%s: 1 becomes %.9g\n", module->id, last);
        failures += !isfinite(last) || fabs(last - expected) > 1e-6;
    }
    catalog_free(catalog);
    return failures > 0;
}
