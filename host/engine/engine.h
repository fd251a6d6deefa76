/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine.h
 * What happens to one device's sound: a loopback addressed by sample time, with a chain of modules
 * between its writer and its readers.
 *
 * Roles: [control] one thread at a time, may block. [io] the HAL's I/O thread: one writer; any
 * number of readers, each with an EngineReader of its own. All audio at this boundary is
 * interleaved 32-bit float. */

#ifndef OSSICLE_ENGINE_ENGINE_H
#define OSSICLE_ENGINE_ENGINE_H

#include "base/log.h"
#include "base/status.h"
#include "engine/chain_spec.h"
#include "engine/engine_event.h"
#include "engine/gain_stage.h"
#include "engine/join.h"
#include "engine/parameter_queue.h"
#include "engine/recorder.h"
#include "engine/supervisor.h"
#include "loader/catalog.h"
#include "realtime/log_queue.h"

#include <module-api.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Engine Engine;

#define ENGINE_MAX_CHANNELS GAIN_TABLE_CHANNELS

/** The largest block that modules see; what is written in one piece is divided into such. */
#define ENGINE_BLOCK_FRAMES 512u

/** Where a chain runs. Texts: engine_mode_text. */
typedef enum EngineMode {
    ENGINE_MODE_INLINE,   /**< on the I/O thread, inside engine_write */
    ENGINE_MODE_WORKER,   /**< on a realtime thread of its own */
    ENGINE_MODE_ISOLATED, /**< on a realtime thread of a process of its own, so that whatever a
                             module does costs its effect alone */
    ENGINE_MODE_COUNT,
} EngineMode;

typedef struct EngineConfig {
    uint32_t channels;      /**< 1 to 256 */
    uint32_t ring_frames;   /**< how far back readers can reach; a power of two */
    double sample_rate_hz;  /**< 8000 to 768000 */
    const Catalog *catalog; /**< outlives the engine */
    const Log *log;         /**< outlives the engine; may be NULL */
    LogQueue *log_queue;    /**< carries what modules say while they process; outlives the engine;
                               NULL: that is lost */
    Recorder *recorder;     /**< told what changes; outlives the engine; may be NULL */
    /** [control, the log queue's thread, no lock] A module changed its latency while it processed;
     * may be NULL. Not called any more when engine_free returns. Must not free the engine. */
    void (*latency_changed)(void *context);
    Supervisor *supervisor;  /**< watches over what runs the chain; outlives the engine; NULL:
                                nobody does, and there is no isolated mode */
    EnginePolicy policy;     /**< all zero: ENGINE_POLICY_DEFAULT */
    const char *worker_path; /**< the program for isolated mode; outlives the engine; NULL: there
                                is no such mode */
    /** [control, the supervisor's thread or a caller of the engine, which may hold a lock: don't
     * call the engine] What the owner has to know; may be NULL. What `event` points to
     * is good for the call. Not called any more when engine_free returns. */
    void (*event)(void *context, const EngineEvent *event);
    void *context; /**< for latency_changed and event */
} EngineConfig;

/** Counted since engine_new, but for the load. */
typedef struct EngineCounters {
    uint64_t blocks;               /**< handed in: with a chain ENGINE_BLOCK_FRAMES at most each */
    uint64_t processed_blocks;     /**< that went through the chain */
    uint64_t dropped_blocks;       /**< the worker was so late that no block was free, or that the
                                      sound was overwritten before it was processed */
    uint64_t late_frames;          /**< read dry because they weren't processed yet */
    uint64_t silenced_blocks;      /**< the chain wrote a NaN or an infinity */
    uint64_t failed_blocks;        /**< a module's process returned a failure */
    double worker_load;            /**< how much of the sound's duration processing it took, over
                                      about a second, in either mode: 1 is all the time there is;
                                      0 while stopped */
    uint64_t troubles;             /**< how often what runs the chain died or hung, or the chain was
                                      always late */
    uint64_t restarts;             /**< how often it was made again because of that */
    uint64_t lost_log_lines;       /**< modules logged faster than could be written, or there was
                                      no log queue */
    int64_t written_sample_time;   /**< end of what was handed in */
    int64_t processed_sample_time; /**< end of what has been dealt with, dropped blocks included:
                                      equal to written_sample_time when and only when all is done */
} EngineCounters;

/** How loud a channel was, 1 being full scale. */
typedef struct EngineLevel {
    float peak; /**< the largest magnitude */
    float rms;  /**< the root of the mean square */
} EngineLevel;

/** Over how long levels are measured. */
#define ENGINE_LEVEL_SECONDS 0.1

/** One reader's memory of what it was given, so that wet and dry are joined without a click and
 * gains glide. Embedded by the caller; engine_reader_init makes it. All zero: has been silent for
 * long. */
typedef struct EngineReader {
    GainStage gain;
    JoinReader join;
} EngineReader;

/** [control] Make a stopped engine with an empty chain in worker mode. It takes little memory
 * before it is started. */
Engine *engine_new(const EngineConfig *config, Error *error);

