/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/module_watch.h"

#include "driver/custom_properties.h"
#include "driver/device.h"
#include "driver/device_follow.h"
#include "driver/driver_state.h"
#include "driver/file_guard.h"

#include <stdlib.h>

/* Nobody waits for the catalog while files are opened and their code runs. */
static void read_place(ModuleWatch *watch, size_t folder, const char *name)
{
    Driver *driver = watch->driver;
    const SearchFolder *from = &watch->path.folders[folder];
    const LibraryGuard guard = file_guard(driver);
    const CatalogPlace place = {from->path, name, !from->required, &guard};
    Error error;
    CatalogUpdate *update = catalog_read(driver->catalog, &place, &error);
    if (!update) {
        driver_report(driver, &error);
        return;
    }
    (void)pthread_mutex_lock(&driver->catalog_lock);
    const CatalogChanges changes = catalog_exchange(driver->catalog, update);
    (void)pthread_mutex_unlock(&driver->catalog_lock);
    catalog_update_free(update);
    watch->changes.modules |= changes.modules;
    watch->changes.refusals |= changes.refusals;
}

static void take_change(void *context, size_t folder, const char *name)
{
    ModuleWatch *watch = context;
    const char *path = watch->path.folders[folder].path;
    log_write(watch->driver->configuration.log, LOG_LEVEL_INFO, "%s%s%s: changed", path,
              name ? "/" : "", name ? name : "");
    read_place(watch, folder, name);
}

static FolderWatch *new_watch(const SearchPath *path, Error *error)
{
    const char **folders = calloc(path->count + 1, sizeof *folders);
    if (!folders) {
        (void)error_set(error, STATUS_NO_MEMORY, "watch of modules folders: out of memory");
        return NULL;
    }
    for (size_t i = 0; i < path->count; i++)
        folders[i] = path->folders[i].path;
    FolderWatch *watch = folder_watch_new(folders, path->count, error);
    free(folders);
    return watch;
}

void module_watch_init(ModuleWatch *watch, Driver *driver)
{
    Error error;
    *watch = (ModuleWatch){.driver = driver};
    if (search_path_init(&watch->path, driver->modules_folder, &error) != STATUS_OK) {
        driver_report(driver, &error);
        return;
    }
    watch->watch = new_watch(&watch->path, &error); /* first, so that nothing is missed */
    if (!watch->watch)
        driver_report(driver, &error);
    for (size_t i = 0; i < watch->path.count; i++)
        read_place(watch, i, NULL);
}

static void run(void *context)
{
    module_watch_run(context);
}

void module_watch_start(ModuleWatch *watch)
{
    if (!watch->watch || !watch->driver->supervisor)
        return;
    watch->task = (SupervisorTask){
        .descriptor = folder_watch_descriptor(watch->watch),
        .due_ns = folder_watch_due_ns(watch->watch),
        .run = run,
        .context = watch,
    };
    watch->is_started = true; /* the task may run at once */
    if (supervisor_add(watch->driver->supervisor, &watch->task) == STATUS_OK)
        return;
    watch->is_started = false;
    Error error;
    (void)error_set(&error, STATUS_NO_MEMORY,
                    "watch of modules folders: out of memory; changes take effect at the next "
                    "start");
    driver_report(watch->driver, &error);
}

void module_watch_stop(ModuleWatch *watch)
{
    if (watch->is_started)
        supervisor_remove(watch->driver->supervisor, &watch->task);
    watch->is_started = false;
}

static void announce(const ModuleWatch *watch)
{
    AudioObjectPropertyAddress addresses[2];
    UInt32 count = 0;
    const AudioObjectPropertySelector selectors[] = {
        watch->changes.modules ? kOssiclePlugInPropertyModules : 0,
        watch->changes.refusals ? kOssiclePlugInPropertyRefusals : 0,
    };
    for (UInt32 i = 0; i < 2; i++) {
        if (selectors[i])
            addresses[count++] = (AudioObjectPropertyAddress){
                selectors[i], kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyElementMain};
    }
    driver_announce(watch->driver, kAudioObjectPlugInObject, count, addresses);
}

/* The list of devices only grows at its head, so it can be followed without the lock. Who makes a
 * device looks once more when it can be found. */
static void follow(Driver *driver)
{
    (void)pthread_mutex_lock(&driver->structure_lock);
    Device *newest = driver->devices;
    (void)pthread_mutex_unlock(&driver->structure_lock);
    for (Device *device = newest; device; device = device->older) {
        const AudioObjectID id = device->object.id;
        if (slot_device(driver_slot(driver, id), id) == device)
            device_follow_modules(device);
    }
}

void module_watch_ask(ModuleWatch *watch)
{
    atomic_store(&watch->is_asked, true);
    if (watch->is_started)
        supervisor_set_due(watch->driver->supervisor, &watch->task, 0);
}

void module_watch_run(ModuleWatch *watch)
{
    Error error;
    watch->changes = (CatalogChanges){false, false};
    const size_t again = atomic_exchange(&watch->is_asked, false) ? watch->path.count : 0;
    for (size_t i = 0; i < again; i++)
        read_place(watch, i, NULL);
    if (folder_watch_read(watch->watch, supervisor_now_ns(), take_change, watch, &error) !=
        STATUS_OK)
        driver_report(watch->driver, &error);
    if (watch->is_started)
        supervisor_set_due(watch->driver->supervisor, &watch->task,
                           folder_watch_due_ns(watch->watch));
    announce(watch);
    if (watch->changes.modules)
        follow(watch->driver);
}

void module_watch_cleanup(ModuleWatch *watch)
{
    module_watch_stop(watch);
    folder_watch_free(watch->watch);
    search_path_cleanup(&watch->path);
    *watch = (ModuleWatch){.driver = NULL};
}
