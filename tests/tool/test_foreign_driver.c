/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The tool with drivers that aren't Ossicle's, good and broken. */

#include "hal/hal_fixture.h"
#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static RenderFiles files;
static Fixture bundle;

static void make_files(void)
{
    render_files_make(&files);
    render_files_write(&files, 3000);
}

static void remove_files(void)
{
    fixture_end(&bundle);
    render_files_remove(&files);
}

TestSuite(foreign_driver, .init = make_files, .fini = remove_files);

static void expect_in(const char *text, const char *part)
{
    cr_expect_not_null(strstr(text, part), "no '%s' in: %s", part, text);
}

Test(foreign_driver, renders_bit_exact_through_it)
{
    fixture_make(&bundle, "good");
    /* It reports latency that it doesn't have, so as not to be forgotten. */
    ToolRun run = RUN_TOOL("render", "--raw", "--driver", bundle.bundle, files.in, files.out);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_str_eq(run.err, "");
    expect_in(run.out, "device   Plain");
    cr_expect_null(strstr(run.out, "chain"), "it has none");
    render_expect_same(files.in, files.out);
    tool_run_cleanup(&run);
}

Test(foreign_driver, has_no_chain)
{
    fixture_make(&bundle, "good");
    ToolRun run = RUN_TOOL("render", "--driver", bundle.bundle, "--chain", "org.ossicle.gain",
                           files.in, files.out);
    cr_expect_eq(run.exit_code, 1);
    cr_expect_str_eq(run.err, "ossicle: device Plain isn't one of Ossicle's, so it takes no "
                              "--chain\n");
    tool_run_cleanup(&run);
    run = RUN_TOOL("modules", "--driver", bundle.bundle);
    cr_expect_eq(run.exit_code, 1);
    expect_in(run.err, "this driver has no modules");
    tool_run_cleanup(&run);
}

Test(foreign_driver, a_device_without_a_name_gets_its_number)
{
    fixture_make(&bundle, "gets_without_has");
    ToolRun run = RUN_TOOL("render", "--driver", bundle.bundle, files.in, files.out);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    expect_in(run.out, "device   device 2 ");
    tool_run_cleanup(&run);
}

Test(foreign_driver, too_few_channels_are_an_error)
{
    fixture_make(&bundle, "mono");
    ToolRun run = RUN_TOOL("render", "--driver", bundle.bundle, files.in, files.out);
    cr_expect_eq(run.exit_code, 1);
    expect_in(run.err, "has 2 channels, but device Plain only 1 for playing and 1 for recording");
    tool_run_cleanup(&run);
}

Test(foreign_driver, what_breaks_a_rule_is_said_and_rendered_through)
{
    fixture_make(&bundle, "overruns");
    ToolRun run = RUN_TOOL("render", "--raw", "--driver", bundle.bundle, files.in, files.out);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    expect_in(run.err, "ossicle: warning: the driver broke a rule: object 2, 'nsrt'");
    render_expect_same(files.in, files.out);
    tool_run_cleanup(&run);
}

Test(foreign_driver, inspect_shows_it)
{
    fixture_make(&bundle, "channels64");
    ToolRun run = RUN_TOOL("inspect", "--driver", bundle.bundle);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    expect_in(run.out, "kAudioObjectPropertyName = \"Plain\"\n");
    expect_in(run.out, "\"channels\": 64");
    tool_run_cleanup(&run);
}

Test(foreign_driver, one_that_cannot_be_loaded_is_one_line)
{
    static const char *const stamps[] = {"no_export",        "null_factory", "refuses_query",
                                         "initialize_fails", "start_fails",  "add_client_fails"};
    for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
        fixture_make(&bundle, stamps[i]);
        ToolRun run = RUN_TOOL("render", "--driver", bundle.bundle, files.in, files.out);
        cr_expect_eq(run.exit_code, 1, "%s", stamps[i]);
        cr_expect_eq(strcspn(run.err, "\n") + 1, strlen(run.err), "%s: %s", stamps[i], run.err);
        cr_expect_eq(render_files_count(&files), 1, "%s: only the input is there", stamps[i]);
        tool_run_cleanup(&run);
        fixture_end(&bundle);
    }
    fixture_make(&bundle, "good");
}

Test(foreign_driver, a_bundle_without_a_usable_info_plist)
{
    char path[PATH_MAX];
    fixture_make(&bundle, "good");
    fixture_write(&bundle, "Contents/Info.plist", "<plist><dict><key>half");
    ToolRun run = RUN_TOOL("inspect", "--driver", bundle.bundle);
    cr_expect_eq(run.exit_code, 1);
    expect_in(run.err, "Info.plist");
    tool_run_cleanup(&run);
    (void)snprintf(path, sizeof path, "%s/Contents/Info.plist", bundle.bundle);
    cr_assert_eq(unlink(path), 0);
    run = RUN_TOOL("inspect", "--driver", bundle.bundle);
    cr_expect_eq(run.exit_code, 1);
    expect_in(run.err, "Info.plist");
    tool_run_cleanup(&run);
}
