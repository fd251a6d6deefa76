/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/io_buffers.h"

#include "hal/discovery.h"
#include "realtime/memory.h"

#include <stdlib.h>
#include <string.h>

/* Behind each buffer, to see whether a driver writes past it. */
enum { GUARD_BYTES = MEMORY_ALIGNMENT };
static const unsigned char guard_fill = 0xa5;

/* native, samples, mix, secondary */
enum { BUFFERS_PER_STREAM = 4 };

static size_t round_up(size_t size)
{
    return (size + MEMORY_ALIGNMENT - 1) / MEMORY_ALIGNMENT * MEMORY_ALIGNMENT;
}

static Status read_stream(IoSide *side, IoStream *stream, Hal *hal, Error *error)
{
    AudioStreamBasicDescription format = {0};
    UInt32 size = sizeof format;
    const AudioObjectPropertyAddress address = {kAudioStreamPropertyPhysicalFormat,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    if (hal_get(hal, stream->id, &address, 0, NULL, &size, &format) != 0 || size != sizeof format)
        return error_set(error, STATUS_FAILED, "stream %u doesn't say its physical format",
                         (unsigned)stream->id);
    stream->format = sample_format_find(&format);
    if (stream->format == NULL || format.mChannelsPerFrame == 0) {
        error_set(error, STATUS_UNSUPPORTED,
                  "stream %u has a physical format that this host can't carry (%u bits, flags "
                  "0x%x, %u channels): use packed native float, int16, int24 or int32",
                  (unsigned)stream->id, (unsigned)format.mBitsPerChannel,
                  (unsigned)format.mFormatFlags, (unsigned)format.mChannelsPerFrame);
        return STATUS_UNSUPPORTED;
    }
    stream->is_float = stream->format->to_float == NULL;
    stream->channels = format.mChannelsPerFrame;
    stream->first_channel = side->channels;
    side->channels += stream->channels;
    return STATUS_OK;
}

static Status read_streams(IoSide *side, Hal *hal, AudioObjectID device,
                           AudioObjectPropertyScope scope, Error *error)
{
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyStreams, scope,
                                                kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    AudioObjectID *ids = hal_copy(hal, device, &address, &size);
    const UInt32 count = ids != NULL ? size / (UInt32)sizeof *ids : 0;
    side->streams = calloc(count + 1U, sizeof *side->streams);
    if (side->streams == NULL) {
        free(ids);
        return error_set(error, STATUS_NO_MEMORY, "device %u: no memory for its streams",
                         (unsigned)device);
    }
    Status status = STATUS_OK;
    for (UInt32 i = 0; status == STATUS_OK && i < count; i++) {
        side->streams[i].id = ids[i];
        side->stream_count = i + 1;
        status = read_stream(side, &side->streams[i], hal, error);
    }
    free(ids);
    return status;
}

static unsigned char *take(unsigned char **memory, size_t size)
{
    unsigned char *taken = *memory;
    memset(taken + size, guard_fill, GUARD_BYTES);
    *memory += round_up(size) + GUARD_BYTES;
    return taken;
}

static void divide_memory(IoSide *side, UInt32 frames)
{
    unsigned char *memory = side->memory;
    side->is_direct = side->stream_count == 1;
    for (UInt32 i = 0; i < side->stream_count; i++) {
        IoStream *stream = &side->streams[i];
        const size_t size = stream->buffer_size;
        stream->native = take(&memory, size);
        stream->samples = stream->is_float ? stream->native : (void *)take(&memory, size);
        stream->mix = (float *)(void *)take(&memory, size);
        stream->secondary = take(&memory, size);
    }
    side->frames = side->is_direct
                       ? side->streams[0].samples
                       : (float *)(void *)take(&memory, sizeof(float) * frames * side->channels);
}

Status io_side_init(IoSide *side, Hal *hal, AudioObjectID device, AudioObjectPropertyScope scope,
                    UInt32 frames, Error *error)
{
    memset(side, 0, sizeof *side);
    const Status status = read_streams(side, hal, device, scope, error);
    if (status != STATUS_OK || side->stream_count == 0)
        return status;
    size_t total = round_up(sizeof(float) * frames * side->channels) + GUARD_BYTES;
    for (UInt32 i = 0; i < side->stream_count; i++) {
        side->streams[i].buffer_size = sizeof(float) * frames * side->streams[i].channels;
        total += BUFFERS_PER_STREAM * (round_up(side->streams[i].buffer_size) + GUARD_BYTES);
    }
    side->memory = memory_new(total);
    if (side->memory == NULL)
        return error_set(error, STATUS_NO_MEMORY,
                         "device %u: no memory for %u frames of %u channels", (unsigned)device,
                         (unsigned)frames, (unsigned)side->channels);
    divide_memory(side, frames);
    return STATUS_OK;
}

void io_side_cleanup(IoSide *side)
{
    memory_free(side->memory);
    free(side->streams);
    memset(side, 0, sizeof *side);
}

void io_side_gather(IoSide *side, UInt32 frames) OSSICLE_REALTIME
{
    if (side->is_direct)
        return;
    for (UInt32 i = 0; i < side->stream_count; i++) {
        const IoStream *stream = &side->streams[i];
        for (UInt32 frame = 0; frame < frames; frame++)
            memcpy(&side->frames[(size_t)frame * side->channels + stream->first_channel],
                   &stream->samples[(size_t)frame * stream->channels],
                   sizeof(float) * stream->channels);
    }
}

void io_side_scatter(IoSide *side, UInt32 frames) OSSICLE_REALTIME
{
    if (side->is_direct)
        return;
    for (UInt32 i = 0; i < side->stream_count; i++) {
        const IoStream *stream = &side->streams[i];
        for (UInt32 frame = 0; frame < frames; frame++)
            memcpy(&stream->samples[(size_t)frame * stream->channels],
                   &side->frames[(size_t)frame * side->channels + stream->first_channel],
                   sizeof(float) * stream->channels);
    }
}

static bool guard_holds(const void *buffer, size_t size) OSSICLE_REALTIME
{
    const unsigned char *guard = (const unsigned char *)buffer + size;
    unsigned char difference = 0;
    for (int i = 0; i < GUARD_BYTES; i++)
        difference |= guard[i] ^ guard_fill;
    return difference == 0;
}

bool io_stream_guards_hold(const IoStream *stream) OSSICLE_REALTIME
{
    return guard_holds(stream->native, stream->buffer_size) &&
           guard_holds(stream->secondary, stream->buffer_size);
}
