/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/meter_properties.h"

#include "driver/cf.h"
#include "driver/device.h"
#include "driver/getters.h"

static CFMutableArrayRef copy_levels(Engine *engine, UInt32 channels)
{
    EngineLevel levels[ENGINE_MAX_CHANNELS];
    CFMutableArrayRef result = cf_create_array();
    engine_measure(engine, levels);
    for (UInt32 i = 0; i < channels; i++) {
        CFMutableDictionaryRef level = cf_create_dictionary();
        cf_put_number(level, OSSICLE_KEY_PEAK, (double)levels[i].peak);
        cf_put_number(level, OSSICLE_KEY_RMS, (double)levels[i].rms);
        cf_append(result, level);
    }
    return result;
}

static CFMutableDictionaryRef copy_meter(const ossicle_parameter *parameter, double value)
{
    CFMutableDictionaryRef meter = cf_create_dictionary();
    cf_put_text(meter, OSSICLE_KEY_ID, parameter->id);
    cf_put_text(meter, OSSICLE_KEY_NAME, parameter->name);
    cf_put_text(meter, OSSICLE_KEY_UNIT, parameter->unit ? parameter->unit : "");
    cf_put_number(meter, OSSICLE_KEY_VALUE, value);
    return meter;
}

static CFMutableDictionaryRef copy_module(const Engine *engine, size_t index)
{
    const ossicle_module *module = engine_module_at(engine, index);
    CFMutableDictionaryRef result = cf_create_dictionary();
    CFMutableArrayRef meters = cf_create_array();
    cf_put_text(result, OSSICLE_KEY_ID, module->id);
    for (uint32_t i = 0; i < module->parameter_count; i++) {
        double value = 0;
        if ((module->parameters[i].flags & OSSICLE_PARAMETER_OUTPUT) &&
            engine_parameter(engine, index, i, &value) == STATUS_OK)
            cf_append(meters, copy_meter(&module->parameters[i], value));
    }
    cf_put(result, OSSICLE_KEY_METERS, meters);
    return result;
}

OSStatus get_meters(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    if (!device_lock_engine(device))
        return kAudioHardwareBadObjectError;
    CFMutableDictionaryRef result = cf_create_dictionary();
    CFMutableArrayRef modules = cf_create_array();
    cf_put(result, OSSICLE_KEY_CHANNELS,
           copy_levels(device->engine, device_configuration(device)->channels));
    const size_t module_count = engine_module_count(device->engine);
    for (size_t i = 0; i < module_count; i++)
        cf_append(modules, copy_module(device->engine, i));
    cf_put(result, OSSICLE_KEY_MODULES, modules);
    (void)pthread_mutex_unlock(&device->lock);
    return put_object(data, result);
}
