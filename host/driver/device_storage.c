/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_storage.h"

#include "driver/cf.h"
#include "driver/configuration_settings.h"
#include "driver/control_storage.h"
#include "driver/device_applications.h"
#include "driver/device_clock.h"
#include "driver/device_follow.h"
#include "driver/device_format.h"
#include "driver/device_getters.h"
#include "driver/device_modules.h"
#include "driver/module_states.h"

#include <stdlib.h>
#include <string.h>

/* The keys of the dictionary, beside those of the controls. */
static const char key_name[] = "name";
static const char key_rate[] = "sampleRate";
static const char key_chain[] = "chain";
static const char key_mode[] = "chainMode";
static const char key_states[] = "moduleStates";
static const char key_applications[] = "applications";
static const char key_clock_rate[] = "clockRate";

static void put_chain(const Device *device, CFMutableDictionaryRef settings)
{
    ChainSpec spec = {0};
    if (engine_copy_chain(device->engine, &spec, NULL) != STATUS_OK)
        return;
    char *text = device->awaited_chain ? strdup(device->awaited_chain) : chain_spec_format(&spec);
    if (text)
        cf_put_text(settings, key_chain, text);
    free(text);
    cf_put(settings, key_states,
           device->awaited_states ? CFRetain(device->awaited_states) : module_states_copy(&spec));
    chain_spec_cleanup(&spec);
}

/* What the engine keeps; returns how many settings that is. */
static CFIndex put_engine(const Device *device, CFMutableDictionaryRef settings)
{
    if (device_configuration(device)->is_clock)
        return 0;
    if (device->engine) {
        put_chain(device, settings);
        cf_put_text(settings, key_mode, engine_mode_text(engine_mode(device->engine)));
        cf_put(settings, key_applications, device_copy_applications(device));
    }
    return 4;
}

static CFIndex put_name(const Device *device, CFMutableDictionaryRef settings)
{
    if (device->name)
        cf_put_text(settings, key_name, device->name);
    return device->name ? 1 : 0;
}

/* All of them, or NULL: one that lacked would look as if nobody had set it. */
static CFMutableDictionaryRef copy_settings(Device *device)
{
    CFMutableDictionaryRef settings = cf_create_dictionary();
    const DeviceShape *shape = device->shape;
    (void)pthread_mutex_lock(&device->lock);
    CFIndex expected = 3 + put_engine(device, settings) + put_name(device, settings);
    (void)pthread_mutex_unlock(&device->lock);
    cf_put_number(settings, key_rate, device->sample_rate);
    cf_put_number(settings, key_clock_rate, device->rate_scalar);
    settings_put_configured(settings, shape->configuration);
    if (settings) {
        expected += device_stereo_store(device, settings) + device_formats_store(device, settings) +
                    controls_store(shape->controls, shape->control_count, settings);
        if (CFDictionaryGetCount(settings) == expected)
            return settings;
        CFRelease(settings);
    }
    return NULL;
}

void device_store(Device *device)
{
    AudioServerPlugInHostRef host = device->driver->host;
    CFStringRef key = cf_create_string(device_configuration(device)->uid);
    CFMutableDictionaryRef settings = copy_settings(device);
    if (!key || !settings || host->WriteToStorage(host, key, settings) != kAudioHardwareNoError) {
        Error error;
        (void)error_set(&error, STATUS_IO,
                        "the settings of %s can't be stored: they last until "
                        "the driver ends",
                        device_configuration(device)->uid);
        device_report(device, &error);
    }
    if (key)
        CFRelease(key);
    if (settings)
        CFRelease(settings);
}

void device_store_states(Device *device)
{
    ChainSpec spec = {0};
    bool has_states = false;
    if (!device_lock_engine(device))
        return;
    (void)engine_copy_chain(device->engine, &spec, NULL);
    (void)pthread_mutex_unlock(&device->lock);
    for (size_t i = 0; i < spec.count; i++)
        has_states |= spec.modules[i].state_size > 0;
    chain_spec_cleanup(&spec);
    if (has_states)
        device_store(device);
}

static void complain(Device *device, const char *key, const char *why)
{
    Error error;
    (void)error_set(&error, STATUS_BAD_FORMAT, "stored setting %s of %s is ignored: %s", key,
                    device_configuration(device)->uid, why);
    device_report(device, &error);
}

static void restore_name(Device *device, CFTypeRef settings)
{
    if (!cf_get(settings, key_name))
        return;
    device_forget_name(device);
    device->name = cf_copy_text(cf_get(settings, key_name));
    if (!device->name)
        complain(device, key_name, "it is no text");
}

