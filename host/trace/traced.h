/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file traced.h
 * A driver's interface with a trace in between. Every slot passes its arguments and results on as
 * they are, and stands by the thread rules of the slot that it calls. */

#ifndef OSSICLE_TRACE_TRACED_H
#define OSSICLE_TRACE_TRACED_H

#include "realtime/realtime.h"
#include "trace/trace.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdatomic.h>

/** What a driver calls in place of its host. */
typedef struct TracedHost {
    AudioServerPlugInHostInterface interface; /**< first: a reference to the host is one to this */
    AudioServerPlugInHostRef host;
    _Atomic(Trace *) trace; /**< NULL: calls are passed on and no more */
} TracedHost;

/** What a HAL calls in place of a driver. */
typedef struct Traced {
    /** First, since a HAL's reference to a driver is a pointer to this. */
    AudioServerPlugInDriverInterface *interface;
    const struct Traced *self;              /**< by which a reference shows that it is one */
    AudioServerPlugInDriverInterface table; /**< what `interface` points to */
    AudioServerPlugInDriverRef driver;      /**< the reference that calls are passed on with */
    /** Whose slots they are passed on to. */
    const AudioServerPlugInDriverInterface *const *slots;
    _Atomic(Trace *) trace; /**< NULL: calls are passed on and no more */
    TracedHost host;        /**< passed on with Initialize, if it has a trace */
} Traced;

/** [control] Put `trace` between a HAL and any driver. Returns the reference for the HAL. `traced`
 * outlives it, and `trace` outlives `traced`. */
AudioServerPlugInDriverRef traced_init(Traced *traced, AudioServerPlugInDriverRef driver,
                                       Trace *trace);

/** @name For a driver whose state begins with a Traced
 * Its own slots stay in a table behind `plain`, and serve the same reference.
 * @{ */
/** [control] Begin without a trace: `table` is a copy of the plain one, and calls go straight to
 * the driver. Its host is to be that of traced_host_init. */
void traced_embed(Traced *traced, const AudioServerPlugInDriverInterface *const *plain);
/** [control, one thread at a time] Let the trace see the calls that begin from now on, or with NULL
 * none. The HAL may call meanwhile and keep pointers to `table`; a trace that was seen is freed
 * only with the driver. */
void traced_switch(Traced *traced, Trace *trace);
/** @} */

/** [control] Stand between a driver and `host`, without a trace at first. Returns the reference for
 * the driver. */
AudioServerPlugInHostRef traced_host_init(TracedHost *traced, AudioServerPlugInHostRef host);

/** [any] The state behind a HAL's reference, or NULL if it isn't one. */
static inline Traced *traced_from_reference(void *reference) OSSICLE_REALTIME
{
    Traced *traced = reference;
    return traced && traced->self == traced ? traced : NULL;
}

#endif
