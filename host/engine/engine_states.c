/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_control.h"
#include "engine/engine_state.h"

/* What modules remember goes from a chain to the next one, also while sound runs. */

static bool saves(const Chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        const ChainModule *module = &chain->modules[i];
        if (!module->is_out && module->module->save && module->module->load)
            return true;
    }
    return false;
}

void engine_save_states(Engine *engine)
{
    Chain *chain = engine_chain(engine);
    if (!chain || !saves(chain))
        return;
    Lane *lane = &engine->lanes[engine->newest];
    const bool pauses = !lane->is_abandoned && lane_pause(lane, engine->config.policy.hang_ms);
    grace_wait(&engine->grace); /* a writer that didn't see that has left */
    pthread_mutex_lock(engine->lock);
    if (pauses)
        chain_save_states(chain);
    pthread_mutex_unlock(engine->lock);
    lane_resume(lane);
}

Status engine_adopt_states(Engine *engine, const ChainSpec *spec, ChainSpec *adopted, Error *error)
{
    ChainSpec before = {0};
    *adopted = (ChainSpec){NULL, 0};
    if (!spec || spec->count == 0)
        return STATUS_OK;
    Status status = chain_spec_copy(spec, adopted);
    engine_save_states(engine);
    if (!status)
        status = chain_copy(engine_chain(engine), &before, NULL);
    if (!status)
        status = chain_spec_adopt_states(adopted, &before);
    chain_spec_cleanup(&before);
    if (!status)
        return STATUS_OK;
    chain_spec_cleanup(adopted);
    return error_set(error, status, "engine: no memory for a chain");
}
