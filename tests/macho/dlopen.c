/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* In a program that this is linked into, dlopen loads Mach-O files as well, so that whatever loads
 * a driver there, the portable CoreFoundation above all, loads one that was built for a Mac.
 * Nothing else changes: a library's call finds the program's functions before the system's. */

#include "macho/adapters.h"
#include "macho/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

static _Thread_local char message[1024];
static _Thread_local bool has_failed;

/* The system's own function of that name. */
static void find_real(const char *name, void *function, size_t size)
{
    void *const found = dlvsym(RTLD_NEXT, name, "GLIBC_2.34");
    memcpy(function, &found, size);
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): those are reserved */
PUBLIC void *dlopen(const char *path, int mode)
{
    if (path == NULL || !macho_library_is_one(path)) {
        void *(*real)(const char *path, int mode);
        find_real("dlopen", &real, sizeof real);
        return real(path, mode);
    }
    Error error;
    MachoLibrary *const library = macho_library_open(path, &error);
    has_failed = library == NULL;
    if (has_failed)
        (void)snprintf(message, sizeof message, "%s", error.message);
    return library;
}

PUBLIC void *dlsym(void *handle, const char *name)
{
    if (handle != RTLD_DEFAULT && handle != RTLD_NEXT && macho_library_is_handle(handle))
        return macho_library_symbol(handle, name);
    void *(*real)(void *handle, const char *name);
    find_real("dlsym", &real, sizeof real);
    return real(handle, name);
}

PUBLIC int dlclose(void *handle)
{
    if (macho_library_is_handle(handle)) {
        macho_library_close(handle);
        return 0;
    }
    int (*real)(void *handle);
    find_real("dlclose", &real, sizeof real);
    return real(handle);
}

PUBLIC char *dlerror(void)
{
    if (has_failed) {
        has_failed = false;
        return message;
    }
    char *(*real)(void);
    find_real("dlerror", &real, sizeof real);
    return real();
}
