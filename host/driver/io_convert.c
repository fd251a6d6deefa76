/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/io_convert.h"

static const StreamFormat *format_of(const Device *device, Side side) OSSICLE_REALTIME
{
    return atomic_load_explicit(&device->streams[side].integer, memory_order_relaxed);
}

void io_read_integers(const Device *device, Engine *engine, Reader *reader, int64_t sample_time,
                      UInt32 frames, void *samples) OSSICLE_REALTIME
{
    const StreamFormat *format = format_of(device, SIDE_INPUT);
    const UInt32 channels = device_configuration(device)->channels;
    const UInt32 piece = READER_PIECE_SAMPLES / channels;
    unsigned char *to = samples;
    for (UInt32 done = 0; done < frames;) {
        const UInt32 count = frames - done < piece ? frames - done : piece;
        const size_t sample_count = (size_t)count * channels;
        engine_read(engine, &reader->engine, sample_time + done, count, reader->piece);
        format->from_float(to, reader->piece, sample_count);
        to += sample_count * format->sample_bytes;
        done += count;
    }
}

/* In the same blocks that the engine makes of what is written at once. */
void io_write_integers(const Device *device, Engine *engine, int64_t sample_time,
                       uint64_t host_time_ns, UInt32 frames, const void *samples) OSSICLE_REALTIME
{
    const StreamFormat *format = format_of(device, SIDE_OUTPUT);
    const UInt32 channels = device_configuration(device)->channels;
    const unsigned char *from = samples;
    for (UInt32 done = 0; done < frames;) {
        const UInt32 rest = frames - done;
        const UInt32 count = rest < ENGINE_BLOCK_FRAMES ? rest : ENGINE_BLOCK_FRAMES;
        const size_t sample_count = (size_t)count * channels;
        format->to_float(device->mix, from, sample_count);
        io_write_float(device, engine, sample_time + done, host_time_ns, count, device->mix);
        from += sample_count * format->sample_bytes;
        done += count;
    }
}
