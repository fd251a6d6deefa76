/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file remote_chain.h
 * A chain whose instances are in a worker process. Here it has names, values and states, as any
 * other chain, so that whoever asks it notices nothing; what instances must do is asked of the
 * process, which may die or keep silent at any time.
 *
 * The host believes nothing that the process says: it can say wrong values, and nothing worse. */

#ifndef OSSICLE_ENGINE_REMOTE_CHAIN_H
#define OSSICLE_ENGINE_REMOTE_CHAIN_H

#include "base/status.h"
#include "engine/chain.h"
#include "engine/link_messages.h"
#include "engine/remote_memory.h"
#include "engine/supervisor.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** Who runs the process, and who is told of its end. */
typedef struct RemoteConfig {
    const char *program;    /**< see link_start */
    Supervisor *supervisor; /**< starts the process, and listens to it */
    uint32_t patience_ms;   /**< for an answer; who doesn't give one is killed */
    /** [control, the supervisor's thread, no lock] The process has ended; may be NULL. Not called
     * any more when the chain is freed. */
    void (*ended)(void *context);
    void *context;
    size_t *culprit; /**< set by remote_chain_new if the process dies of a module: its index */
} RemoteConfig;      /* what it points to outlives the chain */

typedef struct RemoteChain {
    Chain *chain;
    RemoteConfig config;
    Link link;
    LinkEnd end;
    RemoteMemory memory;
    SupervisorTask task;
    bool is_watched;           /**< by the supervisor */
    pthread_mutex_t listening; /**< one thread receives at a time */
    _Atomic bool has_ended;
    char scheduling[256]; /**< how the process runs */
    char end_text[128];   /**< how it ended, when it has */
} RemoteChain;

/** What a process needs to process sound: areas of the engine's. */
typedef struct RemoteSoundAreas {
    const Area *dry;
    const Area *given;
    const Area *done;
    uint32_t ring_frames;
} RemoteSoundAreas;

/** [control] chain_new in a process of its own. `config` says what chain_new needs. */
Status remote_chain_new(const ChainSpec *spec, const ChainConfig *config,
                        const RemoteConfig *remote_config, Chain **chain, Error *error);

/** [control] End the process, and wait for that. For chain_free. NULL is fine. */
void remote_chain_free(RemoteChain *remote);

/** [control, stopped] For chain_activate and chain_save_states. @{ */
Status remote_chain_activate(Chain *chain, double sample_rate_hz, Error *error);
void remote_chain_save(Chain *chain);
/** @} */

/** [control, stopped] Sound begins anew. */
Status remote_chain_start(RemoteChain *remote, const RemoteSoundAreas *areas, double sample_rate_hz,
                          Error *error);

/** [control] Let it finish what was handed over. One that doesn't in time is killed. */
void remote_chain_stop(RemoteChain *remote);

/** [any] Whether the process has ended, or is about to because nothing more is expected of it. */
static inline bool remote_chain_has_ended(const RemoteChain *remote) OSSICLE_REALTIME
{
    return atomic_load_explicit(&remote->has_ended, memory_order_acquire);
}

/** [control] Kill the process: its end follows. */
void remote_chain_kill(RemoteChain *remote);

/** [control, ended] How it ended, in a few words; waits a little for that. */
const char *remote_chain_bury(RemoteChain *remote);

/** [control] The module whose code was running last; `count` of the chain if none was, or if what
 * the process said makes no sense. */
size_t remote_chain_culprit(const RemoteChain *remote);

/** @name For remote_chain.c
 * @{ */
/** [control] Ask for something, and wait for the answer; `content` NULL: nothing more is to be
 * said. `what` names it in errors. A process that gives no answer is killed. */
Status remote_chain_ask(RemoteChain *remote, LinkMessageKind kind, const MessageWriter *content,
                        const char *what, Error *error);

/** [control, the supervisor's thread] Hear what the process has to say; `context` is the chain. */
void remote_chain_listen(void *context);
/** @} */

#endif
