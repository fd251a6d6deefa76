/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/top_view.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static json_t *new_values(size_t channels, size_t modules)
{
    json_t *const levels = json_array();
    json_t *const times = json_array();
    for (size_t i = 0; i < channels; i++)
        (void)json_array_append_new(levels, json_pack("{s:f}", "peak",
                                                      i == 0   ? 1.0
                                                      : i == 1 ? 0.001
                                                      : i == 2 ? 2.0
                                                               : 0.0));
    for (size_t i = 0; i < modules; i++)
        (void)json_array_append_new(times,
                                    json_pack("{s:s, s:f, s:f, s:f}", "id", "org.test.a", "average",
                                              0.125, "percentile", 0.5, "maximum", 12.5));
    return json_pack("{s:s, s:s, s:f, s:b, s:s, s:{s:o}, s:{s:{s:f, s:f, s:f}, s:o, s:i, s:i}, "
                     "s:{s:i, s:i, s:i, s:i, s:i}, s:[{s:s}]}",
                     "name", "Main", "uid", "main", "rate", 48000.0, "running", 1, "mode", "worker",
                     "meters", "channels", levels, "times", "chain", "average", 0.25, "percentile",
                     1.0, "maximum", 1.5, "modules", times, "slowBlocks", 3, "restarts", 2,
                     "counters", "lateFrames", 5, "droppedBlocks", 7, "overloads", 1,
                     "writtenSampleTime", 1000, "processedSampleTime", 488, "why", "text",
                     "nothing is wrong");
}

static void expect(size_t channels, size_t modules, int columns, int rows, const char *expected)
{
    json_t *const values = new_values(channels, modules);
    cr_assert_not_null(values);
    char *const view = top_view(values, columns, rows);
    cr_expect_str_eq(view, expected, "%s", view);
    free(view);
    json_decref(values);
}

Test(top_view, shows_levels_times_and_counters)
{
    expect(3, 1, 80, 24,
           "Main (main)  48000 Hz  worker  running\n"
           "late 5 frames  dropped 7 blocks  slow 3 blocks  restarts 2  overloads 1  waiting\n"
           "\n"
           "channel 1                  [####################] 0.0 dB\n"
           "channel 2                  [....................] -60.0 dB\n"
           "channel 3                  [####################] 6.0 dB OVER\n"
           "\n"
           "time of each block                                 average  99.9 %  maximum\n"
           "the chain                  [####################]  25.0 %  100.0 %  150.0 %\n"
           "org.test.a                 [##########..........]  12.5 %   50.0 % 1250.0 %\n"
           "\n"
           "nothing is wrong\n");
}

/* What doesn't fit is counted. */
Test(top_view, leaves_out_what_doesnt_fit)
{
    json_t *const values = new_values(64, 20);
    for (int rows = 10; rows < 100; rows++) {
        char *const view = top_view(values, 80, rows);
        int lines = 0;
        for (const char *at = strchr(view, '\n'); at; at = strchr(at + 1, '\n'))
            lines++;
        cr_expect_leq(lines, rows, "%d rows", rows);
        cr_expect_eq(strstr(view, "channels more") != NULL, rows < 92, "%d rows", rows);
        cr_expect_not_null(strstr(view, "nothing is wrong\n"));
        free(view);
    }
    json_decref(values);
}

Test(top_view, shows_a_device_of_which_nothing_is_known)
{
    json_t *const values = json_object();
    char *const view = top_view(values, 20, 5);
    cr_expect_eq(strncmp(view, "- (-)  0 Hz  -  stop\n", 21), 0, "%s", view);
    for (const char *line = view; *line; line += strcspn(line, "\n") + 1)
        cr_expect_leq(strcspn(line, "\n"), 20);
    free(view);
    json_decref(values);
}
