/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file adapters.h
 * What a Mac's libSystem is to the code of a Mach-O file on Linux: the same function where both
 * systems agree on what it takes and gives, one that translates where they don't. A function that
 * is in no table isn't there at all, so that nothing runs by accident. */

#ifndef OSSICLE_TESTS_MACHO_ADAPTERS_H
#define OSSICLE_TESTS_MACHO_ADAPTERS_H

#include <stdint.h>
#include <sys/types.h>

/** What stands behind a symbol: a function or data. */
typedef struct Adapter {
    const char *name; /**< without the underscore that symbols have in Mach-O files */
    void (*function)(void);
    const void *data;
} Adapter;

#define ADAPTER_SAME(name)                                                                         \
    {                                                                                              \
#name, (void (*)(void))(name), NULL                                                        \
    }
#define ADAPTER_OWN(name, function)                                                                \
    {                                                                                              \
        (name), (void (*)(void))(function), NULL                                                   \
    }
#define ADAPTER_DATA(name, address)                                                                \
    {                                                                                              \
        (name), NULL, (address)                                                                    \
    }
#define ADAPTER_END                                                                                \
    {                                                                                              \
        NULL, NULL, NULL                                                                           \
    }

/** The address for `symbol` (as it stands in the file, with its underscore) of `library` (the last
 * part of its install name); NULL if there is none. CoreFoundation is the portable one; it has to
 * be in the process. */
void *adapters_find(const char *library, const char *symbol);

/* The tables; each ends with ADAPTER_END. */
extern const Adapter adapters_same[];
extern const Adapter adapters_events[];
extern const Adapter adapters_files[];
extern const Adapter adapters_jobs[];
extern const Adapter adapters_mach[];
extern const Adapter adapters_messages[];
extern const Adapter adapters_ports[];
extern const Adapter adapters_threads[];
extern const Adapter adapters_system[];
extern const Adapter adapters_libraries[];
extern const Adapter adapters_calls[]; /**< by processor: where arguments lie depends on it */

/** As Darwin has them, with all that a call may give. `mode` counts only if a file may be made. */
int adapters_open(const char *path, int flags, mode_t mode);
int adapters_openat(int folder, const char *path, int flags, mode_t mode);
int adapters_fcntl(int file, int command, void *argument);

/** Linux's number of an error as Darwin has it, and back; one that the other hasn't is EINVAL. */
int adapters_errno_to_darwin(int number);
int adapters_errno_from_darwin(int number);

#endif
