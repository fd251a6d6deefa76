/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain.h"

#include "engine/remote_chain.h"

#include <stdlib.h>
#include <string.h>

static void drop_state(ChainModule *module)
{
    free(module->state);
    module->state = NULL;
    module->state_size = 0;
}

Status chain_load_state(ChainModule *module, const ChainSpecModule *from)
{
    if (!from->state_size)
        return STATUS_OK;
    module->state = malloc(from->state_size);
    if (!module->state)
        return STATUS_NO_MEMORY;
    memcpy(module->state, from->state, from->state_size);
    module->state_size = from->state_size;
    if (!module->has_instance)
        return STATUS_OK;
    const ossicle_module *table = module->code;
    chain_enter(module->chain, (size_t)(module - module->chain->modules));
    const ossicle_status result =
        table->load ? table->load(module->instance, module->state, module->state_size)
                    : OSSICLE_UNSUPPORTED;
    chain_leave(module->chain);
    if (result == OSSICLE_OK)
        return STATUS_OK;
    log_write(&module->chain->log, LOG_LEVEL_WARNING,
              "module '%s' refuses the state of %zu bytes that was stored for it (status %d); it "
              "begins without",
              table->id, module->state_size, (int)result);
    drop_state(module);
    return STATUS_OK;
}

/* A state may be longer each time: then the next buffer is as long as the last one was to be. */
static const char *save_state(ChainModule *module)
{
    enum { TRIES = 4 };
    const ossicle_module *table = module->code;
    size_t size = table->save(module->instance, NULL, 0);
    for (int i = 0; i < TRIES; i++) {
        if (size > CHAIN_STATE_MAX)
            return "it is too large";
        void *bytes = malloc(size + 1);
        if (!bytes)
            return "out of memory";
        const size_t capacity = size;
        size = table->save(module->instance, bytes, capacity);
        if (size <= capacity) {
            drop_state(module);
            module->state = bytes;
            module->state_size = size;
            return NULL;
        }
        free(bytes);
    }
    return "it grows while it is saved";
}

void chain_save_states(Chain *chain)
{
    if (chain->remote)
        remote_chain_save(chain);
    for (size_t i = 0; i < chain->step_count; i++) {
        ChainModule *module = &chain->modules[chain->steps[i].module];
        if (!module->code->save || !module->code->load)
            continue;
        chain_enter(chain, chain->steps[i].module);
        const char *problem = save_state(module);
        chain_leave(chain);
        if (problem)
            log_write(&chain->log, LOG_LEVEL_WARNING,
                      "the state of module '%s' can't be saved: %s; the one before is kept",
                      module->module->id, problem);
    }
}
