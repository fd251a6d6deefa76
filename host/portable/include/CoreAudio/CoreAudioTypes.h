/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CoreAudioTypes.h
 * The older place of <CoreAudioTypes/CoreAudioTypes.h>. */

#ifndef OSSICLE_PORTABLE_COREAUDIO_COREAUDIOTYPES_H
#define OSSICLE_PORTABLE_COREAUDIO_COREAUDIOTYPES_H

#include <CoreAudioTypes/CoreAudioTypes.h>

#endif
