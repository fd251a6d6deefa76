/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CoreAudio.h
 * The framework CoreAudio, as far as it exists here. */

#ifndef OSSICLE_PORTABLE_COREAUDIO_COREAUDIO_H
#define OSSICLE_PORTABLE_COREAUDIO_COREAUDIO_H

#include <CoreAudio/AudioHardwareBase.h>
#include <CoreAudio/CoreAudioTypes.h>
#include <CoreAudio/HostTime.h>

#endif
