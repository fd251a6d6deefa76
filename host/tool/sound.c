/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/sound.h"
#include "tool/interrupt.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_FRAMES = 65536 };

static double memory_limit(void)
{
    return 0.5 * (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

Status sound_init(Sound *sound, const EndpointFormat *format, unsigned copies, Error *error)
{
    const double size = (double)format->frames * format->channels * (double)sizeof(float);
    if (format->frames < 0 || size * copies > memory_limit())
        return error_set(error, STATUS_NO_MEMORY,
                         "%.0f frames of %u channels take %.1f GiB of memory, and half of this "
                         "machine's is %.1f GiB: divide the file",
                         (double)format->frames, (unsigned)format->channels, size * copies / 0x1p30,
                         memory_limit() / 0x1p30);
    /* At least one byte, so that no frames aren't mistaken for no memory. */
    float *const samples = malloc((size_t)size + 1);
    if (!samples)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    memset(samples, 0, (size_t)size);
    *sound = (Sound){samples, format->frames, format->channels, format->rate_hz};
    return STATUS_OK;
}

void sound_cleanup(Sound *sound)
{
    free(sound->samples);
    *sound = (Sound){0};
}

static uint32_t chunk_at(const Sound *sound, int64_t position)
{
    const int64_t rest = sound->frames - position;
    return rest < CHUNK_FRAMES ? (uint32_t)rest : CHUNK_FRAMES;
}

Status sound_read(Sound *sound, Endpoint *endpoint, Error *error)
{
    for (int64_t position = 0; position < sound->frames;) {
        const uint32_t wanted = chunk_at(sound, position);
        float *const samples = sound->samples + position * sound->channels;
        Error reason = {.status = STATUS_OK};
        const uint32_t count = endpoint_capture(endpoint, samples, wanted, &reason);
        if (reason.status)
            return error_set(error, reason.status, "%s", reason.message);
        if (count < wanted)
            return error_set(error, STATUS_IO, "the input ends at frame %lld of %lld",
                             (long long)position + count, (long long)sound->frames);
        if (interrupt_pending())
            return error_set(error, STATUS_BUSY, "interrupted");
        position += count;
    }
    return STATUS_OK;
}

Status sound_write(const Sound *sound, Endpoint *endpoint, Error *error)
{
    Status status = STATUS_OK;
    for (int64_t position = 0; !status && position < sound->frames;) {
        const uint32_t count = chunk_at(sound, position);
        const float *const samples = sound->samples + position * sound->channels;
        status = endpoint_playback(endpoint, samples, count, error);
        if (!status && interrupt_pending())
            status = error_set(error, STATUS_BUSY, "interrupted");
        position += count;
    }
    return status;
}

size_t sound_sample_count(const Sound *sound)
{
    return (size_t)sound->frames * sound->channels;
}
