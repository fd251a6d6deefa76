/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every module that the tests need, good and broken, stamped from this one source: each fixture in
 * meson.build is this file with some of the macros below defined otherwise. As it stands it is a
 * good effect with one parameter, `factor`, by which it multiplies the sound. */

#ifdef NO_ENTRY
#define ossicle_entry other_entry
#endif
#include <module-api.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef WHEN_LOADED
#include <errno.h>
#include <unistd.h>
#endif

/* What stands in the tables. */
#ifndef ABI
#define ABI OSSICLE_ABI_VERSION
#endif
#ifndef LIBRARY_SIZE
#define LIBRARY_SIZE sizeof(ossicle_library)
#endif
#ifndef LIBRARY_RESERVED
#define LIBRARY_RESERVED 0
#endif
#ifndef MODULES
#define MODULES modules
#endif
#ifndef MODULE_COUNT
#define MODULE_COUNT 1
#endif
#ifndef SECOND_MODULE /* what the file offers besides, with a comma: "&first," */
#define SECOND_MODULE
#endif
#ifndef MODULE_SIZE
#define MODULE_SIZE sizeof(ossicle_module)
#endif
#ifndef KIND
#define KIND OSSICLE_KIND_EFFECT
#endif
#ifndef ID
#define ID "org.ossicle.test." FIXTURE
#endif
#ifndef NAME
#define NAME "Fixture " FIXTURE
#endif
#ifndef MIN_CHANNELS
#define MIN_CHANNELS 1
#endif
#ifndef MAX_CHANNELS
#define MAX_CHANNELS OSSICLE_MAX_CHANNELS
#endif
#ifndef PARAMETERS
#define PARAMETERS parameters
#endif
#ifndef PARAMETER_COUNT
#define PARAMETER_COUNT 2
#endif
#ifndef PARAMETER_SIZE
#define PARAMETER_SIZE sizeof(ossicle_parameter)
#endif
#ifndef PARAMETER_ID
#define PARAMETER_ID "factor"
#endif
#ifndef MINIMUM
#define MINIMUM 0.0
#endif
#ifndef MAXIMUM
#define MAXIMUM 1.0
#endif
#ifndef DEFAULT
#define DEFAULT 0.5
#endif
#ifndef SECOND_PARAMETER /* the id of a meter */
#define SECOND_PARAMETER "peak"
#endif
#ifndef CREATE
#define CREATE create
#endif
#ifndef DESTROY
#define DESTROY destroy
#endif
#ifndef ACTIVATE
#define ACTIVATE activate
#endif
#ifndef PROCESS
#define PROCESS process
#endif
#ifndef SAVE
#define SAVE NULL
#endif
#ifndef LOAD
#define LOAD NULL
#endif
#ifndef ENTRY_RESULT
#define ENTRY_RESULT (&library)
#endif

#ifdef UNDEFINED_SYMBOL
extern const ossicle_library *not_there(void);
#undef ENTRY_RESULT
#define ENTRY_RESULT not_there()
#endif

#ifdef WHEN_LOADED /* done as soon as the file is loaded */
static bool is_in_worker(void)
{
    return strcmp(program_invocation_short_name, "ossicle-worker") == 0;
}

__attribute__((constructor)) static void when_loaded(void)
{
    (void)&is_in_worker;
    WHEN_LOADED;
}
#endif

/* What happens. */
#ifndef ENTRY_ACT /* before the entry returns */
#define ENTRY_ACT
#endif
#ifndef CREATE_RESULT
#define CREATE_RESULT OSSICLE_OK
#endif
#ifndef ACTIVATE_RESULT
#define ACTIVATE_RESULT OSSICLE_OK
#endif
#ifndef PROCESS_RESULT /* in blocks at fault */
#define PROCESS_RESULT OSSICLE_OK
#endif
#ifndef SPOIL /* in blocks at fault: what is written over the last sample of the last channel */
#define SPOIL  0.0f
#define SPOILS false
#else
#define SPOILS true
#endif
#ifndef FAULT_FRAME /* blocks at fault are those that hold this frame; -1: all */
#define FAULT_FRAME (-1)
#endif
#ifndef LATENCY /* frames by which the sound is really delayed */
#define LATENCY 0
#endif
#ifndef LATENCY_CHANGE /* in the block at fault: what the latency is said to be more from then on  \
                        */
