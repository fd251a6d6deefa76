/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file route.h
 * Which lane readers hear at which sample time, and how one lane takes over from another: all
 * readers fade on the same frames.
 *
 * Before `start` they hear `from`; then a cross-fade whose two gains add up to 1, for
 * ROUTE_FADE_FRAMES; then `to`. */

#ifndef OSSICLE_ENGINE_ROUTE_H
#define OSSICLE_ENGINE_ROUTE_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** How many lanes an engine has: one that is heard, one that takes over, one that is to be next,
 * and one that is being made. */
#define ROUTE_LANES 4u

/** In place of a lane: the dry sound, which is the empty chain. */
#define ROUTE_DRY ROUTE_LANES

/** How long a cross-fade from one lane to another takes. */
#define ROUTE_FADE_FRAMES 512u

typedef struct Route {
    uint32_t from; /**< lane, or ROUTE_DRY */
    uint32_t to;   /**< lane, or ROUTE_DRY; `from` if nothing changes */
    int64_t start;
    uint32_t latency_frames; /**< how late what is heard is before `start` */
} Route;

/** Where the present route stands, for any number of readers. */
typedef struct RouteBoard {
    _Atomic uint32_t version;
    struct {
        _Atomic uint32_t lanes; /**< from, and to shifted by 8 bits */
        _Atomic uint32_t latency_frames;
        _Atomic int64_t start;
    } routes[4];
} RouteBoard;

/** A route that stays. */
static inline Route route_to(uint32_t lane) OSSICLE_REALTIME
{
    return (Route){lane, lane, INT64_MIN, 0};
}

/** Whether one lane takes over from another. */
static inline bool route_changes(const Route *route) OSSICLE_REALTIME
{
    return route->from != route->to;
}

/** [one writer: io while sound runs, else control] */
void route_publish(RouteBoard *board, const Route *route) OSSICLE_REALTIME;

/** [any] The present route. */
Route route_read(const RouteBoard *board) OSSICLE_REALTIME;

#endif
