/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/recording_plot.h"
#include "tool/svg.h"

#include <math.h>
#include <time.h>

/* Each column of pixels shows the largest value of its time, so that no peak is lost. */
enum { COLUMNS = 900, LEFT = 70, RIGHT = 20, TOP = 40, PANEL = 170, GAP = 50, PANELS = 3 };
enum { WIDTH = LEFT + COLUMNS + RIGHT, HEIGHT = TOP + PANELS * (PANEL + GAP) };
enum { TIME_MARKS = 6 };

#define FRAME_COLOUR "#888888"
#define TEXT_COLOUR  "#222222"
#define LIMIT_COLOUR "#cc0000"
#define EVENT_COLOUR "#8844cc"

static const char *const colours[] = {"#1f77b4", "#ff7f0e", "#2ca02c", "#8c564b",
                                      "#e377c2", "#17becf", "#555555"};
enum { COLOUR_COUNT = sizeof colours / sizeof *colours };

/* Milliseconds by column; less than 0: there is none. */
typedef struct Series {
    double values[COLUMNS];
} Series;

typedef struct Plot {
    FILE *file;
    const Recording *recording;
    uint64_t first_ns;
    uint64_t length_ns;
    double top;     /* of the panel at work */
    double most_ms; /* at its upper end */
} Plot;

static void clear(Series *series)
{
    for (size_t i = 0; i < COLUMNS; i++)
        series->values[i] = -1;
}

static void add(const Plot *plot, Series *series, uint64_t time_ns, double ms)
{
    if (time_ns < plot->first_ns || time_ns > plot->first_ns + plot->length_ns)
        return;
    const size_t column =
        (size_t)((double)(time_ns - plot->first_ns) * (COLUMNS - 1) / (double)plot->length_ns);
    series->values[column] = fmax(series->values[column], ms);
}

static double largest(const Series *series)
{
    double most = 0;
    for (size_t i = 0; i < COLUMNS; i++)
        most = fmax(most, series->values[i]);
    return most;
}

/* 1, 2 or 5 times a power of ten. */
static double round_up(double value)
{
    const double unit = pow(10, floor(log10(fmax(value, 0.001))));
    const double steps[] = {1, 2, 5};
    for (size_t i = 0; i < 3; i++) {
        if (value <= steps[i] * unit)
            return steps[i] * unit;
    }
    return 10 * unit;
}

static double y_of(const Plot *plot, double ms)
{
    return plot->top + PANEL * (1 - fmin(ms / plot->most_ms, 1));
}

static double x_of(const Plot *plot, uint64_t time_ns)
{
    return LEFT + (double)(time_ns - plot->first_ns) * (COLUMNS - 1) / (double)plot->length_ns;
}

static void draw_times(const Plot *plot)
{
    for (int i = 0; i < TIME_MARKS; i++) {
        const uint64_t time_ns =
            plot->first_ns + (uint64_t)((double)plot->length_ns * i / (TIME_MARKS - 1));
        const time_t seconds =
            (time_t)(((int64_t)time_ns + plot->recording->header.wall_offset_ns) / 1000000000);
        char text[16] = "";
        struct tm local = {0};
        (void)localtime_r(&seconds, &local);
        (void)strftime(text, sizeof text, "%H:%M:%S", &local);
        svg_text(plot->file, (SvgPoint){x_of(plot, time_ns), plot->top + PANEL + 16}, "middle",
                 TEXT_COLOUR, "%s", text);
    }
}

static void draw_events(const Plot *plot)
{
    for (size_t i = 0; i < plot->recording->header.event_count; i++) {
        const uint64_t time_ns = plot->recording->events[i].time_ns;
        if (time_ns < plot->first_ns || time_ns > plot->first_ns + plot->length_ns)
            continue;
        const double x = x_of(plot, time_ns);
        svg_line(plot->file, (SvgPoint){x, plot->top}, (SvgPoint){x, plot->top + PANEL},
                 EVENT_COLOUR, "2 3");
    }
}

/* A panel that holds values up to `most_ms`, with a line at what is allowed. */
static void begin_panel(Plot *plot, int index, const char *title, double most_ms, double allowed_ms)
{
    plot->top = TOP + index * (PANEL + GAP);
    plot->most_ms = round_up(fmax(most_ms, allowed_ms) * 1.05);
    svg_text(plot->file, (SvgPoint){LEFT, plot->top - 6}, "start", TEXT_COLOUR, "%s", title);
    for (int i = 0; i <= 2; i++) {
        const double ms = plot->most_ms * i / 2;
        const double y = y_of(plot, ms);
        svg_line(plot->file, (SvgPoint){LEFT, y}, (SvgPoint){LEFT + COLUMNS, y}, FRAME_COLOUR,
                 i > 0 ? "1 3" : "none");
        svg_text(plot->file, (SvgPoint){LEFT - 6, y + 4}, "end", TEXT_COLOUR, "%g ms", ms);
    }
    svg_line(plot->file, (SvgPoint){LEFT, y_of(plot, allowed_ms)},
             (SvgPoint){LEFT + COLUMNS, y_of(plot, allowed_ms)}, LIMIT_COLOUR, "6 3");
    draw_events(plot);
    draw_times(plot);
}