static void restore_rate(Device *device, CFTypeRef settings)
{
    Float64 rate = 0;
    if (!cf_get(settings, key_rate))
        return;
    if (!cf_get_number(settings, key_rate, &rate) || !device_has_rate(device, rate)) {
        complain(device, key_rate, "the device has no such rate");
        return;
    }
    Error error;
    if (!device->engine || engine_set_sample_rate(device->engine, rate, &error) == STATUS_OK)
        atomic_store(&device->sample_rate, rate);
    else
        complain(device, key_rate, error.message);
}

/* The mode that was stored, or is configured, or the engine's own. */
static EngineMode stored_mode(Device *device, CFTypeRef settings)
{
    const char *configured = device_configuration(device)->chain_mode;
    EngineMode mode = engine_mode(device->engine);
    if (configured)
        (void)engine_mode_parse(configured, &mode);
    if (!cf_get(settings, key_mode))
        return mode;
    char *text = cf_copy_text(cf_get(settings, key_mode));
    if (!text || !engine_mode_parse(text, &mode))
        complain(device, key_mode, "there is no such mode");
    free(text);
    return mode;
}

/* The chain that was stored, or is configured, or none. */
static Status parse_chain(Device *device, CFTypeRef settings, ChainSpec *spec, Error *error)
{
    const char *configured = device_configuration(device)->chain;
    CFTypeRef stored = cf_get(settings, key_chain);
    if (!stored && !configured)
        return STATUS_OK;
    char *text = stored ? cf_copy_text(stored) : strdup(configured);
    if (!text)
        return error_set(error, STATUS_BAD_FORMAT, "it is no text");
    (void)pthread_mutex_lock(&device->driver->catalog_lock);
    const Status status = chain_spec_parse(spec, text, device->driver->catalog, error);
    (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    device_await_chain(device, text, status);
    free(text);
    return status;
}

static void restore_chain(Device *device, CFTypeRef settings)
{
    Error error;
    ChainSpec spec = {0};
    const EngineMode mode = stored_mode(device, settings);
    Status status = parse_chain(device, settings, &spec, &error);
    CFTypeRef states = cf_get(settings, key_states);
    if (status == STATUS_OK && states && module_states_restore(&spec, states, &error) != STATUS_OK)
        complain(device, key_states, error.message);
    device_await_states(device, states);
    device_keep_out(device, &spec, NULL);
    if (status == STATUS_OK)
        status = engine_set_chain(device->engine, &spec, mode, &error);
    if (status != STATUS_OK) {
        complain(device, key_chain, error.message);
        (void)engine_set_chain(device->engine, &(ChainSpec){0}, mode, NULL);
    }
    chain_spec_cleanup(&spec);
}

static void restore_clock(Device *device, CFTypeRef settings)
{
    double scalar = 1;
    const bool is_number =
        !cf_get(settings, key_clock_rate) || cf_get_number(settings, key_clock_rate, &scalar);
    if (!device_clock_restore(device, scalar) || !is_number)
        complain(device, key_clock_rate, "it is a number from 0.99 to 1.01");
}

/* Without `settings`, or where one lacks, what is configured holds. */
static void restore(Device *device, CFTypeRef settings)
{
    if (settings && CFGetTypeID(settings) != CFDictionaryGetTypeID()) {
        complain(device, "dictionary", "it is none");
        settings = NULL;
    }
    const DeviceShape *shape = device->shape;
    restore_name(device, settings);
    restore_rate(device, settings);
    device_stereo_restore(device, settings, complain);
    device_formats_restore(device, settings, complain);
    if (device->engine) {
        restore_chain(device, settings);
        device_restore_applications(device, cf_get(settings, key_applications), complain);
    }
    controls_restore(shape->controls, shape->control_count, settings, shape->configuration,
                     complain);
    restore_clock(device, settings);
    device_update_gain(device);
    device_update_latency(device, &(Announcement){0});
}

void device_restore(Device *device)
{
    AudioServerPlugInHostRef host = device->driver->host;
    CFStringRef key = cf_create_string(device_configuration(device)->uid);
    CFPropertyListRef settings = NULL;
    if (key && host->CopyFromStorage(host, key, &settings) != kAudioHardwareNoError)
        settings = NULL;
    CFTypeRef valid = settings_copy_valid(settings, device_configuration(device));
    restore(device, valid);
    if (valid)
        CFRelease(valid);
    if (settings)
        CFRelease(settings);
    if (key)
        CFRelease(key);
}
