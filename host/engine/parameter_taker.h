/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_taker.h
 * The side that takes new values of parameters to the blocks in which they take effect: see
 * parameter_state.h. It may be in another process than the giver. */

#ifndef OSSICLE_ENGINE_PARAMETER_TAKER_H
#define OSSICLE_ENGINE_PARAMETER_TAKER_H

#include "base/status.h"
#include "engine/parameter_state.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

/** A change that takes effect in the block at hand. */
typedef struct DueChange {
    uint32_t frame_offset;
    uint32_t parameter;
    uint32_t order;
    double value;
} DueChange;

typedef struct ParameterTaker {
    const ParameterGiven *given;
    const ParameterTimed *timed; /**< NULL: there is no room yet */
    ParameterTaken *taken;
    uint32_t count;
    uint32_t timed_tail;
    uint32_t at_once; /**< what was looked through */
    uint32_t sorted_count;
    uint32_t *orders;    /**< per parameter: of the last change at once that was taken */
    TimedChange *sorted; /**< taken from the ring, latest first */
    DueChange *due;      /**< of the block at hand */
} ParameterTaker;

/** [control, no audio] Begin to take from `given`, which its giver has made; nothing of it is taken
 * yet. The memory of both parts outlives the taker. */
Status parameter_taker_init(ParameterTaker *taker, uint32_t count, const ParameterGiven *given,
                            ParameterTaken *taken);

/** [control, no audio] Make what audio needs and isn't there yet: it takes much more memory than
 * the rest. `timed`, the giver's, outlives the taker. */
Status parameter_taker_make_room(ParameterTaker *taker, const ParameterTimed *timed);

/** [control] A zeroed taker is fine. */
void parameter_taker_cleanup(ParameterTaker *taker);

/** [control, no audio] Whether changes wait. */
bool parameter_taker_waits(const ParameterTaker *taker);

/** [control, no audio] Take all that waits: whoever calls applies the values that
 * parameter_taker_value gives afterwards. */
void parameter_taker_settle(ParameterTaker *taker);

/** [any] The value last given. */
double parameter_taker_value(const ParameterTaker *taker, uint32_t parameter) OSSICLE_REALTIME;

/** [audio] Set what a meter shows. */
void parameter_taker_show(ParameterTaker *taker, uint32_t parameter, double value) OSSICLE_REALTIME;

/** [audio] Collect in `due` what takes effect in the block, by frame and order. Returns how many.
 */
uint32_t parameter_taker_collect(ParameterTaker *taker, int64_t sample_time,
                                 uint32_t frames) OSSICLE_REALTIME;

#endif
