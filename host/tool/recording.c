/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/recording.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int digit(char character)
{
    static const char digits[] = "0123456789abcdef";
    const char *const found = character ? strchr(digits, character) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* The bytes, to free(); NULL for what are no digits, or no memory. */
static char *read_digits(const char *text, size_t *size)
{
    *size = strlen(text) / 2;
    char *const bytes = malloc(*size + 1);
    for (size_t i = 0; bytes && i < *size; i++) {
        const int upper = digit(text[2 * i]);
        const int lower = digit(text[2 * i + 1]);
        if (upper < 0 || lower < 0) {
            free(bytes);
            return NULL;
        }
        bytes[i] = (char)(unsigned char)(upper << 4 | lower);
    }
    return bytes;
}

static bool is_known(const RecordingHeader *header)
{
    return header->magic == RECORDING_MAGIC && header->version == RECORDING_VERSION &&
           header->header_bytes == sizeof(RecordingHeader) &&
           header->cycle_bytes == sizeof(CycleRecord) &&
           header->block_bytes == sizeof(BlockRecord) &&
           header->event_bytes == sizeof(EventRecord) && header->name_bytes == sizeof(NameRecord);
}

/* Where records of this size are, which begin at `*at`; `*at` becomes their end. */
static const void *take(const Recording *recording, size_t *at, size_t count, size_t size)
{
    const char *const begin = recording->bytes + *at;
    *at += count * size;
    return begin;
}

/* Find the records, if they are as many bytes as there are. */
static bool place(Recording *recording, size_t size)
{
    const RecordingHeader *const header = &recording->header;
    size_t at = sizeof *header;
    const size_t records =
        header->cycle_count * sizeof(CycleRecord) + header->block_count * sizeof(BlockRecord) +
        header->event_count * sizeof(EventRecord) + header->name_count * sizeof(NameRecord);
    if (!recording->bytes || at + records != size)
        return false;
    recording->cycles = take(recording, &at, header->cycle_count, sizeof(CycleRecord));
    recording->blocks = take(recording, &at, header->block_count, sizeof(BlockRecord));
    recording->events = take(recording, &at, header->event_count, sizeof(EventRecord));
    recording->names = take(recording, &at, header->name_count, sizeof(NameRecord));
    for (size_t i = header->name_count; i > 0; i--) /* they end, whoever has written them */
        recording->bytes[size - (i - 1) * sizeof(NameRecord) - 1] = '\0';
    return true;
}

Status recording_init(Recording *recording, const char *digits, Error *error)
{
    size_t size = 0;
    *recording = (Recording){.bytes = read_digits(digits, &size)};
    if (recording->bytes && size >= sizeof recording->header)
        memcpy(&recording->header, recording->bytes, sizeof recording->header);
    if (is_known(&recording->header) && place(recording, size))
        return STATUS_OK;
    recording_cleanup(recording);
    return error_set(error, STATUS_BAD_FORMAT,
                     "the host's recording isn't one of version %u: is it another version of "
                     "Ossicle?",
                     RECORDING_VERSION);
}

void recording_cleanup(Recording *recording)
{
    free(recording->bytes);
    *recording = (Recording){.bytes = NULL};
}

const char *recording_module(const Recording *recording, uint32_t chain, uint32_t module)
{
    for (size_t i = 0; i < recording->header.name_count; i++) {
        const NameRecord *const name = &recording->names[i];
        if (name->chain == chain && name->module == module)
            return name->id;
    }
    return NULL;
}
