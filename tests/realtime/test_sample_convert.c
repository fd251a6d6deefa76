/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/sample_convert.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Width {
    int bits;
    size_t bytes;
    void (*from)(float *to, const void *from, size_t count);
    void (*to)(void *to, const float *from, size_t count);
} Width;

static const Width widths[] = {
    {16, 2, sample_convert_from_int16, sample_convert_to_int16},
    {24, 3, sample_convert_from_int24, sample_convert_to_int24},
    {32, 4, sample_convert_from_int32, sample_convert_to_int32},
};
enum { WIDTHS = sizeof widths / sizeof *widths };

/* One after the other, in double, where each of these integers and each product is exact. */

static int64_t slow_to_integer(float sample, int bits)
{
    const double scale = ldexp(1, bits - 1);
    const double whole = nearbyint((double)sample * scale);
    if (isnan(sample))
        return 0;
    return (int64_t)fmax(-scale, fmin(scale - 1, whole));
}

static float slow_to_float(int64_t integer, int bits)
{
    return (float)ldexp((double)integer, 1 - bits);
}

static void put(unsigned char *to, int64_t integer, const Width *width)
{
    for (size_t i = 0; i < width->bytes; i++)
        to[i] = (unsigned char)((uint64_t)integer >> 8 * i);
}

static int64_t get(const unsigned char *from, const Width *width)
{
    uint64_t integer = 0;
    for (size_t i = 0; i < width->bytes; i++)
        integer |= (uint64_t)from[i] << 8 * i;
    const int unused = 64 - width->bits;
    return (int64_t)(integer << unused) >> unused;
}

static void assert_to_integers(const float *samples, size_t count, const Width *width)
{
    unsigned char *integers = malloc(count * width->bytes);
    width->to(integers, samples, count);
    for (size_t i = 0; i < count; i++) {
        const int64_t integer = get(integers + i * width->bytes, width);
        const int64_t expected = slow_to_integer(samples[i], width->bits);
        if (integer != expected)
            cr_assert_fail("%a is %lld in %d bits, not %lld", (double)samples[i],
                           (long long)expected, width->bits, (long long)integer);
    }
    free(integers);
}

/* From one integer to another, in whole blocks of an odd length. */
static void assert_all_between(int64_t lowest, int64_t highest, const Width *width)
{
    enum { BLOCK = 4099 };
    static unsigned char integers[BLOCK * 3];
    static unsigned char back[BLOCK * 3];
    static float samples[BLOCK];
    for (int64_t first = lowest; first <= highest; first += BLOCK) {
        const size_t count =
            highest - first + 1 < BLOCK ? (size_t)(highest - first + 1) : (size_t)BLOCK;
        for (size_t i = 0; i < count; i++)
            put(integers + i * width->bytes, first + (int64_t)i, width);
        width->from(samples, integers, count);
        for (size_t i = 0; i < count; i++)
            if (samples[i] != slow_to_float(first + (int64_t)i, width->bits))
                cr_assert_fail("%lld in %d bits became %a", (long long)first + (long long)i,
                               width->bits, (double)samples[i]);
        width->to(back, samples, count);
        cr_assert_eq(memcmp(back, integers, count * width->bytes), 0);
    }
}

Test(sample_convert, has_every_integer_of_16_bits)
{
    assert_all_between(-32768, 32767, &widths[0]);
}

Test(sample_convert, has_every_integer_of_24_bits)
{
    assert_all_between(-8388608, 8388607, &widths[1]);
}

/* A pseudo-random sequence, the same each time. */
static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 32);
}

Test(sample_convert, rounds_integers_of_32_bits_to_the_nearest_float)
{
    enum { COUNT = 1000000 };
    int32_t *integers = malloc(COUNT * sizeof *integers);
    float *samples = malloc(COUNT * sizeof *samples);
    int32_t *back = malloc(COUNT * sizeof *back);
    static const int32_t edges[] = {0,
                                    1,
                                    -1,
                                    INT32_MAX,
                                    INT32_MIN,
                                    16777217,
                                    16777219,
                                    -16777217,
                                    -16777219,
                                    INT32_MAX - 63,
                                    INT32_MAX - 64,
                                    INT32_MAX - 65,
                                    INT32_MIN + 65,
                                    INT32_MIN + 64};
    uint64_t random = 3;
    for (size_t i = 0; i < COUNT; i++)
        integers[i] = (int32_t)(next_random(&random) >> next_random(&random) % 32);
    memcpy(integers, edges, sizeof edges);
    sample_convert_from_int32(samples, integers, COUNT);
    sample_convert_to_int32(back, samples, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        if (samples[i] != slow_to_float(integers[i], 32))
            cr_assert_fail("%d became %a", integers[i], (double)samples[i]);
        if ((integers[i] & 255) == 0 && back[i] != integers[i])
            cr_assert_fail("%d came back as %d", integers[i], back[i]);
    }
    free(integers);
    free(samples);
    free(back);
}

