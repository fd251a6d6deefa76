/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/config_file.h"

#include "tool/cf.h"
#include "tool/config_parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ConfigFile {
    char *path;
    ConfigNode *root;
    CFDictionaryRef plist;
};

static Status fail(const char *path, Status status, const char *why, Error *error)
{
    return error_set(error, status, "%s: %s", path, why);
}

/* Read what is in `fd`, and a NUL behind it, into memory that the caller frees. */
static Status read_all(int fd, const char *path, char **text, size_t *length, Error *error)
{
    char *bytes = malloc(CONFIG_FILE_BYTES_MAX + 2);
    if (!bytes)
        return fail(path, STATUS_NO_MEMORY, status_text(STATUS_NO_MEMORY), error);
    size_t used = 0;
    ssize_t got = 1;
    while (got > 0 && used <= CONFIG_FILE_BYTES_MAX) {
        got = read(fd, bytes + used, CONFIG_FILE_BYTES_MAX + 1 - used);
        used += got > 0 ? (size_t)got : 0;
    }
    if (got >= 0 && used <= CONFIG_FILE_BYTES_MAX) {
        bytes[used] = '\0';
        *text = bytes;
        *length = used;
        return STATUS_OK;
    }
    const int reason = errno;
    free(bytes);
    if (got < 0)
        return fail(path, status_from_errno(reason), strerror(reason), error);
    return error_set(error, STATUS_BAD_FORMAT, "%s: it has more than %d bytes", path,
                     CONFIG_FILE_BYTES_MAX);
}

static Status read_file(const char *path, char **text, size_t *length, Error *error)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* no waiting for a pipe */
    if (fd < 0)
        return fail(path, status_from_errno(errno), strerror(errno), error);
    struct stat info;
    Status status = STATUS_OK;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        status = fail(path, STATUS_BAD_ARGUMENT, "it is no file", error);
    else
        status = read_all(fd, path, text, length, error);
    (void)close(fd);
    return status;
}

static Status take(ConfigFile *file, const char *path, const char *text, size_t length,
                   Error *error)
{
    Status status = config_parse(path, text, length, &file->root, error);
    if (status != STATUS_OK)
        return status;
    file->path = strdup(path);
    file->plist = config_node_copy_plist(file->root);
    return file->path && file->plist
               ? STATUS_OK
               : fail(path, STATUS_NO_MEMORY, status_text(STATUS_NO_MEMORY), error);
}

Status config_file_load(const char *path, ConfigFile **file, Error *error)
{
    char *text = NULL;
    size_t length = 0;
    *file = NULL;
    Status status = read_file(path, &text, &length, error);
    if (status != STATUS_OK)
        return status;
    ConfigFile *loaded = calloc(1, sizeof *loaded);
    status = loaded ? take(loaded, path, text, length, error)
                    : fail(path, STATUS_NO_MEMORY, status_text(STATUS_NO_MEMORY), error);
    free(text);
    if (status == STATUS_OK)
        *file = loaded;
    else
        config_file_free(loaded);
    return status;
}

void config_file_free(ConfigFile *file)
{
    if (!file)
        return;
    config_node_free(file->root);
    cf_release(file->plist);
    free(file->path);
    free(file);
}

CFDictionaryRef config_file_plist(const ConfigFile *file)
{
    return file->plist;
}

Status config_file_explain(const ConfigFile *file, Status status, const char *message, Error *error)
{
    char copy[sizeof error->message];
    (void)snprintf(copy, sizeof copy, "%s", message);
    const unsigned line = config_node_line(file->root, copy);
    if (line > 0)
        return error_set(error, status, "%s:%u: %s", file->path, line, copy);
    return fail(file->path, status, copy, error);
}
