/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_modules.h"

#include "driver/device_applications.h"
#include "driver/device_change.h"

#include <stdlib.h>
#include <string.h>

void device_keep_out(Device *device, ChainSpec *spec, Announcement *announcement)
{
    for (size_t i = 0; i < spec->count; i++) {
        ChainSpecModule *module = &spec->modules[i];
        char *reason = module_records_reason(&device->driver->records, module->module,
                                             module_hash(module->library));
        module->is_kept_out = reason != NULL;
        if (reason)
            log_write(&device->errors.log, LOG_LEVEL_ERROR,
                      "module '%s' is in quarantine, and sound passes it by: %s; let it in again "
                      "with: ossicle modules --release %s",
                      module->module->id, reason, module->module->id);
        if (reason && announcement)
            announcement_add(announcement, kOssicleDevicePropertyErrors,
                             kAudioObjectPropertyScopeGlobal);
        free(reason);
    }
}

/* Whether the chain is to have the module. If its engine has found out by itself that it is no
 * good, the chain doesn't say so. */
static bool wants(const ChainSpec *spec, const char *id)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (!spec->modules[i].is_bypassed && strcmp(spec->modules[i].module->id, id) == 0)
            return true;
    }
    return false;
}

/* If the chain wants the module, it is made anew. */
static Status let_in(Device *device, const char *id, ChainSpec *spec, Announcement *announcement,
                     Error *error)
{
    Status status = engine_copy_chain(device->engine, spec, error);
    if (status != STATUS_OK || !wants(spec, id))
        return status;
    device_keep_out(device, spec, announcement);
    status = engine_set_chain(device->engine, spec, engine_mode(device->engine), error);
    if (status != STATUS_OK)
        return status;
    device_update_latency(device, announcement);
    announcement_add(announcement, kOssicleDevicePropertyChain, kAudioObjectPropertyScopeGlobal);
    return STATUS_OK;
}

static Status renew_inserts(Device *device, DeviceChange *change, Announcement *announcement,
                            Error *error)
{
    device_renew_inserts(device, &change->inserts, announcement);
    return STATUS_OK;
}

/* Make the chains anew that the module belongs to: the device's own while sound runs, those of
 * applications when the host says so. */
static void let_in_everywhere(Device *device, const char *id)
{
    Error error;
    ChainSpec spec = {0};
    Announcement announcement = {0};
    bool has_application = false;
    if (!device_lock_engine(device))
        return;
    const Status status = let_in(device, id, &spec, &announcement, &error);
    for (UInt32 i = 0; i < device->applications.count; i++)
        has_application |= wants(&device->applications.items[i].chain, id);
    (void)pthread_mutex_unlock(&device->lock);
    chain_spec_cleanup(&spec);
    if (status != STATUS_OK)
        device_report(device, &error);
    device_announce(device, &announcement);
    if (has_application)
        (void)device_request_change(device, &(DeviceChange){.perform = renew_inserts});
}

OSStatus driver_release_module(Driver *driver, const char *id)
{
    static const AudioObjectPropertyAddress address = {kOssiclePlugInPropertyQuarantine,
                                                       kAudioObjectPropertyScopeGlobal,
                                                       kAudioObjectPropertyElementMain};
    Error error;
    if (module_records_release(&driver->records, id, &error) != STATUS_OK) {
        driver_report(driver, &error);
        return kAudioHardwareIllegalOperationError;
    }
    driver_announce(driver, kAudioObjectPlugInObject, 1, &address);
    module_watch_ask(&driver->module_watch); /* it may be a file that wasn't loaded */
    (void)pthread_mutex_lock(&driver->structure_lock);
    Device *newest = driver->devices;
    (void)pthread_mutex_unlock(&driver->structure_lock);
    for (Device *device = newest; device; device = device->older)
        let_in_everywhere(device, id);
    return kAudioHardwareNoError;
}
