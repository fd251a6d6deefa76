/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/top_view.h"

#include "driver/custom_properties.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 26, LINE_MAX_BYTES = 512, FLOOR_DB = -60, OTHER_ROWS = 8, COLUMNS_MAX = 180 };

const char *const top_words[] = {"name",   "uid",   "rate",     "running", "mode",
                                 "meters", "times", "counters", "why",     NULL};

typedef struct View {
    FILE *file;
    int columns;
} View;

/* One line, cut to the width. */
static __attribute__((format(printf, 2, 3))) void put(const View *view, const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    (void)fprintf(view->file, "%.*s\n", view->columns, line);
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
    const char *const value = json_string_value(json_object_get(object, key));
    return value ? value : "-";
}

/* As many signs as the share of the width says, for lines that have a bar and 30 signs besides. */
static void bar(const View *view, double share, char *signs, size_t size)
{
    const int room = view->columns - NAME_WIDTH - 34;
    const int width = room < 4 ? 4 : room < (int)size - 1 ? room : (int)size - 1;
    const int full = (int)lrint(fmin(fmax(share, 0), 1) * width);
    memset(signs, '#', (size_t)full);
    memset(signs + full, '.', (size_t)(width - full));
    signs[width] = '\0';
}

static void put_level(const View *view, size_t channel, const json_t *level)
{
    char signs[128];
    char decibel[16] = "silent";
    const double peak = number(level, OSSICLE_KEY_PEAK);
    const double db = 20 * log10(fmax(peak, 1e-9));
    if (peak > 0)
        (void)snprintf(decibel, sizeof decibel, "%.1f dB", db);
    bar(view, 1 - db / FLOOR_DB, signs, sizeof signs);
    put(view, "channel %-*zu [%s] %s%s", NAME_WIDTH - 8, channel + 1, signs, decibel,
        peak > 1 ? " OVER" : "");
}

static void put_time(const View *view, const char *name, const json_t *times)
{
    char signs[128];
    bar(view, number(times, OSSICLE_KEY_PERCENTILE), signs, sizeof signs);
    put(view, "%-*.*s [%s] %5.1f %% %6.1f %% %6.1f %%", NAME_WIDTH, NAME_WIDTH, name, signs,
        number(times, OSSICLE_KEY_AVERAGE) * 100, number(times, OSSICLE_KEY_PERCENTILE) * 100,
        number(times, OSSICLE_KEY_MAXIMUM) * 100);
}

static void put_head(const View *view, const json_t *values)
{
    const json_t *const counters = json_object_get(values, "counters");
    const json_t *const times = json_object_get(values, "times");
    const double written = number(counters, OSSICLE_KEY_WRITTEN_SAMPLE_TIME);
    const double processed = number(counters, OSSICLE_KEY_PROCESSED_SAMPLE_TIME);
    put(view, "%s (%s)  %.0f Hz  %s  %s", text(values, "name"), text(values, "uid"),
        number(values, "rate"), text(values, "mode"),
        json_is_true(json_object_get(values, "running")) ? "running" : "stopped");
    put(view,
        "late %.0f frames  dropped %.0f blocks  slow %.0f blocks  restarts %.0f  overloads "
        "%.0f  waiting %.0f frames",
        number(counters, OSSICLE_KEY_LATE_FRAMES), number(counters, OSSICLE_KEY_DROPPED_BLOCKS),
        number(times, OSSICLE_KEY_SLOW_BLOCKS), number(times, OSSICLE_KEY_RESTARTS),
        number(counters, "overloads"), fmax(written - processed, 0));
}

/* How many of `count` things are shown where there is room for `rows`. */
static size_t shown(size_t count, int rows)
{
    if (rows < 1)
        return 0;
    return count <= (size_t)rows ? count : (size_t)rows - 1;
}

static void put_levels(const View *view, const json_t *levels, int rows)
{
    const size_t count = json_array_size(levels);
    const size_t fitting = shown(count, rows);
    for (size_t i = 0; i < fitting; i++)
        put_level(view, i, json_array_get(levels, i));
    if (fitting < count)
        put(view, "... and %zu channels more", count - fitting);
}

static void put_times(const View *view, const json_t *times, int rows)
{
    const json_t *const modules = json_object_get(times, OSSICLE_KEY_MODULES);
    const size_t count = json_array_size(modules);
    const size_t fitting = shown(count, rows);
    put_time(view, "the chain", json_object_get(times, OSSICLE_KEY_CHAIN));
    for (size_t i = 0; i < fitting; i++) {
        const json_t *const module = json_array_get(modules, i);
        put_time(view, text(module, OSSICLE_KEY_ID), module);
    }
    if (fitting < count)
        put(view, "... and %zu modules more", count - fitting);
}

static void put_all(const View *view, const json_t *values, int rows)
{
    const json_t *const levels =
        json_object_get(json_object_get(values, "meters"), OSSICLE_KEY_CHANNELS);
    const json_t *const times = json_object_get(values, "times");
    const int modules = (int)json_array_size(json_object_get(times, OSSICLE_KEY_MODULES));
    const int room = rows - OTHER_ROWS;
    const int half = room / 2;
    const int for_modules = modules < half ? modules : half;
    put_head(view, values);
    put(view, "%s", "");
    put_levels(view, levels, room - for_modules);
    put(view, "%s", "");
    put(view, "%-*s %*s", NAME_WIDTH, "time of each block", view->columns - NAME_WIDTH - 6,
        "average  99.9 %  maximum");
    put_times(view, times, for_modules);
    put(view, "%s", "");
    put(view, "%s", text(json_array_get(json_object_get(values, "why"), 0), OSSICLE_KEY_TEXT));
}

char *top_view(const json_t *values, int columns, int rows)
{
    char *lines = NULL;
    size_t size = 0;
    FILE *const file = open_memstream(&lines, &size);
    if (!file)
        return NULL;
    put_all(&(View){file, columns < COLUMNS_MAX ? columns : COLUMNS_MAX}, values, rows);
    if (fclose(file) == 0)
        return lines;
    free(lines);
    return NULL;
}
