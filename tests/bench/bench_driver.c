/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* WriteMix and ReadInput through the interface, with an empty chain, against the two copies that
 * any loopback needs; and what volume costs on top of that. Glides: see bench_engine.c. */

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

typedef struct Shape {
    const char *name;
    UInt32 frames;
    UInt32 channels;
    double target; /* of the plain way */
} Shape;

static FakeHost *new_host(UInt32 channels, Float32 decibels)
{
    FakeHost *host = fake_host_new(channels);
    const AudioObjectID volume =
        fake_host_object(host, kAudioVolumeControlClassID, kAudioObjectPropertyScopeInput);
    (void)fake_set(host, volume, kAudioLevelControlPropertyDecibelValue, sizeof decibels,
                   &decibels);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    return host;
}

static void free_loop(Loop *loop)
{
    free(loop->ring);
    free(loop->in);
    free(loop->out);
}

static uint32_t times_of(const Shape *shape)
{
    return (uint32_t)(400000 / ((size_t)shape->frames * shape->channels)) + 4;
}

static void compare_with_copies(const Shape *shape)
{
    FakeHost *host = new_host(shape->channels, 0);
    Loop ours = new_loop(host, shape->frames, shape->channels);
    Loop bare = ours;
    (void)side_by_side(shape->name, &(Side){run_driver, &ours}, &(Side){run_copies, &bare},
                       times_of(shape), shape->target);
    free_loop(&ours);
    fake_host_free(host);
}

/* Two drivers side by side, one of them at another volume. */
static void compare_with_plain(const Shape *shape, Float32 decibels, double target)
{
    FakeHost *host = new_host(shape->channels, decibels);
    FakeHost *plain_host = new_host(shape->channels, 0);
    Loop ours = new_loop(host, shape->frames, shape->channels);
    Loop plain = new_loop(plain_host, shape->frames, shape->channels);
    (void)side_by_side(shape->name, &(Side){run_driver, &ours}, &(Side){run_driver, &plain},
                       times_of(shape), target);
    free_loop(&ours);
    free_loop(&plain);
    fake_host_free(host);
    fake_host_free(plain_host);
}

int main(void)
{
    static const Shape shapes[] = {
        {"64 frames, 2 channels", 64, 2, 2.0},
        {"512 frames, 2 channels", 512, 2, 1.3},
        {"512 frames, 256 channels", 512, 256, 1.1},
    };
    const size_t count = sizeof shapes / sizeof *shapes;
    printf("WriteMix + ReadInput, empty chain, against two memcpy\n");
    for (size_t i = 0; i < count; i++)
        compare_with_copies(&shapes[i]);
    printf("the same at -6 dB, against 0 dB\n");
    for (size_t i = 0; i < count; i++)
        compare_with_plain(&shapes[i], -6, 1.3);
    printf("the same muted, against 0 dB\n");
    for (size_t i = 0; i < count; i++)
        compare_with_plain(&shapes[i], -96, 1.3);
    return 0;
}
