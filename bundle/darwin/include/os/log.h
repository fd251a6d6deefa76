/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file log.h
 * The unified log of macOS, as far as the driver uses it, where Apple's SDK isn't at hand. The
 * compiler checks the format against the arguments and packs them the way the system reads them. */

#ifndef OSSICLE_DARWIN_OS_LOG_H
#define OSSICLE_DARWIN_OS_LOG_H

#include <stdint.h>

typedef struct os_log_s *os_log_t;
typedef uint8_t os_log_type_t;

enum {
    OS_LOG_TYPE_DEFAULT = 0x00,
    OS_LOG_TYPE_INFO = 0x01,
    OS_LOG_TYPE_DEBUG = 0x02,
    OS_LOG_TYPE_ERROR = 0x10,
    OS_LOG_TYPE_FAULT = 0x11,
};

extern struct os_log_s _os_log_default;
extern const struct mach_header __dso_handle;

/** What the macro below calls. `dso` says whose format it is, `buffer` holds the arguments. */
extern void _os_log_impl(const void *dso, os_log_t log, os_log_type_t type, const char *format,
                         uint8_t *buffer, uint32_t size);

#define OS_LOG_DEFAULT (&_os_log_default)

/** Write one line. `format` must be a literal; %{public}s shows what %s hides. */
#define os_log_with_type(log, type, format, ...)                                                   \
    do {                                                                                           \
        static const char os_log_format[]                                                          \
            __attribute__((section("__TEXT,__oslogstring,cstring_literals"))) = format;            \
        uint8_t os_log_buffer[__builtin_os_log_format_buffer_size(format, __VA_ARGS__)];           \
        _os_log_impl(&__dso_handle, (log), (type), os_log_format,                                  \
                     __builtin_os_log_format(os_log_buffer, format, __VA_ARGS__),                  \
                     (uint32_t)sizeof os_log_buffer);                                              \
    } while (0)

#endif
