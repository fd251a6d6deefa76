/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CFBundle.h
 * Bundles: folders with Contents/Info.plist. Executables stand in Contents/Linux here, as they do
 * in Contents/MacOS on a Mac. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_CFBUNDLE_H
#define OSSICLE_PORTABLE_COREFOUNDATION_CFBUNDLE_H

#include <CoreFoundation/CFBase.h>
#include <CoreFoundation/CFDictionary.h>
#include <CoreFoundation/CFError.h>
#include <CoreFoundation/CFString.h>
#include <CoreFoundation/CFURL.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __CFBundle *CFBundleRef;
typedef struct __CFBundle *CFPlugInRef;

CF_EXPORT const CFStringRef kCFBundleInfoDictionaryVersionKey;
CF_EXPORT const CFStringRef kCFBundleExecutableKey;
CF_EXPORT const CFStringRef kCFBundleIdentifierKey;
CF_EXPORT const CFStringRef kCFBundleVersionKey;
CF_EXPORT const CFStringRef kCFBundleDevelopmentRegionKey;
CF_EXPORT const CFStringRef kCFBundleNameKey;

/** Codes of errors, in kCFErrorDomainCocoa. */
enum {
    kCFBundleExecutableNotFoundError = 4,
    kCFBundleExecutableNotLoadableError = 3584,
    kCFBundleExecutableArchitectureMismatchError = 3585,
    kCFBundleExecutableRuntimeMismatchError = 3586,
    kCFBundleExecutableLoadError = 3587,
    kCFBundleExecutableLinkError = 3588,
};

CF_EXPORT CFTypeID CFBundleGetTypeID(void);

/** @name Find
 * For one folder there is one object as long as somebody holds it. The main bundle is the one that
 * holds the program, or the program's folder; it lives forever. Get: not to be released.
 * @{ */
/** NULL if the folder does not exist. Without a readable Info.plist its dictionary is empty. */
CF_EXPORT CFBundleRef CFBundleCreate(CFAllocatorRef allocator, CFURLRef bundleURL);
CF_EXPORT CFBundleRef CFBundleGetMainBundle(void);
CF_EXPORT CFBundleRef CFBundleGetBundleWithIdentifier(CFStringRef bundleID);
/** @} */

/** @name What a bundle says of itself. Get: not to be released. @{ */
CF_EXPORT CFStringRef CFBundleGetIdentifier(CFBundleRef bundle);
CF_EXPORT CFDictionaryRef CFBundleGetInfoDictionary(CFBundleRef bundle);
CF_EXPORT CFTypeRef CFBundleGetValueForInfoDictionaryKey(CFBundleRef bundle, CFStringRef key);
/** The Info.plist of a bundle that need not be created; NULL if there is none to be read. */
CF_EXPORT CFDictionaryRef CFBundleCopyInfoDictionaryInDirectory(CFURLRef bundleURL);
/** @} */

/** @name Places in a bundle; NULL if there is nothing there @{ */
CF_EXPORT CFURLRef CFBundleCopyBundleURL(CFBundleRef bundle);
CF_EXPORT CFURLRef CFBundleCopyExecutableURL(CFBundleRef bundle);
CF_EXPORT CFURLRef CFBundleCopyBuiltInPlugInsURL(CFBundleRef bundle);
CF_EXPORT CFURLRef CFBundleCopyResourcesDirectoryURL(CFBundleRef bundle);
/** The type, if not NULL, is the extension without a dot. */
CF_EXPORT CFURLRef CFBundleCopyResourceURL(CFBundleRef bundle, CFStringRef resourceName,
                                           CFStringRef resourceType, CFStringRef subDirName);
/** There are no translations here: the value, or the key if that is NULL or empty. */
CF_EXPORT CFStringRef CFBundleCopyLocalizedString(CFBundleRef bundle, CFStringRef key,
                                                  CFStringRef value, CFStringRef tableName);
#define CFCopyLocalizedString(key, comment)                                                        \
    CFBundleCopyLocalizedString(CFBundleGetMainBundle(), (key), (key), NULL)
/** @} */

/** @name Code
 * Once loaded it stays, as on a Mac: unloading does nothing.
 * @{ */
/** The error's description is one line that names the file and the reason. */
CF_EXPORT Boolean CFBundleLoadExecutableAndReturnError(CFBundleRef bundle, CFErrorRef *error);
CF_EXPORT Boolean CFBundleLoadExecutable(CFBundleRef bundle);
CF_EXPORT Boolean CFBundleIsExecutableLoaded(CFBundleRef bundle);
CF_EXPORT void CFBundleUnloadExecutable(CFBundleRef bundle);
/** Loads the code first. NULL if there is no such symbol. */
CF_EXPORT void *CFBundleGetFunctionPointerForName(CFBundleRef bundle, CFStringRef functionName);
CF_EXPORT void *CFBundleGetDataPointerForName(CFBundleRef bundle, CFStringRef symbolName);
/** @} */

#ifdef __cplusplus
}
#endif

#endif
