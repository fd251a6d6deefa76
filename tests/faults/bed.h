/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file bed.h
 * A HAL host with our driver and a client that plays the sound of sound.h and looks at all that it
 * hears, while the test changes chains or lets modules misbehave.
 *
 * On the virtual clock, time goes on as soon as the engine has done what it was given, or is found
 * not to: sound runs as fast as the machine allows, but little of it while nobody processes it. All
 * calls abort the test if they fail. */

#ifndef OSSICLE_TESTS_FAULTS_BED_H
#define OSSICLE_TESTS_FAULTS_BED_H

#include "faults/heard.h"
#include "faults/usage.h"
#include "hal/hal_fixture.h"

#include <pthread.h>

/** For a TestSuite: much longer than any test takes. What waits for ever is named, before the whole
 * program is ended without a word. */
#ifdef IS_LONG
enum { BED_TIMEOUT_S = 7200 };
#else
enum { BED_TIMEOUT_S = 300 };
#endif

typedef struct BedOptions {
    bool is_real;        /**< on the real clock */
    UInt32 frames;       /**< of a buffer; 0: 512 */
    unsigned hang_ms;    /**< after which a module hangs; 0: so much that none is found to */
    const char *modules; /**< a folder of modules besides the driver's; may be NULL */
    const char *bundle;  /**< of a driver to use instead of fault_driver.c; may be NULL */
    const char *mode;    /**< of the chain */
    const char *chain;   /**< to begin with */
    const HeardSource *sources;
    size_t source_count;
    unsigned deaths; /**< of a module, to quarantine; 0: there is none */
    HalIOProc proc;  /**< another client than the one that plays the sound and looks; may be NULL */
    void *context;   /**< for proc */
} BedOptions;

/** Numbers of kOssicleDevicePropertyEngine. */
typedef struct BedProgress {
    int64_t written;
    int64_t dealt_with;
    int64_t blocks; /**< that were processed */
} BedProgress;

typedef struct Bed {
    Fixture fixture;
    BedOptions options;
    HalClient *client;
    _Atomic bool is_hasty; /**< a virtual clock doesn't wait for the engine */
    _Atomic bool is_empty; /**< the chain, which processes nothing then */
    BedProgress progress;  /**< the gate's: when it was last passed */
    int64_t next_output;   /**< the I/O thread: what it plays next */
    pthread_mutex_t mutex; /**< guards `heard` while sound runs */
    Heard heard;
} Bed;

/** Start the host and set the chain; no sound runs. */
void bed_init(Bed *bed, const BedOptions *options);

/** Set the frames of a buffer while no sound runs. */
void bed_set_buffer(Bed *bed, UInt32 frames);

/** Let the sound run, or stop it. What was heard before is forgotten by play. @{ */
void bed_play(Bed *bed);
void bed_stop(Bed *bed);
/** @} */

/** While sound runs that is one of the sources, as it is: forget what was wrong before. */
void bed_forgive(Bed *bed);

/** No broken rule, nothing heard that mustn't be; then end everything. */
void bed_cleanup(Bed *bed);

/** Nothing was heard so far that mustn't be, and no sample was missed. */
void bed_assert_heard(Bed *bed);

/** How many frames of a source, or of all, were heard so far. @{ */
uint64_t bed_frames_of(Bed *bed, size_t source);
uint64_t bed_frames(Bed *bed);
/** @} */

/** How often a source was heard after another one. */
uint64_t bed_turns_of(Bed *bed, size_t source);

/** Wait until so many more frames of a source, or of all, have been heard. @{ */
void bed_hear(Bed *bed, size_t source, uint64_t frames);
void bed_run(Bed *bed, uint64_t frames);
/** @} */

/** Let a virtual clock run on without waiting for the engine, so that it is late, or wait again. */
void bed_hurry(Bed *bed, bool is_hasty);

/** What is used while sound runs, as if each lane had had its turn: it keeps its memory from then
 * on. */
Usage bed_usage_before(void);

/** What the process uses once the engine has let go of what it doesn't need any more, which it does
 * a while after a chain has taken over: looks until nothing is counted more often than `before`, or
 * for so long that something must be lost. */
Usage bed_usage_after(Bed *bed, const Usage *before);

/** Stop the sound, set an empty chain, and say what the process uses once no worker is left, which
 * is waited for, but for the memory of lanes: the engine keeps that, and not all have had their
 * turn. `has_orphans`: workers may have left processes of their own, which nobody else buries. */
Usage bed_usage_at_rest(Bed *bed, bool has_orphans);

/** A moment's pause between two looks at something. */
void bed_pause(void);

/** Set a property of the device that is a text, and wait until it is done. Returns whether the
 * driver took it. */
bool bed_set_text(Bed *bed, AudioObjectPropertySelector selector, const char *text);

/** Set a chain that the driver may refuse. Returns whether it took it. */
bool bed_try_chain(Bed *bed, const char *chain);

/** Set chain or mode, which must be taken. @{ */
void bed_set_chain(Bed *bed, const char *chain);
void bed_set_mode(Bed *bed, const char *mode);
/** @} */

/** The latency that the device publishes. */
UInt32 bed_latency(Bed *bed);

/** A number of kOssicleDevicePropertyEngine. */
int64_t bed_engine_number(Bed *bed, CFStringRef key);

/** Give a parameter of a module of the chain a value. Returns whether the driver took it. */
bool bed_set_parameter(Bed *bed, int module, const char *parameter, double value);

/** The present value of a parameter or meter of a module of the chain. */
double bed_parameter(Bed *bed, int module, const char *parameter);

/** How many errors of the device hold this text. */
unsigned bed_errors_with(Bed *bed, const char *text);

#endif
