/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_bundle.h"
#include "cf_string.h"
#include "cf_url.h"

#include <string.h>
#include <sys/stat.h>

/** The URL if there is something at it; else it is released. */
static CFURLRef if_there(CFURLRef url)
{
    struct stat status;
    if (!url || stat(cf_url_path(url, __func__), &status) == 0)
        return url;
    CFRelease(url);
    return NULL;
}

CFURLRef CFBundleCopyBundleURL(CFBundleRef bundle)
{
    cf_require(bundle, &cf_bundle_class, __func__);
    return CFRetain(bundle->url);
}

/** Append what Info.plist calls the executable, or the bundle's name without its extension. */
static void append_executable_name(Text *text, CFBundleRef bundle)
{
    const CFTypeRef value = CFDictionaryGetValue(bundle->info, kCFBundleExecutableKey);
    if (value && CFGetTypeID(value) == CFStringGetTypeID()) {
        const StringView view = cf_string_view(value, __func__);
        text_append(text, view.bytes, view.size);
        return;
    }
    const char *const name = strrchr(cf_url_path(bundle->url, __func__), '/') + 1;
    const char *const dot = strrchr(name, '.');
    text_append(text, name, dot ? (size_t)(dot - name) : strlen(name));
}

CFURLRef CFBundleCopyExecutableURL(CFBundleRef bundle)
{
    cf_require(bundle, &cf_bundle_class, __func__);
    static const char folder[] = "Contents/Linux/";
    Text text = {0};
    text_append_c_string(&text, folder);
    append_executable_name(&text, bundle);
    /* A name, not a way out of the bundle. */
    const bool plain =
        !text.failed && text.size > strlen(folder) && !strchr(text.bytes + strlen(folder), '/');
    const CFURLRef url = plain ? cf_url_below(bundle->url, text.bytes, false) : NULL;
    text_free(&text);
    return if_there(url);
}

static CFURLRef copy_place(CFBundleRef bundle, const char *place, const char *function)
{
    cf_require(bundle, &cf_bundle_class, function);
    return if_there(cf_url_below(bundle->url, place, true));
}

CFURLRef CFBundleCopyBuiltInPlugInsURL(CFBundleRef bundle)
{
    return copy_place(bundle, "Contents/PlugIns", __func__);
}

CFURLRef CFBundleCopyResourcesDirectoryURL(CFBundleRef bundle)
{
    return copy_place(bundle, "Contents/Resources", __func__);
}

static void append_part(Text *text, const char *separator, CFStringRef part)
{
    if (!part || CFStringGetLength(part) == 0)
        return;
    const StringView view = cf_string_view(part, __func__);
    text_append_c_string(text, separator);
    text_append(text, view.bytes, view.size);
}

CFURLRef CFBundleCopyResourceURL(CFBundleRef bundle, CFStringRef resourceName,
                                 CFStringRef resourceType, CFStringRef subDirName)
{
    cf_require(bundle, &cf_bundle_class, __func__);
    Text text = {0};
    text_append_c_string(&text, "Contents/Resources");
    append_part(&text, "/", subDirName);
    append_part(&text, "/", resourceName);
    append_part(&text, ".", resourceType);
    const CFURLRef url = text.failed ? NULL : cf_url_below(bundle->url, text.bytes, false);
    text_free(&text);
    return if_there(url);
}
