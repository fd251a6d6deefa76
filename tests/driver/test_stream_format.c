/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/stream_format.h"

#include <criterion/criterion.h>

static const DeviceConfiguration plain = {.channels = 6};
static const DeviceConfiguration some = {.channels = 6, .formats = FORMAT_INT16 | FORMAT_INT32};
static const DeviceConfiguration all = {.channels = 2,
                                        .formats = FORMAT_INT16 | FORMAT_INT24 | FORMAT_INT32};

Test(stream_format, float_is_always_there_and_the_first)
{
    cr_assert_eq(stream_format_count(&plain), 1);
    cr_assert_eq(stream_format_count(&some), 3);
    cr_assert_eq(stream_format_count(&all), 4);
    cr_assert_eq(stream_format_at(&plain, 0), stream_format_float);
    cr_assert_eq(stream_format_at(&all, 0), stream_format_float);
    cr_assert_null(stream_format_float->to_float);
    cr_assert_null(stream_format_float->from_float);
}

Test(stream_format, others_are_those_of_the_configuration)
{
    cr_assert_null(stream_format_at(&plain, 1));
    cr_assert_str_eq(stream_format_at(&some, 1)->name, "int16");
    cr_assert_str_eq(stream_format_at(&some, 2)->name, "int32");
    cr_assert_null(stream_format_at(&some, 3));
    cr_assert_str_eq(stream_format_at(&all, 2)->name, "int24");
    cr_assert(stream_format_is_in(&some, stream_format_at(&all, 1)));
    cr_assert_not(stream_format_is_in(&some, stream_format_at(&all, 2)));
}

Test(stream_format, is_found_by_name)
{
    for (UInt32 i = 0; i < 4; i++) {
        const StreamFormat *format = stream_format_at(&all, i);
        cr_assert_eq(stream_format_named(&all, format->name), format);
    }
    cr_assert_null(stream_format_named(&some, "int24"));
    cr_assert_null(stream_format_named(&all, "int8"));
    cr_assert_null(stream_format_named(&all, ""));
}

Test(stream_format, is_described_and_found_by_its_description)
{
    static const UInt32 bits[] = {32, 16, 24, 32};
    for (UInt32 i = 0; i < 4; i++) {
        const StreamFormat *format = stream_format_at(&all, i);
        const AudioStreamBasicDescription description = stream_format_describe(format, &all, 44100);
        cr_assert_eq(description.mSampleRate, 44100);
        cr_assert_eq(description.mFormatID, kAudioFormatLinearPCM);
        cr_assert_eq(description.mFormatFlags,
                     (i == 0 ? kAudioFormatFlagIsFloat : kAudioFormatFlagIsSignedInteger) |
                         kAudioFormatFlagIsPacked);
        cr_assert_eq(description.mBitsPerChannel, bits[i]);
        cr_assert_eq(description.mFramesPerPacket, 1);
        cr_assert_eq(description.mChannelsPerFrame, 2);
        cr_assert_eq(description.mBytesPerFrame, 2 * bits[i] / 8);
        cr_assert_eq(description.mBytesPerPacket, 2 * bits[i] / 8);
        cr_assert_eq(stream_format_find(&all, &description), format);
    }
}

Test(stream_format, is_no_other_than_it_says)
{
    const AudioStreamBasicDescription good =
        stream_format_describe(stream_format_at(&all, 1), &all, 48000);
    AudioStreamBasicDescription bad[8];
    for (int i = 0; i < 8; i++)
        bad[i] = good;
    bad[0].mFormatID = kAudioFormatAC3;
    bad[1].mFormatFlags |= kAudioFormatFlagIsBigEndian;
    bad[2].mBytesPerPacket++;
    bad[3].mFramesPerPacket++;
    bad[4].mBytesPerFrame++;
    bad[5].mChannelsPerFrame++;
    bad[6].mBitsPerChannel = 12;
    bad[7] = stream_format_describe(stream_format_at(&all, 2), &all, 48000);
    for (int i = 0; i < 7; i++)
        cr_assert_null(stream_format_find(&all, &bad[i]), "%d", i);
    cr_assert_null(stream_format_find(&some, &bad[7]));
    bad[7] = stream_format_describe(stream_format_at(&all, 2), &some, 48000);
    cr_assert_null(stream_format_find(&some, &bad[7]), "of another width");
}
