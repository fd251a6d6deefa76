/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CFPlugIn.h
 * Plug-ins: bundles whose Info.plist says which factory makes which type. Looking a type up there
 * is for the host of the plug-ins. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_CFPLUGIN_H
#define OSSICLE_PORTABLE_COREFOUNDATION_CFPLUGIN_H

#include <CoreFoundation/CFBase.h>
#include <CoreFoundation/CFBundle.h>
#include <CoreFoundation/CFUUID.h>

#ifdef __cplusplus
extern "C" {
#endif

CF_EXPORT const CFStringRef kCFPlugInDynamicRegistrationKey;
CF_EXPORT const CFStringRef kCFPlugInDynamicRegisterFunctionKey;
CF_EXPORT const CFStringRef kCFPlugInUnloadFunctionKey;
CF_EXPORT const CFStringRef kCFPlugInFactoriesKey;
CF_EXPORT const CFStringRef kCFPlugInTypesKey;

typedef void *(*CFPlugInFactoryFunction)(CFAllocatorRef allocator, CFUUIDRef typeUUID);

/** @name Count of the instances that a factory made. Nothing depends on it: code stays loaded. @{
 */
CF_EXPORT void CFPlugInAddInstanceForFactory(CFUUIDRef factoryID);
CF_EXPORT void CFPlugInRemoveInstanceForFactory(CFUUIDRef factoryID);
/** @} */

#ifdef __cplusplus
}
#endif

#endif
