/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* org.ossicle.gain: louder or softer, in decibels.
 *
 * A change glides to its new value in equal steps over 10 ms, beginning at the frame that the event
 * names, so that it doesn't click. The value at activation holds from the first frame on.
 *
 * Build it in this folder without anything of Ossicle's but the header:
 *
 *     cc -std=c99 -O3 -shared -fPIC -I../module-api gain.c -o gain.so -lm
 */

#include <module-api.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GLIDE_SECONDS 0.010

typedef struct Gain {
    float factor;        /* where the glide ends */
    float step;          /* from one frame of the glide to the next */
    uint32_t remaining;  /* frames of the glide that are still to come */
    uint32_t glide_size; /* frames */
} Gain;

static float factor_of_decibels(double decibels) OSSICLE_REALTIME
{
    return (float)pow(10, decibels / 20);
}

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    Gain *const self = calloc(1, sizeof *self);
    if (!self)
        return OSSICLE_NO_MEMORY;
    *instance = self;
    return OSSICLE_OK;
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    Gain *const self = instance;
    self->factor = factor_of_decibels(activation->values[0]);
    self->remaining = 0;
    self->glide_size = (uint32_t)lrint(GLIDE_SECONDS * activation->sample_rate_hz);
    return OSSICLE_OK;
}

static void reset(void *instance) OSSICLE_REALTIME
{
    Gain *const self = instance;
    self->remaining = 0;
}

static void set_decibels(Gain *self, double decibels) OSSICLE_REALTIME
{
    const float now = self->factor - self->step * (float)self->remaining;
    self->factor = factor_of_decibels(decibels);
    self->step = (self->factor - now) / (float)self->glide_size;
    self->remaining = self->glide_size;
}

/* The factor of a frame follows from how much of the glide remains, not from the frame before, so
 * that how the sound is divided into blocks makes no difference. What the loops need is copied into
 * constants first: the compiler then knows that writing samples doesn't change it, and does several
 * samples at once. */
static void glide(const Gain *self, float *samples, uint32_t frames) OSSICLE_REALTIME
{
    const float factor = self->factor;
    const float step = self->step;
    const int32_t last = (int32_t)self->remaining - 1;
    for (int32_t f = 0; f < (int32_t)frames; f++)
        samples[f] *= factor - step * (float)(last - f);
}

static void hold(const Gain *self, float *samples, uint32_t frames) OSSICLE_REALTIME
{
    const float factor = self->factor;
    for (uint32_t f = 0; f < frames; f++)
        samples[f] *= factor;
}

/* Process the frames from `begin` to `end`, between which no event lies. */
static void process_span(Gain *self, const ossicle_block *block, uint32_t begin,
                         uint32_t end) OSSICLE_REALTIME
{
    const uint32_t frames = end - begin;
    const uint32_t gliding = self->remaining < frames ? self->remaining : frames;
    for (uint32_t c = 0; c < block->channels; c++) {
        float *const samples = block->outputs[c] + begin;
        if (samples != block->inputs[c] + begin)
            memcpy(samples, block->inputs[c] + begin, frames * sizeof *samples);
        glide(self, samples, gliding);
        hold(self, samples + gliding, frames - gliding);
    }
    self->remaining -= gliding;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)realtime;
    Gain *const self = instance;
    uint32_t begin = 0;
    for (uint32_t e = 0; e < block->event_count; e++) {
        process_span(self, block, begin, block->events[e].frame_offset);
        begin = block->events[e].frame_offset;
        set_decibels(self, block->events[e].value);
    }
    process_span(self, block, begin, block->frames);
    return OSSICLE_OK;
}

static const ossicle_parameter parameters[] = {{
    .struct_size = sizeof(ossicle_parameter),
    .id = "gain",
    .name = "Gain",
    .unit = "dB",
    .minimum = -96,
    .maximum = 24,
    .default_value = 0,
    .scale = OSSICLE_SCALE_DECIBEL,
}};

static const ossicle_module gain = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.gain",
    .name = "Gain",
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .parameter_count = 1,
    .parameters = parameters,
    .create = create,
    .destroy = free,
    .activate = activate,
    .reset = reset,
    .process = process,
};

static const ossicle_module *const modules[] = {&gain};

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
