/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module that never returns from the block that holds frame 4096. */

#include <module-api.h>

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    *instance = NULL;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime)
{
    static uint64_t frames;
    frames += block->frames;
    for (volatile bool hangs = frames > 4096; hangs;)
        ;
    return OSSICLE_OK;
}

static const ossicle_module hangs = {
    .struct_size = sizeof hangs,
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.test.hangs",
    .name = "Hangs",
    .vendor = "The Ossicle authors",
    .version = "1.0",
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .create = create,
    .destroy = destroy,
    .process = process,
};
static const ossicle_module *const modules[] = {&hangs};
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
