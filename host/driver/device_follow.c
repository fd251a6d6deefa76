/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_follow.h"

#include "driver/device_applications.h"
#include "driver/device_change.h"
#include "driver/device_modules.h"
#include "driver/module_states.h"

#include <stdlib.h>
#include <string.h>

void device_await_chain(Device *device, const char *text, Status status)
{
    device_forget_awaited_chain(device);
    if (status == STATUS_NOT_FOUND)
        device->awaited_chain = strdup(text); /* without memory the chain is lost, as was said */
}

void device_forget_awaited_chain(Device *device)
{
    free(device->awaited_chain);
    device->awaited_chain = NULL;
    if (device->awaited_states)
        CFRelease(device->awaited_states);
    device->awaited_states = NULL;
}

void device_await_states(Device *device, CFTypeRef states)
{
    if (device->awaited_chain && states)
        device->awaited_states = CFRetain(states);
}

/* The chain as it is to be. `*changed` tells whether it is another one. */
static Status follow_chain(Device *device, ChainSpec *spec, bool *changed, Error *error)
{
    Status status = STATUS_OK;
    *changed = false;
    if (!device->awaited_chain)
        status = engine_copy_chain(device->engine, spec, error);
    if (status != STATUS_OK)
        return status;
    (void)pthread_mutex_lock(&device->driver->catalog_lock);
    const Catalog *catalog = device->driver->catalog;
    if (!device->awaited_chain) {
        status = chain_spec_follow(spec, catalog, changed);
    } else {
        Error reason;
        status = chain_spec_parse(spec, device->awaited_chain, catalog, &reason);
        *changed = status == STATUS_OK;
        if (status == STATUS_NOT_FOUND) /* it waits on */
            status = STATUS_OK;
        else if (status != STATUS_OK)
            (void)error_set(error, status, "%s", reason.message);
    }
    (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    return status;
}

/* What `spec` holds is to be cleaned up without the lock. */
static Status set_chain(Device *device, ChainSpec *spec, Announcement *announcement, Error *error)
{
    bool changed = false;
    Status status = follow_chain(device, spec, &changed, error);
    if (status != STATUS_OK || !changed)
        return status;
    if (device->awaited_states) /* what is wrong with them was said when they were read */
        (void)module_states_restore(spec, device->awaited_states, NULL);
    device_keep_out(device, spec, announcement);
    status = engine_set_chain(device->engine, spec, engine_mode(device->engine), error);
    if (status != STATUS_OK)
        return status;
    device_forget_awaited_chain(device);
    announcement_add(announcement, kOssicleDevicePropertyChain, kAudioObjectPropertyScopeGlobal);
    announcement_add(announcement, kOssicleDevicePropertyParameters,
                     kAudioObjectPropertyScopeGlobal);
    device_update_latency(device, announcement);
    log_write(&device->errors.log, LOG_LEVEL_INFO, "device %s: its chain has new modules",
              device_configuration(device)->uid);
    return STATUS_OK;
}

static void report_failure(Device *device, const char *what, const Error *reason)
{
    Error error;
    (void)error_set(&error, reason->status, "%s goes on as it was: its new modules don't work: %s",
                    what, reason->message);
    device_report(device, &error);
}

void device_follow_modules(Device *device)
{
    ChainSpec spec = {0};
    Error error;
    Announcement announcement = {0};
    if (!device_lock_engine(device))
        return;
    const Status status = set_chain(device, &spec, &announcement, &error);
    (void)pthread_mutex_unlock(&device->lock);
    chain_spec_cleanup(&spec);
    device_announce(device, &announcement);
    if (status != STATUS_OK)
        report_failure(device, "the chain", &error);
    device_follow_applications(device);
}
