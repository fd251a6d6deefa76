/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/plugin.h"

#include "hal/plist_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A driver's factory, as a bundle exports it. */
typedef void *(*Factory)(CFAllocatorRef allocator, CFUUIDRef type);

/* The UUID in a property list may be written in either case: it is compared as a number. */
static bool is_uuid(CFTypeRef text, CFUUIDRef uuid)
{
    if (text == NULL || CFGetTypeID(text) != CFStringGetTypeID())
        return false;
    CFUUIDRef parsed = CFUUIDCreateFromString(NULL, text);
    const bool equal = parsed != NULL && CFEqual(parsed, uuid);
    if (parsed != NULL)
        CFRelease(parsed);
    return equal;
}

/* The value for a UUID in a dictionary whose keys are UUIDs, or NULL. */
static CFTypeRef value_for_uuid(CFDictionaryRef dictionary, CFUUIDRef uuid)
{
    const CFIndex count = CFDictionaryGetCount(dictionary);
    const void **keys = calloc((size_t)count + 1, 2 * sizeof *keys);
    if (keys == NULL)
        return NULL;
    const void **values = keys + count;
    CFDictionaryGetKeysAndValues(dictionary, keys, values);
    CFTypeRef found = NULL;
    for (CFIndex i = 0; i < count && found == NULL; i++)
        if (is_uuid(keys[i], uuid))
            found = values[i];
    free((void *)keys);
    return found;
}

static CFDictionaryRef dictionary_in(CFDictionaryRef info, CFStringRef key)
{
    CFTypeRef value = CFDictionaryGetValue(info, key);
    return value != NULL && CFGetTypeID(value) == CFDictionaryGetTypeID() ? value : NULL;
}

/* The factory's UUID for the type, out of CFPlugInTypes; the caller's to release. */
static CFUUIDRef copy_factory_uuid(CFDictionaryRef info, const char *path, Error *error)
{
    CFDictionaryRef types = dictionary_in(info, CFSTR("CFPlugInTypes"));
    CFTypeRef factories = types != NULL ? value_for_uuid(types, kAudioServerPlugInTypeUUID) : NULL;
    CFTypeRef first = NULL;
    if (factories != NULL && CFGetTypeID(factories) == CFArrayGetTypeID() &&
        CFArrayGetCount(factories) > 0)
        first = CFArrayGetValueAtIndex(factories, 0);
    CFUUIDRef uuid = NULL;
    if (first != NULL && CFGetTypeID(first) == CFStringGetTypeID())
        uuid = CFUUIDCreateFromString(NULL, first);
    if (uuid == NULL)
        error_set(error, STATUS_BAD_FORMAT,
                  "%s: Info.plist has no factory for an AudioServerPlugIn: CFPlugInTypes must map "
                  "443ABAB8-E7B3-491A-B985-BEB9187030DB to a list with a factory's UUID",
                  path);
    return uuid;
}

static bool find_factory_name(CFDictionaryRef info, const char *path, char *name, CFIndex size,
                              Error *error)
{
    CFUUIDRef uuid = copy_factory_uuid(info, path, error);
    if (uuid == NULL)
        return false;
    CFDictionaryRef factories = dictionary_in(info, CFSTR("CFPlugInFactories"));
    CFTypeRef function = factories != NULL ? value_for_uuid(factories, uuid) : NULL;
    CFRelease(uuid);
    if (function != NULL && CFGetTypeID(function) == CFStringGetTypeID() &&
        CFStringGetCString(function, name, size, kCFStringEncodingUTF8) && *name != '\0')
        return true;
    error_set(error, STATUS_BAD_FORMAT,
              "%s: Info.plist names no function for its factory: CFPlugInFactories must map the "
              "UUID that stands in CFPlugInTypes to a function's name",
              path);
    return false;
}

/* Read by ourselves and not through the bundle, for the reason if it can't be read. */
static CFDictionaryRef copy_info(const char *path, Error *error)
{
    char name[PATH_MAX];
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        error_set(error, STATUS_NOT_FOUND, "%s: there is no such bundle: expected a folder", path);
        return NULL;
    }
    (void)snprintf(name, sizeof name, "%s/Contents/Info.plist", path);
    if (stat(name, &status) != 0) {
        error_set(error, STATUS_NOT_FOUND, "%s: the bundle has no Contents/Info.plist", path);
        return NULL;
    }
    CFPropertyListRef info = plist_file_copy(name, error);
    if (info != NULL && CFGetTypeID(info) != CFDictionaryGetTypeID()) {
        error_set(error, STATUS_BAD_FORMAT, "%s: its top level is no dictionary", name);
        CFRelease(info);
        info = NULL;
    }
    return info;
}

