/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/driver.h"

#include "driver/box.h"
#include "driver/configuration_storage.h"
#include "driver/custom_properties.h"
#include "driver/device.h"
#include "driver/device_io.h"
#include "driver/driver_devices.h"
#include "driver/driver_state.h"
#include "driver/driver_trace.h"

#include <stdlib.h>
#include <string.h>

static Status make_indexes(Driver *driver)
{
    Status status = STATUS_OK;
    for (UInt32 i = 0; object_class_at(i) && status == STATUS_OK; i++)
        status = property_index_init(&driver->indexes[i], object_class_at(i));
    return status;
}

const PropertyIndex *driver_properties_of(const Driver *driver, const ObjectClass *class_info)
{
    UInt32 i = 0;
    while (object_class_at(i) && object_class_at(i) != class_info)
        i++;
    return &driver->indexes[i];
}

static void make_plug_in(Driver *driver)
{
    driver->plug_in = (Object){
        .id = kAudioObjectPlugInObject,
        .owner = kAudioObjectUnknown,
        .class_info = &plug_in_class,
        .properties = driver_properties_of(driver, &plug_in_class),
        .scope = kAudioObjectPropertyScopeGlobal,
    };
    driver->own[OWN_PLUG_IN] = &driver->plug_in;
}

/* False: no memory. */
static bool copy_name(char **copy, const char *name)
{
    *copy = name ? strdup(name) : NULL;
    return !name || *copy;
}

AudioServerPlugInDriverRef driver_new(const DriverConfiguration *configuration)
{
    Driver *driver = aligned_alloc(_Alignof(Driver), sizeof *driver);
    if (!driver)
        return NULL;
    memset(driver, 0, sizeof *driver);
    static const AudioServerPlugInDriverInterface *const plain = &driver_interface;
    traced_embed(&driver->traced, &plain);
    driver->trace_setting = TRACE_FORMAT_COUNT;
    driver->references = 1;
    driver->configuration = *configuration;
    (void)pthread_mutex_init(&driver->catalog_lock, NULL);
    (void)pthread_mutex_init(&driver->structure_lock, NULL);
    (void)pthread_mutex_init(&driver->trace_lock, NULL);
    (void)pthread_mutex_init(&driver->errors_lock, NULL);
    (void)error_list_init(&driver->errors, configuration->log);
    module_records_init(&driver->records, &driver->errors.log);
    driver->policy = configuration->policy;
    if (!copy_name(&driver->modules_folder, configuration->modules_folder) ||
        !copy_name(&driver->defaults_file, configuration->defaults_file) ||
        !copy_name(&driver->icon_file, configuration->icon_file) ||
        !copy_name(&driver->worker_program, configuration->worker_program) ||
        make_indexes(driver) != STATUS_OK) {
        driver_free(driver);
        return NULL;
    }
    make_plug_in(driver);
    box_init(driver);
    return &driver->traced.interface;
}

void driver_free(Driver *driver)
{
    module_watch_stop(&driver->module_watch);
    for (Device *device = driver->devices; device; device = device->older)
        device_finish(device);
    for (Device *device = driver->devices; device;) {
        Device *older = device->older;
        device_free(device);
        device = older;
    }
    module_watch_cleanup(&driver->module_watch);
    supervisor_free(driver->supervisor);
    log_queue_free(driver->log_queue);
    catalog_free(driver->catalog);
    module_records_cleanup(&driver->records);
    for (UInt32 i = 0; i < OBJECT_CLASS_CAPACITY; i++)
        property_index_cleanup(&driver->indexes[i]);
    trace_free(driver->trace);
    (void)pthread_mutex_destroy(&driver->trace_lock);
    (void)pthread_mutex_destroy(&driver->structure_lock);
    (void)pthread_mutex_destroy(&driver->catalog_lock);
    error_list_cleanup(&driver->errors);
    box_cleanup(driver);
    (void)pthread_mutex_destroy(&driver->errors_lock);
    free(driver->defaults_file);
    free(driver->icon_file);
    free(driver->worker_program);
    free(driver->modules_folder);
    free(driver);
}

/* A device that can't be made is reported and left out, but for a lack of memory. */
static Status make_devices(Driver *driver, const DeviceConfiguration *devices, UInt32 count)
{
    Status status = STATUS_OK;
    for (UInt32 i = 0; i < count && status != STATUS_NO_MEMORY; i++) {
        Error error;
        status = driver_add_device(driver, &devices[i], &error);
        if (status != STATUS_OK)
            driver_report(driver, &error);
    }
    return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

static Status make_configured_devices(Driver *driver)
{
    Error error;
    Configuration configuration = {0};
    Status status = configuration_restore(driver, &configuration, &error);
    if (status == STATUS_OK)
        status = box_configure(driver, configuration.box_name, &error);
    if (status == STATUS_OK)
        status = make_devices(driver, configuration.devices, configuration.device_count);
    else if (status == STATUS_NOT_FOUND)
        status =
            make_devices(driver, driver->configuration.devices, driver->configuration.device_count);
    configuration_cleanup(&configuration);
    return status;
}

/* Without one, sound goes on all the same. */
static void make_supervisor(Driver *driver)
{
    Error error;
    driver->supervisor = supervisor_new(&error);
    if (!driver->supervisor)
        driver_report(driver, &error);
}

OSStatus driver_initialize(Driver *driver, AudioServerPlugInHostRef host)
{
    if (!host || driver->host)
        return kAudioHardwareIllegalOperationError;
    driver->host = traced_host_init(&driver->traced.host, host);
    driver_restore_trace(driver);
    driver->catalog = catalog_new(driver->configuration.log);
    driver->log_queue = log_queue_new(NULL);
    if (!driver->catalog || !driver->log_queue)
        return kAudioHardwareUnspecifiedError;
    module_records_restore(&driver->records, driver->host);
    make_supervisor(driver);
    module_watch_init(&driver->module_watch, driver);
    box_restore(driver);
    driver->is_initialized = make_configured_devices(driver) == STATUS_OK;
    if (driver->is_initialized)
        module_watch_start(&driver->module_watch);
    return driver->is_initialized ? kAudioHardwareNoError : kAudioHardwareUnspecifiedError;
}

void driver_announce(const Driver *driver, AudioObjectID object, UInt32 count,
                     const AudioObjectPropertyAddress *addresses)
{
    if (driver->host && count > 0)
        (void)driver->host->PropertiesChanged(driver->host, object, count, addresses);
}

void driver_report(Driver *driver, const Error *error)
{
    static const AudioObjectPropertyAddress address = {kOssiclePlugInPropertyErrors,
                                                       kAudioObjectPropertyScopeGlobal,
                                                       kAudioObjectPropertyElementMain};
    log_write(&driver->errors.log, LOG_LEVEL_ERROR, "%s", error->message);
    driver_announce(driver, kAudioObjectPlugInObject, 1, &address);
}
