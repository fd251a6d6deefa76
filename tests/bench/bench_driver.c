/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* WriteMix and ReadInput through the interface, with an empty chain, against the two copies that
 * any loopback needs; and what volume costs on top of that. */

#include "bench/side_by_side.h"
#include "support/fake_host.h"

#include <string.h>

enum { RING = 16384, CLIENT = 1 };

typedef struct Loop {
    AudioServerPlugInDriverRef driver;
    AudioObjectID device;
    AudioObjectID input;
    AudioObjectID output;
    AudioServerPlugInIOCycleInfo cycle;
    float *ring; /* of the bare copies */
    float *in;
    float *out;
    UInt32 channels;
    UInt32 frames;
    uint64_t time; /* of the bare copies; the driver's is in the cycle */
} Loop;

static void run_driver(void *context, uint32_t times)
{
    Loop *loop = context;
    AudioServerPlugInDriverInterface *interface = *loop->driver;
    for (uint32_t i = 0; i < times; i++) {
        (void)interface->DoIOOperation(loop->driver, loop->device, loop->output, CLIENT,
                                       kAudioServerPlugInIOOperationWriteMix, loop->frames,
                                       &loop->cycle, loop->in, NULL);
        (void)interface->DoIOOperation(loop->driver, loop->device, loop->input, CLIENT,
                                       kAudioServerPlugInIOOperationReadInput, loop->frames,
                                       &loop->cycle, loop->out, NULL);
        loop->cycle.mInputTime.mSampleTime += loop->frames;
        loop->cycle.mOutputTime.mSampleTime += loop->frames;
    }
}

static void run_copies(void *context, uint32_t times)
{
    Loop *loop = context;
    const size_t bytes = sizeof(float) * loop->frames * loop->channels;
    for (uint32_t i = 0; i < times; i++) {
        float *at = loop->ring + (loop->time & (RING - 1)) * loop->channels;
        memcpy(at, loop->in, bytes);
        __asm__ volatile("" : : : "memory");
        memcpy(loop->out, at, bytes);
        __asm__ volatile("" : : : "memory");
        loop->time += loop->frames;
    }
}

static float *new_samples(size_t count)
{
    float *samples = aligned_alloc(128, (count * sizeof *samples + 127) / 128 * 128);
    if (!samples)
        abort();
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(i % 1000) / 1000;
    return samples;
}

static Loop new_loop(const FakeHost *host, UInt32 frames, UInt32 channels)
{
    return (Loop){
        .driver = host->driver,
        .device = fake_host_device(host),
        .input = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput),
        .output = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput),
        .ring = new_samples((size_t)RING * channels),
        .in = new_samples((size_t)frames * channels),
        .out = new_samples((size_t)frames * channels),
        .channels = channels,
        .frames = frames,
    };
}

static void compare(const char *name, UInt32 frames, UInt32 channels, Float32 decibels,
                    double target)
{
    FakeHost *host = fake_host_new(channels);
    const AudioObjectID volume =
        fake_host_object(host, kAudioVolumeControlClassID, kAudioObjectPropertyScopeInput);
    (void)fake_set(host, volume, kAudioLevelControlPropertyDecibelValue, sizeof decibels,
                   &decibels);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    Loop ours = new_loop(host, frames, channels);
    Loop bare = ours;
    const uint32_t times = (uint32_t)(400000 / ((size_t)frames * channels)) + 4;
    (void)side_by_side(name, &(Side){run_driver, &ours}, &(Side){run_copies, &bare}, times, target);
    free(ours.ring);
    free(ours.in);
    free(ours.out);
    fake_host_free(host);
}

int main(void)
{
    printf("WriteMix + ReadInput, empty chain, against two memcpy\n");
    compare("64 frames, 2 channels", 64, 2, 0, 2.0);
    compare("512 frames, 2 channels", 512, 2, 0, 1.3);
    compare("512 frames, 256 channels", 512, 256, 0, 1.1);
    compare("512 frames, 2 channels, at -6 dB", 512, 2, -6, 0);
    compare("512 frames, 256 channels, at -6 dB", 512, 256, -6, 0);
    compare("512 frames, 2 channels, muted", 512, 2, -96, 0);
    return 0;
}
