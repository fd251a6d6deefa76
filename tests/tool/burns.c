/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module that takes one and a half times as long for each block as the block lasts, however fast
 * the machine is. */

#include <module-api.h>
#include <time.h>

static double sample_rate_hz;

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    *instance = NULL;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    sample_rate_hz = activation->sample_rate_hz;
    return OSSICLE_OK;
}

static double now_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime)
{
    const double end_s = now_s() + 1.5 * block->frames / sample_rate_hz;
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = block->inputs[c][f];
    }
    while (now_s() < end_s)
        continue;
    return OSSICLE_OK;
}

static const ossicle_module burns = {
    .struct_size = sizeof burns,
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.test.burns",
    .name = "Burns",
    .vendor = "The Ossicle authors",
    .version = "1.0",
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .create = create,
    .destroy = destroy,
    .activate = activate,
    .process = process,
};
static const ossicle_module *const modules[] = {&burns};
static const ossicle_library library = {
    .struct_size = sizeof library,
    .abi_version = OSSICLE_ABI_VERSION,
    .module_count = 1,
    .modules = modules,
};

OSSICLE_EXPORT const ossicle_library *ossicle_entry(uint32_t host_abi_version)
{
    return &library;
}
