/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/fixture_modules.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

_Atomic uint32_t fixture_latency_frames;
_Atomic int64_t fixture_nan_time = INT64_MAX;
_Atomic int fixture_gate;
_Atomic int fixture_gate_waits;
_Atomic int fixture_instances;
_Atomic size_t fixture_state_size;
_Atomic size_t fixture_state_growth;

typedef struct Instance {
    double gain;
    uint64_t blocks;
    float memory[256];
    float delay[256][FIXTURE_DELAY_FRAMES];
    uint32_t delay_at;
} Instance;

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = calloc(1, sizeof(Instance));
    if (!*instance)
        return OSSICLE_NO_MEMORY;
    atomic_fetch_add(&fixture_instances, 1);
    return OSSICLE_OK;
}

static ossicle_status create_fails(const ossicle_module *module, const ossicle_host *host,
                                   void **instance)
{
    (void)module;
    (void)host;
    (void)instance;
    return OSSICLE_FAILED;
}

static void destroy(void *instance)
{
    free(instance);
    atomic_fetch_sub(&fixture_instances, 1);
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    Instance *self = instance;
    const int64_t blocks = (int64_t)self->blocks;
    memset(self, 0, sizeof *self);
    self->blocks = (uint64_t)blocks;
    self->gain = activation->parameter_count ? activation->values[0] : 1;
    return OSSICLE_OK;
}

static ossicle_status activate_fails(void *instance, const ossicle_activation *activation)
{
    (void)instance;
    (void)activation;
    return OSSICLE_UNSUPPORTED;
}

static void reset(void *instance)
{
    Instance *self = instance;
    memset(self->memory, 0, sizeof self->memory);
    memset(self->delay, 0, sizeof self->delay);
}

static void pass(const ossicle_block *block)
{
    for (uint32_t c = 0; c < block->channels; c++) {
        if (block->outputs[c] != block->inputs[c])
            memcpy(block->outputs[c], block->inputs[c], block->frames * sizeof(float));
    }
}

static ossicle_status process_gain(void *instance, const ossicle_block *block,
                                   ossicle_realtime *realtime)
{
    Instance *self = instance;
    (void)realtime;
    for (uint32_t f = 0, e = 0; f < block->frames; f++) {
        for (; e < block->event_count && block->events[e].frame_offset <= f; e++)
            self->gain = block->events[e].value;
        for (uint32_t c = 0; c < block->channels; c++)
            block->outputs[c][f] = block->inputs[c][f] * (float)self->gain;
    }
    return OSSICLE_OK;
}

static ossicle_status process_smooth(void *instance, const ossicle_block *block,
                                     ossicle_realtime *realtime)
{
    Instance *self = instance;
    (void)realtime;
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++) {
            self->memory[c] += 0.25f * (block->inputs[c][f] - self->memory[c]);
            block->outputs[c][f] = self->memory[c];
        }
    }
    return OSSICLE_OK;
}

static ossicle_status process_delay(void *instance, const ossicle_block *block,
                                    ossicle_realtime *realtime)
{
    Instance *self = instance;
    (void)realtime;
    for (uint32_t f = 0; f < block->frames; f++) {
        for (uint32_t c = 0; c < block->channels; c++) {
            const float delayed = self->delay[c][self->delay_at];
            self->delay[c][self->delay_at] = block->inputs[c][f];
            block->outputs[c][f] = delayed;
        }
        self->delay_at = (self->delay_at + 1) % FIXTURE_DELAY_FRAMES;
    }
    return OSSICLE_OK;
}

static uint32_t delay_latency(void *instance)
{
    (void)instance;
    return FIXTURE_DELAY_FRAMES;
}

static ossicle_status process_marking(void *instance, const ossicle_block *block,
                                      ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    pass(block);
    for (uint32_t c = 0; c < block->channels && (block->flags & OSSICLE_BLOCK_DISCONTINUITY); c++)
        block->outputs[c][0] = 1000;
    return OSSICLE_OK;
}

static ossicle_status process_latency(void *instance, const ossicle_block *block,
                                      ossicle_realtime *realtime)
{
    (void)instance;
    pass(block);
    realtime->latency_changed(realtime);
    return OSSICLE_OK;
}

