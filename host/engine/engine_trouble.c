/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_control.h"
#include "engine/engine_state.h"

#include <stdio.h>
#include <string.h>

/* What becomes of modules, and of whole chains, that don't work. */

#define NS_PER_MS 1000000u

/* How often making a chain without its culprits is tried before all of it waits. */
#define ATTEMPTS 8

static uint64_t pause_ns(const EnginePolicy *policy, uint32_t times)
{
    uint64_t ms = policy->first_pause_ms;
    for (uint32_t i = 1; i < times && ms < policy->longest_pause_ms; i++)
        ms *= 2;
    return (ms < policy->longest_pause_ms ? ms : policy->longest_pause_ms) * NS_PER_MS;
}

static WatchedModule *find_module(EngineWatch *watch, size_t index)
{
    for (size_t i = 0; i < watch->module_count; i++) {
        if (watch->modules[i].index == index)
            return &watch->modules[i];
    }
    if (watch->module_count == WATCH_MODULES)
        return NULL;
    WatchedModule *module = &watch->modules[watch->module_count++];
    *module = (WatchedModule){.index = index, .retry_ns = SUPERVISOR_NEVER};
    return module;
}

/* The chain that was set last, without what is out. */
static Status copy_without(Engine *engine, ChainSpec *spec, Error *error)
{
    const EngineWatch *watch = &engine->watch;
    pthread_mutex_lock(engine->lock);
    const Status status = chain_copy(engine_chain(engine), spec, error);
    pthread_mutex_unlock(engine->lock);
    for (size_t i = 0; status == STATUS_OK && i < watch->module_count; i++)
        spec->modules[watch->modules[i].index].is_paused = watch->modules[i].is_out;
    return status;
}

static bool is_dead(const Engine *engine)
{
    const Chain *chain = engine_chain(engine);
    if (!chain)
        return false;
    return engine->watch.is_parked || engine->lanes[engine->newest].is_abandoned ||
           (chain->remote && remote_chain_has_ended(chain->remote));
}

static void park(Engine *engine)
{
    Error error = {.status = STATUS_OK};
    if (engine_park_chain(engine, &error) != STATUS_OK)
        log_write(engine->config.log, LOG_LEVEL_ERROR, "%s", error.message);
    else
        engine->watch.is_parked = true;
}

/* What a dead one has left is heard no more: it may have written over all that says what is there.
 */
static void wait_for_all(Engine *engine, const char *reason)
{
    EngineWatch *watch = &engine->watch;
    if (is_dead(engine) && !watch->is_parked)
        park(engine);
    atomic_fetch_add(&watch->trouble_count, 1);
    watch->troubles++;
    watch->retry_ns = supervisor_now_ns() + pause_ns(&engine->config.policy, watch->troubles);
    engine_watch_tell(engine, ENGINE_EVENT_BYPASSED, SIZE_MAX, watch->troubles, reason);
}

/* Take a module out, and say until when. */
static void take_out(Engine *engine, WatchedModule *module, const char *reason,
                     bool may_be_tried_again)
{
    const EnginePolicy *policy = &engine->config.policy;
    atomic_fetch_add(&engine->watch.trouble_count, 1);
    module->is_out = true;
    module->deaths++;
    if (!may_be_tried_again || module->deaths >= policy->deaths_to_quarantine) {
        module->retry_ns = SUPERVISOR_NEVER;
        engine_watch_tell(engine, ENGINE_EVENT_MODULE_QUARANTINE, module->index, module->deaths,
                          reason);
        return;
    }
    module->retry_ns = supervisor_now_ns() + pause_ns(policy, module->deaths);
    engine_watch_tell(engine, ENGINE_EVENT_MODULE_DIED, module->index, module->deaths, reason);
}

/* Make the chain anew without what is out. Who dies while it is made goes out too. */
static void make_again(Engine *engine)
{
    EngineWatch *watch = &engine->watch;
    Error error = {.status = STATUS_FAILED, .message = "too many of its modules don't work"};
    for (int i = 0; i < ATTEMPTS; i++) {
        ChainSpec spec;
        size_t culprit = SIZE_MAX;
        if (copy_without(engine, &spec, &error) != STATUS_OK)
            break;
        const Status status = engine_make_again(engine, &spec, &culprit, &error);
        const size_t count = spec.count;
        chain_spec_cleanup(&spec);
        if (status == STATUS_OK) {
            watch->is_parked = false;
            watch->retry_ns = SUPERVISOR_NEVER;
            atomic_fetch_add(&watch->restarts, 1);
            return;
        }
        log_write(engine->config.log, LOG_LEVEL_ERROR, "%s", error.message);
        WatchedModule *module = culprit < count ? find_module(watch, culprit) : NULL;
        if (!module)
            break;
        take_out(engine, module, error.message, true);
    }
    wait_for_all(engine, error.message);
}

static size_t culprit_of(const Chain *chain)
{
    if (chain->remote)
        return remote_chain_culprit(chain->remote);
    const uint32_t running = atomic_load_explicit(chain->running, memory_order_relaxed);
    return running == CHAIN_NO_MODULE || running > chain->count ? chain->count : running - 1;
}

void engine_watch_trouble(Engine *engine, const char *what, bool may_be_tried_again)
{
    const Chain *chain = engine_chain(engine);
    if (!chain)
        return;
    const size_t culprit = culprit_of(chain);
    char reason[WATCH_REASON_BYTES];
    WatchedModule *module = culprit < chain->count ? find_module(&engine->watch, culprit) : NULL;
    if (module)
        (void)snprintf(reason, sizeof reason, "in module '%s' %s",
                       chain->modules[culprit].module->id, what);
    else
        (void)snprintf(reason, sizeof reason, "outside of any module %s", what);
    if (module) {
        take_out(engine, module, reason, may_be_tried_again);
        make_again(engine);
    } else {
        wait_for_all(engine, reason);
    }
}

void engine_watch_park(Engine *engine, const char *reason)
{
    park(engine);
    wait_for_all(engine, reason);
}

void engine_watch_retry(Engine *engine, uint64_t now_ns)
{
    EngineWatch *watch = &engine->watch;
    bool is_due = watch->retry_ns <= now_ns;
    if (is_due)
        engine_watch_tell(engine, ENGINE_EVENT_RETRIED, SIZE_MAX, watch->troubles, NULL);
    for (size_t i = 0; i < watch->module_count; i++) {
        WatchedModule *module = &watch->modules[i];
        if (!module->is_out || module->retry_ns > now_ns)
            continue;
        module->is_out = false;
        module->retry_ns = SUPERVISOR_NEVER;
        is_due = true;
        engine_watch_tell(engine, ENGINE_EVENT_RETRIED, module->index, module->deaths, NULL);
    }
    if (is_due)
        make_again(engine);
}

bool engine_watch_revive(Engine *engine)
{
    if (is_dead(engine))
        make_again(engine);
    return !is_dead(engine);
}

uint64_t engine_watch_next_retry_ns(const Engine *engine)
{
    const EngineWatch *watch = &engine->watch;
    uint64_t next_ns = watch->retry_ns;
    for (size_t i = 0; i < watch->module_count; i++) {
        if (watch->modules[i].is_out && watch->modules[i].retry_ns < next_ns)
            next_ns = watch->modules[i].retry_ns;
    }
    return next_ns;
}