static void draw(const Plot *plot, const Series *series, const char *colour)
{
    SvgPoint points[COLUMNS];
    size_t count = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (series->values[i] >= 0)
            points[count++] = (SvgPoint){LEFT + (double)i, y_of(plot, series->values[i])};
    }
    svg_curve(plot->file, points, count, colour);
}

static double buffer_ms(const CycleRecord *cycle)
{
    return cycle->sample_rate_hz > 0 ? cycle->frames * 1e3 / (double)cycle->sample_rate_hz : 0;
}

static void plot_cycles(Plot *plot)
{
    Series late;
    Series busy;
    double allowed_ms = 0;
    clear(&late);
    clear(&busy);
    for (size_t i = 0; i < plot->recording->header.cycle_count; i++) {
        const CycleRecord *const cycle = &plot->recording->cycles[i];
        add(plot, &late, cycle->begin_ns, fmax(cycle->late_ns / 1e6, 0));
        add(plot, &busy, cycle->begin_ns, cycle->busy_ns / 1e6);
        allowed_ms = buffer_ms(cycle);
    }
    begin_panel(plot, 0, "how late each I/O cycle began", largest(&late), allowed_ms);
    draw(plot, &late, colours[0]);
    begin_panel(plot, 1, "how long each I/O cycle took", largest(&busy), allowed_ms);
    draw(plot, &busy, colours[0]);
}

/* The modules of the chain that was processed last; the chain as a whole in the last colour. */
static void plot_modules(Plot *plot)
{
    const Recording *const recording = plot->recording;
    const size_t count = recording->header.block_count;
    const BlockRecord *const last = count > 0 ? &recording->blocks[count - 1] : NULL;
    Series chain;
    Series modules[RECORDING_MODULES];
    clear(&chain);
    for (size_t m = 0; m < RECORDING_MODULES; m++)
        clear(&modules[m]);
    for (size_t i = 0; i < count; i++) {
        const BlockRecord *const block = &recording->blocks[i];
        add(plot, &chain, block->begin_ns, block->busy_ns / 1e6);
        for (size_t m = 0; block->chain == last->chain && m < RECORDING_MODULES; m++)
            add(plot, &modules[m], block->begin_ns, block->modules_ns[m] / 1e6);
    }
    begin_panel(plot, 2, "how long the chain took for a block", largest(&chain),
                last ? last->sound_ns / 1e6 : 0);
    draw(plot, &chain, colours[COLOUR_COUNT - 1]);
    double x = WIDTH - RIGHT;
    svg_text(plot->file, (SvgPoint){x, plot->top - 6}, "end", colours[COLOUR_COUNT - 1],
             "the whole chain");
    for (uint32_t m = 0; last && m < RECORDING_MODULES; m++) {
        const char *const id = recording_module(recording, last->chain, m);
        if (!id)
            continue;
        draw(plot, &modules[m], colours[m]);
        svg_text(plot->file, (SvgPoint){x, plot->top + 12 + 14 * m}, "end", colours[m], "%s", id);
    }
}

static void take_in(Plot *plot, uint64_t time_ns, uint64_t *end_ns)
{
    plot->first_ns = time_ns < plot->first_ns ? time_ns : plot->first_ns;
    *end_ns = time_ns > *end_ns ? time_ns : *end_ns;
}

void recording_plot(FILE *file, const Recording *recording, const char *title)
{
    Plot plot = {.file = file, .recording = recording, .first_ns = UINT64_MAX};
    uint64_t end_ns = 0;
    for (size_t i = 0; i < recording->header.cycle_count; i++)
        take_in(&plot, recording->cycles[i].begin_ns, &end_ns);
    for (size_t i = 0; i < recording->header.block_count; i++)
        take_in(&plot, recording->blocks[i].begin_ns, &end_ns);
    if (plot.first_ns > end_ns)
        plot.first_ns = end_ns;
    plot.length_ns = end_ns > plot.first_ns ? end_ns - plot.first_ns : 1;
    svg_begin(file, WIDTH, HEIGHT);
    svg_text(file, (SvgPoint){LEFT, 16}, "start", TEXT_COLOUR, "%s", title);
    plot_cycles(&plot);
    plot_modules(&plot);
    svg_end(file);
}
