/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/driver.h"

#include "driver/device.h"
#include "driver/device_storage.h"
#include "driver/driver_state.h"
#include "loader/search_path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The plug-in; each device, its streams and its controls. */
static UInt32 count_objects(const DriverConfiguration *configuration)
{
    UInt32 count = 1;
    for (UInt32 i = 0; i < configuration->device_count; i++)
        count += 1 + SIDE_COUNT + controls_count(&configuration->devices[i]);
    return count;
}

AudioServerPlugInDriverRef driver_new(const DriverConfiguration *configuration)
{
    const UInt32 capacity = count_objects(configuration);
    const UInt32 routes = 1 + capacity; /* IDs begin with 1 */
    Driver *driver = calloc(1, sizeof *driver + routes * sizeof *driver->routes);
    if (!driver)
        return NULL;
    driver->table = driver_interface;
    driver->interface = &driver->table;
    driver->references = 1;
    driver->configuration = *configuration;
    driver->route_count = routes;
    driver->plug_in = (Object){
        .class_info = &plug_in_class,
        .owner = kAudioObjectUnknown,
        .scope = kAudioObjectPropertyScopeGlobal,
    };
    (void)pthread_mutex_init(&driver->catalog_lock, NULL);
    if (configuration->modules_folder)
        driver->modules_folder = strdup(configuration->modules_folder);
    if ((configuration->modules_folder && !driver->modules_folder) ||
        object_table_init(&driver->objects, capacity) != STATUS_OK ||
        object_table_add(&driver->objects, &driver->plug_in) != STATUS_OK) {
        driver_free(driver);
        return NULL;
    }
    return &driver->interface;
}

void driver_free(Driver *driver)
{
    for (UInt32 i = 0; driver->devices && i < driver->configuration.device_count; i++)
        device_free(driver->devices[i]);
    free(driver->devices);
    catalog_free(driver->catalog);
    object_table_cleanup(&driver->objects);
    (void)pthread_mutex_destroy(&driver->catalog_lock);
    free(driver->modules_folder);
    free(driver);
}

/* Scan each folder. What can't be used is among the catalog's refusals, and in the log. */
static void scan_folders(Driver *driver)
{
    Error error;
    SearchPath path = {0};
    if (search_path_init(&path, driver->modules_folder, &error) != STATUS_OK) {
        log_write(driver->configuration.log, LOG_LEVEL_ERROR, "%s", error.message);
        return;
    }
    for (size_t i = 0; i < path.count; i++) {
        const SearchFolder *folder = &path.folders[i];
        if (folder->required || access(folder->path, F_OK) == 0)
            (void)catalog_scan(driver->catalog, folder->path, NULL);
    }
    search_path_cleanup(&path);
}

static OSStatus make_devices(Driver *driver)
{
    const DriverConfiguration *configuration = &driver->configuration;
    driver->devices = calloc(configuration->device_count, sizeof(Device *));
    if (!driver->devices && configuration->device_count > 0)
        return kAudioHardwareUnspecifiedError;
    for (UInt32 i = 0; i < configuration->device_count; i++) {
        Error error;
        driver->devices[i] = device_new(driver, &configuration->devices[i], &error);
        if (!driver->devices[i]) {
            log_write(configuration->log, LOG_LEVEL_ERROR, "device %s: %s",
                      configuration->devices[i].uid, error.message);
            return kAudioHardwareUnspecifiedError;
        }
        device_restore(driver->devices[i]);
    }
    return kAudioHardwareNoError;
}

OSStatus driver_initialize(Driver *driver, AudioServerPlugInHostRef host)
{
    if (!host || driver->host)
        return kAudioHardwareIllegalOperationError;
    driver->host = host;
    driver->catalog = catalog_new(driver->configuration.log);
    if (!driver->catalog)
        return kAudioHardwareUnspecifiedError;
    scan_folders(driver);
    return make_devices(driver);
}

UInt32 driver_channels_of(const Driver *driver, const Object *object)
{
    const Device *device = driver_device(driver, object->id);
    if (!device)
        device = driver_device(driver, object->owner);
    return device ? device->configuration->channels : 0;
}

void driver_announce(const Driver *driver, AudioObjectID object, UInt32 count,
                     const AudioObjectPropertyAddress *addresses)
{
    if (driver->host && count > 0)
        (void)driver->host->PropertiesChanged(driver->host, object, count, addresses);
}
