/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CoreFoundation.h
 * All of CoreFoundation that exists here. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_COREFOUNDATION_H
#define OSSICLE_PORTABLE_COREFOUNDATION_COREFOUNDATION_H

#include <CoreFoundation/CFArray.h>
#include <CoreFoundation/CFBase.h>
#include <CoreFoundation/CFBundle.h>
#include <CoreFoundation/CFData.h>
#include <CoreFoundation/CFDate.h>
#include <CoreFoundation/CFDictionary.h>
#include <CoreFoundation/CFError.h>
#include <CoreFoundation/CFNumber.h>
#include <CoreFoundation/CFPlugIn.h>
#include <CoreFoundation/CFPropertyList.h>
#include <CoreFoundation/CFString.h>
#include <CoreFoundation/CFURL.h>
#include <CoreFoundation/CFUUID.h>

#endif
