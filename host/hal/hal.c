/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal.h"

#include "hal/discovery.h"
#include "hal/hal_private.h"
#include "trace/four_chars.h"

#include <mach/mach_time.h>
#include <stdlib.h>

double hal_ticks_per_second(void)
{
    mach_timebase_info_data_t timebase;
    mach_timebase_info(&timebase);
    return 1e9 * timebase.denom / timebase.numer;
}

void hal_io_overloaded(Hal *hal) OSSICLE_REALTIME
{
    atomic_fetch_add(&hal->changes.overloads, 1);
    wake_signal(&hal->changes.wake);
}

/* All calls from here on go through the trace. */
static Status start_trace(Hal *hal, const TraceOptions *options, Error *error)
{
    if (options == NULL)
        return STATUS_OK;
    hal->trace = trace_new(options, error);
    if (hal->trace == NULL)
        return error->status;
    hal->plugin.driver = traced_init(&hal->traced, hal->plugin.driver, hal->trace);
    return STATUS_OK;
}

static Status initialize_driver(Hal *hal, const char *path, Error *error)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    const OSStatus status = (*driver)->Initialize(driver, &hal->host.interface);
    if (status == 0)
        return STATUS_OK;
    char text[FOUR_CHARS_TEXT_SIZE];
    return error_set(error, STATUS_FAILED, "%s: Initialize returned %s", path,
                     four_chars_text((UInt32)status, text));
}

static Status set_up(Hal *hal, const char *path, const HalOptions *options, Error *error)
{
    hal->storage = storage_new(options->storage_path, options->log, error);
    if (hal->storage == NULL)
        return error->status;
    Status status = host_clock_install(hal->clock, error);
    if (status == STATUS_OK)
        status = plugin_init(&hal->plugin, path, error);
    if (status == STATUS_OK)
        status = start_trace(hal, options->trace, error);
    if (status == STATUS_OK)
        status = change_queue_start(&hal->changes, error);
    if (status == STATUS_OK)
        status = initialize_driver(hal, path, error);
    return status;
}

Hal *hal_new(const char *bundle_path, const HalOptions *options, Error *error)
{
    Error local;
    error = error != NULL ? error : &local;
    Hal *hal = calloc(1, sizeof *hal);
    if (hal == NULL || pthread_mutex_init(&hal->mutex, NULL) != 0) {
        error_set(error, STATUS_NO_MEMORY, "HAL: no memory");
        free(hal);
        return NULL;
    }
    hal->clock = options->clock;
    hal->log = options->log;
    host_interface_init(&hal->host, hal);
    if (change_queue_init(&hal->changes, hal, error) != STATUS_OK) {
        pthread_mutex_destroy(&hal->mutex);
        free(hal);
        return NULL;
    }
    rules_init(&hal->rules, hal->log, &hal->changes.wake);
    if (set_up(hal, bundle_path, options, error) == STATUS_OK)
        return hal;
    hal_free(hal);
    return NULL;
}

void hal_free(Hal *hal)
{
    if (hal == NULL)
        return;
    change_queue_stop(&hal->changes);
    for (Device *device = hal->devices; device != NULL; device = device->next)
        while (device->clients != NULL)
            hal_client_free(device->clients);
    plugin_cleanup(&hal->plugin);
    trace_free(hal->trace);
    change_queue_cleanup(&hal->changes);
    rules_log_new(&hal->rules);
    device_free_all(hal);
    storage_free(hal->storage);
    pthread_mutex_destroy(&hal->mutex);
    free(hal);
}

void hal_settle(Hal *hal)
{
    change_queue_settle(&hal->changes);
}

void hal_flush_trace(Hal *hal)
{
    if (hal->trace != NULL)
        trace_flush(hal->trace);
}

void hal_set_listener(Hal *hal, HalListener listener, void *context)
{
    pthread_mutex_lock(&hal->mutex);
    hal->listener = listener;
    hal->listener_context = context;
    pthread_mutex_unlock(&hal->mutex);
}

uint64_t hal_violation_count(const Hal *hal)
{
    return rules_violations(&hal->rules);
}

static bool has_uid(Hal *hal, AudioObjectID device, CFStringRef uid)
{
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyDeviceUID,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    CFStringRef found = NULL;
    UInt32 size = sizeof(CFTypeRef);
    if (hal_get(hal, device, &address, 0, NULL, &size, &found) != 0 || found == NULL)
        return false;
    const bool equal = CFEqual(found, uid);
    CFRelease(found);
    return equal;
}

static bool can_be_default(Hal *hal, AudioObjectID device)
{
    const AudioObjectPropertyScope scopes[] = {kAudioObjectPropertyScopeOutput,
                                               kAudioObjectPropertyScopeInput};
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        const AudioObjectPropertyAddress address = {kAudioDevicePropertyDeviceCanBeDefaultDevice,
                                                    scopes[i], kAudioObjectPropertyElementMain};
        UInt32 can = 0;
        UInt32 size = sizeof can;
        if (hal_has_property(hal, device, &address) &&
            hal_get(hal, device, &address, 0, NULL, &size, &can) == 0 && can != 0)
            return true;
    }
    return false;
}

AudioObjectID hal_find_device(Hal *hal, CFStringRef uid)
{
    const AudioObjectPropertyAddress address = {kAudioPlugInPropertyDeviceList,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    AudioObjectID *devices = hal_copy(hal, kAudioObjectPlugInObject, &address, &size);
    AudioObjectID found = kAudioObjectUnknown;
    for (UInt32 i = 0; devices != NULL && i < size / sizeof *devices; i++) {
        if (uid != NULL ? has_uid(hal, devices[i], uid) : can_be_default(hal, devices[i])) {
            found = devices[i];
            break;
        }
    }
    free(devices);
    return found;
}