/* On and beside what lies halfway between two integers. */
Test(sample_convert, rounds_halves_to_even)
{
    enum { STEPS = 65536 };
    float *samples = malloc((size_t)3 * STEPS * sizeof *samples);
    for (int w = 0; w < WIDTHS; w++) {
        const float scale = ldexpf(1, widths[w].bits - 1);
        for (size_t i = 0; i < STEPS; i++) {
            const float half = ((float)i - 32767.5F) / scale;
            samples[3 * i] = half;
            samples[3 * i + 1] = nextafterf(half, 2);
            samples[3 * i + 2] = nextafterf(half, -2);
        }
        assert_to_integers(samples, (size_t)3 * STEPS, &widths[w]);
    }
    free(samples);
}

Test(sample_convert, clips_what_is_too_loud)
{
    const float samples[] = {1,
                             -1,
                             2,
                             -2,
                             3e38F,
                             -3e38F,
                             INFINITY,
                             -INFINITY,
                             nextafterf(1, 0),
                             nextafterf(-1, 0),
                             nextafterf(1, 2),
                             nextafterf(-1, -2),
                             32767.5F / 32768,
                             32766.5F / 32768};
    for (int w = 0; w < WIDTHS; w++) {
        unsigned char two[2 * 4];
        assert_to_integers(samples, sizeof samples / sizeof *samples, &widths[w]);
        widths[w].to(two, samples, 2);
        cr_assert_eq(get(two, &widths[w]), (INT64_C(1) << (widths[w].bits - 1)) - 1);
        cr_assert_eq(get(two + widths[w].bytes, &widths[w]), -(INT64_C(1) << (widths[w].bits - 1)));
    }
}

Test(sample_convert, makes_silence_of_what_is_not_a_number)
{
    const float samples[] = {NAN, -NAN, 0.5F, NAN, -0.0F, 1e-40F, -1e-40F};
    for (int w = 0; w < WIDTHS; w++) {
        unsigned char integers[7 * 4];
        assert_to_integers(samples, 7, &widths[w]);
        widths[w].to(integers, samples, 7);
        cr_assert_eq(get(integers, &widths[w]), 0);
        cr_assert_eq(get(integers + widths[w].bytes, &widths[w]), 0);
    }
}

/* All kinds of floats, most of them in reach. */
Test(sample_convert, is_exact_for_any_float)
{
    enum { COUNT = 2000000 };
    float *samples = malloc(COUNT * sizeof *samples);
    uint64_t random = 11;
    for (size_t i = 0; i < COUNT; i++) {
        uint32_t bits = next_random(&random);
        if (i % 4 != 0) /* from 2^-31 to 2 */
            bits = (bits & 0x807fffff) | (96 + next_random(&random) % 32) << 23;
        memcpy(&samples[i], &bits, sizeof bits);
    }
    for (int w = 0; w < WIDTHS; w++)
        assert_to_integers(samples, COUNT, &widths[w]);
    free(samples);
}

/* Whole vectors, groups of packed samples, and what is left of both. */
Test(sample_convert, touches_just_as_many_samples_as_it_is_told)
{
    enum { MOST = 150 };
    float samples[MOST + 1];
    unsigned char integers[(MOST + 1) * 4];
    for (int w = 0; w < WIDTHS; w++) {
        for (size_t count = 0; count <= MOST; count++) {
            const size_t bytes = count * widths[w].bytes;
            memset(integers, 0x5a, sizeof integers);
            for (size_t i = 0; i < MOST; i++)
                samples[i] = (float)i / MOST;
            widths[w].to(integers, samples, count);
            for (size_t i = 0; i < count; i++)
                cr_assert_eq(get(integers + i * widths[w].bytes, &widths[w]),
                             slow_to_integer(samples[i], widths[w].bits));
            for (size_t i = bytes; i < sizeof integers; i++)
                cr_assert_eq(integers[i], 0x5a);
            samples[count] = 7;
            widths[w].from(samples, integers, count);
            cr_assert_eq(samples[count], 7);
        }
    }
}
