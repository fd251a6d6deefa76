/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/box.h"

#include "driver/cf.h"
#include "driver/driver_devices.h"

#include <stdlib.h>
#include <string.h>

static const char default_name[] = "Ossicle";
static const char key_name[] = "name";
static const char key_acquired[] = "acquired";

void box_init(Driver *driver)
{
    driver->box.object = (Object){
        .id = OWN_BOX,
        .owner = kAudioObjectPlugInObject,
        .class_info = &box_class,
        .properties = driver_properties_of(driver, &box_class),
        .scope = kAudioObjectPropertyScopeGlobal,
    };
    driver->box.is_acquired = true;
    driver->own[OWN_BOX] = &driver->box.object;
}

void box_cleanup(Driver *driver)
{
    free(driver->box.name);
    free(driver->box.configured_name);
}

static void announce(const Driver *driver, AudioObjectPropertySelector selector)
{
    const AudioObjectPropertyAddress address = {selector, kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    driver_announce(driver, OWN_BOX, 1, &address);
}

char *box_copy_name(Driver *driver)
{
    (void)pthread_mutex_lock(&driver->structure_lock);
    const char *name = driver->box.name              ? driver->box.name
                       : driver->box.configured_name ? driver->box.configured_name
                                                     : default_name;
    char *copy = strdup(name);
    (void)pthread_mutex_unlock(&driver->structure_lock);
    return copy;
}

/* The settings, or NULL for lack of memory. */
static CFMutableDictionaryRef copy_settings(Driver *driver)
{
    CFMutableDictionaryRef settings = cf_create_dictionary();
    cf_put_boolean(settings, key_acquired, driver->box.is_acquired);
    (void)pthread_mutex_lock(&driver->structure_lock);
    const CFIndex expected = driver->box.name ? 2 : 1;
    if (driver->box.name)
        cf_put_text(settings, key_name, driver->box.name);
    (void)pthread_mutex_unlock(&driver->structure_lock);
    if (!settings || CFDictionaryGetCount(settings) == expected)
        return settings;
    CFRelease(settings);
    return NULL;
}

static void store(Driver *driver)
{
    CFMutableDictionaryRef settings = copy_settings(driver);
    if (!settings || driver->host->WriteToStorage(driver->host, CFSTR(BOX_STORAGE_KEY), settings) !=
                         kAudioHardwareNoError) {
        Error error;
        (void)error_set(&error, STATUS_IO,
                        "the box's settings can't be stored: they last until the driver ends");
        driver_report(driver, &error);
    }
    if (settings)
        CFRelease(settings);
}

static void restore(Driver *driver, CFTypeRef settings)
{
    bool is_acquired = true;
    char *name = cf_copy_text(cf_get(settings, key_name));
    (void)cf_get_boolean(settings, key_acquired, &is_acquired);
    const bool is_wrong =
        (cf_get(settings, key_name) && !name) || CFGetTypeID(settings) != CFDictionaryGetTypeID();
    driver->box.name = name;
    driver->box.is_acquired = is_acquired;
    if (!is_wrong)
        return;
    Error error;
    (void)error_set(&error, STATUS_BAD_FORMAT,
                    "stored settings of the box are ignored: they are "
                    "no dictionary, or the name is no text");
    driver_report(driver, &error);
}

void box_restore(Driver *driver)
{
    CFPropertyListRef settings = NULL;
    if (driver->host->CopyFromStorage(driver->host, CFSTR(BOX_STORAGE_KEY), &settings) !=
            kAudioHardwareNoError ||
        !settings)
        return;
    restore(driver, settings);
    CFRelease(settings);
}

/* [structure locked] */
static bool is_configured(const Driver *driver, const char *name)
{
    const char *present = driver->box.configured_name;
    return present && name ? strcmp(present, name) == 0 : present == name;
}

Status box_configure(Driver *driver, const char *name, Error *error)
{
    char *copy = name ? strdup(name) : NULL;
    if (name && !copy)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    char *old_name = NULL;
    (void)pthread_mutex_lock(&driver->structure_lock);
    const bool changes = !is_configured(driver, name);
    char *old_configured = driver->box.configured_name;
    driver->box.configured_name = copy;
    if (changes && driver->is_initialized) {
        old_name = driver->box.name;
        driver->box.name = NULL;
    }
    (void)pthread_mutex_unlock(&driver->structure_lock);
    free(old_configured);
    free(old_name);
    if (!changes || !driver->is_initialized)
        return STATUS_OK;
    store(driver);
    announce(driver, kAudioObjectPropertyName);
    return STATUS_OK;
}

OSStatus box_set_name(Driver *driver, const char *name)
{
    char *copy = strdup(name);
    if (!copy)
        return kAudioHardwareUnspecifiedError;
    (void)pthread_mutex_lock(&driver->structure_lock);
    char *old = driver->box.name;
    driver->box.name = copy;
    (void)pthread_mutex_unlock(&driver->structure_lock);
    free(old);
    store(driver);
    announce(driver, kAudioObjectPropertyName);
    return kAudioHardwareNoError;
}

OSStatus box_set_acquired(Driver *driver, bool is_acquired)
{
    if (driver_set_acquired(driver, is_acquired))
        announce(driver, kAudioBoxPropertyAcquired);
    store(driver);
    return kAudioHardwareNoError;
}
