/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What Ossicle adds to the plug-in and to devices, each a layer upon Apple's class. */

#include "driver/custom_properties.h"

#include "driver/cf.h"
#include "driver/client_properties.h"
#include "driver/configuration_properties.h"
#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/device_clock.h"
#include "driver/device_modules.h"
#include "driver/device_storage.h"
#include "driver/driver_trace.h"
#include "driver/getters.h"
#include "driver/meter_properties.h"
#include "driver/module_description.h"
#include "driver/parameter_changes.h"
#include "driver/plain_classes.h"
#include "driver/recorder_properties.h"

#include <stdlib.h>

static OSStatus get_modules(const PropertyRequest *request, UInt32 *count, void *data)
{
    Driver *driver = request->driver;
    CFMutableArrayRef modules = cf_create_array();
    (void)pthread_mutex_lock(&driver->catalog_lock);
    const size_t module_count = driver->catalog ? catalog_module_count(driver->catalog) : 0;
    for (size_t i = 0; i < module_count; i++)
        cf_append(modules, copy_catalog_module(catalog_module_at(driver->catalog, i)));
    (void)pthread_mutex_unlock(&driver->catalog_lock);
    return put_object(data, modules);
}

static OSStatus get_refusals(const PropertyRequest *request, UInt32 *count, void *data)
{
    Driver *driver = request->driver;
    CFMutableArrayRef refusals = cf_create_array();
    (void)pthread_mutex_lock(&driver->catalog_lock);
    const size_t refusal_count = driver->catalog ? catalog_refusal_count(driver->catalog) : 0;
    for (size_t i = 0; i < refusal_count; i++)
        cf_append(refusals, copy_refusal(catalog_refusal_at(driver->catalog, i)));
    (void)pthread_mutex_unlock(&driver->catalog_lock);
    return put_object(data, refusals);
}

static OSStatus get_quarantine(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_object(data, module_records_copy(&request->driver->records));
}

static OSStatus set_quarantine(const PropertyRequest *request, UInt32 count, const void *data)
{
    char *id = cf_copy_text(*(const CFTypeRef *)data);
    if (!id)
        return kAudioHardwareIllegalOperationError;
    const OSStatus status = driver_release_module(request->driver, id);
    free(id);
    return status;
}

static OSStatus get_trace(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, driver_trace_setting(request->driver));
}

static OSStatus set_trace(const PropertyRequest *request, UInt32 count, const void *data)
{
    char *text = cf_copy_text(*(const CFTypeRef *)data);
    if (!text)
        return kAudioHardwareIllegalOperationError;
    const OSStatus status = driver_set_trace(request->driver, text);
    free(text);
    return status;
}

static OSStatus get_chain(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    ChainSpec spec = {0};
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    const Status status = engine_copy_chain(device->engine, &spec, NULL);
    (void)pthread_mutex_unlock(&device->lock);
    char *text = status == STATUS_OK ? chain_spec_format(&spec) : NULL;
    chain_spec_cleanup(&spec);
    const OSStatus result = text ? put_text(data, text) : kAudioHardwareUnspecifiedError;
    free(text);
    return result;
}

/* Pass the text of a CFString on to `ask`. */
static OSStatus set_text(const PropertyRequest *request, const void *data,
                         OSStatus (*ask)(Device *device, const char *text))
{
    char *text = cf_copy_text(*(const CFTypeRef *)data);
    if (!text)
        return kAudioHardwareIllegalOperationError;
    const OSStatus status = ask(device_of(request), text);
    free(text);
    return status;
}

static OSStatus set_chain(const PropertyRequest *request, UInt32 count, const void *data)
{
    return set_text(request, data, device_set_chain);
}

static OSStatus get_mode(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    const EngineMode mode = engine_mode(device->engine);
    (void)pthread_mutex_unlock(&device->lock);
    return put_text(data, engine_mode_text(mode));
}

static OSStatus set_mode(const PropertyRequest *request, UInt32 count, const void *data)
{
    return set_text(request, data, device_set_mode);
}

static OSStatus get_parameters(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    CFMutableArrayRef modules = cf_create_array();
    const size_t module_count = engine_module_count(device->engine);
    for (size_t i = 0; i < module_count; i++)
        cf_append(modules, copy_chain_module(device->engine, i));
    (void)pthread_mutex_unlock(&device->lock);
    return put_object(data, modules);
}

static OSStatus set_parameters(const PropertyRequest *request, UInt32 count, const void *data)
{
    Device *device = device_of(request);
    Error error;
    Announcement announcement = {0};
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    const Status status =
        parameter_changes_apply(device, *(const CFTypeRef *)data, &announcement, &error);
    (void)pthread_mutex_unlock(&device->lock);
    if (status != STATUS_OK) {
        device_report(device, &error);
        return kAudioHardwareIllegalOperationError;
    }
    device_store(device);
    device_announce(device, &announcement);
    return kAudioHardwareNoError;
}

