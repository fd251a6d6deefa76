/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file svg.h
 * As much of SVG as a diagram needs. Failures to write show in the file's error flag. [control] */

#ifndef OSSICLE_TOOL_SVG_H
#define OSSICLE_TOOL_SVG_H

#include <stddef.h>
#include <stdio.h>

typedef struct SvgPoint {
    double x;
    double y;
} SvgPoint;

/** A picture of this size in pixels, on white. */
void svg_begin(FILE *file, int width, int height);
void svg_end(FILE *file);

/** Text that begins at `at` ("start"), ends there ("end") or has its middle there ("middle"). */
void svg_text(FILE *file, SvgPoint at, const char *anchor, const char *colour, const char *format,
              ...) __attribute__((format(printf, 5, 6)));

/** A line; `dashes` is SVG's list of their lengths, or "none". */
void svg_line(FILE *file, SvgPoint from, SvgPoint to, const char *colour, const char *dashes);

/** Lines from one point to the next. */
void svg_curve(FILE *file, const SvgPoint *points, size_t count, const char *colour);

#endif
