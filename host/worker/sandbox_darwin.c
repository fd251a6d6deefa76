/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/sandbox.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

/* The system's sandbox, by a profile of its own language. Apple deprecated the function without
 * another for processes that aren't applications. */
extern int sandbox_init(const char *profile, uint64_t flags, char **error);
extern void sandbox_free_error(char *error);

static const char profile[] = "(version 1)\n"
                              "(allow default)\n"
                              "(deny file-write*)\n"
                              "(deny network*)\n"
                              "(deny process-fork)\n"
                              "(deny process-exec)\n"
                              "(deny mach-lookup)\n";

void sandbox_begin(Sandbox *sandbox)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    sandbox->has_limits = false; /* of memory there is none that holds here */
}

void sandbox_drop_privileges(void)
{
    /* launchd starts the worker without any. */
}

void sandbox_close(Sandbox *sandbox)
{
    char *error = NULL;
    const int result = sandbox_init(profile, 0, &error);
    if (error)
        sandbox_free_error(error);
    sandbox->has_read_only = result == 0;
    sandbox->has_no_network = result == 0;
}
