/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The one symbol that the bundle exports. Info.plist names it. */

#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "driver/driver.h"
#include "driver/identity.h"
#include "driver/log_sink.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const Float64 rates[] = {44100, 48000};
enum { VOLUME_AND_MUTE = CONTROL_BIT(CONTROL_VOLUME) | CONTROL_BIT(CONTROL_MUTE) };
#define SIDE                                                                                       \
    {                                                                                              \
        .can_be_default = true, .can_be_system_default = true, .controls = VOLUME_AND_MUTE         \
    }

/* Better than none, where the bundle's configuration is missing. */
static const DeviceConfiguration fallback = {
    .name = "Ossicle",
    .uid = OSSICLE_DEFAULT_DEVICE_UID,
    .channels = 2,
    .ring_frames = 16384,
    .input = SIDE,
    .output = SIDE,
    .volume = {.minimum_db = -96, .maximum_db = 0},
    .rates = rates,
    .rate_count = sizeof rates / sizeof *rates,
    .default_rate = 48000,
};

/* The path of `url`, which is released; NULL if there is none. */
static const char *take_path(CFURLRef CF_CONSUMED url, char path[PATH_MAX])
{
    if (!url)
        return NULL;
    const bool is_path = CFURLGetFileSystemRepresentation(url, true, (UInt8 *)path, PATH_MAX);
    CFRelease(url);
    return is_path ? path : NULL;
}

/* The worker program, which stands beside the bundle's binary; NULL if it isn't there. */
static const char *worker_beside(const char *binary, char path[PATH_MAX])
{
    const char *slash = binary ? strrchr(binary, '/') : NULL;
    if (!slash)
        return NULL;
    const int length =
        snprintf(path, PATH_MAX, "%.*s/ossicle-worker", (int)(slash - binary), binary);
    return length < PATH_MAX && access(path, X_OK) == 0 ? path : NULL;
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
    char file[PATH_MAX];
    char icon_file[PATH_MAX];
    char binary[PATH_MAX];
    char worker[PATH_MAX];
    /* Whoever loaded us has opened the bundle. */
    CFBundleRef bundle = CFBundleGetBundleWithIdentifier(CFSTR(OSSICLE_BUNDLE_ID));
    CFURLRef modules = bundle ? CFBundleCopyBuiltInPlugInsURL(bundle) : NULL;
    CFURLRef defaults =
        bundle ? CFBundleCopyResourceURL(bundle, CFSTR("configuration"), CFSTR("plist"), NULL)
               : NULL;
    CFURLRef icon =
        bundle ? CFBundleCopyResourceURL(bundle, CFSTR("ossicle"), CFSTR("icns"), NULL) : NULL;
    CFURLRef executable = bundle ? CFBundleCopyExecutableURL(bundle) : NULL;
    const DriverConfiguration configuration = {
        .devices = &fallback,
        .device_count = 1,
        .modules_folder = take_path(modules, folder),
        .defaults_file = take_path(defaults, file),
        .icon_file = take_path(icon, icon_file),
        .worker_program = worker_beside(take_path(executable, binary), worker),
        .log = log_sink(),
    };
    return driver_new(&configuration);
}
