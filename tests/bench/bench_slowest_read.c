/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slowest single ReadInput in each of the situations that have made other drivers slow, against
 * the ordinary one. Each situation is repeated; what an interrupt does to one of the repetitions
 * doesn't count, so the slowest read of each position is the fastest of its repetitions. */

#include "bench/side_by_side.h"
#include "support/fake_host.h"

#include <string.h>

enum { FRAMES = 512, CHANNELS = 256, CLIENT = 1, READS = 128, REPETITIONS = 25 };

typedef struct Situation {
    const char *name;
    int write_from; /* reads before whose cycle something is played: from this one */
    int write_to;   /* up to this one */
    int mute_at;    /* muted before this read; -1: never */
    int unmute_at;
} Situation;

static const Situation situations[] = {
    {"first lap of the ring", 0, READS, -1, -1},
    {"the writer stops", 0, READS / 2, -1, -1},
    {"nobody ever wrote", 0, 0, -1, -1},
    {"the writer starts late", READS / 2, READS, -1, -1},
    {"mute and unmute", 0, READS, READS / 4, READS / 2},
};

static OSStatus set_mute(const FakeHost *host, UInt32 mute)
{
    const AudioObjectID control =
        fake_host_object(host, kAudioMuteControlClassID, kAudioObjectPropertyScopeInput);
    return fake_set(host, control, kAudioBooleanControlPropertyValue, sizeof mute, &mute);
}

/* One run from StartIO to StopIO; keeps for each read the fastest so far. */
static void run_situation(FakeHost *host, const Situation *situation, float *samples,
                          double *fastest)
{
    const AudioObjectID device = fake_host_device(host);
    const AudioObjectID input =
        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput);
    fake_host_start(host, CLIENT);
    for (int i = 0; i < READS; i++) {
        if (i == situation->mute_at || i == situation->unmute_at)
            (void)set_mute(host, i == situation->mute_at);
        if (i >= situation->write_from && i < situation->write_to)
            (void)fake_host_write(host, CLIENT, (double)i * FRAMES, FRAMES, samples);
        const AudioServerPlugInIOCycleInfo cycle = {
            .mInputTime = {.mSampleTime = (double)i * FRAMES}};
        const uint64_t before = side_now_ns();
        (void)(*host->driver)
            ->DoIOOperation(host->driver, device, input, CLIENT,
                            kAudioServerPlugInIOOperationReadInput, FRAMES, &cycle, samples, NULL);
        const double took = (double)(side_now_ns() - before);
        if (fastest[i] == 0 || took < fastest[i])
            fastest[i] = took;
    }
    fake_host_stop(host, CLIENT);
    (void)set_mute(host, 0);
}

static void measure(const Situation *situation, double *fastest)
{
    static float samples[FRAMES * CHANNELS];
    memset(fastest, 0, READS * sizeof *fastest);
    FakeHost *host = fake_host_new(CHANNELS);
    fake_host_add_client(host, CLIENT);
    for (int i = 0; i < REPETITIONS; i++) {
        for (size_t s = 0; s < sizeof samples / sizeof *samples; s++)
            samples[s] = 0.5f;
        run_situation(host, situation, samples, fastest);
    }
    fake_host_free(host);
}

int main(void)
{
    static double times[READS];
    printf("slowest ReadInput of %d frames with %d channels, against the ordinary one\n", FRAMES,
           CHANNELS);
    measure(&situations[0], times);
    const double ordinary = side_median(times, READS);
    for (size_t i = 0; i < sizeof situations / sizeof *situations; i++) {
        measure(&situations[i], times);
        (void)side_median(times, READS); /* sorts */
        const double slowest = times[READS - 1];
        printf("%-52s %9.1f ns / %9.1f ns = %.2f  %s 2.00\n", situations[i].name, slowest, ordinary,
               slowest / ordinary,
               slowest <= 2 * ordinary ? "PASS, at most" : "over the target of");
    }
    return 0;
}
