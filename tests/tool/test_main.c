/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"modules", "render", "inspect", "run", "devices",
                                    "get",     "set",    "why",     "top", "apply"};
enum { NAME_COUNT = sizeof names / sizeof *names };

#define COMMANDS "modules render inspect run devices get set why top apply"

Test(main, help_of_the_tool_names_every_command)
{
    const char *const ways[] = {"help", "--help", "-h"};
    for (size_t i = 0; i < 3; i++) {
        ToolRun run = RUN_TOOL(ways[i]);
        cr_expect_eq(run.exit_code, 0);
        cr_expect_str_eq(run.err, "");
        for (size_t n = 0; n < NAME_COUNT; n++)
            cr_expect_not_null(strstr(run.out, names[n]), "%s", names[n]);
        tool_run_cleanup(&run);
    }
}

Test(main, every_command_has_help_both_ways)
{
    for (size_t n = 0; n < NAME_COUNT; n++) {
        ToolRun run = RUN_TOOL(names[n], "--help");
        ToolRun same = RUN_TOOL("help", names[n]);
        cr_expect_eq(run.exit_code, 0);
        cr_expect_eq(same.exit_code, 0);
        cr_expect_str_eq(run.out, same.out);
        cr_expect_str_eq(run.err, "");
        cr_expect_not_null(strstr(run.out, "usage: ossicle "));
        cr_expect_not_null(strstr(run.out, "Show this text."));
        tool_run_cleanup(&run);
        tool_run_cleanup(&same);
    }
}

Test(main, help_lines_fit_a_terminal)
{
    for (size_t n = 0; n < NAME_COUNT; n++) {
        ToolRun run = RUN_TOOL(names[n], "--help");
        for (const char *line = strtok(run.out, "\n"); line; line = strtok(NULL, "\n"))
            cr_expect_leq(strlen(line), 80, "%s", line);
        tool_run_cleanup(&run);
    }
}

Test(main, version)
{
    ToolRun run = RUN_TOOL("--version");
    cr_expect_eq(run.exit_code, 0);
    cr_expect_str_eq(run.out, "ossicle " OSSICLE_VERSION "\n");
    tool_run_cleanup(&run);
}

Test(main, wrong_use_is_2_and_one_line)
{
    static const struct {
        const char *words[5];
        const char *message;
    } rows[] = {
        {{"paint"}, "ossicle: paint: no such command; there are " COMMANDS " and help\n"},
        {{"help", "paint"}, "ossicle: paint: no such command; there are " COMMANDS " and help\n"},
        {{"help", "a", "b"}, "ossicle: help takes one command at most\n"},
        {{"--version", "x"},
         "ossicle: --version: no such command; there are " COMMANDS " and help\n"},
        {{"modules", "--paint"}, "ossicle: --paint: no such option (see ossicle modules --help)\n"},
        {{"render"}, "ossicle: IN.wav is missing (see ossicle render --help)\n"},
        {{"render", "a.wav"}, "ossicle: OUT.wav is missing (see ossicle render --help)\n"},
        {{"render", "--mode=fast", "a", "b"},
         "ossicle: --mode fast: expected one of worker inline isolated (see ossicle render "
         "--help)\n"},
        {{"render", "--frames=0", "a", "b"},
         "ossicle: --frames 0: expected a whole number from 1 to 65536 (see ossicle render "
         "--help)\n"},
        {{"inspect", "x"}, "ossicle: x: one word too many (see ossicle inspect --help)\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ToolRun run = run_tool(rows[i].words);
        cr_expect_eq(run.exit_code, 2, "%s", rows[i].message);
        cr_expect_str_eq(run.err, rows[i].message);
        cr_expect_str_eq(run.out, "");
        tool_run_cleanup(&run);
    }
}

Test(main, no_command_is_wrong_use_and_shows_the_help)
{
    ToolRun run = run_tool((const char *const[]){NULL});
    cr_expect_eq(run.exit_code, 2);
    cr_expect_str_eq(run.out, "");
    cr_expect_not_null(strstr(run.err, "usage: ossicle"));
    tool_run_cleanup(&run);
}
