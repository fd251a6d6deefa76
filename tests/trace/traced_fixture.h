/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file traced_fixture.h
 * A driver and a host that check every argument and do nothing, and a log that keeps what a trace
 * writes. */

#ifndef OSSICLE_TESTS_TRACE_TRACED_FIXTURE_H
#define OSSICLE_TESTS_TRACE_TRACED_FIXTURE_H

#include "trace/traced.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <pthread.h>

/** What each slot must be called with, and what it gives. */
enum {
    FAKE_DEVICE = 7,
    FAKE_STREAM = 9,
    FAKE_CLIENT = 3,
    FAKE_PROCESS = 1234,
    FAKE_OPERATION = kAudioServerPlugInIOOperationReadInput,
    FAKE_FRAMES = 512,
    FAKE_ACTION = 42,
    FAKE_SEED = 5,
};

/** The driver; `status` is what every slot with an OSStatus returns. */
typedef struct FakeDriver {
    AudioServerPlugInDriverInterface *interface; /* first */
    AudioServerPlugInDriverInterface table;
    AudioServerPlugInHostInterface host; /* for it */
    AudioServerPlugInHostRef given_host; /* by Initialize */
    OSStatus status;
    unsigned calls;
    unsigned host_calls;
} FakeDriver;

/** The one there is, set anew. */
FakeDriver *fake_driver_reset(void);

/** The arguments that it expects. @{ */
extern const AudioObjectPropertyAddress fake_property;
extern AudioServerPlugInIOCycleInfo fake_cycle;
extern unsigned char fake_value[16]; /**< value, qualifier and both buffers point here */
/** @} */

enum { KEPT_LINES = 4096 };

/** What a trace wrote. */
typedef struct KeptLines {
    pthread_mutex_t lock; /**< held: writing waits */
    size_t count;
    char *lines[KEPT_LINES];
} KeptLines;

extern KeptLines kept_lines;
extern const Log kept_log;

/** A trace that writes to kept_log. */
Trace *kept_trace(TraceFormat format);

/** Free the lines. */
void kept_lines_free(void);

#endif
