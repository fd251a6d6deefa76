/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_applications.h"

#include "driver/configuration.h"
#include "driver/device_change.h"
#include "driver/device_events.h"
#include "driver/device_modules.h"

void insert_set_cleanup(InsertSet *set)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        insert_free(set->at[i]);
        set->at[i] = NULL;
    }
}

static void tell_of_modules(Device *device, const ChainSpec *spec, EngineEventKind kind)
{
    for (size_t i = 0; i < spec->count; i++) {
        const ChainSpecModule *module = &spec->modules[i];
        const EngineEvent event = {
            .kind = kind, .module = module->module, .library = module->library};
        if (!module->is_bypassed && !module->is_kept_out)
            device_engine_event(device, &event);
    }
}

/* The modules are marked until they are activated. */
static Insert *make_marked(Device *device, const ChainSpec *spec, const InsertConfig *config,
                           Error *error)
{
    tell_of_modules(device, spec, ENGINE_EVENT_MODULE_BEGINS);
    Insert *insert = insert_new(spec, config, error);
    tell_of_modules(device, spec, ENGINE_EVENT_MODULE_SETTLED);
    return insert;
}

static InsertConfig insert_config(const Device *device)
{
    return (InsertConfig){
        .channels = device_configuration(device)->channels,
        .sample_rate_hz = device->sample_rate,
        .log = &device->errors.log,
        .log_queue = device->driver->log_queue,
    };
}

/* The insert of the client in `slot`; NULL if its application has no chain, or nothing to play
 * into. */
static Status make_insert(Device *device, const ApplicationList *list, UInt32 slot, Insert **insert,
                          Error *error)
{
    const CFStringRef bundle_id = device->clients.clients[slot].bundle_id;
    Application *application = bundle_id ? application_list_find(list, bundle_id) : NULL;
    *insert = NULL;
    if (!application || application->chain.count == 0 || !device->has_side[SIDE_OUTPUT])
        return STATUS_OK;
    const InsertConfig config = insert_config(device);
    Error reason;
    device_keep_out(device, &application->chain, NULL);
    *insert = make_marked(device, &application->chain, &config, &reason);
    if (*insert)
        return STATUS_OK;
    return error_set(error, reason.status, "applications[%u].chain: client %u: %s",
                     (unsigned)(application - list->items),
                     atomic_load(&device->clients.slots[slot].id), reason.message);
}

static void exchange_inserts(Device *device, InsertSet *set)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        Reader *reader = device->clients.slots[i].reader;
        if (reader)
            set->at[i] = atomic_exchange(&reader->insert, set->at[i]);
    }
}

/* All or none: on failure there may be some, which nobody needs. */
static Status make_inserts(Device *device, const ApplicationList *list, InsertSet *set,
                           Error *error)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        const Status status = make_insert(device, list, i, &set->at[i], error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

void device_renew_inserts(Device *device, InsertSet *old, Announcement *announcement)
{
    bool changed = false;
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        Error error;
        if (make_insert(device, &device->applications, i, &old->at[i], &error) != STATUS_OK) {
            log_write(&device->errors.log, LOG_LEVEL_ERROR, "%s; it plays without", error.message);
            announcement_add(announcement, kOssicleDevicePropertyErrors,
                             kAudioObjectPropertyScopeGlobal);
        }
        changed |= old->at[i] != NULL;
    }
    exchange_inserts(device, old);
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++)
        changed |= old->at[i] != NULL;
    if (changed)
        announcement_add(announcement, kOssicleDevicePropertyClients,
                         kAudioObjectPropertyScopeGlobal);
}

Status device_add_insert(Device *device, UInt32 client_id, Error *error)
{
    const UInt32 slot = client_table_slot(&device->clients, client_id);
    Insert *insert = NULL;
    Error reason;
    const Status status = make_insert(device, &device->applications, slot, &insert, &reason);
    atomic_store(&device->clients.slots[slot].reader->insert, insert);
    if (status == STATUS_OK)
        return STATUS_OK;
    return error_set(error, status, "%s; it plays without", reason.message);
}

Status device_set_application_parameter(Device *device, Application *application, size_t module,
                                        uint32_t parameter, double value, int64_t sample_time,
                                        Error *error)
{
    Status status = STATUS_OK;
    for (UInt32 i = 0; i < CLIENT_CAPACITY && status == STATUS_OK; i++) {
        const CFStringRef bundle_id = device->clients.clients[i].bundle_id;
        Reader *reader = device->clients.slots[i].reader;
        Insert *insert = reader ? atomic_load(&reader->insert) : NULL;
        if (insert && bundle_id && CFEqual(bundle_id, application->bundle_id))
            status = insert_set_parameter(insert, module, parameter, value, sample_time, error);
    }
    if (status == STATUS_OK)
        application->chain.modules[module].values[parameter] = value;
    return status;
}

Insert *device_take_insert(Device *device, UInt32 client_id)
{
    Reader *reader = client_table_reader(&device->clients, client_id);
    return reader ? atomic_exchange(&reader->insert, NULL) : NULL;
}

void device_exchange_applications(Device *device, ApplicationList *applications)
{
    const ApplicationList before = device->applications;
    device->applications = *applications;
    *applications = before;
}

