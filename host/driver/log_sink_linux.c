/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/log_sink.h"

const Log *log_sink(void)
{
    return &log_standard_error;
}
