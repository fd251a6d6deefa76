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

/* What was done to one device. */
typedef struct Step {
    Device *added;
    Device *changed;
    bool is_removed;
    DeviceConfiguration *before; /* of the changed or removed one */
} Step;

/* A configuration on its way into the driver. */
typedef struct Plan {
    Driver *driver;
    const Configuration *configuration;
    Step *steps; /* as many as there can be */
    UInt32 count;
} Plan;

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

static Status fail_without_memory(const Device *device, Error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "device %s: %s", device_configuration(device)->uid,
                     status_text(STATUS_NO_MEMORY));
}

static Step *begin_step(Plan *plan)
{
    return &plan->steps[plan->count++];
}

static Status add(Plan *plan, const DeviceConfiguration *wanted, Error *error)
{
    const Status status = driver_add_device(plan->driver, wanted, error);
    if (status == STATUS_OK)
        begin_step(plan)->added = driver_find_device(plan->driver, wanted->uid);
    return status;
}

static Status change(Plan *plan, Device *device, const DeviceConfiguration *wanted, Error *error)
{
    Step *step = begin_step(plan);
    step->before = device_configuration_copy(device_configuration(device));
    if (!step->before)
        return fail_without_memory(device, error);
    const Status status = device_reconfigure(device, wanted, error);
    if (status == STATUS_OK)
        step->changed = device;
    return status;
}

static Status remove_device(Plan *plan, Device *device, Error *error)
{
    Step *step = begin_step(plan);
    step->before = device_configuration_copy(device_configuration(device));
    if (!step->before)
        return fail_without_memory(device, error);
    const Status status = driver_remove_device(plan->driver, device, error);
    step->is_removed = status == STATUS_OK;
    return status;
}

static Status take_up(Plan *plan, const DeviceConfiguration *wanted, Error *error)
{
    Device *device = driver_find_device(plan->driver, wanted->uid);
    if (!device)
        return add(plan, wanted, error);
    bool same = false;
    const Status status = compare(device_configuration(device), wanted, &same, error);
    return status != STATUS_OK || same ? status : change(plan, device, wanted, error);
}

static void undo(Driver *driver, const Step *step)
{
    Error error;
    Status status = STATUS_OK;
    if (step->added)
        status = driver_remove_device(driver, step->added, &error);
    if (step->changed)
        status = device_reconfigure(step->changed, step->before, &error);
    if (step->is_removed)
        status = driver_add_device(driver, step->before, &error);
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

static Status remove_unwanted(Plan *plan, Error *error)
{
    Device *devices[DEVICE_CAPACITY];
    Status status = STATUS_OK;
    const UInt32 count = list_present(plan->driver, devices);
    for (UInt32 i = 0; i < count && status == STATUS_OK; i++) {
        if (!is_wanted(plan->configuration, devices[i]))
            status = remove_device(plan, devices[i], error);
    }
    return status;
}

/* Whether those that come find no room beside those that go. */
static bool is_crowded(const Plan *plan)
{
    Device *devices[DEVICE_CAPACITY];
    UInt32 count = list_present(plan->driver, devices);
    for (UInt32 i = 0; i < plan->configuration->device_count; i++)
        count += !driver_find_device(plan->driver, plan->configuration->devices[i].uid);
    return count > DEVICE_CAPACITY;
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

/* Those that go do so last, so that a failure costs no device its clients; unless their room is
 * needed. */
static Status carry_out(Plan *plan, Error *error)
{
    const Configuration *configuration = plan->configuration;
    const bool goes_first = is_crowded(plan);
    Status status = goes_first ? remove_unwanted(plan, error) : STATUS_OK;
    for (UInt32 i = 0; i < configuration->device_count && status == STATUS_OK; i++)
        status = take_up(plan, &configuration->devices[i], error);
    if (status == STATUS_OK && !goes_first)
        status = remove_unwanted(plan, error);
    return status == STATUS_OK ? box_configure(plan->driver, configuration->box_name, error)
                               : status;
}

static Status carry_out_or_undo(Driver *driver, const Configuration *configuration, Error *error)
{
    Plan plan = {.driver = driver, .configuration = configuration};
    plan.steps = calloc(configuration->device_count + DEVICE_CAPACITY, sizeof *plan.steps);
    if (!plan.steps)
        return error_set(error, STATUS_NO_MEMORY, "configuration: %s",
                         status_text(STATUS_NO_MEMORY));
    const Status status = carry_out(&plan, error);
    for (UInt32 i = plan.count; i > 0; i--) {
        if (status != STATUS_OK)
            undo(driver, &plan.steps[i - 1]);
        free(plan.steps[i - 1].before);
    }
    free(plan.steps);
    return status;
}

Status configuration_apply(Driver *driver, const Configuration *configuration, Error *error)
{
    (void)pthread_mutex_lock(&driver->catalog_lock);
    Status status = configuration_check_chains(configuration, driver->catalog, error);
    (void)pthread_mutex_unlock(&driver->catalog_lock);
    if (status == STATUS_OK)
        status = check_kinds(driver, configuration, error);
    return status == STATUS_OK ? carry_out_or_undo(driver, configuration, error) : status;
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
