/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_storage.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define KEY_CONFIGURATION CFSTR("configuration")
#define KEY_BROKEN        CFSTR("configuration.broken")

/* Report why `what` isn't used. */
static void complain(Driver *driver, const char *what, const char *why)
{
    Error error;
    (void)error_set(&error, STATUS_BAD_FORMAT, "%s is not used: %s", what, why);
    driver_report(driver, &error);
}

/* Keep what is broken where people can look at it, and nobody takes it up again. */
static void keep_aside(Driver *driver, CFPropertyListRef list, const char *why)
{
    AudioServerPlugInHostRef host = driver->host;
    complain(driver, "the stored configuration", why);
    if (host->WriteToStorage(host, KEY_BROKEN, list) == kAudioHardwareNoError)
        (void)host->DeleteFromStorage(host, KEY_CONFIGURATION);
}

/* STATUS_NOT_FOUND: there is none that can be used. */
static Status restore_stored(Driver *driver, Configuration *configuration, Error *error)
{
    AudioServerPlugInHostRef host = driver->host;
    CFPropertyListRef list = NULL;
    if (host->CopyFromStorage(host, KEY_CONFIGURATION, &list) != kAudioHardwareNoError || !list)
        return STATUS_NOT_FOUND;
    Status status = configuration_parse(configuration, list, error);
    if (status != STATUS_OK && status != STATUS_NO_MEMORY) {
        keep_aside(driver, list, error->message);
        status = STATUS_NOT_FOUND;
    }
    CFRelease(list);
    return status;
}

/* The bytes of a file that isn't larger than a configuration can be. */
static CFDataRef copy_file(const char *path)
{
    enum { LARGEST = 1048576 };
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    CFMutableDataRef data = fd >= 0 ? CFDataCreateMutable(NULL, 0) : NULL;
    UInt8 bytes[4096];
    ssize_t got = data ? 1 : 0;
    while (got > 0 && CFDataGetLength(data) <= LARGEST) {
        got = read(fd, bytes, sizeof bytes);
        if (got > 0)
            CFDataAppendBytes(data, bytes, got);
    }
    if (fd >= 0)
        (void)close(fd);
    return data;
}

/* STATUS_NOT_FOUND: it can't be used. */
static Status restore_shipped(Driver *driver, Configuration *configuration, Error *error)
{
    const char *path = driver->defaults_file;
    if (!path)
        return STATUS_NOT_FOUND;
    errno = 0;
    CFDataRef data = copy_file(path);
    if (!data) {
        complain(driver, path, strerror(errno));
        return STATUS_NOT_FOUND;
    }
    CFPropertyListRef list = CFPropertyListCreateWithData(NULL, data, 0, NULL, NULL);
    CFRelease(data);
    Status status = list ? configuration_parse(configuration, list, error)
                         : error_set(error, STATUS_BAD_FORMAT, "it is no property list");
    if (list)
        CFRelease(list);
    if (status == STATUS_OK || status == STATUS_NO_MEMORY)
        return status;
    complain(driver, path, error->message);
    return STATUS_NOT_FOUND;
}

Status configuration_restore(Driver *driver, Configuration *configuration, Error *error)
{
    const Status status = restore_stored(driver, configuration, error);
    return status == STATUS_NOT_FOUND ? restore_shipped(driver, configuration, error) : status;
}

void configuration_store(Driver *driver, const Configuration *configuration)
{
    AudioServerPlugInHostRef host = driver->host;
    CFDictionaryRef list = configuration_copy_plist(configuration);
    if (!list || host->WriteToStorage(host, KEY_CONFIGURATION, list) != kAudioHardwareNoError) {
        Error error;
        (void)error_set(&error, STATUS_IO,
                        "the configuration can't be stored: it lasts until the driver ends");
        driver_report(driver, &error);
    }
    if (list)
        CFRelease(list);
}