static CFBundleRef open_bundle(const char *path, Error *error)
{
    CFURLRef url = CFURLCreateFromFileSystemRepresentation(NULL, (const UInt8 *)path,
                                                           (CFIndex)strlen(path), true);
    CFBundleRef bundle = url != NULL ? CFBundleCreate(NULL, url) : NULL;
    if (url != NULL)
        CFRelease(url);
    if (bundle == NULL)
        error_set(error, STATUS_BAD_FORMAT, "%s: this is no bundle that can be opened", path);
    return bundle;
}

static Status load_code(CFBundleRef bundle, const char *path, Error *error)
{
    CFErrorRef failure = NULL;
    if (CFBundleLoadExecutableAndReturnError(bundle, &failure))
        return STATUS_OK;
    char reason[512] = "no reason is known";
    CFStringRef description = failure != NULL ? CFErrorCopyDescription(failure) : NULL;
    if (description != NULL) {
        CFStringGetCString(description, reason, sizeof reason, kCFStringEncodingUTF8);
        CFRelease(description);
    }
    if (failure != NULL)
        CFRelease(failure);
    return error_set(error, STATUS_FAILED, "%s: its code can't be loaded: %s", path, reason);
}

static Factory find_factory(CFBundleRef bundle, const char *name, const char *path, Error *error)
{
    CFStringRef text = CFStringCreateWithCString(NULL, name, kCFStringEncodingUTF8);
    void *address = text != NULL ? CFBundleGetFunctionPointerForName(bundle, text) : NULL;
    if (text != NULL)
        CFRelease(text);
    if (address == NULL) {
        error_set(error, STATUS_NOT_FOUND,
                  "%s: its code exports no function %s, which Info.plist names as its factory",
                  path, name);
        return NULL;
    }
    Factory factory;
    memcpy(&factory, &address, sizeof factory);
    return factory;
}

/* The factory's IUnknown is exchanged for the driver's interface, and is ours to release. */
static Status query_driver(Plugin *plugin, void *unknown, const char *path, Error *error)
{
    IUnknownVTbl *const *interface = unknown;
    const CFUUIDBytes wanted = CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID);
    LPVOID found = NULL;
    const HRESULT result = (*interface)->QueryInterface(unknown, wanted, &found);
    (*interface)->Release(unknown);
    if (result != S_OK || found == NULL)
        return error_set(error, STATUS_INCOMPATIBLE,
                         "%s: QueryInterface returned 0x%08x for the driver interface "
                         "EEA5773D-CC43-49F1-8E00-8F96E7D23B17",
                         path, (unsigned)result);
    plugin->driver = found;
    return STATUS_OK;
}

static Status create_driver(Plugin *plugin, const char *name, const char *path, Error *error)
{
    Factory factory = find_factory(plugin->bundle, name, path, error);
    if (factory == NULL)
        return STATUS_NOT_FOUND;
    void *unknown = factory(NULL, kAudioServerPlugInTypeUUID);
    if (unknown == NULL)
        return error_set(error, STATUS_FAILED, "%s: its factory %s returned NULL", path, name);
    return query_driver(plugin, unknown, path, error);
}

Status plugin_init(Plugin *plugin, const char *path, Error *error)
{
    Error local;
    error = error != NULL ? error : &local;
    error->status = STATUS_OK;
    memset(plugin, 0, sizeof *plugin);
    CFDictionaryRef info = copy_info(path, error);
    if (info == NULL)
        return error->status;
    char name[256];
    const bool named = find_factory_name(info, path, name, sizeof name, error);
    CFRelease(info);
    if (!named)
        return error->status;
    plugin->bundle = open_bundle(path, error);
    if (plugin->bundle == NULL)
        return error->status;
    const Status status = load_code(plugin->bundle, path, error);
    return status == STATUS_OK ? create_driver(plugin, name, path, error) : status;
}

void plugin_cleanup(Plugin *plugin)
{
    if (plugin->driver != NULL)
        (*plugin->driver)->Release(plugin->driver);
    if (plugin->bundle != NULL)
        CFRelease(plugin->bundle);
    memset(plugin, 0, sizeof *plugin);
}
