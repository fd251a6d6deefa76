/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

Status error_set(Error *error, Status status, const char *format, ...)
{
    if (!error)
        return status;
    error->status = status;
    error->message[0] = '\0';
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    for (char *c = error->message; *c; c++) {
        if ((*c >= 0 && *c < ' ') || *c == 0x7f)
            *c = ' ';
    }
    return status;
}
