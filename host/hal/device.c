/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/device.h"

#include "hal/device_list.h"
#include "hal/hal_private.h"
#include "trace/four_chars.h"

#include <stdlib.h>

static Device *find(Hal *hal, AudioObjectID id)
{
    Device *device = hal->devices;
    while (device != NULL && device->id != id)
        device = device->next;
    return device;
}

Device *device_find(Hal *hal, AudioObjectID id)
{
    pthread_mutex_lock(&hal->mutex);
    Device *device = find(hal, id);
    pthread_mutex_unlock(&hal->mutex);
    return device;
}

static Device *make(Hal *hal, AudioObjectID id)
{
    Device *device = calloc(1, sizeof *device);
    if (device == NULL || pthread_mutex_init(&device->mutex, NULL) != 0) {
        free(device);
        return NULL;
    }
    device->hal = hal;
    device->id = id;
    atomic_init(&device->buffer_frames, HAL_DEFAULT_BUFFER_FRAMES);
    device->next = hal->devices;
    hal->devices = device;
    return device;
}

Device *device_get(Hal *hal, AudioObjectID id)
{
    pthread_mutex_lock(&hal->mutex);
    Device *device = find(hal, id);
    if (device == NULL)
        device = make(hal, id);
    pthread_mutex_unlock(&hal->mutex);
    return device;
}

void device_free_all(Hal *hal)
{
    while (hal->devices != NULL) {
        Device *device = hal->devices;
        hal->devices = device->next;
        pthread_mutex_destroy(&device->mutex);
        free(device);
    }
}

static bool runs(const HalClient *client)
{
    return client->is_started && !atomic_load(&client->io.done);
}

bool device_runs(const Device *device)
{
    for (const HalClient *client = device->clients; client != NULL; client = client->next)
        if (runs(client))
            return true;
    return false;
}

static IoList *make_list(const Device *device)
{
    size_t count = 0;
    for (const HalClient *client = device->clients; client != NULL; client = client->next)
        count += runs(client) ? 1 : 0;
    IoList *list = calloc(1, sizeof *list + (count + 1) * sizeof(IoClient *));
    if (list == NULL)
        return NULL;
    for (HalClient *client = device->clients; client != NULL; client = client->next)
        if (list->count < count && runs(client))
            list->clients[list->count++] = &client->io;
    return list;
}

static void end_io(Device *device)
{
    io_thread_free(device->thread);
    device->thread = NULL;
    free(device->list);
    device->list = NULL;
}

Status device_update_io(Device *device, Error *error)
{
    IoList *list = make_list(device);
    if (list == NULL) {
        end_io(device);
        return error_set(error, STATUS_NO_MEMORY, "device %u: no memory for its I/O",
                         (unsigned)device->id);
    }
    if (list->count > 0 && device->thread != NULL && io_thread_publish(device->thread, list)) {
        free(device->list);
        device->list = list;
        return STATUS_OK;
    }
    end_io(device);
    if (list->count == 0) {
        free(list);
        return STATUS_OK;
    }
    device->list = list;
    device->thread = io_thread_new(device->hal, device->id, &device->counters, list, error);
    if (device->thread != NULL && io_thread_start(device->thread, error) == STATUS_OK)
        return STATUS_OK;
    end_io(device);
    return error != NULL ? error->status : STATUS_FAILED;
}

/* The client's callback isn't called again; whoever waits for it learns why. */
static void fail_client(HalClient *client, const Error *failure)
{
    client->failure = *failure;
    log_write(client->device->hal->log, LOG_LEVEL_ERROR, "client %u: I/O ends: %s",
              (unsigned)client->io.id, failure->message);
    atomic_store(&client->io.done, true);
    wake_signal(&client->io.done_wake);
}

void device_fail_clients(const Device *device, const Error *failure)
{
    for (HalClient *client = device->clients; client != NULL; client = client->next)
        if (runs(client))
            fail_client(client, failure);
}

static void stop_clients(const Device *device)
{
    AudioServerPlugInDriverRef driver = device->hal->plugin.driver;
    for (const HalClient *client = device->clients; client != NULL; client = client->next)
        if (client->is_started)
            (*driver)->StopIO(driver, device->id, client->io.id);
}