static uint32_t said_latency(void *instance)
{
    (void)instance;
    return atomic_load(&fixture_latency_frames);
}

static ossicle_status process_nan(void *instance, const ossicle_block *block,
                                  ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    const int64_t offset = atomic_load(&fixture_nan_time) - block->sample_time;
    pass(block);
    if (offset >= 0 && offset < block->frames)
        block->outputs[0][offset] = NAN;
    return OSSICLE_OK;
}

static ossicle_status process_failing(void *instance, const ossicle_block *block,
                                      ossicle_realtime *realtime)
{
    Instance *self = instance;
    (void)realtime;
    pass(block);
    if (self->blocks++ % 2 == 0)
        return OSSICLE_OK;
    for (uint32_t c = 0; c < block->channels; c++)
        memset(block->outputs[c], 0x55, block->frames * sizeof(float));
    return OSSICLE_FAILED;
}

static ossicle_status process_gate(void *instance, const ossicle_block *block,
                                   ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    if (!atomic_load(&fixture_gate))
        atomic_fetch_add(&fixture_gate_waits, 1);
    while (!atomic_load(&fixture_gate))
        (void)sched_yield();
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = -block->inputs[c][f];
    }
    return OSSICLE_OK;
}

static ossicle_status process_generator(void *instance, const ossicle_block *block,
                                        ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    if (block->inputs)
        return OSSICLE_FAILED;
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = 0.5f;
    }
    return OSSICLE_OK;
}

static ossicle_status process_meter(void *instance, const ossicle_block *block,
                                    ossicle_realtime *realtime)
{
    (void)instance;
    float peak = 0;
    if (block->outputs)
        return OSSICLE_FAILED;
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            peak = fmaxf(peak, fabsf(block->inputs[c][f]));
    }
    realtime->meter(realtime, 0, (double)peak);
    realtime->meter(realtime, 17, 3); /* there is none: ignored */
    return OSSICLE_OK;
}

static ossicle_status process_logging(void *instance, const ossicle_block *block,
                                      ossicle_realtime *realtime)
{
    (void)instance;
    pass(block);
    realtime->log(realtime, OSSICLE_LOG_INFO, "a block");
    return OSSICLE_OK;
}

static ossicle_status activate_counting(void *instance, const ossicle_activation *activation)
{
    (void)instance;
    (void)activation;
    return OSSICLE_OK;
}

static void reset_counting(void *instance)
{
    (void)instance;
}

static ossicle_status process_counting(void *instance, const ossicle_block *block,
                                       ossicle_realtime *realtime)
{
    Instance *self = instance;
    (void)realtime;
    for (uint32_t f = 0; f < block->frames; f++, self->blocks++) {
        for (uint32_t c = 0; c < block->channels; c++)
            block->outputs[c][f] = (float)self->blocks;
    }
    return OSSICLE_OK;
}

static size_t save_counting(void *instance, void *buffer, size_t capacity)
{
    const Instance *self = instance;
    if (capacity >= sizeof self->blocks)
        memcpy(buffer, &self->blocks, sizeof self->blocks);
    return sizeof self->blocks;
}

static ossicle_status load_counting(void *instance, const void *bytes, size_t size)
{
    Instance *self = instance;
    if (size != sizeof self->blocks)
        return OSSICLE_UNSUPPORTED;
    memcpy(&self->blocks, bytes, size);
    return OSSICLE_OK;
}

static ossicle_status process_growing(void *instance, const ossicle_block *block,
                                      ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    pass(block);
    return OSSICLE_OK;
}

static size_t save_growing(void *instance, void *buffer, size_t capacity)
{
    (void)instance;
    const size_t size = atomic_fetch_add(&fixture_state_size, atomic_load(&fixture_state_growth));
    if (capacity > 0)
        memset(buffer, 7, size < capacity ? size : capacity);
    return size;
}

static ossicle_status load_growing(void *instance, const void *bytes, size_t size)
{
    (void)instance;
    (void)bytes;
    (void)size;
    return OSSICLE_OK;
}

