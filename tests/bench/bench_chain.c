/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A chain of 100 trivial modules against a plain loop over 100 function pointers; and, since a
 * chain takes the time of each module, against the same loop with one reading of the processor's
 * counter behind each. */

#include "bench/side_by_side.h"
#include "engine/chain.h"
#include "realtime/tick_counter.h"

#include <string.h>

#define MODULES 100u
#define FRAMES  64u

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)host;
    (void)module;
    *instance = NULL;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
    (void)instance;
}

/* As little as a module can do. */
static ossicle_status process_nothing(void *instance, const ossicle_block *block,
                                      ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    block->outputs[0][0] = block->inputs[0][0];
    return OSSICLE_OK;
}

/* As little as a module of use does. */
static ossicle_status process_gain(void *instance, const ossicle_block *block,
                                   ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    for (uint32_t c = 0; c < block->channels; c++) {
        const float *restrict in = block->inputs[c];
        float *restrict out = block->outputs[c];
        for (uint32_t f = 0; f < block->frames; f++)
            out[f] = in[f] * 0.999f;
    }
    return OSSICLE_OK;
}

#define TRIVIAL(process_)                                                                          \
    {                                                                                              \
        .struct_size = sizeof(ossicle_module), .id = "org.test.trivial", .name = "trivial",        \
        .vendor = "", .version = "", .min_channels = 1, .max_channels = 256, .create = create,     \
        .destroy = destroy, .process = (process_)                                                  \
    }

static const ossicle_module nothing = TRIVIAL(process_nothing);
static const ossicle_module gain = TRIVIAL(process_gain);

static void run_chain(void *context, uint32_t times)
{
    Chain *chain = context;
    const ChainBlock block = {.frames = FRAMES};
    for (uint32_t i = 0; i < times; i++)
        (void)chain_run(chain, &block);
}

typedef struct Plain {
    struct {
        ossicle_status (*process)(void *, const ossicle_block *, ossicle_realtime *);
        void *instance;
    } modules[MODULES];
    ossicle_block blocks[2]; /* there and back again */
    ossicle_realtime realtime;
    uint64_t marks[MODULES];
} Plain;

static void run_plain(void *context, uint32_t times)
{
    Plain *plain = context;
    for (uint32_t i = 0; i < times; i++) {
        for (uint32_t m = 0; m < MODULES; m++)
            (void)plain->modules[m].process(plain->modules[m].instance, &plain->blocks[m & 1],
                                            &plain->realtime);
    }
}

static void run_read(void *context, uint32_t times)
{
    Plain *plain = context;
    for (uint32_t i = 0; i < times; i++) {
        for (uint32_t m = 0; m < MODULES; m++) {
            (void)plain->modules[m].process(plain->modules[m].instance, &plain->blocks[m & 1],
                                            &plain->realtime);
            plain->marks[m] = tick_counter_read();
        }
    }
}

static void compare(const char *name, const ossicle_module *module)
{
    ChainSpec spec = {NULL, 0};
    Error error;
    Chain *chain = NULL;
    LogQueue *queue = log_queue_new(&error);
    const ChainConfig config = {
        .channels = 2, .max_frames = 512, .sample_rate_hz = 48000, .log_queue = queue};
    for (uint32_t i = 0; i < MODULES; i++) {
        if (chain_spec_add(&spec, module))
            abort();
    }
    if (chain_new(&spec, &config, &chain, &error) || chain_make_room(chain))
        abort();
    Plain plain = {.blocks = {chain->ways[0], chain->ways[1]}};
    for (uint32_t m = 0; m < MODULES; m++) {
        plain.modules[m].process = module->process;
        plain.blocks[m & 1].frames = FRAMES;
    }
    printf("%s\n", name);
    (void)side_by_side("  and no time is taken", &(Side){run_chain, chain},
                       &(Side){run_plain, &plain}, 200, 0);
    (void)side_by_side("  and each one's time is taken", &(Side){run_chain, chain},
                       &(Side){run_read, &plain}, 200, 1.2);
    chain_free(chain);
    chain_spec_cleanup(&spec);
    log_queue_free(queue);
}

int main(void)
{
    printf("a chain of 100 trivial modules against a loop over 100 function pointers\n");
    compare("copies one sample", &nothing);
    compare("gain, 64 frames, 2 channels", &gain);
    return 0;
}
