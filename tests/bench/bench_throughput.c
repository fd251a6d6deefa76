/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* How much sound goes through an engine with a chain of one module, against a memcpy of as many
 * samples from and to memory that is as large; and what each further module adds, against its own
 * loop over the samples. */

#include "bench/lane_loop.h"
#include "bench/side_by_side.h"

enum { FRAMES = 512, RING_FRAMES = 16384 };

static void run_loop(void *context, uint32_t times)
{
    LaneLoop *const loop = context;
    for (uint32_t i = 0; i < times; i++) {
        lane_loop_write(loop);
        lane_loop_wait(loop);
        engine_read(loop->engine, &loop->reader, loop->time - loop->frames, loop->frames,
                    loop->out);
    }
}

/* The memory that a ring has, so that it lies in the same caches. */
typedef struct Copies {
    float *from;
    float *to;
    uint32_t channels;
    uint32_t frame;
} Copies;

static void run_copies(void *context, uint32_t times)
{
    Copies *const copies = context;
    for (uint32_t i = 0; i < times; i++) {
        const size_t at = (size_t)copies->frame * copies->channels;
        memcpy(copies->to + at, copies->from + at, sizeof(float) * FRAMES * copies->channels);
        __asm__ volatile("" : : : "memory");
        copies->frame = (copies->frame + FRAMES) % RING_FRAMES;
    }
}

static Copies copies_new(uint32_t channels)
{
    Copies copies = {.channels = channels};
    const size_t bytes = sizeof(float) * RING_FRAMES * channels;
    copies.from = aligned_alloc(128, bytes);
    copies.to = aligned_alloc(128, bytes);
    if (!copies.from || !copies.to)
        abort();
    memset(copies.from, 1, bytes);
    memset(copies.to, 1, bytes);
    return copies;
}

static double median_ns(LaneLoop *loop, uint32_t times)
{
    static double all[SIDE_ROUNDS];
    const Side side = {run_loop, loop};
    for (unsigned i = 0; i < SIDE_ROUNDS; i++)
        all[i] = side_time(&side, times);
    return side_median(all, SIDE_ROUNDS);
}

static void compare(EngineMode mode, uint32_t channels)
{
    LaneLoop loop;
    Copies copies = copies_new(channels);
    char name[64];
    lane_loop_init(&loop, SHIPPED_MODULES, "org.ossicle.gain(gain=-1)", mode, channels, FRAMES);
    (void)snprintf(name, sizeof name, "%s, %u channels", engine_mode_text(mode), channels);
    const uint32_t times = channels > 16 ? 4 : 20;
    (void)side_by_side(name, &(Side){run_loop, &loop}, &(Side){run_copies, &copies}, times, 0);
    const double ns = median_ns(&loop, times);
    printf("%-52s %9.2f GB/s, %.0f times as fast as the sound at 48 kHz\n", name,
           (double)(sizeof(float) * FRAMES * channels) / ns, FRAMES / 48e-6 / ns);
    lane_loop_cleanup(&loop);
    free(copies.from);
    free(copies.to);
}

/* What the module does, without an engine. */
static void run_plain(void *context, uint32_t times)
{
    float *const samples = context;
    for (uint32_t i = 0; i < times; i++) {
        for (unsigned s = 0; s < 2 * FRAMES; s++)
            samples[s] *= 0.999f;
        __asm__ volatile("" : : : "memory");
    }
}

static char *chain_of(unsigned modules)
{
    static const char one[] = "org.ossicle.gain(gain=-1),";
    char *const text = calloc(modules + 1, sizeof one);
    if (!text)
        abort();
    for (unsigned i = 0; i < modules; i++)
        memcpy(text + i * (sizeof one - 1), one, sizeof one);
    text[modules * (sizeof one - 1) - 1] = '\0';
    return text;
}

/* The median of the difference that so many more modules make. */
static void print_cost_of_modules(unsigned few, unsigned many)
{
    static _Alignas(64) float samples[2 * FRAMES];
    static double with_few[SIDE_ROUNDS];
    static double with_many[SIDE_ROUNDS];
    static double plain[SIDE_ROUNDS];
    LaneLoop loops[2];
    char *const texts[] = {chain_of(few), chain_of(many)};
    for (unsigned i = 0; i < 2; i++)
        lane_loop_init(&loops[i], SHIPPED_MODULES, texts[i], ENGINE_MODE_INLINE, 2, FRAMES);
    for (unsigned i = 0; i < SIDE_ROUNDS; i++) {
        with_few[i] = side_time(&(Side){run_loop, &loops[0]}, 20);
        with_many[i] = side_time(&(Side){run_loop, &loops[1]}, 20);
        plain[i] = side_time(&(Side){run_plain, samples}, 100);
    }
    const double each =
        (side_median(with_many, SIDE_ROUNDS) - side_median(with_few, SIDE_ROUNDS)) / (many - few);
    const double bare = side_median(plain, SIDE_ROUNDS);
    printf("each module from %2u to %2u %27s %9.1f ns / %9.1f ns = %.2f\n", few, many, "", each,
           bare, each / bare);
    for (unsigned i = 0; i < 2; i++) {
        lane_loop_cleanup(&loops[i]);
        free(texts[i]);
    }
}

int main(void)
{
    static const uint32_t channels[] = {2, 16, 64, 256};
    static const EngineMode modes[] = {ENGINE_MODE_INLINE, ENGINE_MODE_WORKER};
    printf("write, chain of one gain, read: %d frames, against one memcpy\n", FRAMES);
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        for (size_t c = 0; c < sizeof channels / sizeof *channels; c++)
            compare(modes[m], channels[c]);
    }
    printf("what a module adds, stereo, %d frames, against its multiplications alone\n", FRAMES);
    print_cost_of_modules(1, 2);
    print_cost_of_modules(2, 16);
    print_cost_of_modules(16, 64);
    return 0;
}
