/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/message_codec.h"

#include <criterion/criterion.h>
#include <string.h>

static MessageReader reader_of(const MessageWriter *writer)
{
    return (MessageReader){.bytes = writer->bytes, .size = writer->size};
}

Test(message_codec, gives_back_what_was_written)
{
    MessageWriter writer = {.bytes = NULL};
    char text[16];
    size_t size = 0;
    message_put_u32(&writer, 17);
    message_put_double(&writer, 0.25);
    message_put_text(&writer, "two words");
    message_put_text(&writer, NULL);
    message_put_bytes(&writer, "\0\1\2", 3);
    message_put_bytes(&writer, NULL, 0);
    cr_assert_not(writer.has_failed);
    MessageReader reader = reader_of(&writer);
    cr_assert_eq(message_take_u32(&reader), 17);
    cr_assert_eq(message_take_double(&reader), 0.25);
    message_take_text(&reader, text, sizeof text);
    cr_assert_str_eq(text, "two words");
    message_take_text(&reader, text, sizeof text);
    cr_assert_str_eq(text, "");
    const void *bytes = message_take_bytes(&reader, &size);
    cr_assert_eq(size, 3);
    cr_assert_eq(memcmp(bytes, "\0\1\2", 3), 0);
    cr_assert_not(message_reader_is_done(&reader));
    cr_assert_null(message_take_bytes(&reader, &size));
    cr_assert_eq(size, 0);
    cr_assert(message_reader_is_done(&reader));
    message_writer_cleanup(&writer);
    message_writer_cleanup(&writer);
}

Test(message_codec, texts_are_cut_and_keep_no_control_characters)
{
    MessageWriter writer = {.bytes = NULL};
    char text[5];
    message_put_text(&writer, "a\nb\x7f"
                              "cdef");
    message_put_u32(&writer, 3);
    MessageReader reader = reader_of(&writer);
    message_take_text(&reader, text, sizeof text);
    cr_assert_str_eq(text, "a b ");
    cr_assert_eq(message_take_u32(&reader), 3, "what was cut is gone");
    message_writer_cleanup(&writer);
}

Test(message_codec, what_is_too_short_fails_and_is_zero)
{
    const unsigned char bytes[] = {200, 0, 0, 0, 1, 2, 3};
    for (size_t size = 0; size <= sizeof bytes; size++) {
        MessageReader reader = {.bytes = bytes, .size = size};
        char text[8] = "old";
        message_take_text(&reader, text, sizeof text);
        cr_assert_str_eq(text, "");
        cr_assert(reader.has_failed);
        cr_assert_eq(message_take_u32(&reader), 0);
        cr_assert_eq(message_take_double(&reader), 0);
        cr_assert_not(message_reader_is_done(&reader));
    }
}
