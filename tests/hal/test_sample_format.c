/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/sample_format.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static AudioStreamBasicDescription describe(AudioFormatFlags flags, UInt32 bits)
{
    return (AudioStreamBasicDescription){
        .mSampleRate = 48000,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags = flags | kAudioFormatFlagIsPacked,
        .mBytesPerPacket = bits / 8 * 2,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = bits / 8 * 2,
        .mChannelsPerFrame = 2,
        .mBitsPerChannel = bits,
    };
}

static const SampleFormat *find(AudioFormatFlags flags, UInt32 bits)
{
    const AudioStreamBasicDescription format = describe(flags, bits);
    return sample_format_find(&format);
}

Test(sample_format, float_needs_no_conversion)
{
    const SampleFormat *format = find(kAudioFormatFlagIsFloat, 32);
    cr_assert_not_null(format);
    cr_assert_null(format->to_float);
    cr_assert_null(format->from_float);
}

Test(sample_format, other_formats_are_not_carried)
{
    cr_assert_null(find(kAudioFormatFlagIsFloat, 64));
    cr_assert_null(find(kAudioFormatFlagIsSignedInteger, 8));
    cr_assert_null(find(0, 16));
    cr_assert_null(find(kAudioFormatFlagIsSignedInteger | kAudioFormatFlagIsBigEndian, 16));
    cr_assert_null(find(kAudioFormatFlagIsFloat | kAudioFormatFlagIsNonInterleaved, 32));
    AudioStreamBasicDescription format = describe(kAudioFormatFlagIsSignedInteger, 24);
    format.mBytesPerFrame = 8; /* 24 bits in 4 bytes */
    cr_assert_null(sample_format_find(&format));
    format = describe(kAudioFormatFlagIsFloat, 32);
    format.mFormatID = kAudioFormatAC3;
    cr_assert_null(sample_format_find(&format));
}

Test(sample_format, non_mixable_streams_have_the_same_samples)
{
    cr_assert_eq(find(kAudioFormatFlagIsFloat | kAudioFormatFlagIsNonMixable, 32),
                 find(kAudioFormatFlagIsFloat, 32));
}

static const UInt32 integer_bits[] = {16, 24, 32};

Test(sample_format, full_scale_is_one_and_louder_is_clipped)
{
    const float samples[] = {0, 0.5F, -0.5F, -1, 1, 2, -2, INFINITY, -INFINITY};
    const double expected[] = {0, 0.5, -0.5, -1, 1, 1, -1, 1, -1};
    for (size_t b = 0; b < 3; b++) {
        const SampleFormat *format = find(kAudioFormatFlagIsSignedInteger, integer_bits[b]);
        unsigned char bytes[9 * 4];
        float back[9];
        format->from_float(bytes, samples, 9);
        format->to_float(back, bytes, 9);
        const double step = pow(2, 1 - (double)integer_bits[b]);
        for (int i = 0; i < 9; i++)
            cr_assert_float_eq((double)back[i], expected[i], step, "%u bits: %d",
                               (unsigned)integer_bits[b], i);
    }
}

Test(sample_format, not_a_number_is_silence)
{
    const float samples[1] = {NAN};
    for (size_t b = 0; b < 3; b++) {
        unsigned char bytes[4];
        float back[1];
        const SampleFormat *format = find(kAudioFormatFlagIsSignedInteger, integer_bits[b]);
        format->from_float(bytes, samples, 1);
        format->to_float(back, bytes, 1);
        cr_assert_eq(back[0], 0);
    }
}

/* All of 16 bits, and of 24 bits every 251st value, come back as they went. */
Test(sample_format, integers_survive_the_way_through_float)
{
    const SampleFormat *format = find(kAudioFormatFlagIsSignedInteger, 16);
    for (int i = -32768; i <= 32767; i++) {
        const int16_t sample = (int16_t)i;
        int16_t back = 0;
        float real = 0;
        format->to_float(&real, &sample, 1);
        format->from_float(&back, &real, 1);
        cr_assert_eq(back, sample);
    }
    format = find(kAudioFormatFlagIsSignedInteger, 24);
    for (int i = -8388608; i <= 8388607; i += 251) {
        const unsigned char sample[3] = {(unsigned char)((unsigned)i & 255),
                                         (unsigned char)((unsigned)i >> 8 & 255),
                                         (unsigned char)((unsigned)i >> 16 & 255)};
        unsigned char back[3] = {0};
        float real = 0;
        format->to_float(&real, sample, 1);
        cr_assert_eq(real, (float)i / 8388608);
        format->from_float(back, &real, 1);
        cr_assert_eq(memcmp(back, sample, 3), 0, "%d", i);
    }
}