static void remove_clients(Device *device)
{
    Error failure;
    error_set(&failure, STATUS_NOT_FOUND, "device %u is gone", (unsigned)device->id);
    end_io(device);
    stop_clients(device);
    device_fail_clients(device, &failure);
    for (HalClient *client = device->clients; client != NULL; client = client->next) {
        if (client->is_gone)
            continue;
        client->is_started = false;
        client->is_gone = true;
        client_remove(client);
    }
}

void device_look(Device *device)
{
    pthread_mutex_lock(&device->mutex);
    const bool is_there = device_list_has(device->hal, device->id);
    if (!is_there && !device->is_gone)
        remove_clients(device);
    device->is_gone = !is_there;
    pthread_mutex_unlock(&device->mutex);
}

/* A client can't be asked whether it looks at each cycle how large its buffers are. */
static bool has_layout_of(const HalClient *client, const HalDeviceInfo *info)
{
    const HalDeviceInfo *began = &client->began;
    return began->buffer_frames == info->buffer_frames &&
           (!client->io.uses_input || began->input_channels == info->input_channels) &&
           (!client->io.uses_output || began->output_channels == info->output_channels);
}

static void end_if_changed(HalClient *client, const HalDeviceInfo *info)
{
    const HalDeviceInfo *began = &client->began;
    if (has_layout_of(client, info))
        return;
    Error failure;
    error_set(&failure, STATUS_INCOMPATIBLE,
              "device %u had %u input and %u output channels and buffers of %u frames, and now has "
              "%u, %u and %u: start again with these",
              (unsigned)client->device->id, (unsigned)began->input_channels,
              (unsigned)began->output_channels, (unsigned)began->buffer_frames,
              (unsigned)info->input_channels, (unsigned)info->output_channels,
              (unsigned)info->buffer_frames);
    fail_client(client, &failure);
    client->is_started = false;
}

/* If the device can't say what it is, that is why I/O can't start again. */
static void end_changed_clients(const Device *device)
{
    HalDeviceInfo info;
    if (hal_device_info(device->hal, device->id, &info, NULL) != STATUS_OK)
        return;
    for (HalClient *client = device->clients; client != NULL; client = client->next)
        if (client->is_started)
            end_if_changed(client, &info);
}

static void start_client_again(const Device *device, HalClient *client)
{
    AudioServerPlugInDriverRef driver = device->hal->plugin.driver;
    const OSStatus status = (*driver)->StartIO(driver, device->id, client->io.id);
    if (status == 0) {
        client->io.operations = io_operations_ask(driver, device->id, client->io.id);
        return;
    }
    char text[FOUR_CHARS_TEXT_SIZE];
    Error failure;
    error_set(&failure, STATUS_FAILED,
              "device %u: StartIO after a configuration change returned %s", (unsigned)device->id,
              four_chars_text((UInt32)status, text));
    client->is_started = false;
    fail_client(client, &failure);
}

static void start_clients_again(Device *device)
{
    end_changed_clients(device);
    for (HalClient *client = device->clients; client != NULL; client = client->next)
        if (client->is_started)
            start_client_again(device, client);
    Error failure;
    if (device_update_io(device, &failure) != STATUS_OK)
        device_fail_clients(device, &failure);
}

void device_perform_change(Device *device, UInt64 action, void *info)
{
    Hal *hal = device->hal;
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    pthread_mutex_lock(&device->mutex);
    end_io(device);
    stop_clients(device);
    const OSStatus status =
        (*driver)->PerformDeviceConfigurationChange(driver, device->id, action, info);
    /* No broken rule: what was asked for may have become impossible. The driver says why. */
    char code[FOUR_CHARS_TEXT_SIZE];
    if (status != 0)
        log_write(hal->log, LOG_LEVEL_DEBUG, "device %u: its configuration change failed: %s",
                  (unsigned)device->id, four_chars_text((UInt32)status, code));
    start_clients_again(device);
    pthread_mutex_unlock(&device->mutex);
}
