/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file faulty.h
 * What modules have in common that are written to misbehave. Until its time has come, each turns
 * the sound over (times -1), so that processed sound can be told from dry sound at every sample.
 *
 * Its time comes in one of the first `after` blocks since it was activated, which one is chosen by
 * the first block's sample time; 0, the default: never. In that block it does half of its work and
 * then misbehaves.
 *
 * A file that includes this names its modules in one table:
 *
 *     FAULTY_MODULES({FAULTY("abort"), .process = call_abort}, ...)
 */

#ifndef OSSICLE_TESTS_FAULTS_FAULTY_H
#define OSSICLE_TESTS_FAULTS_FAULTY_H

#include <module-api.h>

#include <stdlib.h>

/** One instance. */
typedef struct Faulty {
    const struct FaultyModule *module;
    const ossicle_host *host;
    uint32_t after;        /**< the parameter */
    uint64_t blocks;       /**< since it was activated or given the parameter */
    uint64_t fault_block;  /**< which of them it is, from 1 on; 0: none */
    uint32_t latency;      /**< what latency_frames says */
    ossicle_status status; /**< what process returns */
    ossicle_realtime *realtime;
    void *own; /**< for the module */
} Faulty;

/** What a module does when its time has come; if it returns, the rest of the block is turned
 * over. */
typedef void (*Misbehave)(Faulty *self, const ossicle_block *block);

typedef struct FaultyModule {
    ossicle_module module;
    Misbehave process;
    Misbehave activate; /**< if `after` isn't 0; no block */
    Misbehave deactivate;
    Misbehave create;
    Misbehave destroy;
    Misbehave save;
} FaultyModule;

static inline void faulty_do(Misbehave what, Faulty *self)
{
    if (what && self->after > 0)
        what(self, NULL);
}

static inline ossicle_status faulty_create(const ossicle_module *module, const ossicle_host *host,
                                           void **instance)
{
    Faulty *const self = calloc(1, sizeof *self);
    if (!self)
        return OSSICLE_NO_MEMORY;
    self->module = (const FaultyModule *)module;
    self->host = host;
    if (self->module->create)
        self->module->create(self, NULL);
    *instance = self;
    return OSSICLE_OK;
}

static inline void faulty_destroy(void *instance)
{
    Faulty *const self = instance;
    faulty_do(self->module->destroy, self);
    free(self);
}

static inline void faulty_arm(Faulty *self, double after)
{
    self->after = (uint32_t)after;
    self->blocks = 0;
    self->fault_block = 0;
}

static inline ossicle_status faulty_activate(void *instance, const ossicle_activation *activation)
{
    Faulty *const self = instance;
    faulty_arm(self, activation->values[0]);
    faulty_do(self->module->activate, self);
    return OSSICLE_OK;
}

static inline void faulty_deactivate(void *instance)
{
    Faulty *const self = instance;
    faulty_do(self->module->deactivate, self);
}

/* Whether this block is the one. */
static inline bool faulty_is_due(Faulty *self, const ossicle_block *block)
{
    if (self->after == 0)
        return false;
    if (self->blocks++ == 0) {
        const uint64_t random = (uint64_t)block->sample_time * UINT64_C(0x9e3779b97f4a7c15) >> 33;
        self->fault_block = 1 + random % self->after;
    }
    return self->blocks == self->fault_block;
}

static inline void faulty_turn_over(const ossicle_block *block, uint32_t begin, uint32_t end)
{
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = begin; f < end; f++)
            block->outputs[c][f] = -block->inputs[c][f];
    }
}

static inline ossicle_status faulty_process(void *instance, const ossicle_block *block,
                                            ossicle_realtime *realtime)
{
    Faulty *const self = instance;
    for (uint32_t e = 0; e < block->event_count; e++)
        faulty_arm(self, block->events[e].value);
    self->status = OSSICLE_OK;
    self->realtime = realtime;
    const bool is_due = faulty_is_due(self, block);
    faulty_turn_over(block, 0, block->frames / 2);
    if (is_due && self->module->process)
        self->module->process(self, block);
    faulty_turn_over(block, block->frames / 2, block->frames);
    return self->status;
}

static inline uint32_t faulty_latency(void *instance)
{
    const Faulty *const self = instance;
    return self->latency;
}

static inline size_t faulty_save(void *instance, void *buffer, size_t capacity)
{
    Faulty *const self = instance;
    faulty_do(self->module->save, self);
    if (capacity > 0)
        *(unsigned char *)buffer = 'f';
    return 1;
}

static inline ossicle_status faulty_load(void *instance, const void *bytes, size_t size)
{
    (void)instance;
    (void)bytes;
    return size == 1 ? OSSICLE_OK : OSSICLE_UNSUPPORTED;
}

static const ossicle_parameter faulty_parameters[] = {{
    .struct_size = sizeof(ossicle_parameter),
    .flags = OSSICLE_PARAMETER_STEPPED,
    .id = "after",
    .name = "Fault among the first",
    .unit = "blocks",
    .minimum = 0,
    .maximum = 100000,
    .default_value = 0,
}};

/* NOLINTBEGIN(bugprone-macro-parentheses): two strings beside each other */
#define FAULTY(name_)                                                                              \
    .module = {                                                                                    \
        .struct_size = sizeof(ossicle_module),                                                     \
        .kind = OSSICLE_KIND_EFFECT,                                                               \
        .id = "org.ossicle.fault." name_,                                                          \
        .name = name_,                                                                             \
        .vendor = "The Ossicle authors",                                                           \
        .version = "1.0.0",                                                                        \
        .min_channels = 1,                                                                         \
        .max_channels = OSSICLE_MAX_CHANNELS,                                                      \
        .parameter_count = 1,                                                                      \
        .parameters = faulty_parameters,                                                           \
        .create = faulty_create,                                                                   \
        .destroy = faulty_destroy,                                                                 \
        .activate = faulty_activate,                                                               \
        .deactivate = faulty_deactivate,                                                           \
        .process = faulty_process,                                                                 \
        .latency_frames = faulty_latency,                                                          \
        .save = faulty_save,                                                                       \
        .load = faulty_load,                                                                       \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

#define FAULTY_MODULES(...)                                                                        \
    static const FaultyModule faulty_modules[] = {__VA_ARGS__};                                    \
    const ossicle_library *ossicle_entry(uint32_t host_abi_version)                                \
    {                                                                                              \
        enum { COUNT = sizeof faulty_modules / sizeof *faulty_modules };                           \
        static const ossicle_module *modules[COUNT];                                               \
        static const ossicle_library library = {                                                   \
            .struct_size = sizeof(ossicle_library),                                                \
            .abi_version = OSSICLE_ABI_VERSION,                                                    \
            .module_count = COUNT,                                                                 \
            .modules = modules,                                                                    \
        };                                                                                         \
        (void)host_abi_version;                                                                    \
        for (unsigned i = 0; i < COUNT; i++)                                                       \
            modules[i] = &faulty_modules[i].module;                                                \
        return &library;                                                                           \
    }

#endif
