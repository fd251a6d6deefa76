/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/message_codec.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(MessageWriter *writer, size_t size)
{
    if (writer->has_failed)
        return false;
    if (size <= writer->capacity - writer->size)
        return true;
    const size_t capacity = 2 * (writer->size + size);
    unsigned char *bytes = realloc(writer->bytes, capacity);
    if (!bytes) {
        writer->has_failed = true;
        return false;
    }
    writer->bytes = bytes;
    writer->capacity = capacity;
    return true;
}

static void put(MessageWriter *writer, const void *bytes, size_t size)
{
    if (size == 0 || !make_room(writer, size))
        return;
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

void message_put_u32(MessageWriter *writer, uint32_t value)
{
    put(writer, &value, sizeof value);
}

void message_put_double(MessageWriter *writer, double value)
{
    put(writer, &value, sizeof value);
}

void message_put_text(MessageWriter *writer, const char *text)
{
    message_put_bytes(writer, text, text ? strlen(text) : 0);
}

void message_put_bytes(MessageWriter *writer, const void *bytes, size_t size)
{
    if (size > UINT32_MAX / 4)
        writer->has_failed = true;
    message_put_u32(writer, (uint32_t)size);
    put(writer, bytes, size);
}

void message_writer_cleanup(MessageWriter *writer)
{
    free(writer->bytes);
    *writer = (MessageWriter){.bytes = NULL};
}

static const unsigned char *take(MessageReader *reader, size_t size)
{
    if (reader->has_failed || size > reader->size) {
        reader->has_failed = true;
        return NULL;
    }
    const unsigned char *bytes = reader->bytes;
    reader->bytes += size;
    reader->size -= size;
    return bytes;
}

uint32_t message_take_u32(MessageReader *reader)
{
    uint32_t value = 0;
    const unsigned char *bytes = take(reader, sizeof value);
    if (bytes)
        memcpy(&value, bytes, sizeof value);
    return value;
}

double message_take_double(MessageReader *reader)
{
    double value = 0;
    const unsigned char *bytes = take(reader, sizeof value);
    if (bytes)
        memcpy(&value, bytes, sizeof value);
    return value;
}

const void *message_take_bytes(MessageReader *reader, size_t *size)
{
    *size = message_take_u32(reader);
    const unsigned char *bytes = take(reader, *size);
    if (!bytes)
        *size = 0;
    return *size ? bytes : NULL;
}

void message_take_text(MessageReader *reader, char *text, size_t size)
{
    size_t length = 0;
    const unsigned char *bytes = message_take_bytes(reader, &length);
    if (length > size - 1)
        length = size - 1;
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(bytes[i] < ' ' || bytes[i] == 0x7f ? ' ' : bytes[i]);
    text[length] = '\0';
}

bool message_reader_is_done(const MessageReader *reader)
{
    return !reader->has_failed && reader->size == 0;
}
