/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Functions whose calls give more than they name. Both systems have it in the same places: in the
 * next registers, as if it were named, and in a va_list of one kind. */

#include "macho/adapters.h"

#include <stdarg.h>
#include <stdio.h>

int __snprintf_chk(char *to, size_t size, int flag, size_t room, const char *format, ...);
int __vsnprintf_chk(char *to, size_t size, int flag, size_t room, const char *format,
                    va_list arguments);

const Adapter adapters_calls[] = {
    ADAPTER_OWN("open", adapters_open),
    ADAPTER_OWN("openat", adapters_openat),
    ADAPTER_OWN("fcntl", adapters_fcntl),
    ADAPTER_SAME(snprintf),
    ADAPTER_SAME(vsnprintf),
    ADAPTER_SAME(fprintf),
    ADAPTER_SAME(vfprintf),
    ADAPTER_SAME(printf),
    ADAPTER_SAME(asprintf),
    ADAPTER_SAME(vasprintf),
    ADAPTER_SAME(sscanf),
    ADAPTER_SAME(__snprintf_chk),
    ADAPTER_SAME(__vsnprintf_chk),
    ADAPTER_END,
};
