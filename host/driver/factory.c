/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The one symbol that the bundle exports. Info.plist names it. */

#include "driver/driver.h"
#include "driver/identity.h"
#include "driver/log_sink.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <limits.h>
#include <stdbool.h>

/* Contents/PlugIns of our bundle, which whoever loaded us has opened. */
static bool find_modules_folder(char *path, size_t capacity)
{
    CFBundleRef bundle = CFBundleGetBundleWithIdentifier(CFSTR(OSSICLE_BUNDLE_ID));
    CFURLRef url = bundle ? CFBundleCopyBuiltInPlugInsURL(bundle) : NULL;
    if (!url)
        return false;
    const bool found =
        CFURLGetFileSystemRepresentation(url, true, (UInt8 *)path, (CFIndex)capacity);
    CFRelease(url);
    return found;
}

/** [control] Make the driver, for a host that asks for kAudioServerPlugInTypeUUID; NULL for any
 * other type. The caller holds one reference. */
__attribute__((visibility("default"))) void *OSSICLE_FACTORY(CFAllocatorRef allocator,
                                                             CFUUIDRef type);

void *OSSICLE_FACTORY(CFAllocatorRef allocator, CFUUIDRef type)
{
    if (!type || !CFEqual(type, kAudioServerPlugInTypeUUID))
        return NULL;
    char folder[PATH_MAX];
    const DriverConfiguration configuration = {
        .devices = default_devices,
        .device_count = default_device_count,
        .modules_folder = find_modules_folder(folder, sizeof folder) ? folder : NULL,
        .log = log_sink(),
    };
    return driver_new(&configuration);
}
