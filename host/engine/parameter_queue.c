/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/parameter_queue.h"

#include "realtime/memory.h"

#include <string.h>

Status parameter_queue_init(ParameterQueue *queue, uint32_t count, const double *values)
{
    memset(queue, 0, sizeof *queue);
    queue->given = memory_new(parameter_given_bytes(count));
    queue->taken = memory_new(parameter_taken_bytes(count));
    queue->count = count;
    if (!queue->given || !queue->taken ||
        parameter_giver_init(&queue->giver, count, values, queue->given, queue->taken) ||
        parameter_taker_init(&queue->taker, count, queue->given, queue->taken)) {
        parameter_queue_cleanup(queue);
        return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

Status parameter_queue_share(ParameterQueue *queue, uint32_t count, const double *values,
                             ParameterGiven *given, ParameterTimed *timed, ParameterTaken *taken)
{
    memset(queue, 0, sizeof *queue);
    queue->count = count;
    if (parameter_giver_init(&queue->giver, count, values, given, taken) ||
        parameter_taker_init(&queue->taker, count, given, taken)) {
        parameter_queue_cleanup(queue);
        return STATUS_NO_MEMORY;
    }
    parameter_giver_use_timed(&queue->giver, timed);
    return STATUS_OK;
}

Status parameter_queue_attach(ParameterQueue *queue, uint32_t count, const ParameterGiven *given,
                              const ParameterTimed *timed, ParameterTaken *taken)
{
    memset(queue, 0, sizeof *queue);
    queue->count = count;
    if (parameter_taker_init(&queue->taker, count, given, taken) ||
        parameter_taker_make_room(&queue->taker, timed)) {
        parameter_queue_cleanup(queue);
        return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

Status parameter_queue_make_room(ParameterQueue *queue)
{
    if (!queue->given || queue->timed)
        return STATUS_OK;
    ParameterTimed *timed = memory_new(sizeof *timed);
    if (!timed || parameter_taker_make_room(&queue->taker, timed)) {
        memory_free(timed);
        return STATUS_NO_MEMORY;
    }
    queue->timed = timed;
    parameter_giver_use_timed(&queue->giver, timed);
    return STATUS_OK;
}

void parameter_queue_cleanup(ParameterQueue *queue)
{
    parameter_taker_cleanup(&queue->taker);
    parameter_giver_cleanup(&queue->giver);
    memory_free(queue->given);
    memory_free(queue->timed);
    memory_free(queue->taken);
    memset(queue, 0, sizeof *queue);
}

Status parameter_queue_give(ParameterQueue *queue, uint32_t parameter, double value,
                            int64_t sample_time)
{
    return parameter_giver_give(&queue->giver, parameter, value, sample_time);
}

double parameter_queue_value(const ParameterQueue *queue, uint32_t parameter)
{
    return parameter_taker_value(&queue->taker, parameter);
}

double parameter_queue_shown(const ParameterQueue *queue, uint32_t parameter)
{
    return atomic_load_explicit(&queue->taker.taken->meters[parameter], memory_order_relaxed);
}

void parameter_queue_show(ParameterQueue *queue, uint32_t parameter, double value) OSSICLE_REALTIME
{
    parameter_taker_show(&queue->taker, parameter, value);
}

bool parameter_queue_waits(const ParameterQueue *queue)
{
    return parameter_taker_waits(&queue->taker);
}

void parameter_queue_settle(ParameterQueue *queue)
{
    parameter_taker_settle(&queue->taker);
}

uint32_t parameter_queue_collect(ParameterQueue *queue, int64_t sample_time,
                                 uint32_t frames) OSSICLE_REALTIME
{
    return parameter_taker_collect(&queue->taker, sample_time, frames);
}
