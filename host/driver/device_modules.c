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

static bool keeps_out(const ChainSpec *spec, const char *id)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (spec->modules[i].is_kept_out && strcmp(spec->modules[i].module->id, id) == 0)
            return true;
    }
    return false;
}

/* Whether a chain of the device lacks the module. */
static bool lacks(Device *device, const char *id)
{
    ChainSpec spec = {0};
    if (!device_lock_engine(device))
        return false;
    bool result =
        engine_copy_chain(device->engine, &spec, NULL) == STATUS_OK && keeps_out(&spec, id);
    for (UInt32 i = 0; i < device->applications.count; i++)
        result |= keeps_out(&device->applications.items[i].chain, id);
    (void)pthread_mutex_unlock(&device->lock);
    chain_spec_cleanup(&spec);
    return result;
}

static Status perform_renewal(Device *device, DeviceChange *change, Announcement *announcement,
                              Error *error)
{
    Status status = engine_copy_chain(device->engine, &change->chain, error);
    if (status != STATUS_OK)
        return status;
    device_keep_out(device, &change->chain, announcement);
    status = engine_set_chain(device->engine, &change->chain, engine_mode(device->engine), error);
    if (status != STATUS_OK)
        return status;
    device_renew_inserts(device, &change->inserts, announcement);
    announcement_add(announcement, kOssicleDevicePropertyChain, kAudioObjectPropertyScopeGlobal);
    return STATUS_OK;
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
    (void)pthread_mutex_lock(&driver->structure_lock);
    Device *newest = driver->devices;
    (void)pthread_mutex_unlock(&driver->structure_lock);
    for (Device *device = newest; device; device = device->older) {
        if (lacks(device, id))
            (void)device_request_change(device, &(DeviceChange){.perform = perform_renewal});
    }
    return kAudioHardwareNoError;
}
