/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Functions whose arguments don't lie where Linux has them.
 *
 * What a call gives beyond what the function names, Darwin puts on the stack, in eight bytes each;
 * Linux does so when all registers are taken. So a function that names an argument for each
 * register finds the rest where Darwin has put it. A va_list is for Darwin the address where the
 * rest begins, for Linux a structure that says so and how many registers are to be read before.
 *
 * Arguments that are named, but too many for the registers, take no more than their size on
 * Darwin, and eight bytes each on Linux. */

#include "macho/adapters.h"

#include <CoreFoundation/CFUUID.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LIKE_PRINTF(position) __attribute__((format(printf, position, 0)))
#define LIKE_SCANF(position)  __attribute__((format(scanf, position, 0)))

typedef uint64_t Unused; /* a register in which the call gives nothing */
typedef void *DarwinList;

static va_list list_of(DarwinList stack)
{
    return (va_list){.__stack = stack};
}

LIKE_PRINTF(3)
static int adapt_vsnprintf(char *to, size_t size, const char *format, DarwinList list)
{
    return vsnprintf(to, size, format, list_of(list));
}

LIKE_PRINTF(2)
static int adapt_vfprintf(FILE *file, const char *format, DarwinList list)
{
    return vfprintf(file, format, list_of(list));
}

LIKE_PRINTF(2)
static int adapt_vasprintf(char **to, const char *format, DarwinList list)
{
    return vasprintf(to, format, list_of(list));
}

LIKE_PRINTF(3)
static int adapt_snprintf(char *to, size_t size, const char *format, Unused x3, Unused x4,
                          Unused x5, Unused x6, Unused x7, ...)
{
    va_list rest;
    va_start(rest, x7);
    const int length = adapt_vsnprintf(to, size, format, rest.__stack);
    va_end(rest);
    return length;
}

LIKE_PRINTF(2)
static int adapt_asprintf(char **to, const char *format, Unused x2, Unused x3, Unused x4, Unused x5,
                          Unused x6, Unused x7, ...)
{
    va_list rest;
    va_start(rest, x7);
    const int length = adapt_vasprintf(to, format, rest.__stack);
    va_end(rest);
    return length;
}

LIKE_PRINTF(2)
static int adapt_fprintf(FILE *file, const char *format, Unused x2, Unused x3, Unused x4, Unused x5,
                         Unused x6, Unused x7, ...)
{
    va_list rest;
    va_start(rest, x7);
    const int length = adapt_vfprintf(file, format, rest.__stack);
    va_end(rest);
    return length;
}

LIKE_PRINTF(1)
static int adapt_printf(const char *format, Unused x1, Unused x2, Unused x3, Unused x4, Unused x5,
                        Unused x6, Unused x7, ...)
{
    va_list rest;
    va_start(rest, x7);
    const int length = adapt_vfprintf(stdout, format, rest.__stack);
    va_end(rest);
    return length;
}

LIKE_SCANF(2)
static int adapt_sscanf(const char *from, const char *format, Unused x2, Unused x3, Unused x4,
                        Unused x5, Unused x6, Unused x7, ...)
{
    va_list rest;
    va_start(rest, x7);
    const int count = vsscanf(from, format, list_of(rest.__stack));
    va_end(rest);
    return count;
}

LIKE_PRINTF(5)
static int adapt_vsnprintf_chk(char *to, size_t size, int flag, size_t room, const char *format,
                               DarwinList list)
{
    return adapt_vsnprintf(to, size < room ? size : room, format, list);
}

LIKE_PRINTF(5)
static int adapt_snprintf_chk(char *to, size_t size, int flag, size_t room, const char *format,
                              Unused x5, Unused x6, Unused x7, ...)
{
    va_list rest;
    va_start(rest, x7);
    const int length = adapt_vsnprintf_chk(to, size, flag, room, format, rest.__stack);
    va_end(rest);
    return length;
}

static int adapt_open(const char *path, int flags, Unused x2, Unused x3, Unused x4, Unused x5,
                      Unused x6, Unused x7, uint64_t mode)
{
    return adapters_open(path, flags, (mode_t)mode);
}

static int adapt_openat(int folder, const char *path, int flags, Unused x3, Unused x4, Unused x5,
                        Unused x6, Unused x7, uint64_t mode)
{
    return adapters_openat(folder, path, flags, (mode_t)mode);
}

static int adapt_fcntl(int file, int command, Unused x2, Unused x3, Unused x4, Unused x5, Unused x6,
                       Unused x7, void *argument)
{
    return adapters_fcntl(file, command, argument);
}

/* Seven of the sixteen bytes have registers, the others lie side by side. */
static CFUUIDRef adapt_constant_uuid(CFAllocatorRef allocator, uint8_t b0, uint8_t b1, uint8_t b2,
                                     uint8_t b3, uint8_t b4, uint8_t b5, uint8_t b6,
                                     uint64_t packed, uint8_t b15)
{
    uint8_t rest[8];
    memcpy(rest, &packed, sizeof rest);
    return CFUUIDGetConstantUUIDWithBytes(allocator, b0, b1, b2, b3, b4, b5, b6, rest[0], rest[1],
                                          rest[2], rest[3], rest[4], rest[5], rest[6], rest[7],
                                          b15);
}

const Adapter adapters_calls[] = {
    ADAPTER_OWN("CFUUIDGetConstantUUIDWithBytes", adapt_constant_uuid),
    ADAPTER_OWN("open", adapt_open),
    ADAPTER_OWN("openat", adapt_openat),
    ADAPTER_OWN("fcntl", adapt_fcntl),
    ADAPTER_OWN("snprintf", adapt_snprintf),
    ADAPTER_OWN("vsnprintf", adapt_vsnprintf),
    ADAPTER_OWN("fprintf", adapt_fprintf),
    ADAPTER_OWN("vfprintf", adapt_vfprintf),
    ADAPTER_OWN("printf", adapt_printf),
    ADAPTER_OWN("asprintf", adapt_asprintf),
    ADAPTER_OWN("vasprintf", adapt_vasprintf),
    ADAPTER_OWN("sscanf", adapt_sscanf),
    ADAPTER_OWN("__snprintf_chk", adapt_snprintf_chk),
    ADAPTER_OWN("__vsnprintf_chk", adapt_vsnprintf_chk),
    ADAPTER_END,
};
