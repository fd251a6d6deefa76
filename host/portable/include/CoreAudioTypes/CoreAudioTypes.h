/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CoreAudioTypes.h
 * All of the framework CoreAudioTypes that exists here. */

#ifndef OSSICLE_PORTABLE_COREAUDIOTYPES_COREAUDIOTYPES_H
#define OSSICLE_PORTABLE_COREAUDIOTYPES_COREAUDIOTYPES_H

#include <CoreAudioTypes/CoreAudioBaseTypes.h>

#endif
