/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* org.ossicle.test.ordered: turns the sound over as long as each of its parameters only ever rises
 * and events come in the order of their frames. Once one doesn't, all blocks fail, which can be
 * heard. Meters show which value of each parameter came last. */

#include <module-api.h>

#include <stdlib.h>

enum { INPUTS = 4 };

typedef struct Ordered {
    double values[INPUTS];
    bool is_broken;
} Ordered;

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = calloc(1, sizeof(Ordered));
    return *instance ? OSSICLE_OK : OSSICLE_NO_MEMORY;
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    Ordered *const self = instance;
    for (unsigned i = 0; i < INPUTS; i++)
        self->values[i] = activation->values[i];
    return OSSICLE_OK;
}

static void take_events(Ordered *self, const ossicle_block *block) OSSICLE_REALTIME
{
    uint32_t last = 0;
    for (uint32_t e = 0; e < block->event_count; e++) {
        const ossicle_event *const event = &block->events[e];
        if (event->frame_offset < last || event->frame_offset >= block->frames ||
            event->parameter >= INPUTS || event->value < self->values[event->parameter])
            self->is_broken = true;
        else
            self->values[event->parameter] = event->value;
        last = event->frame_offset;
    }
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    Ordered *const self = instance;
    take_events(self, block);
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = -block->inputs[c][f];
    }
    for (unsigned i = 0; i < INPUTS; i++)
        realtime->meter(realtime, INPUTS + i, self->values[i]);
    return self->is_broken ? OSSICLE_FAILED : OSSICLE_OK;
}

#define PARAMETER(id_, flags_)                                                                     \
    {                                                                                              \
        .struct_size = sizeof(ossicle_parameter), .flags = (flags_), .id = (id_), .name = (id_),   \
        .unit = "", .minimum = 0, .maximum = 1e9,                                                  \
    }

static const ossicle_parameter parameters[] = {
    PARAMETER("a", 0),
    PARAMETER("b", 0),
    PARAMETER("c", 0),
    PARAMETER("d", 0),
    PARAMETER("last-a", OSSICLE_PARAMETER_OUTPUT),
    PARAMETER("last-b", OSSICLE_PARAMETER_OUTPUT),
    PARAMETER("last-c", OSSICLE_PARAMETER_OUTPUT),
    PARAMETER("last-d", OSSICLE_PARAMETER_OUTPUT),
};

static const ossicle_module ordered = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.test.ordered",
    .name = "Ordered",
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .parameters = parameters,
    .create = create,
    .destroy = free,
    .activate = activate,
    .process = process,
};

static const ossicle_module *const modules[] = {&ordered};

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
