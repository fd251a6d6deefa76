/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file recording.h
 * A device's flight recording (base/recording.h), as a running host gives it. [control] */

#ifndef OSSICLE_TOOL_RECORDING_H
#define OSSICLE_TOOL_RECORDING_H

#include "base/recording.h"
#include "base/status.h"

#include <stddef.h>

typedef struct Recording {
    RecordingHeader header;
    const CycleRecord *cycles;
    const BlockRecord *blocks;
    const EventRecord *events;
    const NameRecord *names;
    char *bytes;
} Recording;

/** Take a recording from two hexadecimal digits for each byte, and check that all of it is there.
 */
Status recording_init(Recording *recording, const char *digits, Error *error);

/** A zeroed one is fine. */
void recording_cleanup(Recording *recording);

/** The id of a chain's module, or NULL. */
const char *recording_module(const Recording *recording, uint32_t chain, uint32_t module);

#endif
