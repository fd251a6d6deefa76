/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/sandbox.h"

#include <stdio.h>

void sandbox_describe(const Sandbox *sandbox, char *text, size_t size)
{
    (void)snprintf(text, size, "%s, %s, %s, %s",
                   sandbox->has_call_filter ? "system calls filtered" : "system calls NOT filtered",
                   sandbox->has_read_only ? "files read-only" : "files read-only by that alone",
                   sandbox->has_no_network ? "no network" : "no sockets",
                   sandbox->has_limits ? "memory limited" : "memory NOT limited");
}
