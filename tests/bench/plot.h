/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plot.h
 * Draws how times are distributed: for each line, which share of them was longer than a time. Both
 * axes are logarithmic, so that one in ten thousand can be seen. */

#ifndef OSSICLE_BENCH_PLOT_H
#define OSSICLE_BENCH_PLOT_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct PlotLine {
    const char *name;
    const char *colour;
    const double *times_ns; /**< rising */
    size_t count;
} PlotLine;

enum { PLOT_LEFT = 70, PLOT_TOP = 40, PLOT_WIDTH = 720, PLOT_HEIGHT = 360 };
enum { PLOT_FIRST_DECADE = 2, PLOT_LAST_DECADE = 8, PLOT_SHARES = 4 };

/* From 100 ns to 100 ms. */
static inline double plot_x(double ns)
{
    const double decades = log10(fmax(ns, 100)) - PLOT_FIRST_DECADE;
    return PLOT_LEFT + PLOT_WIDTH * fmin(1, decades / (PLOT_LAST_DECADE - PLOT_FIRST_DECADE));
}

/* From all to one in 10,000. */
static inline double plot_y(double share)
{
    return PLOT_TOP + PLOT_HEIGHT * fmin(1, -log10(share) / PLOT_SHARES);
}

static inline void plot_axes(FILE *file, const char *title)
{
    static const char *const times[] = {"100 ns", "1 µs",  "10 µs", "100 µs",
                                        "1 ms",   "10 ms", "100 ms"};
    static const char *const shares[] = {"100 %", "10 %", "1 %", "0.1 %", "0.01 %"};
    (void)fprintf(file, "<text x=\"%d\" y=\"24\" font-size=\"16\">%s</text>\n", PLOT_LEFT, title);
    for (int i = 0; i <= PLOT_LAST_DECADE - PLOT_FIRST_DECADE; i++) {
        const double x = plot_x(pow(10, i + PLOT_FIRST_DECADE));
        (void)fprintf(file,
                      "<path d=\"M%.1f %dv%d\" stroke=\"#ddd\"/>"
                      "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                      x, PLOT_TOP, PLOT_HEIGHT, x, PLOT_TOP + PLOT_HEIGHT + 18, times[i]);
    }
    for (int i = 0; i <= PLOT_SHARES; i++) {
        const double y = plot_y(pow(10, -i));
        (void)fprintf(file,
                      "<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/>"
                      "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                      PLOT_LEFT, y, PLOT_WIDTH, PLOT_LEFT - 8, y + 4, shares[i]);
    }
}

static inline void plot_line(FILE *file, const PlotLine *line, int index)
{
    (void)fprintf(file, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" d=\"", line->colour);
    for (size_t i = 0; i < line->count; i++)
        (void)fprintf(file, "%s%.1f %.1f", i > 0 ? "L" : "M", plot_x(line->times_ns[i]),
                      plot_y((double)(line->count - i) / (double)line->count));
    (void)fprintf(file, "\"/>\n<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"%s\">%s</text>\n",
                  PLOT_LEFT + PLOT_WIDTH - 8, PLOT_TOP + 20 + 18 * index, line->colour, line->name);
}

/** Draw the lines into an SVG file at `path`. */
static inline void plot_distribution(const char *path, const char *title, const PlotLine *lines,
                                     size_t count)
{
    FILE *const file = fopen(path, "we");
    if (!file) {
        perror(path);
        exit(1);
    }
    (void)fprintf(file,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                  "font-family=\"sans-serif\" font-size=\"12\">\n"
                  "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                  PLOT_LEFT + PLOT_WIDTH + 40, PLOT_TOP + PLOT_HEIGHT + 40);
    plot_axes(file, title);
    for (size_t i = 0; i < count; i++)
        plot_line(file, &lines[i], (int)i);
    (void)fprintf(file, "</svg>\n");
    if (fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    printf("plot: %s\n", path);
}

#endif
