/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_apply.h"

#include "driver/box.h"
#include "driver/configuration_place.h"
#include "driver/device.h"
#include "driver/device_configuration.h"
#include "driver/device_reconfigure.h"
#include "driver/driver_devices.h"

#include <stdlib.h>
#include <string.h>

/* What was done for one device of the configuration. */
typedef struct Step {
    Device *added;
    Device *changed;
    DeviceConfiguration *before; /* of the changed one */
} Step;

/* The devices that are there, oldest first. Returns how many. */
static UInt32 list_present(Driver *driver, Device *devices[DEVICE_CAPACITY])
{
    UInt32 count = 0;
    (void)pthread_mutex_lock(&driver->structure_lock);
    for (Device *device = driver->devices; device; device = device->older) {
        if (!device->is_gone && count < DEVICE_CAPACITY)
            devices[count++] = device;
    }
    (void)pthread_mutex_unlock(&driver->structure_lock);
    for (UInt32 i = 0; i < count / 2; i++) {
        Device *other = devices[i];
        devices[i] = devices[count - 1 - i];
        devices[count - 1 - i] = other;
    }
    return count;
}

/* Whether the two configurations say the same of a device. */
static Status compare(const DeviceConfiguration *a, const DeviceConfiguration *b, bool *same,
                      Error *error)
{
    CFDictionaryRef list = configuration_copy_device_plist(a);
    CFDictionaryRef other = configuration_copy_device_plist(b);
    const bool both = list && other;
    *same = both && CFEqual(list, other);
    if (list)
        CFRelease(list);
    if (other)
        CFRelease(other);
    return both ? STATUS_OK
                : error_set(error, STATUS_NO_MEMORY, "device %s: %s", a->uid,
                            status_text(STATUS_NO_MEMORY));
}

static Status add(Driver *driver, const DeviceConfiguration *wanted, Step *step, Error *error)
{
    const Status status = driver_add_device(driver, wanted, error);
    if (status == STATUS_OK)
        step->added = driver_find_device(driver, wanted->uid);
    return status;
}

static Status change(Device *device, const DeviceConfiguration *wanted, Step *step, Error *error)
{
    step->before = device_configuration_copy(device_configuration(device));
    if (!step->before)
        return error_set(error, STATUS_NO_MEMORY, "device %s: %s", wanted->uid,
                         status_text(STATUS_NO_MEMORY));
    const Status status = device_reconfigure(device, wanted, error);
    if (status == STATUS_OK)
        step->changed = device;
    return status;
}

static Status take_step(Driver *driver, const DeviceConfiguration *wanted, Step *step, Error *error)
{
    Device *device = driver_find_device(driver, wanted->uid);
    if (!device)
        return add(driver, wanted, step, error);
    bool same = false;
    const Status status = compare(device_configuration(device), wanted, &same, error);
    return status != STATUS_OK || same ? status : change(device, wanted, step, error);
}

static void undo(Driver *driver, Step *step)
{
    Error error;
    Status status = STATUS_OK;
    if (step->added)
        status = driver_remove_device(driver, step->added, &error);
    if (step->changed)
        status = device_reconfigure(step->changed, step->before, &error);
    if (status != STATUS_OK)
        driver_report(driver, &error);
}

static bool is_wanted(const Configuration *configuration, const Device *device)
{
    const char *uid = device_configuration(device)->uid;
    for (UInt32 i = 0; i < configuration->device_count; i++) {
        if (strcmp(configuration->devices[i].uid, uid) == 0)
            return true;
    }
    return false;
}

static void remove_unwanted(Driver *driver, const Configuration *configuration)
{
    Device *devices[DEVICE_CAPACITY];
    const UInt32 count = list_present(driver, devices);
    for (UInt32 i = 0; i < count; i++) {
        if (!is_wanted(configuration, devices[i]))
            (void)driver_remove_device(driver, devices[i], NULL);
    }
}

/* A device with streams and a clock are objects of different classes. */
static Status check_kinds(Driver *driver, const Configuration *configuration, Error *error)
{
    for (UInt32 i = 0; i < configuration->device_count; i++) {
        const DeviceConfiguration *wanted = &configuration->devices[i];
        const Device *device = driver_find_device(driver, wanted->uid);
        const Place devices = {NULL, "devices", 0};
        const Place place = {&devices, NULL, i};
        const Place kind = {&place, "kind", 0};
        if (device && device_configuration(device)->is_clock != wanted->is_clock)
            return place_error(&kind, error,
                               "%s exists and is a %s: apply a configuration without it first",
                               wanted->uid, wanted->is_clock ? "device" : "clock");
    }
    return STATUS_OK;
}

static Status take_steps(Driver *driver, const Configuration *configuration, Step *steps,
                         Error *error)
{
    Status status = STATUS_OK;
    UInt32 done = 0;
    while (done < configuration->device_count && status == STATUS_OK) {
        status = take_step(driver, &configuration->devices[done], &steps[done], error);
        done++;
    }
    if (status == STATUS_OK)
        status = box_configure(driver, configuration->box_name, error);
    while (status != STATUS_OK && done > 0)
        undo(driver, &steps[--done]);
    if (status == STATUS_OK)
        remove_unwanted(driver, configuration);
    return status;
}

Status configuration_apply(Driver *driver, const Configuration *configuration, Error *error)
{
    (void)pthread_mutex_lock(&driver->catalog_lock);
    Status status = configuration_check_chains(configuration, driver->catalog, error);
    (void)pthread_mutex_unlock(&driver->catalog_lock);
    if (status == STATUS_OK)
        status = check_kinds(driver, configuration, error);
    if (status != STATUS_OK)
        return status;
    Step *steps = calloc(configuration->device_count + 1, sizeof *steps);
    if (!steps)
        return error_set(error, STATUS_NO_MEMORY, "configuration: %s",
                         status_text(STATUS_NO_MEMORY));
    status = take_steps(driver, configuration, steps, error);
    for (UInt32 i = 0; i < configuration->device_count; i++)
        free(steps[i].before);
    free(steps);
    return status;
}

/* The box's configured name, to be freed; NULL if it has none. False: no memory. */
static bool copy_box_name(Driver *driver, char **name)
{
    (void)pthread_mutex_lock(&driver->structure_lock);
    const char *configured = driver->box.configured_name;
    *name = configured ? strdup(configured) : NULL;
    (void)pthread_mutex_unlock(&driver->structure_lock);
    return !configured || *name;
}

CFDictionaryRef configuration_copy_present(Driver *driver)
{
    Device *devices[DEVICE_CAPACITY];
    char *box_name = NULL;
    DeviceConfiguration *all = calloc(DEVICE_CAPACITY, sizeof *all);
    if (!all || !copy_box_name(driver, &box_name)) {
        free(all);
        return NULL;
    }
    const Configuration present = {
        .box_name = box_name,
        .devices = all,
        .device_count = list_present(driver, devices),
    };
    for (UInt32 i = 0; i < present.device_count; i++)
        all[i] = *device_configuration(devices[i]);
    CFDictionaryRef list = configuration_copy_plist(&present);
    free(all);
    free(box_name);
    return list;
}
