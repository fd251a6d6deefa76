/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/driver_trace.h"

#include "driver/cf.h"
#include "driver/custom_properties.h"

#include <stdlib.h>
#include <string.h>

static const char storage_key[] = "trace";

/* The setting is a format, or none of them. */
#define TRACE_OFF TRACE_FORMAT_COUNT

/* Whether there is such a setting. */
static bool parse(const char *text, TraceFormat *setting)
{
    *setting = trace_format_parse(text);
    return *setting != TRACE_OFF || strcmp(text, "off") == 0;
}

const char *driver_trace_setting(const Driver *driver)
{
    const TraceFormat setting = atomic_load(&driver->trace_setting);
    return setting == TRACE_OFF ? "off" : trace_format_name(setting);
}

/* The trace is made when it is first wanted, and stays: a call may be under way in it. */
static Status use(Driver *driver, TraceFormat setting, Error *error)
{
    if (setting != TRACE_OFF && !driver->trace) {
        const TraceOptions options = {.format = setting, .log = driver->configuration.log};
        driver->trace = trace_new(&options, error);
        if (!driver->trace)
            return error->status;
    }
    if (setting != TRACE_OFF)
        trace_set_format(driver->trace, setting);
    traced_switch(&driver->traced, setting != TRACE_OFF ? driver->trace : NULL);
    atomic_store(&driver->trace_setting, setting);
    return STATUS_OK;
}

static Status apply(Driver *driver, TraceFormat setting, Error *error)
{
    (void)pthread_mutex_lock(&driver->trace_lock);
    const Status status = use(driver, setting, error);
    (void)pthread_mutex_unlock(&driver->trace_lock);
    return status;
}

static void store(const Driver *driver)
{
    CFStringRef key = cf_create_string(storage_key);
    CFStringRef value = cf_create_string(driver_trace_setting(driver));
    if (!key || !value ||
        driver->host->WriteToStorage(driver->host, key, value) != kAudioHardwareNoError)
        log_write(driver->configuration.log, LOG_LEVEL_ERROR,
                  "the setting of the trace can't be stored: it lasts until the driver ends");
    if (key)
        CFRelease(key);
    if (value)
        CFRelease(value);
}

OSStatus driver_set_trace(Driver *driver, const char *setting)
{
    static const AudioObjectPropertyAddress address = {kOssiclePlugInPropertyTrace,
                                                       kAudioObjectPropertyScopeGlobal,
                                                       kAudioObjectPropertyElementMain};
    TraceFormat wanted = TRACE_OFF;
    Error error;
    if (!parse(setting, &wanted))
        return kAudioHardwareIllegalOperationError;
    if (apply(driver, wanted, &error) != STATUS_OK) {
        log_write(driver->configuration.log, LOG_LEVEL_ERROR, "%s", error.message);
        return kAudioHardwareUnspecifiedError;
    }
    store(driver);
    driver_announce(driver, kAudioObjectPlugInObject, 1, &address);
    return kAudioHardwareNoError;
}

static void restore(Driver *driver, CFTypeRef stored)
{
    char *text = cf_copy_text(stored);
    TraceFormat setting = TRACE_OFF;
    Error error;
    if (!text || !parse(text, &setting))
        log_write(driver->configuration.log, LOG_LEVEL_WARNING,
                  "stored setting %s is ignored: expected off, text or json", storage_key);
    else if (apply(driver, setting, &error) != STATUS_OK)
        log_write(driver->configuration.log, LOG_LEVEL_ERROR, "%s", error.message);
    free(text);
}

void driver_restore_trace(Driver *driver)
{
    CFStringRef key = cf_create_string(storage_key);
    CFPropertyListRef stored = NULL;
    if (key && driver->host->CopyFromStorage(driver->host, key, &stored) == kAudioHardwareNoError &&
        stored)
        restore(driver, stored);
    if (stored)
        CFRelease(stored);
    if (key)
        CFRelease(key);
}
