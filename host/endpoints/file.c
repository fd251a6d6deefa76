/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Files: capture reads one, playback writes one. */

#include "endpoints/endpoint_class.h"
#include "endpoints/file_format.h"
#include "endpoints/file_replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct FileEndpoint {
    Endpoint base;
    SNDFILE *input;
    char *input_path;
    int64_t read_frames;
    SNDFILE *output;
    char *output_path;
    FileReplace replace;
} FileEndpoint;

static void file_free(Endpoint *base)
{
    FileEndpoint *endpoint = (FileEndpoint *)base;
    if (endpoint->input != NULL)
        sf_close(endpoint->input);
    if (endpoint->output != NULL)
        sf_close(endpoint->output);
    file_replace_abandon(&endpoint->replace);
    free(endpoint->input_path);
    free(endpoint->output_path);
    free(endpoint);
}

static uint32_t file_capture(Endpoint *base, float *frames_out, uint32_t frames, Error *error)
{
    FileEndpoint *endpoint = (FileEndpoint *)base;
    const sf_count_t count = sf_readf_float(endpoint->input, frames_out, frames);
    const uint32_t got = count > 0 ? (uint32_t)count : 0;
    endpoint->read_frames += got;
    if (got == frames || endpoint->read_frames == base->capture.frames)
        return got;
    if (sf_error(endpoint->input) != SF_ERR_NO_ERROR)
        file_format_error(endpoint->input, "can't read", endpoint->input_path, error);
    else
        error_set(error, STATUS_IO,
                  "can't read %s: it is cut off after %lld of the %lld frames that it promises",
                  endpoint->input_path, (long long)endpoint->read_frames,
                  (long long)base->capture.frames);
    return got;
}

static Status file_playback(Endpoint *base, const float *frames_in, uint32_t frames, Error *error)
{
    FileEndpoint *endpoint = (FileEndpoint *)base;
    if (endpoint->output == NULL)
        return error_set(error, STATUS_BUSY, "%s is already finished", endpoint->output_path);
    if (sf_writef_float(endpoint->output, frames_in, frames) == (sf_count_t)frames)
        return STATUS_OK;
    return file_format_error(endpoint->output, "can't write", endpoint->output_path, error);
}

static Status file_finish(Endpoint *base, Error *error)
{
    FileEndpoint *endpoint = (FileEndpoint *)base;
    if (endpoint->output == NULL)
        return STATUS_OK;
    const int failed = sf_close(endpoint->output);
    endpoint->output = NULL;
    if (failed != 0)
        return error_set(error, STATUS_IO, "can't complete %s: %s", endpoint->output_path,
                         sf_error_number(failed));
    return file_replace_commit(&endpoint->replace, error);
}

static const EndpointOps file_ops = {
    .driver = ENDPOINT_DRIVEN_BY_CALLER,
    .free = file_free,
    .capture = file_capture,
    .playback = file_playback,
    .finish = file_finish,
};

/* Opened here rather than by libsndfile, for the system's own reason when it fails. */
static int open_to_read(const char *path, Error *error)
{
    if (*path == '\0') {
        error_set(error, STATUS_BAD_ARGUMENT, "can't read a file whose name is empty");
        return -1;
    }
    const int fd =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* no waiting for a pipe's writer */
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        error_set(error, status_from_errno(errno), "can't read %s: %s", path, strerror(errno));
        goto failed;
    }
    if (S_ISDIR(info.st_mode)) {
        error_set(error, STATUS_BAD_ARGUMENT, "can't read %s: it is a folder", path);
        goto failed;
    }
    if (!S_ISREG(info.st_mode)) {
        error_set(error, STATUS_BAD_ARGUMENT, "can't read %s: it is no ordinary file", path);
        goto failed;
    }
    if (info.st_size == 0) {
        error_set(error, STATUS_BAD_FORMAT, "can't read %s: the file is empty", path);
        goto failed;
    }
    return fd;

failed:
    if (fd >= 0)
        close(fd);
    return -1;
}

static Status open_input(FileEndpoint *endpoint, SF_INFO *info, Error *error)
{
    const char *path = endpoint->input_path;
    const int fd = open_to_read(path, error);
    if (fd < 0)
        return error != NULL ? error->status : STATUS_IO;
    endpoint->input = sf_open_fd(fd, SFM_READ, info, SF_TRUE);
    if (endpoint->input == NULL)
        return file_format_error(NULL, "can't read", path, error);
    if (file_format_is_truncated(endpoint->input))
        return error_set(error, STATUS_BAD_FORMAT,
                         "can't read %s: the file is cut off: its header promises more than it "
                         "holds (%lld frames)",
                         path, (long long)info->frames);
    if (info->frames <= 0)
        return error_set(error, STATUS_BAD_FORMAT, "can't read %s: it holds no frames", path);
    endpoint->base.has_capture = true;
    endpoint->base.capture.rate_hz = info->samplerate;
    endpoint->base.capture.channels = (uint32_t)info->channels;
    endpoint->base.capture.frames = info->frames;
    return STATUS_OK;
}