/** [control] Stop and free. NULL is fine. Not with a lock held that latency_changed takes. */
void engine_free(Engine *engine);

/** [control] Replace the chain and its mode, also while sound runs. Instances are created and
 * activated here, with the parameter values of `spec`; on failure the old chain stays as it was.
 * While sound runs, the new chain is heard when it has caught up, after a cross-fade: a chain that
 * is set before that takes its place. All other functions mean the new chain at once. Its latency
 * may be at most half of ring_frames. */
Status engine_set_chain(Engine *engine, const ChainSpec *spec, EngineMode mode, Error *error);

/** [control] Copy the chain as it is now, with every parameter's present value, for the caller to
 * chain_spec_cleanup. */
Status engine_copy_chain(const Engine *engine, ChainSpec *spec, Error *error);

EngineMode engine_mode(const Engine *engine);
const char *engine_mode_text(EngineMode mode);
/** The mode with this name; false if there is none. */
bool engine_mode_parse(const char *text, EngineMode *mode);

/** [control] How many modules the chain has, and each one's table. */
size_t engine_module_count(const Engine *engine);
const ossicle_module *engine_module_at(const Engine *engine, size_t index);

/** [control, any number of threads] The value last given to a parameter, or what a meter shows. */
Status engine_parameter(const Engine *engine, size_t module, uint32_t parameter, double *value);

/** [control, any number of threads] Give a parameter a new value at `sample_time`, or at the start
 * of the next block if `sample_time` is ENGINE_NOW or already past. Refuses a value out of range,
 * one that isn't a number, and meters. Changes take effect by their frame and, on one frame, in the
 * order in which they were given. There is always room for a change at ENGINE_NOW; STATUS_BUSY: too
 * many others wait for their time. What waits when the engine stops takes effect when it starts. */
#define ENGINE_NOW PARAMETER_QUEUE_NOW
Status engine_set_parameter(Engine *engine, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error);

/** [control, stopped] Set another rate. Activates the chain anew; if a module refuses, the rate
 * stays as it was. */
Status engine_set_sample_rate(Engine *engine, double sample_rate_hz, Error *error);

/** [control, any number of threads] Give each channel the factor that readers hear it with: `gains`
 * holds a finite number per channel, negative to turn it over, 0 for silence. Each reader glides to
 * it in a straight line of GAIN_RAMP_SECONDS, from its next frame on. All are 1 at first. */
void engine_set_gains(Engine *engine, const float *gains);

/** [control] Latency in frames: what is read at T is what was written at T - latency. It is the
 * chain's, but doesn't fall while sound runs: see docs/decisions/. Worker mode adds nothing. */
uint32_t engine_latency_frames(const Engine *engine);

/** [control, stopped] Make what sound needs and isn't there yet, with all memory touched, reset
 * modules, empty the loopback, start the worker. What was made stays until engine_free: an I/O
 * thread that comes too late finds it, and the next start is quick. */
Status engine_start(Engine *engine, Error *error);

/** [control] Finish the blocks under way and join the worker. */
void engine_stop(Engine *engine);

/** [control] What happened so far. */
void engine_counters(const Engine *engine, EngineCounters *counters);

/** [control, any number of threads] Measure what readers hear, at the present gains: one level per
 * channel, of the last ENGINE_LEVEL_SECONDS that were written, or of three quarters of the ring if
 * that is shorter. Zeros while the engine is stopped, and before anything was written. Costs the
 * I/O threads nothing. */
void engine_measure(Engine *engine, EngineLevel *levels);

/** engine_measure of what was written from `sample_time` on alone. */
void engine_measure_from(Engine *engine, int64_t sample_time, EngineLevel *levels);

/** Room for what engine_worker_scheduling says. */
#define ENGINE_SCHEDULING_BYTES 256

/** [control, any number of threads] Copy to `text` how the worker runs: "realtime, priority 60", or
 * why it is not. */
void engine_worker_scheduling(const Engine *engine, char text[ENGINE_SCHEDULING_BYTES]);

/** [control or io] A reader that has read nothing, at the present gains. */
void engine_reader_init(EngineReader *reader, const Engine *engine) OSSICLE_REALTIME;

/** [io, one writer, running; else ignored] Hand in `frames` frames from `sample_time` on, channels
 * samples each. Copies; bounded work; never blocks. Any frame count: large ones are divided. */
void engine_write(Engine *engine, int64_t sample_time, uint64_t host_time_ns, uint32_t frames,
                  const float *samples) OSSICLE_REALTIME;

/** [io, running] Fill `samples` with `frames` frames from `sample_time` on: processed sound where
 * it is ready, dry sound (at the same latency) where it isn't, joined without a click, silence
 * where nothing was written or it is too long ago; all of it times the gains, and the same to the
 * bit where those are 1. Bounded work; never blocks. */
void engine_read(Engine *engine, EngineReader *reader, int64_t sample_time, uint32_t frames,
                 float *samples) OSSICLE_REALTIME;

#endif
