/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file log.h
 * The system's log: lines on the standard error stream. The format may hold %@ and {public}. Never
 * for the I/O thread. */

#ifndef OSSICLE_PORTABLE_OS_LOG_H
#define OSSICLE_PORTABLE_OS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct os_log_s *os_log_t;
typedef uint8_t os_log_type_t;

enum {
    OS_LOG_TYPE_DEFAULT = 0x00,
    OS_LOG_TYPE_INFO = 0x01,
    OS_LOG_TYPE_DEBUG = 0x02,
    OS_LOG_TYPE_ERROR = 0x10,
    OS_LOG_TYPE_FAULT = 0x11,
};

#define OS_LOG_DEFAULT  ((os_log_t)0)
#define OS_LOG_DISABLED (&portable_os_log_disabled)

extern __attribute__((visibility("default"))) struct os_log_s portable_os_log_disabled;

/** A log that marks its lines with subsystem and category. It lives forever; NULL, which is the
 * default log, if memory is short. */
extern __attribute__((visibility("default"))) os_log_t os_log_create(const char *subsystem,
                                                                     const char *category);
/** Information and debug lines are dropped, as they are on a Mac unless asked for. */
extern __attribute__((visibility("default"))) bool os_log_type_enabled(os_log_t log,
                                                                       os_log_type_t type);
/** Write one line; what the macros below call. */
extern __attribute__((visibility("default"))) void portable_os_log(os_log_t log, os_log_type_t type,
                                                                   const char *format, ...);

#define os_log_with_type(log, type, ...) portable_os_log((log), (type), __VA_ARGS__)
#define os_log(log, ...)                 portable_os_log((log), OS_LOG_TYPE_DEFAULT, __VA_ARGS__)
#define os_log_info(log, ...)            portable_os_log((log), OS_LOG_TYPE_INFO, __VA_ARGS__)
#define os_log_debug(log, ...)           portable_os_log((log), OS_LOG_TYPE_DEBUG, __VA_ARGS__)
#define os_log_error(log, ...)           portable_os_log((log), OS_LOG_TYPE_ERROR, __VA_ARGS__)
#define os_log_fault(log, ...)           portable_os_log((log), OS_LOG_TYPE_FAULT, __VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
