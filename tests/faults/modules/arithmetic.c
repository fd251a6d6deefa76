/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* org.ossicle.test.arithmetic: plays 1 where numbers too small to hear are taken for zero and
 * results are rounded to the nearest number, else 0; and then changes both for its thread. */

#include <module-api.h>

#include <fenv.h>
#include <float.h>
#include <stdlib.h>

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = malloc(1);
    return *instance ? OSSICLE_OK : OSSICLE_NO_MEMORY;
}

static float look(void) OSSICLE_REALTIME
{
    volatile float small = FLT_MIN;
    volatile float one = 1;
    volatile float less = FLT_EPSILON / 8;
    small = small / 2;
    one = one - less; /* 1, unless it is rounded down */
    return small == 0 && one == 1 ? 1.0f : 0.0f;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    const float found = look();
    (void)instance;
    (void)realtime;
    for (uint32_t c = 0; c < block->channels; c++) {
        for (uint32_t f = 0; f < block->frames; f++)
            block->outputs[c][f] = found;
    }
    (void)fesetenv(FE_DFL_ENV);
    (void)fesetround(FE_TOWARDZERO);
    return OSSICLE_OK;
}

static const ossicle_module arithmetic = {
    .struct_size = sizeof(ossicle_module),
    .kind = OSSICLE_KIND_EFFECT,
    .id = "org.ossicle.test.arithmetic",
    .name = "Arithmetic",
    .vendor = "The Ossicle authors",
    .version = "1.0.0",
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .create = create,
    .destroy = free,
    .process = process,
};

static const ossicle_module *const modules[] = {&arithmetic};

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
