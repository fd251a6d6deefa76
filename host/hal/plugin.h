/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plugin.h
 * From a bundle on the disk to a driver's interface. Private to hal/. */

#ifndef OSSICLE_HAL_PLUGIN_H
#define OSSICLE_HAL_PLUGIN_H

#include "base/status.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>

typedef struct Plugin {
    CFBundleRef bundle;
    AudioServerPlugInDriverRef driver; /**< one reference to it is ours */
} Plugin;

/** [control] Load the bundle at `path` and ask its factory for the driver. The error names the step
 * that failed. Clean up in any case. */
Status plugin_init(Plugin *plugin, const char *path, Error *error);

/** Release the driver. The code stays loaded. Safe on a zeroed plug-in. */
void plugin_cleanup(Plugin *plugin);

#endif
