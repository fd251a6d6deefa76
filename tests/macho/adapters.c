/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/adapters.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static const Adapter *const tables[] = {
    adapters_same,     adapters_events,    adapters_mach,  adapters_ports,
    adapters_messages, adapters_jobs,      adapters_files, adapters_threads,
    adapters_system,   adapters_libraries, adapters_calls, NULL,
};

static void *address_of(const Adapter *adapter)
{
    union {
        void (*function)(void);
        const void *constant;
        void *data;
    } address = {.function = adapter->function};
    if (adapter->function == NULL)
        address.constant = adapter->data;
    return address.data;
}

static void *find_in_table(const Adapter *adapter, const char *name, size_t length)
{
    for (; adapter->name != NULL; adapter++)
        if (strncmp(adapter->name, name, length) == 0 && adapter->name[length] == '\0')
            return address_of(adapter);
    return NULL;
}

static void *find_in_system(const char *name, size_t length)
{
    void *found = NULL;
    for (const Adapter *const *table = tables; *table != NULL && found == NULL; table++)
        found = find_in_table(*table, name, length);
    return found;
}

static void *find_in_core_foundation(const char *name)
{
    void *const found = find_in_table(adapters_calls, name, strlen(name));
    return found != NULL ? found : dlsym(RTLD_DEFAULT, name);
}

/* A variant of a function that x86_64 has besides an older one; the newer is the only one here. */
static size_t without_variant(const char *name)
{
    static const char *const variants[] = {"$INODE64", "$DARWIN_EXTSN", "$NOCANCEL"};
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const size_t end = strlen(variants[i]);
        if (length > end && strcmp(name + length - end, variants[i]) == 0)
            return length - end;
    }
    return length;
}

void *adapters_find(const char *library, const char *symbol)
{
    /* Of a system that is older, or that lacks something. */
    const char *const without = getenv("MACHO_WITHOUT");
    if (without != NULL && strncmp(symbol, without, strlen(without)) == 0)
        return NULL;
    if (*symbol != '_' && strcmp(symbol, "dyld_stub_binder") != 0)
        return NULL;
    const char *const name = *symbol == '_' ? symbol + 1 : symbol;
    if (strcmp(library, "CoreFoundation") == 0)
        return find_in_core_foundation(name);
    if (strcmp(library, "libSystem.B.dylib") == 0)
        return find_in_system(name, without_variant(name));
    return NULL;
}
