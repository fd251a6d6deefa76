/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/file_format.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *extension;
    int container;
} containers[] = {
    {".wav", SF_FORMAT_WAV},   {".wave", SF_FORMAT_WAV},  {".aif", SF_FORMAT_AIFF},
    {".aiff", SF_FORMAT_AIFF}, {".aifc", SF_FORMAT_AIFF}, {".flac", SF_FORMAT_FLAC},
    {".w64", SF_FORMAT_W64},   {".rf64", SF_FORMAT_RF64}, {".caf", SF_FORMAT_CAF},
};

static const struct {
    const char *name;
    int encoding;
    int bytes;
} encodings[] = {
    {"pcm8", SF_FORMAT_PCM_U8, 1},   {"pcm8", SF_FORMAT_PCM_S8, 1},  {"pcm16", SF_FORMAT_PCM_16, 2},
    {"pcm24", SF_FORMAT_PCM_24, 3},  {"pcm32", SF_FORMAT_PCM_32, 4}, {"float", SF_FORMAT_FLOAT, 4},
    {"double", SF_FORMAT_DOUBLE, 8},
};
enum { ENCODING_COUNT = sizeof encodings / sizeof encodings[0] };

static int container_of(const char *path, int input_format)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    if (dot == NULL)
        return input_format != 0 ? input_format & SF_FORMAT_TYPEMASK : SF_FORMAT_WAV;
    for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++)
        if (strcasecmp(dot, containers[i].extension) == 0)
            return containers[i].container;
    return 0;
}

static bool container_holds(SF_INFO *out, int encoding)
{
    out->format = (out->format & SF_FORMAT_TYPEMASK) | encoding;
    return sf_format_check(out) != 0;
}

static bool choose_named(SF_INFO *out, const char *name, bool *known)
{
    for (size_t i = 0; i < ENCODING_COUNT; i++) {
        if (strcmp(encodings[i].name, name) != 0)
            continue;
        *known = true;
        if (container_holds(out, encodings[i].encoding))
            return true;
    }
    return false;
}

/* The encoding of the input if the container has it, else one that loses as little as can be: 8
 * bits are signed in some containers and unsigned in others, and FLAC has no floating point. */
static bool choose_nearest(SF_INFO *out, int wanted)
{
    const bool is_byte = wanted == SF_FORMAT_PCM_U8 || wanted == SF_FORMAT_PCM_S8;
    const int candidates[] = {
        wanted,
        is_byte ? SF_FORMAT_PCM_U8 : SF_FORMAT_FLOAT,
        is_byte ? SF_FORMAT_PCM_S8 : SF_FORMAT_FLOAT,
        SF_FORMAT_PCM_24,
        SF_FORMAT_PCM_16,
    };
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
        if (container_holds(out, candidates[i]))
            return true;
    return false;
}

/* A WAV file can't say that it is longer than this; RF64 is WAV that can. */
static void make_room(SF_INFO *out)
{
    int64_t bytes = 4;
    for (size_t i = 0; i < ENCODING_COUNT; i++)
        if (encodings[i].encoding == (out->format & SF_FORMAT_SUBMASK))
            bytes = encodings[i].bytes;
    const bool is_wav = (out->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV;
    if (is_wav && out->frames > (INT64_C(0xfffff000) / bytes) / out->channels)
        out->format = (out->format & ~SF_FORMAT_TYPEMASK) | SF_FORMAT_RF64;
}

Status file_format_choose(const char *path, int input_format, const char *sample_format,
                          SF_INFO *out, Error *error)
{
    out->format = container_of(path, input_format);
    if (out->format == 0)
        return error_set(error, STATUS_UNSUPPORTED,
                         "%s: the name's ending says no known format: use .wav, .aiff, .flac, "
                         ".w64, .rf64 or .caf",
                         path);
    bool known = false;
    if (sample_format != NULL && !choose_named(out, sample_format, &known))
        return error_set(error, known ? STATUS_UNSUPPORTED : STATUS_BAD_ARGUMENT,
                         known ? "%s: such a file can't hold samples of format '%s' in %d channels"
                               : "%s: no sample format is called '%s': use pcm8, pcm16, pcm24, "
                                 "pcm32, float or double",
                         path, sample_format, out->channels);
    const int wanted = input_format != 0 ? input_format & SF_FORMAT_SUBMASK : SF_FORMAT_FLOAT;
    if (sample_format == NULL && !choose_nearest(out, wanted))
        return error_set(error, STATUS_UNSUPPORTED,
                         "%s: such a file can't hold %d channels at %d Hz", path, out->channels,
                         out->samplerate);
    make_room(out);
    return STATUS_OK;
}

/* libsndfile takes a file that is cut off for a shorter one and says so only in its log: "data :
 * 4000 (should be 1234)". These are the lines that tell it in WAV, AIFF, W64 and RF64; in others it
 * shows while reading. */
static const char *const length_lines[] = {"data : ", "SSND : ", "riff : ", "Riff size : "};

static bool line_says_truncated(const char *line)
{
    for (size_t i = 0; i < sizeof length_lines / sizeof length_lines[0]; i++) {
        const char *numbers = strstr(line, length_lines[i]);
        if (numbers == NULL)
            continue;
        char *end = NULL;
        const unsigned long long promised = strtoull(numbers + strlen(length_lines[i]), &end, 10);
        const char *present = strstr(end, "(should be ");
        /* All ones is how a program that writes to a pipe says that it can't know the length. */
        return present != NULL && promised < 0xfffffff0U &&
               promised > strtoull(present + strlen("(should be "), NULL, 10);
    }
    return false;
}

bool file_format_is_truncated(SNDFILE *file)
{
    char log[4096];
    const int length = sf_command(file, SFC_GET_LOG_INFO, log, sizeof log);
    if (length <= 0)
        return false;
    log[sizeof log - 1] = '\0';
    char *rest = NULL;
    for (char *line = strtok_r(log, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (line_says_truncated(line))
            return true;
    return false;
}

static const struct {
    int number;
    Status status;
    const char *text;
} errors[] = {
    {SF_ERR_UNRECOGNISED_FORMAT, STATUS_BAD_FORMAT, "it isn't an audio file of a known format"},
    {SF_ERR_MALFORMED_FILE, STATUS_BAD_FORMAT, "its contents are damaged"},
    {SF_ERR_UNSUPPORTED_ENCODING, STATUS_UNSUPPORTED, "its sample format isn't supported"},
    {SF_ERR_SYSTEM, STATUS_IO, NULL},
};

/* What libsndfile says, without what it puts around it: "System error : No space left on device."
 */
static const char *bare_reason(SNDFILE *file, int *length)
{
    static const char *const fronts[] = {"System error : ", "Error : "};
    const char *text = sf_strerror(file);
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++)
        if (strncmp(text, fronts[i], strlen(fronts[i])) == 0)
            text += strlen(fronts[i]);
    *length = (int)strlen(text);
    *length -= *length > 0 && text[*length - 1] == '.';
    return text;
}

Status file_format_error(SNDFILE *file, const char *what, const char *path, Error *error)
{
    const int number = sf_error(file);
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].number == number && errors[i].text != NULL)
            return error_set(error, errors[i].status, "%s %s: %s", what, path, errors[i].text);
    /* All other numbers are libsndfile's own and say what is wrong with the contents. */
    int length = 0;
    const char *reason = bare_reason(file, &length);
    return error_set(error, number == SF_ERR_SYSTEM ? STATUS_IO : STATUS_BAD_FORMAT, "%s %s: %.*s",
                     what, path, length, reason);
}
