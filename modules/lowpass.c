/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* org.ossicle.lowpass: dampens what is higher than the cutoff, by 6 dB per octave.
 *
 * One pole for each channel:
 *
 *     y[n] = y[n-1] + a * (x[n] - y[n-1]),  a = 1 - exp(-2 * pi * cutoff / rate)
 *
 * This is the single-pole low-pass of Steven W. Smith, "The Scientist and Engineer's Guide to
 * Digital Signal Processing", chapter 19, with x there being 1 - a here. It stays well-behaved for
 * any cutoff, also one above half the rate. The memory is double precision: at 10 Hz and 768 kHz
 * `a` is so small that single precision would lose what is added. A change of the cutoff needs no
 * smoothing, because y has no jump.
 *
 * Build it in this folder without anything of Ossicle's but the header:
 *
 *     cc -std=c99 -O3 -shared -fPIC -I../module-api lowpass.c -o lowpass.so -lm
 */

#include <module-api.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TWO_PI     6.283185307179586
#define MINIMUM_HZ 10.0
#define MAXIMUM_HZ 20000.0
#define INAUDIBLE  1e-30   /* far below any sample, far above denormal numbers */
#define TAIL_TIMES 13.8155 /* time constants until -120 dB: ln(10^6) */

typedef struct Lowpass {
    double rate_hz;
    double coefficient; /* `a` above */
    uint32_t tail;      /* frames, at the lowest cutoff */
    double memory[OSSICLE_MAX_CHANNELS];
} Lowpass;

static void set_cutoff(Lowpass *self, double cutoff_hz) OSSICLE_REALTIME
{
    self->coefficient = -expm1(-TWO_PI * cutoff_hz / self->rate_hz);
}

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    Lowpass *const self = calloc(1, sizeof *self);
    if (!self)
        return OSSICLE_NO_MEMORY;
    *instance = self;
    return OSSICLE_OK;
}

static void reset(void *instance) OSSICLE_REALTIME
{
    Lowpass *const self = instance;
    memset(self->memory, 0, sizeof self->memory);
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    Lowpass *const self = instance;
    self->rate_hz = activation->sample_rate_hz;
    self->tail = (uint32_t)(TAIL_TIMES * self->rate_hz / (TWO_PI * MINIMUM_HZ));
    set_cutoff(self, activation->values[0]);
    reset(self);
    return OSSICLE_OK;
}

static uint32_t tail_frames(void *instance) OSSICLE_REALTIME
{
    const Lowpass *const self = instance;
    return self->tail;
}

/* Process the frames from `begin` to `end` of one channel and return its new memory. */
static double process_span(const Lowpass *self, double memory, const float *input, float *output,
                           uint32_t begin, uint32_t end) OSSICLE_REALTIME
{
    for (uint32_t f = begin; f < end; f++) {
        memory += self->coefficient * ((double)input[f] - memory);
        memory = fabs(memory) < INAUDIBLE ? 0 : memory;
        output[f] = (float)memory;
    }
    return memory;
}

static void process_channels(Lowpass *self, const ossicle_block *block, uint32_t begin,
                             uint32_t end) OSSICLE_REALTIME
{
    for (uint32_t c = 0; c < block->channels; c++)
        self->memory[c] =
            process_span(self, self->memory[c], block->inputs[c], block->outputs[c], begin, end);
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)realtime;
    Lowpass *const self = instance;
    uint32_t begin = 0;
    for (uint32_t e = 0; e < block->event_count; e++) {
        process_channels(self, block, begin, block->events[e].frame_offset);
        begin = block->events[e].frame_offset;
        set_cutoff(self, block->events[e].value);
    }
    process_channels(self, block, begin, block->frames);
    return OSSICLE_OK;
}

static const ossicle_parameter parameters[] = {{
    .struct_size = sizeof(ossicle_parameter),
    .id = "cutoff",
    .name = "Cutoff",
    .unit = "Hz",
    .minimum = MINIMUM_HZ,
    .maximum = MAXIMUM_HZ,
    .default_value = 1000,
    .scale = OSSICLE_SCALE_LOGARITHMIC,
}};

static const ossicle_module lowpass = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.lowpass",
    .name = "Low-pass",
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
    .tail_frames = tail_frames,
};

static const ossicle_module *const modules[] = {&lowpass};

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
