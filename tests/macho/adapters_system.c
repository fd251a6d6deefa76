/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Time, limits, errors, the log, and what compilers call on Darwin alone. */

#include "macho/adapters.h"

#include <errno.h>
#include <locale.h>
#include <mach/mach_time.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Darwin's code reads and writes this one. Whatever Linux's functions have left is taken over each
 * time it is asked for, and taken away there: what is there next time is new. */
static int *adapt_error(void)
{
    static _Thread_local int number;
    if (errno != 0)
        number = adapters_errno_to_darwin(errno);
    errno = 0;
    return &number;
}

static char *adapt_strerror(int number)
{
    return strerror(adapters_errno_from_darwin(number)); // NOLINT(concurrency-mt-unsafe)
}

static int adapt_strerror_r(int number, char *text, size_t size)
{
    char buffer[256];
    const char *const found = strerror_r(adapters_errno_from_darwin(number), buffer, sizeof buffer);
    (void)snprintf(text, size, "%s", found);
    return 0;
}

/* A clock's number on Darwin and here. */
static const struct {
    int darwin_clock;
    clockid_t linux_clock;
} clocks[] = {
    {0, CLOCK_REALTIME},
    {4, CLOCK_MONOTONIC_RAW},
    {5, CLOCK_MONOTONIC_RAW},
    {6, CLOCK_MONOTONIC},
    {8, CLOCK_MONOTONIC},
    {9, CLOCK_MONOTONIC},
    {12, CLOCK_PROCESS_CPUTIME_ID},
    {16, CLOCK_THREAD_CPUTIME_ID},
};

static int adapt_clock_gettime(int clock, struct timespec *time)
{
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        if (clocks[i].darwin_clock == clock)
            return clock_gettime(clocks[i].linux_clock, time);
    errno = EINVAL;
    return -1;
}

