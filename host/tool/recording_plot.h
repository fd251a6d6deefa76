/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file recording_plot.h
 * A recording as a picture over time: how late cycles began, what they took, and what the modules
 * took of a block. [control] */

#ifndef OSSICLE_TOOL_RECORDING_PLOT_H
#define OSSICLE_TOOL_RECORDING_PLOT_H

#include "tool/recording.h"

#include <stdio.h>

/** Draw it as SVG. Failures to write show in the file's error flag. */
void recording_plot(FILE *file, const Recording *recording, const char *title);

#endif
