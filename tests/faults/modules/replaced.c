/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* org.ossicle.test.replaced: multiplies the sound by GAIN. Compiled with several, so that it is
 * heard which file is the one that runs. */

#include <module-api.h>

#include <stdlib.h>

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = malloc(1);
    return *instance ? OSSICLE_OK : OSSICLE_NO_MEMORY;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)instance;
    (void)realtime;
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = block->inputs[c][f] * GAIN;
    }
    return OSSICLE_OK;
}

static const ossicle_module replaced = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.test.replaced",
    .name = "Replaced",
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .create = create,
    .destroy = free,
    .process = process,
};

static const ossicle_module *const modules[] = {&replaced};

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