static Status open_output(FileEndpoint *endpoint, const SF_INFO *input,
                          const EndpointOptions *options, Error *error)
{
    const char *path = endpoint->output_path;
    SF_INFO info = *input;
    if (options->rate_hz > 0)
        info.samplerate = (int)options->rate_hz;
    if (options->channels > 0)
        info.channels = (int)options->channels;
    if (info.samplerate <= 0 || info.channels <= 0)
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "can't write %s: without an input, rate and channels must be given", path);
    Status status = file_replace_check(path, error);
    if (status == STATUS_OK)
        status = file_format_choose(path, input->format, options->sample_format, &info, error);
    if (status == STATUS_OK)
        status = file_replace_begin(&endpoint->replace, path, error);
    if (status != STATUS_OK)
        return status;
    endpoint->output = sf_open_fd(endpoint->replace.fd, SFM_WRITE, &info, SF_FALSE);
    if (endpoint->output == NULL)
        return file_format_error(NULL, "can't write", path, error);
    /* Without it, libsndfile wraps what is too loud around, and scales integers by another factor
     * than when it reads them. */
    sf_command(endpoint->output, SFC_SET_CLIPPING, NULL, SF_TRUE);
    endpoint->base.has_playback = true;
    endpoint->base.playback.rate_hz = info.samplerate;
    endpoint->base.playback.channels = (uint32_t)info.channels;
    endpoint->base.playback.frames = -1;
    return STATUS_OK;
}

static Status open_both(FileEndpoint *endpoint, const EndpointOptions *options, Error *error)
{
    SF_INFO info = {0};
    if (endpoint->input_path != NULL) {
        const Status status = open_input(endpoint, &info, error);
        if (status != STATUS_OK)
            return status;
    }
    return endpoint->output_path != NULL ? open_output(endpoint, &info, options, error) : STATUS_OK;
}

Endpoint *endpoint_open_file(const char *input_path, const char *output_path,
                             const EndpointOptions *options, Error *error)
{
    static const EndpointOptions defaults = {0};
    FileEndpoint *endpoint = calloc(1, sizeof *endpoint);
    if (endpoint == NULL)
        goto no_memory;
    endpoint->base.ops = &file_ops;
    file_replace_init(&endpoint->replace);
    if (input_path != NULL && (endpoint->input_path = strdup(input_path)) == NULL)
        goto no_memory;
    if (output_path != NULL && (endpoint->output_path = strdup(output_path)) == NULL)
        goto no_memory;
    if (open_both(endpoint, options != NULL ? options : &defaults, error) == STATUS_OK)
        return &endpoint->base;
    file_free(&endpoint->base);
    return NULL;

no_memory:
    error_set(error, STATUS_NO_MEMORY, "file endpoint: no memory");
    if (endpoint != NULL)
        file_free(&endpoint->base);
    return NULL;
}

/* Takes one name off the front of `text`, up to a comma that no backslash protects, and writes it
 * to `name`, which has room for all of `text`. */
static const char *take_name(const char *text, char *name)
{
    while (*text != '\0' && *text != ',') {
        if (*text == '\\' && text[1] != '\0')
            text++;
        *name++ = *text++;
    }
    *name = '\0';
    return text;
}

static Endpoint *file_open(const char *arguments, const EndpointOptions *options, Error *error)
{
    const size_t size = strlen(arguments) + 1;
    char *names = calloc(2, size);
    if (names == NULL) {
        error_set(error, STATUS_NO_MEMORY, "file endpoint: no memory");
        return NULL;
    }
    char *input = names;
    char *output = names + size;
    const char *rest = take_name(arguments, input);
    if (*rest == ',')
        rest = take_name(rest + 1, output);
    Endpoint *endpoint = NULL;
    if (*rest != '\0' || (*input == '\0' && *output == '\0'))
        error_set(error, STATUS_BAD_ARGUMENT,
                  "a file endpoint is written file:IN, file:IN,OUT or file:,OUT, not file:%s",
                  arguments);
    else
        endpoint = endpoint_open_file(*input != '\0' ? input : NULL,
                                      *output != '\0' ? output : NULL, options, error);
    free(names);
    return endpoint;
}

const EndpointClass endpoint_class_file = {
    .info = {"file", "file:[IN][,OUT]", "audio files: WAV, AIFF, FLAC, W64, RF64, CAF"},
    .open = file_open,
};
