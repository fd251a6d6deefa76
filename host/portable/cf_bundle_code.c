/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_bundle.h"
#include "cf_error.h"
#include "cf_string.h"
#include "cf_url.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/** The loader's words for its last failure, beginning with the path. */
static void set_load_error(CFErrorRef *error, const char *path)
{
    const char *reason = dlerror();
    reason = reason ? reason : "it cannot be loaded";
    const size_t length = strlen(path);
    const bool named = strncmp(reason, path, length) == 0 && reason[length] == ':';
    cf_error_set(error, kCFErrorDomainCocoa, kCFBundleExecutableLoadError, "%s: %s", path,
                 named ? reason + length + 2 : reason);
}

Boolean CFBundleLoadExecutableAndReturnError(CFBundleRef bundle, CFErrorRef *error)
{
    if (CFBundleIsExecutableLoaded(bundle))
        return true;
    const CFURLRef url = CFBundleCopyExecutableURL(bundle);
    if (!url) {
        cf_error_set(error, kCFErrorDomainCocoa, kCFBundleExecutableNotFoundError,
                     "%s: there is no executable in Contents/Linux of the name that "
                     "CFBundleExecutable in Contents/Info.plist says",
                     cf_url_path(bundle->url, __func__));
        return false;
    }
    const char *const path = cf_url_path(url, __func__);
    /* Two threads may load at once: the loader counts, and both get the same handle. */
    void *const code = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (code)
        atomic_store(&bundle->code, code);
    else
        set_load_error(error, path);
    CFRelease(url);
    return code != NULL;
}

Boolean CFBundleLoadExecutable(CFBundleRef bundle)
{
    return CFBundleLoadExecutableAndReturnError(bundle, NULL);
}

Boolean CFBundleIsExecutableLoaded(CFBundleRef bundle)
{
    cf_require(bundle, &cf_bundle_class, __func__);
    return atomic_load(&bundle->code) != NULL;
}

void CFBundleUnloadExecutable(CFBundleRef bundle)
{
    cf_require(bundle, &cf_bundle_class, __func__);
}

void *CFBundleGetDataPointerForName(CFBundleRef bundle, CFStringRef symbolName)
{
    if (!CFBundleLoadExecutable(bundle))
        return NULL;
    return dlsym(atomic_load(&bundle->code), cf_string_view(symbolName, __func__).bytes);
}

void *CFBundleGetFunctionPointerForName(CFBundleRef bundle, CFStringRef functionName)
{
    return CFBundleGetDataPointerForName(bundle, functionName);
}
