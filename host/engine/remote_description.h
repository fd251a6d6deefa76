/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file remote_description.h
 * A chain as the host describes it to a worker process: LINK_MAKE, behind the files that its
 * modules come from. */

#ifndef OSSICLE_ENGINE_REMOTE_DESCRIPTION_H
#define OSSICLE_ENGINE_REMOTE_DESCRIPTION_H

#include "base/status.h"
#include "engine/chain.h"
#include "engine/link_messages.h"

#include <stdint.h>

/** What the chain is made for. */
typedef struct RemoteSound {
    uint32_t channels;
    uint32_t max_frames;
    double sample_rate_hz;
    uint32_t parameters; /**< of all modules */
    uint32_t number;     /**< see ChainConfig */
} RemoteSound;

/** [control, host] Send the files that the modules of `spec` need. */
Status remote_description_send_files(LinkEnd *end, const ChainSpec *spec, Error *error);

/** [control, host] Write the description. */
void remote_description_write(MessageWriter *content, const ChainSpec *spec,
                              const RemoteSound *sound);

/** Loads the file of that number, which is the index of the first module that needs it; the library
 * stays the loader's. NULL with `error` if it can't be. */
typedef Library *RemoteLoad(void *context, uint32_t file, Error *error);

/** Stands for a module that isn't created: no more than its parameters. */
typedef struct RemotePlace {
    struct RemotePlace *next;
    ossicle_module module;
    ossicle_parameter parameters[];
} RemotePlace;

/** What the worker makes of the description. */
typedef struct RemoteDescription {
    RemoteSound sound;
    ChainSpec spec;
    RemotePlace *places;
} RemoteDescription;

/** [control, worker] Read what stands before the modules. */
Status remote_description_read_sound(MessageReader *reader, RemoteSound *sound, Error *error);

/** [control, worker] Read a description. On failure `description` is empty. */
Status remote_description_read(RemoteDescription *description, MessageReader *reader,
                               RemoteLoad *load, void *context, Error *error);

/** [control, worker] A zeroed description is fine. */
void remote_description_cleanup(RemoteDescription *description);

#endif