#define LATENCY_CHANGE 0
#endif
#ifndef COUNTS /* writes how many frames it has processed before: its state */
#define COUNTS false
#endif
#ifndef LOG_LINE /* logged in every block */
#define LOG_LINE NULL
#endif

static const ossicle_status create_result = CREATE_RESULT;
static const ossicle_status activate_result = ACTIVATE_RESULT;

enum { DELAY_SIZE = LATENCY + 1 };

typedef struct Instance {
    float factor;
    uint32_t channels;
    uint32_t position;
    uint32_t latency;
    uint64_t frames; /* processed so far */
    float *delay;    /* channels rings of DELAY_SIZE samples */
} Instance;

static void free_instance(Instance *self)
{
    if (self)
        free(self->delay);
    free(self);
}

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    host->log(host, OSSICLE_LOG_DEBUG, module->name);
    Instance *const self = calloc(1, sizeof *self);
    if (!self)
        return OSSICLE_NO_MEMORY;
    if (create_result == OSSICLE_OK)
        *instance = self;
    else
        free_instance(self);
    return create_result;
}

static void destroy(void *instance)
{
    free_instance(instance);
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    Instance *const self = instance;
    if (activate_result != OSSICLE_OK)
        return activate_result;
    self->factor = (float)activation->values[0];
    self->channels = activation->channels;
    self->position = 0;
    self->latency = LATENCY;
    self->delay = calloc((size_t)self->channels * DELAY_SIZE, sizeof *self->delay);
    return self->delay ? OSSICLE_OK : OSSICLE_NO_MEMORY;
}

static ossicle_status crash(void *instance, const ossicle_activation *activation)
{
    abort();
}

static size_t save(void *instance, void *buffer, size_t capacity)
{
    const Instance *const self = instance;
    if (capacity >= sizeof self->frames)
        memcpy(buffer, &self->frames, sizeof self->frames);
    return sizeof self->frames;
}

static ossicle_status load(void *instance, const void *bytes, size_t size)
{
    Instance *const self = instance;
    if (size != sizeof self->frames)
        return OSSICLE_UNSUPPORTED;
    memcpy(&self->frames, bytes, size);
    return OSSICLE_OK;
}

static void deactivate(void *instance)
{
    Instance *const self = instance;
    free(self->delay);
    self->delay = NULL;
}

static void reset(void *instance) OSSICLE_REALTIME
{
    Instance *const self = instance;
    memset(self->delay, 0, (size_t)self->channels * DELAY_SIZE * sizeof *self->delay);
    self->position = 0;
}

static uint32_t latency_frames(void *instance) OSSICLE_REALTIME
{
    const Instance *const self = instance;
    return self->latency;
}

static float delayed(Instance *self, uint32_t channel, float sample) OSSICLE_REALTIME
{
    float *const ring = &self->delay[(size_t)channel * DELAY_SIZE];
    ring[self->position] = sample;
    return ring[(self->position + 1) % DELAY_SIZE];
}

static void take_events(Instance *self, const ossicle_block *block, uint32_t frame,
                        uint32_t *next) OSSICLE_REALTIME
{
    for (; *next < block->event_count && block->events[*next].frame_offset <= frame; ++*next)
        self->factor = (float)block->events[*next].value;
}

static float process_frame(Instance *self, const ossicle_block *block,
                           uint32_t frame) OSSICLE_REALTIME
{
    float peak = 0;
    for (uint32_t c = 0; c < block->channels; c++) {
        const float sample =
            COUNTS
                ? (float)self->frames
                : delayed(self, c, block->inputs ? block->inputs[c][frame] : 0.5f) * self->factor;
        peak = fmaxf(peak, fabsf(sample));
        if (block->outputs)
            block->outputs[c][frame] = sample;
    }
    self->position = (self->position + 1) % DELAY_SIZE;
    self->frames++;
    return peak;
}