static uint64_t adapt_clock_gettime_nsec(int clock)
{
    struct timespec time = {0};
    if (adapt_clock_gettime(clock, &time) != 0)
        return 0;
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static int adapt_sysconf(int name)
{
    enum { DARWIN_PAGE_SIZE = 29, DARWIN_PROCESSORS = 57, DARWIN_PROCESSORS_ONLINE = 58 };
    switch (name) {
    case DARWIN_PAGE_SIZE:
        return (int)sysconf(_SC_PAGESIZE);
    case DARWIN_PROCESSORS:
    case DARWIN_PROCESSORS_ONLINE:
        return (int)sysconf(_SC_NPROCESSORS_ONLN);
    default:
        errno = EINVAL;
        return -1;
    }
}

/* Without a limit is the largest number on Linux, the largest with a sign on Darwin. */
static rlim_t to_darwin_limit(rlim_t limit)
{
    return limit == RLIM_INFINITY ? (rlim_t)INT64_MAX : limit;
}

static int adapt_getrlimit(int resource, struct rlimit *limit)
{
    enum { DARWIN_LOCKED_MEMORY = 6, DARWIN_FILES = 8 };
    if (resource != DARWIN_LOCKED_MEMORY && resource != DARWIN_FILES) {
        errno = EINVAL;
        return -1;
    }
    const int result = getrlimit(resource == DARWIN_FILES ? RLIMIT_NOFILE : RLIMIT_MEMLOCK, limit);
    limit->rlim_cur = to_darwin_limit(limit->rlim_cur);
    limit->rlim_max = to_darwin_limit(limit->rlim_max);
    return result;
}

/* The categories are other bits. */
static locale_t adapt_newlocale(int mask, const char *name, locale_t base)
{
    static const int masks[] = {LC_COLLATE_MASK,  LC_CTYPE_MASK,   LC_MESSAGES_MASK,
                                LC_MONETARY_MASK, LC_NUMERIC_MASK, LC_TIME_MASK};
    int linux_mask = 0;
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
        if ((mask & 1 << i) != 0)
            linux_mask |= masks[i];
    return newlocale(linux_mask, name, base);
}

_Noreturn static void adapt_assert(const char *function, const char *file, int line,
                                   const char *expression)
{
    (void)fprintf(stderr, "%s:%d: %s: assertion failed: %s\n", file, line, function, expression);
    abort();
}

_Noreturn static void adapt_stack_check_fail(void)
{
    (void)fprintf(stderr, "the stack was overwritten\n");
    abort();
}

/* All pointers are bound when the image is loaded: nothing is left to bind. */
_Noreturn static void adapt_stub_binder(void)
{
    (void)fprintf(stderr, "a function was called that was never bound\n");
    abort();
}

static const char *adapt_mach_error_string(int number)
{
    return number == 0 ? "(os/kern) successful" : "(os/kern) failure";
}

static void adapt_memset_pattern16(void *to, const void *pattern, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((char *)to)[i] = ((const char *)pattern)[i % 16];
}

static void adapt_memset_pattern8(void *to, const void *pattern, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((char *)to)[i] = ((const char *)pattern)[i % 8];
}

static void adapt_memset_pattern4(void *to, const void *pattern, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((char *)to)[i] = ((const char *)pattern)[i % 4];
}

static size_t adapt_strlcpy(char *to, const char *from, size_t size)
{
    const size_t length = strlen(from);
    if (size > 0)
        (void)snprintf(to, size, "%s", from);
    return length;
}

static size_t adapt_strlcat(char *to, const char *from, size_t size)
{
    const size_t length = strnlen(to, size);
    return length + adapt_strlcpy(to + length, from, size - length);
}

/* Returned in two registers, as a structure of two numbers is. */
typedef struct SineCosine {
    double sine, cosine;
} SineCosine;

static SineCosine adapt_sincos(double angle)
{
    return (SineCosine){sin(angle), cos(angle)};
}

static double adapt_exp10(double value)
{
    return exp10(value);
}

static float adapt_exp10f(float value)
{
    return exp10f(value);
}

/* The log's lines come as bytes that the compiler made: two of a header, then for each value two of
 * description and the value. Only texts and numbers are known here. */
static void format_log_line(char *line, size_t size, const char *format, const uint8_t *values)
{
    size_t length = 0;
    unsigned left = values[1];
    values += 2;
    for (const char *c = format; *c != '\0' && length + 1 < size; c++) {
        if (*c != '%' || left == 0) {
            line[length++] = *c;
            continue;
        }
        if (c[1] == '{') /* who may see it */
            c += strcspn(c, "}");
        c += strcspn(c, "sdiux");
        uint64_t value = 0;
        memcpy(&value, values + 2, values[1]);
        const int added =
            *c == 's'
                ? snprintf(line + length, size - length, "%s", (char *)(uintptr_t)value) // NOLINT
                : snprintf(line + length, size - length, "%lld", (long long)value);
        length = length + (size_t)added < size ? length + (size_t)added : size - 1;
        values += 2 + values[1];
        left--;
    }
    line[length] = '\0';
}

static void adapt_log(const void *library, void *log, uint8_t type, const char *format,
                      const uint8_t *values, uint32_t size)
{
    char line[2048];
    (void)library;
    (void)log;
    (void)type;
    (void)size;
    format_log_line(line, sizeof line, format, values);
    (void)fprintf(stderr, "%s\n", line);
}

static bool adapt_log_is_enabled(void *log, uint8_t type)
{
    enum { INFO = 1, DEBUG = 2 };
    (void)log;
    return type != INFO && type != DEBUG;
}

static const char log_default[64];
static const uint64_t stack_check_guard = UINT64_C(0x595e9fbd94fda766);

const Adapter adapters_system[] = {
    ADAPTER_OWN("__error", adapt_error),
    ADAPTER_OWN("strerror", adapt_strerror),
    ADAPTER_OWN("strerror_r", adapt_strerror_r),
    ADAPTER_OWN("clock_gettime", adapt_clock_gettime),
    ADAPTER_OWN("clock_gettime_nsec_np", adapt_clock_gettime_nsec),
    ADAPTER_SAME(mach_absolute_time),
    ADAPTER_SAME(mach_timebase_info),
    ADAPTER_OWN("sysconf", adapt_sysconf),
    ADAPTER_OWN("getrlimit", adapt_getrlimit),
    ADAPTER_OWN("newlocale", adapt_newlocale),
    ADAPTER_OWN("__assert_rtn", adapt_assert),
    ADAPTER_OWN("__stack_chk_fail", adapt_stack_check_fail),
    ADAPTER_DATA("__stack_chk_guard", &stack_check_guard),
    ADAPTER_OWN("dyld_stub_binder", adapt_stub_binder),
    ADAPTER_OWN("mach_error_string", adapt_mach_error_string),
    ADAPTER_OWN("memset_pattern16", adapt_memset_pattern16),
    ADAPTER_OWN("memset_pattern8", adapt_memset_pattern8),
    ADAPTER_OWN("memset_pattern4", adapt_memset_pattern4),
    ADAPTER_OWN("__bzero", bzero),
    ADAPTER_OWN("strlcpy", adapt_strlcpy),
    ADAPTER_OWN("strlcat", adapt_strlcat),
    ADAPTER_OWN("__sincos_stret", adapt_sincos),
    ADAPTER_OWN("__exp10", adapt_exp10),
    ADAPTER_OWN("__exp10f", adapt_exp10f),
    ADAPTER_OWN("_os_log_impl", adapt_log),
    ADAPTER_OWN("os_log_type_enabled", adapt_log_is_enabled),
    ADAPTER_DATA("_os_log_default", log_default),
    ADAPTER_DATA("__stderrp", &stderr),
    ADAPTER_DATA("__stdoutp", &stdout),
    ADAPTER_END,
};
