/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A recording as it comes from a host, and the picture of it. */

#include "tool/recording.h"
#include "tool/recording_plot.h"
#include "tool/svg.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CYCLES = 3, BLOCKS = 2 };

/* As a driver lays it out. */
static struct Bytes {
    RecordingHeader header;
    CycleRecord cycles[CYCLES];
    BlockRecord blocks[BLOCKS];
    EventRecord events[1];
    NameRecord names[1];
} bytes;

static void make(void)
{
    cr_assert_eq(setenv("TZ", "UTC", 1), 0);
    bytes = (struct Bytes){
        .header = {.magic = RECORDING_MAGIC,
                   .version = RECORDING_VERSION,
                   .header_bytes = sizeof bytes.header,
                   .cycle_bytes = sizeof *bytes.cycles,
                   .block_bytes = sizeof *bytes.blocks,
                   .event_bytes = sizeof *bytes.events,
                   .name_bytes = sizeof *bytes.names,
                   .cycle_count = CYCLES,
                   .block_count = BLOCKS,
                   .event_count = 1,
                   .name_count = 1,
                   .wall_offset_ns = INT64_C(43200000000000)},
        .events = {{.time_ns = 10000000}},
        .names = {{.chain = 4, .module = 0, .id = "org.test.<a>"}},
    };
    for (size_t i = 0; i < CYCLES; i++)
        bytes.cycles[i] = (CycleRecord){.begin_ns = i * 10000000,
                                        .frames = 480,
                                        .sample_rate_hz = 48000,
                                        .late_ns = 4000000,
                                        .busy_ns = 1000000};
    for (size_t i = 0; i < BLOCKS; i++)
        bytes.blocks[i] = (BlockRecord){.begin_ns = i * 10000000,
                                        .sound_ns = 10000000,
                                        .busy_ns = 19000000,
                                        .chain = 4,
                                        .modules_ns = {18000000}};
}

TestSuite(recording_plot, .init = make);

/* Two digits for each byte, to free(). */
static char *digits_of(const void *data, size_t size)
{
    char *const text = calloc(1, 2 * size + 1);
    for (size_t i = 0; i < size; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", ((const unsigned char *)data)[i]);
    return text;
}

static Status init(Recording *recording, size_t size, Error *error)
{
    char *const digits = digits_of(&bytes, size);
    const Status status = recording_init(recording, digits, error);
    free(digits);
    return status;
}

static char *plot(void)
{
    char *text = NULL;
    size_t size = 0;
    Recording recording;
    Error error;
    cr_assert_eq(init(&recording, sizeof bytes, &error), STATUS_OK, "%s", error.message);
    FILE *const file = open_memstream(&text, &size);
    recording_plot(file, &recording, "A & B");
    cr_assert_eq(fclose(file), 0);
    recording_cleanup(&recording);
    return text;
}

Test(recording_plot, a_recording_is_taken_whole)
{
    Recording recording;
    Error error;
    cr_assert_eq(init(&recording, sizeof bytes, &error), STATUS_OK, "%s", error.message);
    cr_expect_eq(recording.cycles[2].begin_ns, 20000000);
    cr_expect_eq(recording.blocks[1].busy_ns, 19000000);
    cr_expect_eq(recording.events[0].time_ns, 10000000);
    cr_expect_str_eq(recording_module(&recording, 4, 0), "org.test.<a>");
    cr_expect_null(recording_module(&recording, 4, 1));
    cr_expect_null(recording_module(&recording, 5, 0));
    recording_cleanup(&recording);
    recording_cleanup(&recording);
}

static void expect_refused(size_t size)
{
    Recording recording;
    Error error;
    cr_expect_eq(init(&recording, size, &error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "the host's recording isn't one of version 1: is it another "
                                    "version of Ossicle?");
    cr_expect_null(recording.bytes);
}

Test(recording_plot, what_is_no_recording_is_refused)
{
    Recording recording;
    Error error;
    for (size_t size = 0; size < sizeof bytes; size += 7)
        expect_refused(size);
    cr_expect_eq(recording_init(&recording, "no digits", &error), STATUS_BAD_FORMAT);
    uint32_t *const fields[] = {&bytes.header.magic,        &bytes.header.version,
                                &bytes.header.header_bytes, &bytes.header.cycle_bytes,
                                &bytes.header.name_bytes,   &bytes.header.name_count,
                                &bytes.header.cycle_count};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        ++*fields[i];
        expect_refused(sizeof bytes);
        --*fields[i];
    }
    bytes.header.cycle_count = UINT32_MAX;
    expect_refused(sizeof bytes);
}

static void expect_part(const char *svg, const char *part)
{
    cr_expect_not_null(strstr(svg, part), "%s is missing in %s", part, svg);
}

Test(recording_plot, shows_cycles_modules_and_times_of_day)
{
    char *const svg = plot();
    expect_part(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"990\" height=\"700\"");
    expect_part(svg, ">A &#38; B</text>");
    expect_part(svg, ">how late each I/O cycle began</text>");
    expect_part(svg, ">how long each I/O cycle took</text>");
    expect_part(svg, ">how long the chain took for a block</text>");
    expect_part(svg, ">org.test.&#60;a&#62;</text>");
    expect_part(svg, ">12:00:00</text>");
    expect_part(svg, ">20 ms</text>");
    /* 4 of 20 ms late, at the left, in the middle and at the right */
    expect_part(svg, "points=\"70.0,176.0 519.0,176.0 969.0,176.0\"");
    /* the chain's 19 of 20 ms, and the module's 18 */
    expect_part(svg, "stroke=\"#555555\" points=\"70.0,488.5 519.0,488.5\"");
    expect_part(svg, "stroke=\"#1f77b4\" points=\"70.0,497.0 519.0,497.0\"");
    cr_expect_str_eq(svg + strlen(svg) - 7, "</svg>\n");
    free(svg);
}

Test(recording_plot, of_nothing_is_an_empty_picture)
{
    bytes.header.cycle_count = bytes.header.block_count = 0;
    bytes.header.event_count = bytes.header.name_count = 0;
    Recording recording;
    Error error;
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(init(&recording, sizeof bytes.header, &error), STATUS_OK);
    FILE *const file = open_memstream(&text, &size);
    recording_plot(file, &recording, "");
    cr_assert_eq(fclose(file), 0);
    cr_expect_null(strstr(text, "polyline"));
    cr_expect_null(strstr(text, "nan"));
    recording_cleanup(&recording);
    free(text);
}

Test(recording_plot, svg_is_escaped_and_exact)
{
    char *text = NULL;
    size_t size = 0;
    FILE *const file = open_memstream(&text, &size);
    svg_text(file, (SvgPoint){1, 2.25}, "end", "red", "%s", "<\"a\"\n&>");
    svg_line(file, (SvgPoint){0, 1}, (SvgPoint){2, 3}, "blue", "none");
    svg_curve(file, (const SvgPoint[]){{1, 2}, {3, 4}}, 2, "green");
    svg_curve(file, NULL, 0, "green");
    cr_assert_eq(fclose(file), 0);
    cr_expect_str_eq(text,
                     "<text x=\"1.0\" y=\"2.2\" text-anchor=\"end\" fill=\"red\">"
                     "&#60;&#34;a&#34; &#38;&#62;</text>\n"
                     "<line x1=\"0.0\" y1=\"1.0\" x2=\"2.0\" y2=\"3.0\" stroke=\"blue\" "
                     "stroke-dasharray=\"none\"/>\n"
                     "<polyline fill=\"none\" stroke=\"green\" points=\"1.0,2.0 3.0,4.0\"/>\n");
    free(text);
}
