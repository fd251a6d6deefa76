/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/route.h"

#include "realtime/race.h"

/* A reader that meets this many new routes while it copies one takes the last as it is. */
#define ATTEMPTS 3

#define RELAXED memory_order_relaxed

void route_publish(RouteBoard *board, const Route *route) OSSICLE_REALTIME
{
    const uint32_t version = atomic_load_explicit(&board->version, RELAXED) + 1;
    const uint32_t place = version % (sizeof board->routes / sizeof *board->routes);
    race_fence_stores();
    atomic_store_explicit(&board->routes[place].lanes, route->from | route->to << 8, RELAXED);
    atomic_store_explicit(&board->routes[place].latency_frames, route->latency_frames, RELAXED);
    atomic_store_explicit(&board->routes[place].start, route->start, RELAXED);
    atomic_store_explicit(&board->version, version, memory_order_release);
}

Route route_read(const RouteBoard *board) OSSICLE_REALTIME
{
    Route route = {0};
    uint32_t version = atomic_load_explicit(&board->version, memory_order_acquire);
    for (int i = 0; i < ATTEMPTS; i++) {
        const uint32_t place = version % (sizeof board->routes / sizeof *board->routes);
        const uint32_t lanes = atomic_load_explicit(&board->routes[place].lanes, RELAXED);
        route = (Route){.from = lanes & 0xff,
                        .to = lanes >> 8,
                        .start = atomic_load_explicit(&board->routes[place].start, RELAXED),
                        .latency_frames =
                            atomic_load_explicit(&board->routes[place].latency_frames, RELAXED)};
        race_fence_loads();
        const uint32_t now = atomic_load_explicit(&board->version, memory_order_acquire);
        if (REALTIME_LIKELY(now - version < 3)) /* the place hasn't been written anew */
            return route;
        version = now;
    }
    return route;
}
