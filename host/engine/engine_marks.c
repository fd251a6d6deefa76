/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include <stdlib.h>

static void tell(const Engine *engine, EngineEventKind kind, const MarkedModule *marked)
{
    const EngineEvent event = {.kind = kind, .module = marked->module, .library = marked->library};
    engine->config.event(engine->config.context, &event);
}

static MarkedModule *find(const EngineMarks *marks, const ossicle_module *module)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->items[i].module == module)
            return &marks->items[i];
    }
    return NULL;
}

static Status begin(Engine *engine, const ossicle_module *module, Library *library)
{
    EngineMarks *marks = &engine->marks;
    if (find(marks, module))
        return STATUS_OK;
    MarkedModule *items = realloc(marks->items, (marks->count + 1) * sizeof *items);
    if (!items)
        return STATUS_NO_MEMORY;
    marks->items = items;
    items[marks->count] = (MarkedModule){.module = module, .library = library_retain(library)};
    tell(engine, ENGINE_EVENT_MODULE_BEGINS, &items[marks->count++]);
    return STATUS_OK;
}

static uint64_t settle_ns(const Engine *engine)
{
    return (uint64_t)engine->config.policy.settle_ms * 1000000;
}

/* Look again in a quarter of the time that it takes. */
static void look_later(Engine *engine)
{
    if (engine->marks.has_task)
        supervisor_set_due(engine->config.supervisor, &engine->marks.task,
                           supervisor_now_ns() + settle_ns(engine) / 4 + 1000000);
}

static Status lacks_memory(Error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "engine: no memory to mark new modules");
}

Status engine_marks_begin(Engine *engine, const ChainSpec *spec, Error *error)
{
    Status status = STATUS_OK;
    for (size_t i = 0; engine->config.event && !status && i < spec->count; i++) {
        const ChainSpecModule *module = &spec->modules[i];
        if (!module->is_bypassed && !module->is_kept_out && !module->is_paused)
            status = begin(engine, module->module, module->library);
    }
    return status ? lacks_memory(error) : STATUS_OK;
}

Status engine_marks_begin_newest(Engine *engine, Error *error)
{
    const Chain *chain = engine_chain(engine);
    Status status = STATUS_OK;
    for (size_t i = 0; engine->config.event && chain && !status && i < chain->step_count; i++) {
        const ChainModule *module = &chain->modules[chain->steps[i].module];
        status = begin(engine, module->module, module->library);
    }
    return status ? lacks_memory(error) : STATUS_OK;
}

/* Whether the chain has this module. */
static bool has_module(const Chain *chain, const ossicle_module *module)
{
    for (size_t i = 0; chain && i < chain->step_count; i++) {
        if (chain->modules[chain->steps[i].module].module == module)
            return true;
    }
    return false;
}

/* Whether it has processed enough for its modules to be trusted. */
static bool has_settled(const Engine *engine, const Chain *chain)
{
    return chain && chain->times && atomic_load(&chain->times->sound_ns) >= settle_ns(engine);
}

static void remove_at(EngineMarks *marks, size_t index)
{
    library_release(marks->items[index].library);
    marks->items[index] = marks->items[--marks->count];
}

void engine_marks_settle(Engine *engine)
{
    EngineMarks *marks = &engine->marks;
    const Chain *chain = engine_chain(engine);
    const bool settled = has_settled(engine, chain);
    bool is_done = true;
    for (size_t i = marks->count; i-- > 0;) {
        MarkedModule *item = &marks->items[i];
        const bool stays = has_module(chain, item->module);
        if (!item->is_trusted && stays && !settled && engine->is_running) {
            is_done = false;
            continue;
        }
        if (!item->is_trusted)
            tell(engine, ENGINE_EVENT_MODULE_SETTLED, item);
        item->is_trusted |= settled;
        if (!stays || !item->is_trusted)
            remove_at(marks, i);
    }
    if (!is_done)
        look_later(engine);
}

/* The supervisor's thread. */
static void look(void *context)
{
    Engine *engine = context;
    pthread_mutex_lock(&engine->setting);
    engine_marks_settle(engine);
    pthread_mutex_unlock(&engine->setting);
}

Status engine_marks_init(Engine *engine)
{
    EngineMarks *marks = &engine->marks;
    Supervisor *supervisor = engine->config.supervisor;
    if (!supervisor || !engine->config.event)
        return STATUS_OK;
    marks->task = (SupervisorTask){
        .descriptor = -1, .due_ns = SUPERVISOR_NEVER, .run = look, .context = engine};
    marks->has_task = supervisor_add(supervisor, &marks->task) == STATUS_OK;
    return marks->has_task ? STATUS_OK : STATUS_NO_MEMORY;
}

void engine_marks_cleanup(Engine *engine)
{
    EngineMarks *marks = &engine->marks;
    if (marks->has_task)
        supervisor_remove(engine->config.supervisor, &marks->task);
    marks->has_task = false;
    while (marks->count)
        remove_at(marks, marks->count - 1);
    free(marks->items);
    marks->items = NULL;
}
