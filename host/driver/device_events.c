/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_events.h"

#include <assert.h>

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static const char *reason_of(const EngineEvent *event)
{
    return event->reason ? event->reason : "nobody knows why";
}

static void say(Device *device, LogLevel level, const char *line)
{
    log_write(&device->errors.log, level, "%s", line);
    log_queue_tell(device->driver->log_queue, &device->event_news);
}

static void begins(Device *device, const EngineEvent *event)
{
    Error error;
    if (module_records_begin(&device->driver->records, event->module, module_hash(event->library),
                             &error) != STATUS_OK)
        say(device, LOG_LEVEL_ERROR, error.message);
}

static void settled(Device *device, const EngineEvent *event)
{
    module_records_settle(&device->driver->records, event->module, module_hash(event->library));
}

static void died(Device *device, const EngineEvent *event)
{
    Error line;
    (void)error_set(&line, STATUS_FAILED,
                    "module '%s' died (%u time%s so far): %s; sound passes it by until it is tried "
                    "again",
                    event->module->id, event->deaths, plural(event->deaths), reason_of(event));
    say(device, LOG_LEVEL_ERROR, line.message);
}

static void quarantined(Device *device, const EngineEvent *event)
{
    Error line;
    if (module_records_hold(&device->driver->records, event->module, module_hash(event->library),
                            event->deaths, reason_of(event), &line) != STATUS_OK)
        say(device, LOG_LEVEL_ERROR, line.message);
    (void)error_set(&line, STATUS_FAILED,
                    "module '%s' is in quarantine after %u death%s: %s; let it in again with: "
                    "ossicle modules --release %s",
                    event->module->id, event->deaths, plural(event->deaths), reason_of(event),
                    event->module->id);
    atomic_store(&device->has_new_quarantine, true);
    say(device, LOG_LEVEL_ERROR, line.message);
}

static void bypassed(Device *device, const EngineEvent *event)
{
    Error line;
    (void)error_set(&line, STATUS_FAILED, "sound passes the chain by until it is tried again: %s",
                    reason_of(event));
    say(device, LOG_LEVEL_ERROR, line.message);
}

static void retried(Device *device, const EngineEvent *event)
{
    Error line;
    (void)error_set(&line, STATUS_OK, "%s%s%s is tried again",
                    event->module ? "module '" : "the chain",
                    event->module ? event->module->id : "", event->module ? "'" : "");
    say(device, LOG_LEVEL_INFO, line.message);
}

void device_engine_event(void *context, const EngineEvent *event)
{
    static void (*const handlers[])(Device *, const EngineEvent *) = {
        [ENGINE_EVENT_MODULE_BEGINS] = begins, [ENGINE_EVENT_MODULE_SETTLED] = settled,
        [ENGINE_EVENT_MODULE_DIED] = died,     [ENGINE_EVENT_MODULE_QUARANTINE] = quarantined,
        [ENGINE_EVENT_BYPASSED] = bypassed,    [ENGINE_EVENT_RETRIED] = retried,
    };
    assert((size_t)event->kind < sizeof handlers / sizeof *handlers);
    handlers[event->kind](context, event);
}

/* The log queue's thread. */
static void tell(void *context)
{
    static const AudioObjectPropertyAddress quarantine = {kOssiclePlugInPropertyQuarantine,
                                                          kAudioObjectPropertyScopeGlobal,
                                                          kAudioObjectPropertyElementMain};
    Device *device = context;
    Announcement announcement = {0};
    announcement_add(&announcement, kOssicleDevicePropertyErrors, kAudioObjectPropertyScopeGlobal);
    announcement_add(&announcement, kOssicleDevicePropertyEngine, kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
    if (atomic_exchange(&device->has_new_quarantine, false))
        driver_announce(device->driver, kAudioObjectPlugInObject, 1, &quarantine);
}

void device_events_init(Device *device)
{
    device->event_news = (News){.tell = tell, .context = device};
    log_queue_add_news(device->driver->log_queue, &device->event_news);
}

void device_events_cleanup(Device *device)
{
    log_queue_remove_news(device->driver->log_queue, &device->event_news);
}
