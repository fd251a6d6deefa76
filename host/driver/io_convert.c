/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/io_convert.h"

static const StreamFormat *format_of(const Device *device, Side side) OSSICLE_REALTIME
{
    return atomic_load_explicit(&device->streams[side].integer, memory_order_relaxed);
}

OSStatus io_read_integers(Device *device, Engine *engine, UInt32 client, UInt32 frames,
                          const AudioServerPlugInIOCycleInfo *cycle, void *samples) OSSICLE_REALTIME
{
    Reader *reader = client_table_reader(&device->clients, client);
    const int64_t sample_time = (int64_t)cycle->mInputTime.mSampleTime;
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
    return kAudioHardwareNoError;
}

/* A piece of the mix, which may be changed where it is. */
static void write_float(const Device *device, Engine *engine, int64_t sample_time, uint64_t time_ns,
                        UInt32 frames, float *samples) OSSICLE_REALTIME
{
    HighPass *high_pass = atomic_load_explicit(&device->high_pass, memory_order_acquire);
    if (high_pass && !high_pass_is_idle(high_pass))
        high_pass_process(high_pass, frames, device_configuration(device)->channels, samples);
    engine_write(engine, sample_time, time_ns, frames, samples);
}

/* In the same blocks that the engine makes of what is written at once. */
static void write_integers(const Device *device, Engine *engine, int64_t sample_time,
                           uint64_t time_ns, UInt32 frames, const void *samples) OSSICLE_REALTIME
{
    const StreamFormat *format = format_of(device, SIDE_OUTPUT);
    const UInt32 channels = device_configuration(device)->channels;
    const unsigned char *from = samples;
    for (UInt32 done = 0; done < frames;) {
        const UInt32 rest = frames - done;
        const UInt32 count = rest < ENGINE_BLOCK_FRAMES ? rest : ENGINE_BLOCK_FRAMES;
        const size_t sample_count = (size_t)count * channels;
        format->to_float(device->mix, from, sample_count);
        write_float(device, engine, sample_time + done, time_ns, count, device->mix);
        from += sample_count * format->sample_bytes;
        done += count;
    }
}

OSStatus io_write_changed(Device *device, Engine *engine, UInt32 frames,
                          const AudioServerPlugInIOCycleInfo *cycle, void *samples) OSSICLE_REALTIME
{
    const int64_t sample_time = (int64_t)cycle->mOutputTime.mSampleTime;
    const uint64_t time_ns = clock_ticks_to_ns(&device->clock, cycle->mOutputTime.mHostTime);
    if (format_of(device, SIDE_OUTPUT))
        write_integers(device, engine, sample_time, time_ns, frames, samples);
    else
        write_float(device, engine, sample_time, time_ns, frames, samples);
    return kAudioHardwareNoError;
}
