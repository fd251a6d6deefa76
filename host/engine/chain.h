/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file chain.h
 * The instances of a chain's modules, and how a block goes through them.
 *
 * A block goes from one buffer to another and back, module by module, so that the sound before a
 * module is still there if its process fails. */

#ifndef OSSICLE_ENGINE_CHAIN_H
#define OSSICLE_ENGINE_CHAIN_H

#include "base/log.h"
#include "base/status.h"
#include "engine/chain_spec.h"
#include "engine/module_times.h"
#include "engine/parameter_queue.h"
#include "engine/planar.h"
#include "realtime/log_queue.h"
#include "realtime/realtime.h"

#include <module-api.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** After a NaN, each module's output is watched for this many blocks to find out whose it was. */
#define CHAIN_WATCHED_BLOCKS 4096u

/** What `running` says while no module's code runs; otherwise it is the module's index + 1. */
#define CHAIN_NO_MODULE 0u

/** What times are taken with, so that a test can say how long something took. */
typedef struct ChainClock {
    uint64_t (*now_ns)(void) OSSICLE_REALTIME; /**< between the ends of a block */
    uint64_t (*ticks)(void) OSSICLE_REALTIME;  /**< of any unit, between modules */
} ChainClock;

/** Where a chain's parameters stand that two processes share: zeroed memory, large enough. The one
 * whose instances are elsewhere gives, the other one takes. */
typedef struct ChainParameters {
    ParameterGiven *given;
    ParameterTimed *timed;
    ParameterTaken *taken;
} ChainParameters;

/** What a chain is made for. */
typedef struct ChainConfig {
    uint32_t channels;
    uint32_t max_frames;
    double sample_rate_hz;
    const Log *log;      /**< for modules' lines; may be NULL */
    LogQueue *log_queue; /**< for lines from the thread that runs the chain; may be NULL */
    News *latency_news;  /**< told through `log_queue` when a module changes its latency; may be
                            NULL */
    uint16_t number;     /**< under which its blocks are recorded */
    _Atomic uint32_t *running; /**< told which module's code runs, from create to destroy; NULL:
                                  nobody looks */
    const ChainClock *clock;   /**< NULL: the system's */
    const ChainParameters *parameters; /**< shared with another process; NULL: the chain's own */
    bool is_elsewhere; /**< that process has the instances: here are names, values and states */
} ChainConfig;         /* what it points to outlives the chain */

/** What the loop over the modules needs of each: one cache line. */
typedef struct ChainStep {
    ossicle_status (*process)(void *, const ossicle_block *, ossicle_realtime *);
    void *instance;
    uint32_t kind;
    uint32_t module; /**< its index in the chain */
    ossicle_realtime realtime;
} ChainStep;

typedef struct Chain Chain;

/** The rest about each module. */
typedef struct ChainModule {
    Chain *chain;
    const ossicle_module *module;
    const ossicle_module *code; /**< the same with its functions, if it has an instance */
    Library *library; /**< that holds the module, held; NULL: the module is there for ever */
    void *instance;
    ossicle_host host;
    uint32_t first_parameter; /**< in the chain's parameter queue */
    bool is_bypassed;         /**< as in the spec @{ */
    bool is_kept_out;         /**< @} */
    bool is_out;              /**< one of these, or paused */
    bool has_instance;        /**< and a step: is neither out nor elsewhere */
    bool is_active;
    void *state; /**< that was loaded or saved last; NULL: none */
    size_t state_size;
    uint32_t failures;    /**< of process */
    uint32_t non_finites; /**< blocks with a NaN or an infinity */
} ChainModule;

/** A block on its way through the chain. */
typedef struct ChainBlock {
    int64_t sample_time;
    uint64_t host_time_ns;
    uint32_t frames;
    uint32_t flags; /**< OSSICLE_BLOCK_* */
} ChainBlock;

