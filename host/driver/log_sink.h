/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file log_sink.h
 * Where a driver's log lines go on this system. */

#ifndef OSSICLE_DRIVER_LOG_SINK_H
#define OSSICLE_DRIVER_LOG_SINK_H

#include "base/log.h"

/** The standard error stream, or the unified log of macOS, where coreaudiod has no such stream. The
 * environment variable OSSICLE_LOG (off, error, warning, info) says how much of the former. */
const Log *log_sink(void);

#endif
