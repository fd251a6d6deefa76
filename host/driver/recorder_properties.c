/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/recorder_properties.h"

#include "driver/cf.h"
#include "driver/device.h"
#include "driver/getters.h"
#include "driver/io_record.h"
#include "engine/diagnosis.h"
#include "engine/engine_times.h"

#include <stdlib.h>
#include <time.h>

static CFMutableDictionaryRef copy_summary(const TimeSummary *summary)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_number(result, OSSICLE_KEY_AVERAGE, summary->average);
    cf_put_number(result, OSSICLE_KEY_PERCENTILE, summary->percentile);
    cf_put_number(result, OSSICLE_KEY_MAXIMUM, summary->longest);
    return result;
}

OSStatus get_times(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    EngineTimes times;
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    CFMutableDictionaryRef result = cf_create_dictionary();
    CFMutableArrayRef modules = cf_create_array();
    engine_times(device->engine, &times);
    const size_t module_count = engine_module_count(device->engine);
    for (size_t i = 0; i < module_count && i < MODULE_TIMES_MODULES; i++) {
        CFMutableDictionaryRef module = copy_summary(&times.modules[i]);
        cf_put_text(module, OSSICLE_KEY_ID, engine_module_at(device->engine, i)->id);
        cf_append(modules, module);
    }
    (void)pthread_mutex_unlock(&device->lock);
    cf_put(result, OSSICLE_KEY_CHAIN, copy_summary(&times.chain));
    cf_put(result, OSSICLE_KEY_MODULES, modules);
    cf_put_integer(result, OSSICLE_KEY_SLOW_BLOCKS, (int64_t)times.slow_blocks);
    cf_put_integer(result, OSSICLE_KEY_RESTARTS,
                   (int64_t)(recorder_event_count(device->recorder, RECORDING_EVENT_DIED) +
                             recorder_event_count(device->recorder, RECORDING_EVENT_RETRIED)));
    return put_object(data, result);
}

static int64_t wall_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* All that is known of the device's last minutes. */
static OSStatus take_snapshot(Device *device, Snapshot *snapshot)
{
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    Status status = recorder_snapshot(device->recorder, snapshot);
    if (status == STATUS_OK)
        status = engine_copy_blocks(device->engine, snapshot);
    (void)pthread_mutex_unlock(&device->lock);
    if (status != STATUS_OK) {
        snapshot_cleanup(snapshot);
        return kAudioHardwareUnspecifiedError;
    }
    snapshot->wall_offset_ns = wall_now_ns() - (int64_t)io_record_now_ns(device);
    return kAudioHardwareNoError;
}

/* In seconds since 1970. */
static double time_of_day(const Snapshot *snapshot, uint64_t time_ns)
{
    return (double)((int64_t)time_ns + snapshot->wall_offset_ns) / 1e9;
}

static CFMutableDictionaryRef copy_finding(const Snapshot *snapshot, const Finding *finding)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_text(result, OSSICLE_KEY_CAUSE, cause_text(finding->cause));
    cf_put_text(result, OSSICLE_KEY_TEXT, finding->text);
    cf_put_text(result, OSSICLE_KEY_ADVICE, cause_advice(finding->cause));
    cf_put_integer(result, OSSICLE_KEY_COUNT, finding->count);
    if (finding->module)
        cf_put_text(result, OSSICLE_KEY_MODULE, finding->module);
    if (finding->last_ns > 0) {
        cf_put_number(result, OSSICLE_KEY_FIRST, time_of_day(snapshot, finding->first_ns));
        cf_put_number(result, OSSICLE_KEY_LAST, time_of_day(snapshot, finding->last_ns));
    }
    if (finding->worst_ns > 0) {
        cf_put_number(result, OSSICLE_KEY_WORST, finding->worst_ns / 1e9);
        cf_put_number(result, OSSICLE_KEY_ALLOWED, finding->allowed_ns / 1e9);
    }
    return result;
}

OSStatus get_diagnosis(const PropertyRequest *request, UInt32 *count, void *data)
{
    Snapshot snapshot;
    const OSStatus status = take_snapshot(device_of(request), &snapshot);
    if (status != kAudioHardwareNoError)
        return status;
    Diagnosis *diagnosis = malloc(sizeof *diagnosis);
    CFMutableArrayRef findings = diagnosis ? cf_create_array() : NULL;
    if (diagnosis)
        diagnosis_make(&snapshot, diagnosis);
    for (size_t i = 0; diagnosis && i < diagnosis->count; i++)
        cf_append(findings, copy_finding(&snapshot, &diagnosis->findings[i]));
    free(diagnosis);
    snapshot_cleanup(&snapshot);
    return put_object(data, findings);
}

OSStatus get_recording(const PropertyRequest *request, UInt32 *count, void *data)
{
    Snapshot snapshot;
    size_t size = 0;
    const OSStatus status = take_snapshot(device_of(request), &snapshot);
    if (status != kAudioHardwareNoError)
        return status;
    void *bytes = snapshot_format(&snapshot, &size);
    snapshot_cleanup(&snapshot);
    CFDataRef result = bytes ? CFDataCreate(NULL, bytes, (CFIndex)size) : NULL;
    free(bytes);
    return put_object(data, result);
}
