/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Clients: hal_client_* of hal.h. */

#include "hal/device_list.h"
#include "hal/hal_private.h"
#include "trace/four_chars.h"

#include <stdlib.h>

static UInt32 next_client_id(Hal *hal)
{
    pthread_mutex_lock(&hal->mutex);
    const UInt32 id = ++hal->last_client_id;
    pthread_mutex_unlock(&hal->mutex);
    return id;
}

/* New ids are the largest, so the end of the list keeps their order. */
static void append(Device *device, HalClient *client)
{
    HalClient **link = &device->clients;
    while (*link != NULL)
        link = &(*link)->next;
    *link = client;
}

static void take_out(Device *device, HalClient *client)
{
    HalClient **link = &device->clients;
    while (*link != NULL && *link != client)
        link = &(*link)->next;
    if (*link != NULL)
        *link = client->next;
}

static AudioServerPlugInClientInfo plugin_info(const HalClient *client)
{
    return (AudioServerPlugInClientInfo){
        .mClientID = client->io.id,
        .mProcessID = client->process_id,
        .mIsNativeEndian = true,
        .mBundleID = client->bundle_id,
    };
}

static Status announce(const HalClient *client, Error *error)
{
    AudioServerPlugInDriverRef driver = client->device->hal->plugin.driver;
    const AudioServerPlugInClientInfo info = plugin_info(client);
    const OSStatus status = (*driver)->AddDeviceClient(driver, client->device->id, &info);
    if (status == 0)
        return STATUS_OK;
    char text[FOUR_CHARS_TEXT_SIZE];
    return error_set(error, STATUS_FAILED, "device %u: AddDeviceClient returned %s",
                     (unsigned)client->device->id, four_chars_text((UInt32)status, text));
}

void client_remove(const HalClient *client)
{
    AudioServerPlugInDriverRef driver = client->device->hal->plugin.driver;
    const AudioServerPlugInClientInfo info = plugin_info(client);
    (*driver)->RemoveDeviceClient(driver, client->device->id, &info);
}

static Status fail_gone(const Device *device, Error *error)
{
    return error_set(error, STATUS_NOT_FOUND, "device %u is gone", (unsigned)device->id);
}

/* A device may also have come back, and the HAL not have looked yet. */
static Status add(Device *device, HalClient *client, Error *error)
{
    pthread_mutex_lock(&device->mutex);
    if (device->is_gone)
        device->is_gone = !device_list_has(device->hal, device->id);
    const Status status = device->is_gone ? fail_gone(device, error) : announce(client, error);
    if (status == STATUS_OK)
        append(device, client);
    pthread_mutex_unlock(&device->mutex);
    return status;
}

static void destroy(HalClient *client)
{
    if (client->bundle_id != NULL)
        CFRelease(client->bundle_id);
    free(client);
}

HalClient *hal_client_new(Hal *hal, AudioObjectID device_id, const HalClientInfo *info,
                          HalIOProc proc, void *context, Error *error)
{
    Device *device = device_get(hal, device_id);
    HalClient *client = calloc(1, sizeof *client);
    if (device == NULL || client == NULL) {
        error_set(error, STATUS_NO_MEMORY, "device %u: no memory for a client",
                  (unsigned)device_id);
        free(client);
        return NULL;
    }
    client->device = device;
    client->bundle_id = info->bundle_id != NULL ? CFRetain(info->bundle_id) : NULL;
    client->process_id = info->process_id;
    client->io.id = next_client_id(hal);
    client->io.uses_input = info->use != HAL_USE_OUTPUT;
    client->io.uses_output = info->use != HAL_USE_INPUT;
    client->io.proc = proc;
    client->io.context = context;
    wake_init(&client->io.done_wake);
    if (add(device, client, error) == STATUS_OK)
        return client;
    destroy(client);
    return NULL;
}

void hal_client_free(HalClient *client)
{
    if (client == NULL)
        return;
    Device *device = client->device;
    hal_client_stop(client);
    pthread_mutex_lock(&device->mutex);
    take_out(device, client);
    if (!client->is_gone)
        client_remove(client);
    pthread_mutex_unlock(&device->mutex);
    destroy(client);
}

static void check_required(const HalClient *client)
{
    const IoThread *thread = client->device->thread;
    const bool reads = (client->io.operations.will_do >> IO_OPERATION_READ_INPUT & 1U) != 0;
    rules_check(&client->device->hal->rules, thread->input.stream_count == 0 || reads,
                RULE_REQUIRED_OPERATION, client->device->id,
                io_operation_id(IO_OPERATION_READ_INPUT), 1, 0);
}

static void stop(HalClient *client)
{
    Device *device = client->device;
    AudioServerPlugInDriverRef driver = device->hal->plugin.driver;
    client->is_started = false;
    Error failure;
    if (device_update_io(device, &failure) != STATUS_OK)
        device_fail_clients(device, &failure);
    (*driver)->StopIO(driver, device->id, client->io.id);
    atomic_store(&client->io.done, true);
    wake_signal(&client->io.done_wake);
}

static Status start(HalClient *client, Error *error)
{
    Device *device = client->device;
    AudioServerPlugInDriverRef driver = device->hal->plugin.driver;
    client->io.operations = io_operations_ask(driver, device->id, client->io.id);
    const OSStatus started = (*driver)->StartIO(driver, device->id, client->io.id);
    if (started != 0) {
        char text[FOUR_CHARS_TEXT_SIZE];
        return error_set(error, STATUS_FAILED, "device %u: StartIO returned %s",
                         (unsigned)device->id, four_chars_text((UInt32)started, text));
    }
    client->is_started = true;
    client->failure.status = STATUS_OK;
    atomic_store(&client->io.done, false);
    Error failure;
    if (device_update_io(device, &failure) == STATUS_OK) {
        client->began = device->thread->info;
        check_required(client);
        return STATUS_OK;
    }
    client->is_started = false;
    device_fail_clients(device, &failure); /* the others: their I/O has ended, too */
    (*driver)->StopIO(driver, device->id, client->io.id);
    return error_set(error, failure.status, "%s", failure.message);
}

Status hal_client_start(HalClient *client, Error *error)
{
    Device *device = client->device;
    pthread_mutex_lock(&device->mutex);
    Status status = STATUS_OK;
    if (client->is_started && atomic_load(&client->io.done))
        stop(client);
    if (client->is_gone)
        status = fail_gone(device, error);
    else if (!client->is_started)
        status = start(client, error);
    pthread_mutex_unlock(&device->mutex);
    rules_log_new(&device->hal->rules);
    return status;
}

void hal_client_stop(HalClient *client)
{
    Device *device = client->device;
    pthread_mutex_lock(&device->mutex);
    if (client->is_started)
        stop(client);
    pthread_mutex_unlock(&device->mutex);
    rules_log_new(&device->hal->rules);
}

static bool is_over(HalClient *client)
{
    pthread_mutex_lock(&client->device->mutex);
    const bool is_over = !client->is_started || atomic_load(&client->io.done);
    pthread_mutex_unlock(&client->device->mutex);
    return is_over;
}

Status hal_client_wait(HalClient *client, Error *error)
{
    for (;;) {
        const uint32_t ticket = wake_ticket(&client->io.done_wake);
        if (is_over(client))
            break;
        wake_wait(&client->io.done_wake, ticket);
    }
    hal_client_stop(client);
    pthread_mutex_lock(&client->device->mutex);
    const Error failure = client->failure;
    pthread_mutex_unlock(&client->device->mutex);
    if (failure.status == STATUS_OK)
        return STATUS_OK;
    return error_set(error, failure.status, "%s", failure.message);
}