static OSStatus get_engine(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    EngineCounters counters;
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    CFMutableDictionaryRef result = cf_create_dictionary();
    engine_counters(device->engine, &counters);
    char scheduling[ENGINE_SCHEDULING_BYTES];
    engine_worker_scheduling(device->engine, scheduling);
    cf_put_text(result, OSSICLE_KEY_WORKER_SCHEDULING, scheduling);
    (void)pthread_mutex_unlock(&device->lock);
    const struct {
        const char *key;
        int64_t value;
    } numbers[] = {
        {OSSICLE_KEY_BLOCKS, (int64_t)counters.blocks},
        {OSSICLE_KEY_PROCESSED_BLOCKS, (int64_t)counters.processed_blocks},
        {OSSICLE_KEY_DROPPED_BLOCKS, (int64_t)counters.dropped_blocks},
        {OSSICLE_KEY_LATE_FRAMES, (int64_t)counters.late_frames},
        {OSSICLE_KEY_SILENCED_BLOCKS, (int64_t)counters.silenced_blocks},
        {OSSICLE_KEY_FAILED_BLOCKS, (int64_t)counters.failed_blocks},
        {OSSICLE_KEY_TROUBLES, (int64_t)counters.troubles},
        {OSSICLE_KEY_RESTARTS, (int64_t)counters.restarts},
        {OSSICLE_KEY_LOST_LOG_LINES, (int64_t)counters.lost_log_lines},
        {OSSICLE_KEY_WRITTEN_SAMPLE_TIME, counters.written_sample_time},
        {OSSICLE_KEY_PROCESSED_SAMPLE_TIME, counters.processed_sample_time},
        {OSSICLE_KEY_CHAIN_LATENCY, device->latency},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cf_put_integer(result, numbers[i].key, numbers[i].value);
    cf_put_number(result, OSSICLE_KEY_WORKER_LOAD, counters.worker_load);
    return put_object(data, result);
}

static OSStatus get_clock_rate(const PropertyRequest *request, UInt32 *count, void *data)
{
    const Float64 scalar = device_of(request)->rate_scalar;
    return put_object(data, CFNumberCreate(NULL, kCFNumberDoubleType, &scalar));
}

static OSStatus set_clock_rate(const PropertyRequest *request, UInt32 count, const void *data)
{
    double scalar = 0;
    return cf_number(*(const CFTypeRef *)data, &scalar)
               ? device_set_rate_scalar(device_of(request), scalar)
               : kAudioHardwareIllegalOperationError;
}

static OSStatus get_errors(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    CFMutableArrayRef lines = cf_create_array();
    const char *line = NULL;
    (void)pthread_mutex_lock(&device->lock);
    for (size_t i = 0; (line = error_list_at(&device->errors, i)); i++)
        cf_append(lines, cf_create_string(line));
    (void)pthread_mutex_unlock(&device->lock);
    return put_object(data, lines);
}

#define STRING                                                                                     \
    SCOPE_GLOBAL, .size = sizeof(CFStringRef),                                                     \
                  .custom = kAudioServerPlugInCustomPropertyDataTypeCFString
#define PROPERTY_LIST                                                                              \
    SCOPE_GLOBAL, .size = sizeof(CFPropertyListRef),                                               \
                  .custom = kAudioServerPlugInCustomPropertyDataTypeCFPropertyList

static const Property plug_in_rows[] = {
    {kOssiclePlugInPropertyModules, PROPERTY_LIST, .get = get_modules},
    {kOssiclePlugInPropertyRefusals, PROPERTY_LIST, .get = get_refusals},
    {kOssiclePlugInPropertyQuarantine, PROPERTY_LIST, .get = get_quarantine, .set = set_quarantine},
    {kOssiclePlugInPropertyTrace, STRING, .get = get_trace, .set = set_trace},
    {kOssiclePlugInPropertyConfiguration, PROPERTY_LIST, .get = get_configuration,
     .set = set_configuration},
    {kOssiclePlugInPropertyErrors, PROPERTY_LIST, .get = get_plug_in_errors},
};

static const Property device_rows[] = {
    {kOssicleDevicePropertyChain, STRING, .get = get_chain, .set = set_chain},
    {kOssicleDevicePropertyChainMode, STRING, .get = get_mode, .set = set_mode},
    {kOssicleDevicePropertyParameters, PROPERTY_LIST, .get = get_parameters, .set = set_parameters},
    {kOssicleDevicePropertyEngine, PROPERTY_LIST, .get = get_engine},
    {kOssicleDevicePropertyErrors, PROPERTY_LIST, .get = get_errors},
    {kOssicleDevicePropertyClockRate, PROPERTY_LIST, .get = get_clock_rate, .set = set_clock_rate},
    {kOssicleDevicePropertyMeters, PROPERTY_LIST, .get = get_meters},
    {kOssicleDevicePropertyTimes, PROPERTY_LIST, .get = get_times},
    {kOssicleDevicePropertyDiagnosis, PROPERTY_LIST, .get = get_diagnosis},
    {kOssicleDevicePropertyRecording, PROPERTY_LIST, .get = get_recording},
    {kOssicleDevicePropertyClients, PROPERTY_LIST, .get = get_clients},
    {kOssicleDevicePropertyApplications, PROPERTY_LIST, .get = get_applications,
     .set = set_applications},
};

static const Property clock_device_rows[] = {
    {kOssicleDevicePropertyErrors, PROPERTY_LIST, .get = get_errors},
    {kOssicleDevicePropertyClockRate, PROPERTY_LIST, .get = get_clock_rate, .set = set_clock_rate},
    {kOssicleDevicePropertyClients, PROPERTY_LIST, .get = get_clients},
};

const ObjectClass plug_in_class = {kAudioPlugInClassID, &plain_plug_in_class,
                                   PROPERTIES(plug_in_rows)};
const ObjectClass device_class = {kAudioDeviceClassID, &plain_device_class,
                                  PROPERTIES(device_rows)};
const ObjectClass clock_device_class = {kAudioClockDeviceClassID, &plain_clock_device_class,
                                        PROPERTIES(clock_device_rows)};
