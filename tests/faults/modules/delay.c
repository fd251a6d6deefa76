/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* org.ossicle.test.delay: turns the sound over and delays it by `frames`, which it says is its
 * latency. A change takes effect at once, in the block that it comes in. */

#include <module-api.h>

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { CHANNELS = 2, MEMORY = 16384, LONGEST = 8192 };

typedef struct Delay {
    _Atomic uint32_t frames;
    uint32_t next; /* where the next frame goes */
    float memory[CHANNELS][MEMORY];
} Delay;

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = calloc(1, sizeof(Delay));
    return *instance ? OSSICLE_OK : OSSICLE_NO_MEMORY;
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    Delay *const self = instance;
    atomic_store(&self->frames, (uint32_t)activation->values[0]);
    return OSSICLE_OK;
}

static void reset(void *instance) OSSICLE_REALTIME
{
    Delay *const self = instance;
    for (uint32_t c = 0; c < CHANNELS; c++) {
        for (uint32_t f = 0; f < MEMORY; f++)
            self->memory[c][f] = 0;
    }
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    Delay *const self = instance;
    for (uint32_t e = 0; e < block->event_count; e++) {
        atomic_store(&self->frames, (uint32_t)block->events[e].value);
        realtime->latency_changed(realtime);
    }
    const uint32_t frames = atomic_load(&self->frames);
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++) {
            const uint32_t at = self->next + f;
            self->memory[c][at % MEMORY] = block->inputs[c][f];
            block->outputs[c][f] = -self->memory[c][(at - frames) % MEMORY];
        }
    }
    self->next += block->frames;
    return OSSICLE_OK;
}

static uint32_t latency_frames(void *instance) OSSICLE_REALTIME
{
    const Delay *const self = instance;
    return atomic_load(&self->frames);
}

static const ossicle_parameter parameters[] = {{
    .struct_size = sizeof(ossicle_parameter),
    .flags = OSSICLE_PARAMETER_STEPPED,
    .id = "frames",
    .name = "Delay",
    .unit = "frames",
    .minimum = 0,
    .maximum = LONGEST,
}};

static const ossicle_module delay = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.test.delay",
    .name = "Delay",
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = CHANNELS,
    .max_channels = CHANNELS,
    .parameter_count = 1,
    .parameters = parameters,
    .create = create,
    .destroy = free,
    .activate = activate,
    .reset = reset,
    .process = process,
    .latency_frames = latency_frames,
};

static const ossicle_module *const modules[] = {&delay};

static const ossicle_library library = {
    .struct_size = sizeof(ossicle_library),
    .abi_version = OSSICLE_ABI_VERSION,
    .module_count = 1,
    .modules = modules,
};

const ossicle_library *ossicle_entry(uint32_t host_abi_version)
{
    (void)host_abi_version;
    return &library;
}
