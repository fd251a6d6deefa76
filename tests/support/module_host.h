/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_host.h
 * A host of one module for tests: keeps every promise of module-api.h and breaks none. What goes
 * wrong in it fails the test. */

#ifndef OSSICLE_TESTS_SUPPORT_MODULE_HOST_H
#define OSSICLE_TESTS_SUPPORT_MODULE_HOST_H

#include "loader/catalog.h"

#include <module-api.h>
#include <stdbool.h>
#include <stddef.h>

enum { MODULE_HOST_MAX_FRAMES = 4096, MODULE_HOST_MAX_PARAMETERS = 8 };

typedef struct ModuleHost {
    const ossicle_module *module;
    void *instance;
    bool in_place; /**< whether process gets the same buffers for input and output */
    double meters[MODULE_HOST_MAX_PARAMETERS]; /**< as last published */

    char *folder;
    Catalog *catalog;
    ossicle_host services;
    uint32_t channels; /**< 0 unless active */
    int64_t sample_time;
    float *buffers;
} ModuleHost;

/** Load the module file at `path`, find the module `id` in it and create an instance. */
void module_host_open(ModuleHost *host, const char *path, const char *id);

/** Activate for blocks of up to MODULE_HOST_MAX_FRAMES, deactivating first if need be. `values` has
 * one value per parameter; NULL stands for the defaults. */
void module_host_activate(ModuleHost *host, double sample_rate_hz, uint32_t channels,
                          const double *values);

/** Process `frames` frames, `channels` after each other in `input` and `output`, in blocks of
 * `block_frames`. The events' frame_offset counts from the first of these frames. */
void module_host_process(ModuleHost *host, const float *input, float *output, uint32_t frames,
                         uint32_t block_frames, const ossicle_event *events, uint32_t event_count);

/** An event for parameter 0. */
ossicle_event module_host_event(uint32_t frame, double value);

/** Deactivate, destroy, unload. */
void module_host_close(ModuleHost *host);

/** Fill `samples` with noise between -1 and 1, always the same for one `seed`. */
void module_host_noise(float *samples, size_t count, uint32_t seed);

#endif