struct Chain {
    ChainStep *steps; /**< of the modules that have instances, in their order */
    size_t step_count;
    size_t count; /**< of modules */
    bool is_elsewhere;
    struct RemoteChain *remote; /**< who has the instances, if they are elsewhere */
    bool has_only_effects;
    bool is_active;
    bool latency_is_stale; /**< a module said so in this block */
    uint32_t watched_blocks;
    uint32_t channels;
    uint32_t max_frames;
    /** Sound on its way: a block goes from [0] to [1] and back. */
    ossicle_block ways[2];
    Planar buffers[2];
    Planar generated;
    float *interleaved; /**< the result */
    ossicle_event *events;
    uint32_t *event_ends; /**< per module: where its events end */
    ChainModule *modules;
    double sample_rate_hz;
    const ChainClock *clock;
    _Atomic uint32_t *running;
    _Atomic uint32_t own_running;
    uint64_t *marks;        /**< ticks between modules, see module_times_add */
    ModuleTimes *times;     /**< what is counted, */
    ModuleTimes *own_times; /**< here unless the memory was given */
    uint16_t number;
    BlockTimes last; /**< of the last block */
    ParameterQueue parameters;
    Log log;
    LogQueue *log_queue;
    News *latency_news;
    _Atomic uint32_t latency_frames;
    _Atomic uint64_t silenced_blocks;
    _Atomic uint64_t failed_blocks;
    _Atomic uint64_t lost_lines;
};

/** [control] Create and activate the modules of `spec`, which isn't empty, but for those that are
 * bypassed or kept out. Modules take back their states first; one that refuses to begins without,
 * and the log says so. It can't process before chain_make_room. On failure `*chain` is NULL. */
Status chain_new(const ChainSpec *spec, const ChainConfig *config, Chain **chain, Error *error);

/** [control, before chain_make_room] Count times here, and not in memory of the chain's own. */
void chain_count_in(Chain *chain, ModuleTimes *times);

/** [control, not running] Make what processing needs and isn't there yet, with all memory touched.
 */
Status chain_make_room(Chain *chain);

/** The largest state of a module, in bytes. */
#define CHAIN_STATE_MAX ((size_t)16 << 20)

/** [control, not processing] Ask each module for its state, which chain_copy gives from now on. A
 * module whose state can't be had keeps the one before, and the log says why. */
void chain_save_states(Chain *chain);

/** [control] A new module takes its state: that of `from`, if it has one. Fails only for lack of
 * memory. */
Status chain_load_state(ChainModule *module, const ChainSpecModule *from);

/** [control] Deactivate, destroy and free, and let go of the modules' libraries. NULL is fine. */
void chain_free(Chain *chain);

/** [control, not running] Activate all modules, anew if they are active, with the values that their
 * parameters have now. On failure none is active. */
Status chain_activate(Chain *chain, double sample_rate_hz, Error *error);

/** [control, not running; or audio] Reset all modules. */
void chain_reset(Chain *chain) OSSICLE_REALTIME;

/** [audio] Process one block of interleaved sound, at most max_frames. Returns the result,
 * interleaved, good until the next call. */
const float *chain_process(Chain *chain, const ChainBlock *block,
                           const float *samples) OSSICLE_REALTIME;

/** [audio] The middle of chain_process, from planar to planar: what is in buffers[0] goes through
 * the modules. Returns the channels that hold the result. */
const float *const *chain_run(Chain *chain, const ChainBlock *block) OSSICLE_REALTIME;

/** [control, not running; or audio] Say that the code of the module at `index` runs now. */
static inline void chain_enter(Chain *chain, size_t index) OSSICLE_REALTIME
{
    atomic_store_explicit(chain->running, (uint32_t)index + 1, memory_order_relaxed);
}

/** [control, not running; or audio] Say that no module's code runs any more. */
static inline void chain_leave(Chain *chain) OSSICLE_REALTIME
{
    atomic_store_explicit(chain->running, CHAIN_NO_MODULE, memory_order_relaxed);
}

/** [control, not running; or audio] Ask the modules for their latency and publish the sum. */
void chain_update_latency(Chain *chain) OSSICLE_REALTIME;

/** [audio] Log a line "origin: text" without waiting; count it if it is lost. */
void chain_say(Chain *chain, LogLevel level, const char *origin, const char *text) OSSICLE_REALTIME;

/** [control] Fill in the host services for process, one table per module. */
void chain_services_init(ChainModule *module, ossicle_realtime *realtime);

#endif
