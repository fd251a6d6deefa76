/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file traced_properties.h
 * The slots for properties with a trace. [control] Private to trace/. */

#ifndef OSSICLE_TRACE_TRACED_PROPERTIES_H
#define OSSICLE_TRACE_TRACED_PROPERTIES_H

#include <CoreAudio/AudioServerPlugIn.h>

Boolean traced_has_property(AudioServerPlugInDriverRef reference, AudioObjectID object,
                            pid_t process, const AudioObjectPropertyAddress *address);

OSStatus traced_is_property_settable(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                     pid_t process, const AudioObjectPropertyAddress *address,
                                     Boolean *settable);

OSStatus traced_get_property_data_size(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                       pid_t process, const AudioObjectPropertyAddress *address,
                                       UInt32 qualifier_size, const void *qualifier, UInt32 *size);

OSStatus traced_get_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 capacity,
                                  UInt32 *size, void *data);

OSStatus traced_set_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 size,
                                  const void *data);

#endif
