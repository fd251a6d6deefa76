/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/plist_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Status read_all(int fd, const char *path, UInt8 *bytes, size_t size, Error *error)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t count = read(fd, bytes + done, size - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return error_set(error, STATUS_IO, "can't read %s: %s", path,
                             count < 0 ? strerror(errno) : "it became shorter meanwhile");
        done += (size_t)count;
    }
    return STATUS_OK;
}

static CFDataRef copy_bytes(int fd, const char *path, Error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        error_set(error, STATUS_IO, "can't read %s: it is no ordinary file", path);
        return NULL;
    }
    const size_t size = (size_t)info.st_size;
    UInt8 *bytes = malloc(size + 1);
    CFDataRef data = NULL;
    const Status status = bytes != NULL ? read_all(fd, path, bytes, size, error) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        data = CFDataCreate(NULL, bytes, (CFIndex)size);
    if (data == NULL && (status == STATUS_OK || status == STATUS_NO_MEMORY))
        error_set(error, STATUS_NO_MEMORY, "can't read %s: no memory", path);
    free(bytes);
    return data;
}

static void describe(CFErrorRef failure, char *text, CFIndex size)
{
    CFStringRef description = failure != NULL ? CFErrorCopyDescription(failure) : NULL;
    if (description == NULL || !CFStringGetCString(description, text, size, kCFStringEncodingUTF8))
        (void)snprintf(text, (size_t)size, "its contents aren't one");
    if (description != NULL)
        CFRelease(description);
    if (failure != NULL)
        CFRelease(failure);
}

CFPropertyListRef plist_file_copy(const char *path, Error *error)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        error_set(error, status_from_errno(errno), "can't read %s: %s", path, strerror(errno));
        return NULL;
    }
    CFDataRef data = copy_bytes(fd, path, error);
    close(fd);
    if (data == NULL)
        return NULL;
    CFErrorRef failure = NULL;
    CFPropertyListRef list =
        CFPropertyListCreateWithData(NULL, data, kCFPropertyListImmutable, NULL, &failure);
    CFRelease(data);
    if (list == NULL) {
        char reason[512];
        describe(failure, reason, sizeof reason);
        error_set(error, STATUS_BAD_FORMAT, "%s is no property list: %s", path, reason);
    }
    return list;
}

static bool write_all(int fd, const UInt8 *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t count = write(fd, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

/* That the new file has the name must survive a loss of power, too, as far as the file system can
 * promise that. */
static void sync_folder_of(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash != NULL)
        slash[slash == path] = '\0';
    const int fd = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    (void)close(fd);
}

static Status replace_file(const char *path, CFDataRef data, Error *error)
{
    char unfinished[PATH_MAX];
    if (snprintf(unfinished, sizeof unfinished, "%s.XXXXXX", path) >= (int)sizeof unfinished)
        return error_set(error, STATUS_BAD_ARGUMENT, "can't write %s: its name is too long", path);
    const int fd = mkostemp(unfinished, O_CLOEXEC);
    if (fd < 0)
        return error_set(error, status_from_errno(errno), "can't write %s: %s", path,
                         strerror(errno));
    const bool written =
        write_all(fd, CFDataGetBytePtr(data), (size_t)CFDataGetLength(data)) && fsync(fd) == 0;
    const bool closed = close(fd) == 0;
    if (written && closed && rename(unfinished, path) == 0) {
        sync_folder_of(unfinished);
        return STATUS_OK;
    }
    const int reason = errno;
    unlink(unfinished);
    return error_set(error, status_from_errno(reason), "can't write %s: %s", path,
                     strerror(reason));
}

Status plist_file_write(const char *path, CFPropertyListRef list, Error *error)
{
    CFErrorRef failure = NULL;
    CFDataRef data =
        CFPropertyListCreateData(NULL, list, kCFPropertyListXMLFormat_v1_0, 0, &failure);
    if (data == NULL) {
        char reason[512];
        describe(failure, reason, sizeof reason);
        return error_set(error, STATUS_BAD_FORMAT, "can't write %s: %s", path, reason);
    }
    const Status status = replace_file(path, data, error);
    CFRelease(data);
    return status;
}
