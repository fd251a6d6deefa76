/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Loading other files: for Darwin's code only Mach-O files exist. */

#include "macho/adapters.h"
#include "macho/library.h"

#include <stddef.h>
#include <stdio.h>

static _Thread_local char message[1024];
static _Thread_local const char *failure;

static void *adapt_dlopen(const char *path, int mode)
{
    Error error;
    (void)mode; /* all is bound at once, and nothing is given to others, whatever it says */
    MachoLibrary *const library = macho_library_open(path, &error);
    if (library == NULL) {
        (void)snprintf(message, sizeof message, "%s", error.message);
        failure = message;
    }
    return library;
}

/* Darwin's handles of no library: RTLD_NEXT, RTLD_DEFAULT, RTLD_SELF, RTLD_MAIN_ONLY. */
static void *find_in_any(const char *name)
{
    char symbol[256];
    (void)snprintf(symbol, sizeof symbol, "_%s", name);
    return adapters_find("libSystem.B.dylib", symbol);
}

static void *adapt_dlsym(void *handle, const char *name)
{
    void *const found =
        macho_library_is_handle(handle) ? macho_library_symbol(handle, name) : find_in_any(name);
    if (found == NULL) {
        (void)snprintf(message, sizeof message, "there is no symbol %s", name);
        failure = message;
    }
    return found;
}

static int adapt_dlclose(void *handle)
{
    if (!macho_library_is_handle(handle))
        return -1;
    macho_library_close(handle);
    return 0;
}

static const char *adapt_dlerror(void)
{
    const char *const last = failure;
    failure = NULL;
    return last;
}

const Adapter adapters_libraries[] = {
    ADAPTER_OWN("dlopen", adapt_dlopen),
    ADAPTER_OWN("dlsym", adapt_dlsym),
    ADAPTER_OWN("dlclose", adapt_dlclose),
    ADAPTER_OWN("dlerror", adapt_dlerror),
    ADAPTER_END,
};
