/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CoreAudioBaseTypes.h
 * <CoreAudioTypes/CoreAudioBaseTypes.h> under the framework CoreAudio. */

#ifndef OSSICLE_PORTABLE_COREAUDIO_COREAUDIOBASETYPES_H
#define OSSICLE_PORTABLE_COREAUDIO_COREAUDIOBASETYPES_H

#include <CoreAudioTypes/CoreAudioBaseTypes.h>

#endif
