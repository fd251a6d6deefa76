/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* An impulse arrives where the published latency says: in every mode, for every size of buffers,
 * with chains that add latency, and after that has changed. */

#include "faults/bed.h"

#include <stdio.h>
#include <string.h>

/* Sizes of buffers: some of every kind, or all. */
static const UInt32 sizes[] = {1,   2,   3,   7,   31,  64,   100,  127,  128,  129,  255,  333,
                               441, 511, 512, 513, 777, 1023, 1024, 1025, 2048, 3001, 4095, 4096};
#ifdef IS_LONG
enum { FIRST_SIZE = 1, LAST_SIZE = 4096 };
#else
enum { FIRST_SIZE = 0, LAST_SIZE = sizeof sizes / sizeof *sizes - 1 };
#endif

/* How long what is published has to follow, in looks of 50 us. */
enum { PATIENCE = 200000 };

static UInt32 size_at(UInt32 index)
{
    return LAST_SIZE == 4096 ? index : sizes[index];
}

/* Plays silence, and an impulse when asked to; remembers what it hears. */
typedef struct Ear {
    pthread_mutex_t mutex; /* guards the rest */
    bool is_asked;         /* to play an impulse in the next buffer */
    int64_t played_at;
    int64_t heard_at; /* -1: not yet */
    float heard;
    unsigned wrong; /* samples that are neither silent nor the impulse */
    uint64_t frames;
} Ear;

static Bed bed;

TestSuite(impulse, .timeout = BED_TIMEOUT_S);
static Ear ear = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void hear(int64_t time, const float *frame)
{
    if (frame[0] == 0 && frame[1] == 0)
        return;
    ear.wrong += ear.heard_at != -1 || frame[0] != frame[1];
    ear.heard_at = time;
    ear.heard = frame[0];
}

static bool cycle(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                  const AudioTimeStamp *input_time, float *output,
                  const AudioTimeStamp *output_time)
{
    (void)pthread_mutex_lock(&ear.mutex);
    for (UInt32 f = 0; f < frames; f++)
        hear((int64_t)input_time->mSampleTime + f, &input[(size_t)f * 2]);
    ear.frames += frames;
    memset(output, 0, sizeof(float[2]) * frames);
    if (ear.is_asked) {
        const size_t at = frames * 2 / 3;
        output[at * 2] = output[at * 2 + 1] = 1;
        ear.played_at = (int64_t)output_time->mSampleTime + (int64_t)at;
        ear.is_asked = false;
    }
    (void)pthread_mutex_unlock(&ear.mutex);
    return true;
}

static Ear ear_now(void)
{
    (void)pthread_mutex_lock(&ear.mutex);
    const Ear copy = ear;
    (void)pthread_mutex_unlock(&ear.mutex);
    return copy;
}

static void run(uint64_t frames)
{
    const uint64_t end = ear_now().frames + frames;
    while (ear_now().frames < end)
        bed_pause();
}

/* Play an impulse and wait for it: `modules` of them have turned it over, or none if it was late.
 */
static void assert_arrives(unsigned modules)
{
    const float wet = modules % 2 ? -1 : 1;
    (void)pthread_mutex_lock(&ear.mutex);
    ear.heard_at = -1;
    ear.wrong = 0;
    ear.is_asked = true;
    (void)pthread_mutex_unlock(&ear.mutex);
    while (ear_now().heard_at == -1)
        bed_pause();
    run(600); /* nothing follows */
    const Ear result = ear_now();
    UInt32 latency = bed_latency(&bed);
    for (unsigned i = 0; i < PATIENCE && result.heard_at - result.played_at != latency; i++) {
        bed_pause(); /* what is published follows on another thread */
        latency = bed_latency(&bed);
    }
    cr_assert_eq(result.heard_at - result.played_at, latency, "%lld frames, published: %u",
                 (long long)(result.heard_at - result.played_at), (unsigned)latency);
    cr_assert_eq(result.wrong, 0);
    cr_assert(result.heard == wet || result.heard == 1, "%g", (double)result.heard);
}

typedef struct Chain {
    const char *text;
    unsigned modules;
    UInt32 latency;
} Chain;

static const Chain chains[] = {
    {"", 0, 0},
    {"org.ossicle.test.delay", 1, 0},
    {"org.ossicle.test.delay(frames=1)", 1, 1},
    {"org.ossicle.test.delay(frames=1000),org.ossicle.test.delay(frames=37)", 2, 1037},
};

static void begin(const char *mode, const char *chain)
{
    bed_init(&bed, &(BedOptions){.mode = mode, .chain = chain, .proc = cycle});
}

static void assert_arrives_in_every_buffer(const char *mode)
{
    for (size_t c = 0; c < sizeof chains / sizeof *chains; c++) {
        begin(mode, chains[c].text);
        cr_assert_eq(bed_latency(&bed), chains[c].latency);
        for (UInt32 s = FIRST_SIZE; s <= LAST_SIZE; s++) {
            bed_set_buffer(&bed, size_at(s));
            bed_play(&bed);
            assert_arrives(chains[c].modules);
            bed_stop(&bed);
        }
        bed_cleanup(&bed);
    }
}

Test(impulse, arrives_in_inline_mode)
{
    assert_arrives_in_every_buffer("inline");
}

Test(impulse, arrives_in_worker_mode)
{
    assert_arrives_in_every_buffer("worker");
}

Test(impulse, arrives_in_isolated_mode)
{
    assert_arrives_in_every_buffer("isolated");
}

/* What is published follows what the module says, soon. */
static void change_latency(double frames, UInt32 expected)
{
    cr_assert(bed_set_parameter(&bed, 0, "frames", frames));
    while (bed_latency(&bed) != expected)
        bed_pause();
    run(expected + UINT64_C(4) * 512); /* what was played before isn't heard once more */
    assert_arrives(1);
}

static void assert_arrives_after_changes(const char *mode, UInt32 frames)
{
    begin(mode, "org.ossicle.test.delay(frames=5)");
    bed_set_buffer(&bed, frames);
    bed_play(&bed);
    assert_arrives(1);
    change_latency(300, 300);
    change_latency(301, 301);
    change_latency(4000, 4000);
    bed_stop(&bed);
    bed_cleanup(&bed);
}

Test(impulse, arrives_after_a_module_has_changed_its_latency)
{
    assert_arrives_after_changes("inline", 512);
    assert_arrives_after_changes("worker", 512);
    assert_arrives_after_changes("worker", 333);
    assert_arrives_after_changes("isolated", 333);
}

/* After the new chain has taken over, within a ring. */
static void swap(const Chain *chain)
{
    bed_set_chain(&bed, chain->text);
    run(16384);
    assert_arrives(chain->modules);
}

static void assert_arrives_after_swaps(const char *mode)
{
    begin(mode, "org.ossicle.test.delay(frames=5)");
    bed_play(&bed);
    for (size_t c = 0; c < sizeof chains / sizeof *chains; c++) {
        swap(&chains[c]);
        swap(&chains[(c + 2) % (sizeof chains / sizeof *chains)]);
    }
    bed_stop(&bed);
    bed_cleanup(&bed);
}

Test(impulse, arrives_after_other_chains_have_taken_over)
{
    assert_arrives_after_swaps("inline");
    assert_arrives_after_swaps("worker");
    assert_arrives_after_swaps("isolated");
}
