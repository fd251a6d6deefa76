/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The clip light. It is on while what readers hear has samples beyond full scale: nobody watches
 * the sound for it, it looks when it is asked, and so its going on and off by itself isn't
 * announced. Setting it to 0 makes it forget what was written up to then, setting it to 1 holds it
 * on. */

#include "driver/control_class.h"
#include "driver/device.h"

/* Since the light was set the sound may have gone on for a day or begun anew: a distance that makes
 * no sense is longer than levels are measured, so that the light looks at all there is. */
static int64_t first_to_look_at(Engine *engine, ClipLight light)
{
    EngineCounters counters;
    engine_counters(engine, &counters);
    const UInt32 since = (UInt32)counters.written_sample_time - light.reset_at;
    return counters.written_sample_time - since;
}

static bool is_clipping(Engine *engine, const Control *control, UInt32 channels)
{
    EngineLevel levels[ENGINE_MAX_CHANNELS];
    engine_measure_from(engine, first_to_look_at(engine, control_value(control).clip), levels);
    for (UInt32 c = 0; c < channels; c++) {
        const bool is_meant =
            control->element == kAudioObjectPropertyElementMain || control->element == c + 1;
        if (is_meant && levels[c].peak > 1)
            return true;
    }
    return false;
}

/* [locked] A device that is gone has no engine. */
static OSStatus read_light(const PropertyRequest *request, void *data)
{
    const Control *control = control_of(request);
    Engine *engine = request->device->engine;
    if (!engine)
        return kAudioHardwareBadObjectError;
    const UInt32 channels = device_configuration(request->device)->channels;
    return put_uint32(data,
                      control_value(control).clip.is_on || is_clipping(engine, control, channels));
}

static OSStatus get_clip(const PropertyRequest *request, UInt32 *count, void *data)
{
    (void)pthread_mutex_lock(&request->device->lock);
    const OSStatus status = read_light(request, data);
    (void)pthread_mutex_unlock(&request->device->lock);
    return status;
}

static OSStatus change_clip(const PropertyRequest *request, const void *data, ControlValue *value)
{
    EngineCounters counters;
    if (!request->device->engine)
        return kAudioHardwareBadObjectError;
    engine_counters(request->device->engine, &counters);
    value->clip = (ClipLight){
        .is_on = *(const UInt32 *)data != 0,
        .reset_at = (UInt32)counters.written_sample_time,
    };
    return kAudioHardwareNoError;
}

static OSStatus set_clip(const PropertyRequest *request, UInt32 count, const void *data)
{
    return control_set(request, data, change_clip);
}

const Property clip_rows[CLIP_ROW_COUNT] = {
    {kAudioBooleanControlPropertyValue, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_clip,
     .set = set_clip},
};