static bool is_at_fault(const ossicle_block *block) OSSICLE_REALTIME
{
    const int64_t frame = FAULT_FRAME;
    return frame < 0 || (frame >= block->sample_time && frame < block->sample_time + block->frames);
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    Instance *const self = instance;
    float peak = 0;
    uint32_t next_event = 0;
    for (uint32_t f = 0; f < block->frames; f++) {
        take_events(self, block, f, &next_event);
        peak = fmaxf(peak, process_frame(self, block, f));
    }
    realtime->meter(realtime, 1, (double)peak);
    const char *const line = LOG_LINE;
    if (line)
        realtime->log(realtime, OSSICLE_LOG_INFO, line);
    if (!is_at_fault(block))
        return OSSICLE_OK;
    if (LATENCY_CHANGE > 0) {
        self->latency += LATENCY_CHANGE;
        realtime->latency_changed(realtime);
    }
    if (SPOILS && block->outputs)
        block->outputs[block->channels - 1][block->frames - 1] = SPOIL;
    return PROCESS_RESULT;
}

static const ossicle_parameter parameters[] = {
    {
        .struct_size = PARAMETER_SIZE,
        .id = PARAMETER_ID,
        .name = "Factor",
        .unit = "",
        .minimum = MINIMUM,
        .maximum = MAXIMUM,
        .default_value = DEFAULT,
    },
    {
        .struct_size = sizeof(ossicle_parameter),
        .flags = OSSICLE_PARAMETER_OUTPUT,
        .id = SECOND_PARAMETER,
        .name = "Peak",
        .unit = "",
        .minimum = 0,
        .maximum = 16,
        .default_value = 0,
    },
};

static const ossicle_module first = {
    .struct_size = MODULE_SIZE,
    .kind = KIND,
    .id = ID,
    .name = NAME,
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = MIN_CHANNELS,
    .max_channels = MAX_CHANNELS,
    .parameter_count = PARAMETER_COUNT,
    .parameters = PARAMETERS,
    .create = CREATE,
    .destroy = DESTROY,
    .activate = ACTIVATE,
    .deactivate = deactivate,
    .reset = reset,
    .process = PROCESS,
    .latency_frames = latency_frames,
    .save = SAVE,
    .load = LOAD,
};

/* Good whatever the first is, and what SECOND_MODULE can offer besides it. */
static const ossicle_module generator = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_GENERATOR,
    .id = "org.ossicle.test." FIXTURE ".generator",
    .name = "Generator " FIXTURE,
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = 1,
    .max_channels = 2,
    .parameter_count = 2,
    .parameters = parameters,
    .create = create,
    .destroy = destroy,
    .activate = activate,
    .deactivate = deactivate,
    .reset = reset,
    .process = process,
};

static const ossicle_module *const modules[] = {&first, SECOND_MODULE};

static const ossicle_library library = {
    .struct_size = LIBRARY_SIZE,
    .abi_version = ABI,
    .module_count = MODULE_COUNT,
    .reserved = LIBRARY_RESERVED,
    .modules = MODULES,
};

/* What a file offers that says now this, now that. */
static const ossicle_library other_library = {
    .struct_size = sizeof(ossicle_library),
    .abi_version = ABI,
    .module_count = 1,
    .modules = (const ossicle_module *const[]){&generator},
};

OSSICLE_EXPORT const ossicle_library *ossicle_entry(uint32_t host_abi_version)
{
    (void)host_abi_version;
    (void)&generator; /* not every fixture offers these */
    (void)&library;
    (void)&other_library;
    (void)&create;
    (void)&destroy;
    (void)&crash;
    (void)&save;
    (void)&load;
    (void)&process;
    (void)&modules;
    (void)&parameters;
    ENTRY_ACT;
    return ENTRY_RESULT;
}