static Status perform(Device *device, DeviceChange *change, Announcement *announcement,
                      Error *error)
{
    const Status status = make_inserts(device, &change->applications, &change->inserts, error);
    if (status != STATUS_OK)
        return status;
    exchange_inserts(device, &change->inserts);
    device_exchange_applications(device, &change->applications);
    announcement_add(announcement, kOssicleDevicePropertyApplications,
                     kAudioObjectPropertyScopeGlobal);
    announcement_add(announcement, kOssicleDevicePropertyClients, kAudioObjectPropertyScopeGlobal);
    return STATUS_OK;
}

OSStatus device_request_applications(Device *device, CFTypeRef array)
{
    Error error;
    DeviceChange change = {.perform = perform};
    (void)pthread_mutex_lock(&device->driver->catalog_lock);
    const Status status =
        application_list_parse(&change.applications, array, device->driver->catalog, &error);
    (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    if (status == STATUS_OK)
        return device_request_change(device, &change);
    device_report(device, &error);
    return kAudioHardwareIllegalOperationError;
}

static Status perform_renewal(Device *device, DeviceChange *change, Announcement *announcement,
                              Error *error)
{
    device_renew_inserts(device, &change->inserts, announcement);
    return STATUS_OK;
}

/* An insert with the new modules of this one, its values and states; NULL: it has none. */
static Status make_successor(Device *device, const Insert *insert, Insert **fresh,
                             Announcement *announcement, Error *error)
{
    ChainSpec spec = {0};
    bool changed = false;
    Status status = insert_copy_chain(insert, &spec, error);
    if (status == STATUS_OK) {
        (void)pthread_mutex_lock(&device->driver->catalog_lock);
        status = chain_spec_follow(&spec, device->driver->catalog, &changed);
        (void)pthread_mutex_unlock(&device->driver->catalog_lock);
        if (status != STATUS_OK)
            (void)error_set(error, status, "%s", status_text(status));
    }
    *fresh = NULL;
    if (status == STATUS_OK && changed) {
        const InsertConfig config = insert_config(device);
        device_keep_out(device, &spec, announcement);
        *fresh = make_marked(device, &spec, &config, error);
        status = *fresh ? STATUS_OK : error->status;
    }
    chain_spec_cleanup(&spec);
    return status;
}

/* [locked] What the inserts don't need any more is in `old` afterwards. */
static void follow_inserts(Device *device, InsertSet *old, Announcement *announcement)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        Reader *reader = device->clients.slots[i].reader;
        Insert *insert = reader ? atomic_load(&reader->insert) : NULL;
        Error error;
        if (!insert)
            continue;
        if (make_successor(device, insert, &old->at[i], announcement, &error) != STATUS_OK) {
            log_write(&device->errors.log, LOG_LEVEL_ERROR,
                      "the chain of client %u goes on as it was: its new modules don't work: %s",
                      atomic_load(&device->clients.slots[i].id), error.message);
            announcement_add(announcement, kOssicleDevicePropertyErrors,
                             kAudioObjectPropertyScopeGlobal);
        }
        if (!old->at[i])
            continue;
        insert_take_over(insert, old->at[i]);
        announcement_add(announcement, kOssicleDevicePropertyClients,
                         kAudioObjectPropertyScopeGlobal);
    }
}

/* Inserts that are there change while sound runs; where there was none, the host must be asked. */
void device_follow_applications(Device *device)
{
    InsertSet old = {0};
    bool came = false;
    Announcement announcement = {0};
    if (!device_lock_engine(device))
        return;
    follow_inserts(device, &old, &announcement);
    (void)pthread_mutex_lock(&device->driver->catalog_lock);
    const bool changed =
        application_list_follow(&device->applications, device->driver->catalog, &came);
    (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    (void)pthread_mutex_unlock(&device->lock);
    insert_set_cleanup(&old);
    if (changed)
        announcement_add(&announcement, kOssicleDevicePropertyApplications,
                         kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
    if (came)
        (void)device_request_change(device, &(DeviceChange){.perform = perform_renewal});
}

CFArrayRef device_copy_applications(const Device *device)
{
    return application_list_copy_plist(&device->applications);
}

void device_restore_applications(Device *device, CFTypeRef array,
                                 void (*complain)(Device *device, const char *key, const char *why))
{
    static const char key[] = "applications";
    const DeviceConfiguration *configuration = device_configuration(device);
    ApplicationsConfiguration list = {configuration->applications,
                                      configuration->application_count};
    Error error;
    if (array && configuration_parse_applications(&list, array, &error) != STATUS_OK)
        complain(device, key, error.message);
    for (UInt32 i = 0; i < list.count; i++) {
        (void)pthread_mutex_lock(&device->driver->catalog_lock);
        const Status status = application_list_add(&device->applications, &list.items[i], i,
                                                   device->driver->catalog, &error);
        (void)pthread_mutex_unlock(&device->driver->catalog_lock);
        if (status != STATUS_OK)
            complain(device, key, error.message);
        if (status == STATUS_NOT_FOUND)
            (void)application_list_await(&device->applications, &list.items[i]);
    }
    if (array)
        configuration_cleanup_applications(&list);
}
