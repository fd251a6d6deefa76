/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_settings.h"

#include "driver/cf.h"

static const char key_configured[] = "configured";

/* The settings that a configuration has a say in, by their keys among a device's settings. */
static const char key_name[] = "name";
static const char key_rate[] = "sampleRate";
static const char key_chain[] = "chain";
static const char key_mode[] = "chainMode";
static const char *const keys[] = {key_name, key_rate, key_chain, key_mode};

/* Texts that aren't configured are empty. NULL: no memory. */
static CFDictionaryRef copy_configured(const DeviceConfiguration *configuration)
{
    CFMutableDictionaryRef configured = cf_create_dictionary();
    cf_put_text(configured, key_name, configuration->name);
    cf_put_number(configured, key_rate, configuration->default_rate);
    cf_put_text(configured, key_chain, configuration->chain ? configuration->chain : "");
    cf_put_text(configured, key_mode, configuration->chain_mode ? configuration->chain_mode : "");
    if (configured && CFDictionaryGetCount(configured) == sizeof keys / sizeof *keys)
        return configured;
    if (configured)
        CFRelease(configured);
    return NULL;
}

void settings_put_configured(CFMutableDictionaryRef settings,
                             const DeviceConfiguration *configuration)
{
    cf_put(settings, key_configured, copy_configured(configuration));
}

static void remove_key(CFMutableDictionaryRef settings, const char *key)
{
    CFStringRef name = cf_create_string(key);
    if (name)
        CFDictionaryRemoveValue(settings, name);
    if (name)
        CFRelease(name);
}

CFTypeRef settings_copy_valid(CFTypeRef settings, const DeviceConfiguration *configuration)
{
    CFTypeRef then = cf_get(settings, key_configured);
    CFDictionaryRef now = then ? copy_configured(configuration) : NULL;
    CFMutableDictionaryRef valid = now ? CFDictionaryCreateMutableCopy(NULL, 0, settings) : NULL;
    for (size_t i = 0; valid && i < sizeof keys / sizeof *keys; i++) {
        CFTypeRef old = cf_get(then, keys[i]);
        if (!old || !CFEqual(old, cf_get(now, keys[i])))
            remove_key(valid, keys[i]);
    }
    if (now)
        CFRelease(now);
    if (valid)
        return valid;
    return settings ? CFRetain(settings) : NULL;
}