static const ossicle_parameter gain_parameters[] = {
    {
        .struct_size = sizeof(ossicle_parameter),
        .id = "gain",
        .name = "Gain",
        .unit = "",
        .minimum = 0,
        .maximum = 10,
        .default_value = 2,
    },
};

static const ossicle_parameter meter_parameters[] = {
    {
        .struct_size = sizeof(ossicle_parameter),
        .flags = OSSICLE_PARAMETER_OUTPUT,
        .id = "peak",
        .name = "Peak",
        .unit = "",
        .minimum = 0,
        .maximum = 10,
        .default_value = 0,
    },
};

#define MODULE(kind_, id_, process_, ...)                                                          \
    {                                                                                              \
        .struct_size = sizeof(ossicle_module), .kind = (kind_), .id = "org.test." id_,             \
        .name = id_, .vendor = "test", .version = "1", .min_channels = 1, .max_channels = 256,     \
        .create = create, .destroy = destroy, .activate = activate, .reset = reset,                \
        .process = (process_), __VA_ARGS__                                                         \
    }

#define EFFECT(id_, process_, ...) MODULE(OSSICLE_KIND_EFFECT, id_, process_, __VA_ARGS__)

const ossicle_module fixture_gain =
    EFFECT("gain", process_gain, .parameter_count = 1, .parameters = gain_parameters);
const ossicle_module fixture_smooth = EFFECT("smooth", process_smooth, .tail_frames = NULL);
const ossicle_module fixture_delay =
    EFFECT("delay", process_delay, .latency_frames = delay_latency);
const ossicle_module fixture_marking = EFFECT("marking", process_marking, .tail_frames = NULL);
const ossicle_module fixture_latency =
    EFFECT("latency", process_latency, .latency_frames = said_latency);
const ossicle_module fixture_nan = EFFECT("nan", process_nan, .tail_frames = NULL);
const ossicle_module fixture_failing = EFFECT("failing", process_failing, .tail_frames = NULL);
const ossicle_module fixture_gate_module = EFFECT("gate", process_gate, .tail_frames = NULL);
const ossicle_module fixture_generator =
    MODULE(OSSICLE_KIND_GENERATOR, "generator", process_generator, .tail_frames = NULL);
const ossicle_module fixture_meter = MODULE(OSSICLE_KIND_SINK, "meter", process_meter,
                                            .parameter_count = 1, .parameters = meter_parameters);
const ossicle_module fixture_logging = EFFECT("logging", process_logging, .tail_frames = NULL);

const ossicle_module fixture_growing =
    EFFECT("growing", process_growing, .save = save_growing, .load = load_growing);

/* The same with one member changed; the compilers' warning of it is what is wanted here. */
const ossicle_module fixture_no_create = {
    .struct_size = sizeof(ossicle_module),
    .id = "org.test.no-create",
    .name = "x",
    .vendor = "",
    .version = "",
    .min_channels = 1,
    .max_channels = 256,
    .create = create_fails,
    .destroy = destroy,
    .process = process_smooth,
};
const ossicle_module fixture_counting = {
    .struct_size = sizeof(ossicle_module),
    .id = "org.test.counting",
    .name = "x",
    .vendor = "",
    .version = "",
    .min_channels = 1,
    .max_channels = 256,
    .create = create,
    .destroy = destroy,
    .process = process_counting,
    .activate = activate_counting,
    .reset = reset_counting,
    .save = save_counting,
    .load = load_counting,
};
const ossicle_module fixture_no_activate = {
    .struct_size = sizeof(ossicle_module),
    .id = "org.test.no-activate",
    .name = "x",
    .vendor = "",
    .version = "",
    .min_channels = 1,
    .max_channels = 256,
    .create = create,
    .destroy = destroy,
    .process = process_smooth,
    .activate = activate_fails,
};
const ossicle_module fixture_mono = {
    .struct_size = sizeof(ossicle_module),
    .id = "org.test.mono",
    .name = "x",
    .vendor = "",
    .version = "",
    .min_channels = 1,
    .max_channels = 1,
    .create = create,
    .destroy = destroy,
    .process = process_smooth,
};
