/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file message_codec.h
 * Numbers, texts and bytes one behind the other, for the other end of a link on the same machine.
 *
 * What goes wrong is kept: whoever writes or reads looks once, at the end. */

#ifndef OSSICLE_BASE_MESSAGE_CODEC_H
#define OSSICLE_BASE_MESSAGE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Grows as needed. A zeroed writer is empty. */
typedef struct MessageWriter {
    unsigned char *bytes;
    size_t size;
    size_t capacity;
    bool has_failed; /**< out of memory: nothing is written any more */
} MessageWriter;

/** [control] @{ */
void message_put_u32(MessageWriter *writer, uint32_t value);
void message_put_double(MessageWriter *writer, double value);
/** Without the zero at its end; NULL is the empty text. */
void message_put_text(MessageWriter *writer, const char *text);
void message_put_bytes(MessageWriter *writer, const void *bytes, size_t size);
void message_writer_cleanup(MessageWriter *writer);
/** @} */

typedef struct MessageReader {
    const unsigned char *bytes;
    size_t size;     /**< that are left */
    bool has_failed; /**< there was less than was asked for: all that follows is 0 */
} MessageReader;

/** [control] @{ */
uint32_t message_take_u32(MessageReader *reader);
double message_take_double(MessageReader *reader);
/** A text of at most `size` - 1 bytes, cut there. Control characters become spaces. */
void message_take_text(MessageReader *reader, char *text, size_t size);
/** The bytes where they stand; NULL if there are none. */
const void *message_take_bytes(MessageReader *reader, size_t *size);
/** Whether nothing failed and nothing is left. */
bool message_reader_is_done(const MessageReader *reader);
/** @} */

#endif
