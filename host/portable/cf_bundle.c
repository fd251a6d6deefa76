/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_bundle.h"

#include "cf_string.h"
#include "cf_url.h"

#include <CoreFoundation/CFPropertyList.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const CFStringRef kCFBundleInfoDictionaryVersionKey = CFSTR("CFBundleInfoDictionaryVersion");
const CFStringRef kCFBundleExecutableKey = CFSTR("CFBundleExecutable");
const CFStringRef kCFBundleIdentifierKey = CFSTR("CFBundleIdentifier");
const CFStringRef kCFBundleVersionKey = CFSTR("CFBundleVersion");
const CFStringRef kCFBundleDevelopmentRegionKey = CFSTR("CFBundleDevelopmentRegion");
const CFStringRef kCFBundleNameKey = CFSTR("CFBundleName");

/** Greatest Info.plist that is read, in bytes. */
#define INFO_LIMIT 0x1000000

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static CFBundleRef bundles;

static void bundle_finalize(void *object)
{
    const CFBundleRef bundle = object;
    pthread_mutex_lock(&list_lock);
    for (CFBundleRef *at = &bundles; *at; at = &(*at)->next) {
        if (*at == bundle) {
            *at = bundle->next;
            break;
        }
    }
    pthread_mutex_unlock(&list_lock);
    if (bundle->url)
        CFRelease(bundle->url);
    if (bundle->info)
        CFRelease(bundle->info);
    /* The code stays: pointers into it may be anywhere. */
}

static CFStringRef bundle_copy_description(CFTypeRef object)
{
    return CFURLCopyFileSystemPath(((const struct __CFBundle *)object)->url, kCFURLPOSIXPathStyle);
}

const CFClass cf_bundle_class = {
    .type = CF_TYPE_BUNDLE,
    .name = "CFBundle",
    .finalize = bundle_finalize,
    .copy_description = bundle_copy_description,
};

CFTypeID CFBundleGetTypeID(void)
{
    return CF_TYPE_BUNDLE;
}

/** The bytes of a file; NULL if it cannot be read. */
static CFDataRef read_file(const char *path)
{
    FILE *const file = fopen(path, "rbe");
    if (!file)
        return NULL;
    const CFMutableDataRef data = CFDataCreateMutable(NULL, INFO_LIMIT);
    UInt8 bytes[4096];
    size_t size = 0;
    while (data && (size = fread(bytes, 1, sizeof bytes, file)) > 0)
        CFDataAppendBytes(data, bytes, (CFIndex)size);
    (void)fclose(file);
    return data;
}

CFDictionaryRef CFBundleCopyInfoDictionaryInDirectory(CFURLRef bundleURL)
{
    char path[PATH_MAX];
    const int size =
        snprintf(path, sizeof path, "%s/Contents/Info.plist", cf_url_path(bundleURL, __func__));
    const CFDataRef data = size > 0 && (size_t)size < sizeof path ? read_file(path) : NULL;
    if (!data)
        return NULL;
    const CFPropertyListRef list = CFPropertyListCreateWithData(NULL, data, 0, NULL, NULL);
    CFRelease(data);
    if (list && CFGetTypeID(list) != CFDictionaryGetTypeID()) {
        CFRelease(list);
        return NULL;
    }
    return list;
}

/** A bundle that is in no list yet. */
static CFBundleRef new_bundle(CFURLRef url)
{
    const CFBundleRef bundle = cf_new(&cf_bundle_class, sizeof *bundle);
    if (!bundle)
        return NULL;
    bundle->url = CFRetain(url);
    bundle->info = CFBundleCopyInfoDictionaryInDirectory(url);
    if (!bundle->info)
        bundle->info = CFDictionaryCreate(NULL, NULL, NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                          &kCFTypeDictionaryValueCallBacks);
    if (bundle->info)
        return bundle;
    CFRelease(bundle);
    return NULL;
}

/** The bundle at the path if somebody holds it, retained. The lock is held. */
static CFBundleRef find_at(const char *path)
{
    for (CFBundleRef bundle = bundles; bundle; bundle = bundle->next)
        if (strcmp(cf_url_path(bundle->url, __func__), path) == 0 && cf_try_retain(bundle))
            return bundle;
    return NULL;
}

CFBundleRef CFBundleCreate(CFAllocatorRef allocator, CFURLRef bundleURL)
{
    struct stat status;
    const char *const path = cf_url_path(bundleURL, __func__);
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return NULL;
    const CFBundleRef made = new_bundle(bundleURL);
    if (!made)
        return NULL;
    pthread_mutex_lock(&list_lock);
    const CFBundleRef found = find_at(path);
    if (!found) {
        made->next = bundles;
        bundles = made;
    }
    pthread_mutex_unlock(&list_lock);
    if (!found)
        return made;
    CFRelease(made);
    return found;
}

CFBundleRef CFBundleGetBundleWithIdentifier(CFStringRef bundleID)
{
    CFBundleRef found = NULL;
    pthread_mutex_lock(&list_lock);
    for (CFBundleRef bundle = bundles; bundle && !found; bundle = bundle->next)
        if (CFEqual(CFBundleGetIdentifier(bundle), bundleID))
            found = bundle;
    pthread_mutex_unlock(&list_lock);
    return found;
}

static pthread_once_t main_once = PTHREAD_ONCE_INIT;
static CFBundleRef main_bundle;

static void make_main_bundle(void)
{
    char path[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    path[size > 0 ? size : 0] = 0;
    char *const name = strrchr(path, '/');
    if (!name)
        return;
    *name = 0;
    const size_t length = strlen(path);
    static const char below[] = "/Contents/Linux";
    if (length > strlen(below) && strcmp(path + length - strlen(below), below) == 0)
        path[length - strlen(below)] = 0;
    const int64_t before = cf_thread_balance();
    const CFURLRef url = cf_url_from_path(path[0] ? path : "/", true);
    main_bundle = url ? new_bundle(url) : NULL;
    if (main_bundle)
        cf_make_immortal(main_bundle);
    if (url)
        CFRelease(url);
    cf_uncount(cf_thread_balance() - before);
}

CFBundleRef CFBundleGetMainBundle(void)
{
    pthread_once(&main_once, make_main_bundle);
    return main_bundle;
}

CFDictionaryRef CFBundleGetInfoDictionary(CFBundleRef bundle)
{
    cf_require(bundle, &cf_bundle_class, __func__);
    return bundle->info;
}

CFTypeRef CFBundleGetValueForInfoDictionaryKey(CFBundleRef bundle, CFStringRef key)
{
    return CFDictionaryGetValue(CFBundleGetInfoDictionary(bundle), key);
}

CFStringRef CFBundleGetIdentifier(CFBundleRef bundle)
{
    const CFTypeRef text = CFBundleGetValueForInfoDictionaryKey(bundle, kCFBundleIdentifierKey);
    return text && CFGetTypeID(text) == CFStringGetTypeID() ? text : NULL;
}

CFStringRef CFBundleCopyLocalizedString(CFBundleRef bundle, CFStringRef key, CFStringRef value,
                                        CFStringRef tableName)
{
    const bool usable = value && CFStringGetLength(value) > 0;
    return CFRetain(usable || !key ? value : key);
}
