/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module that hangs must not take the user's terminal or files with it. */

#include "support/module_folder.h"
#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static RenderFiles files;

static void make_files(void)
{
    render_files_make(&files);
    render_files_write(&files, 48000);
}

static void remove_files(void)
{
    render_files_remove(&files);
}

TestSuite(command_render_hang, .init = make_files, .fini = remove_files, .timeout = 100);

Test(command_render_hang, a_hanging_module_is_given_up)
{
    static const char *const modes[] = {"worker", "inline", "isolated"};
    for (size_t i = 0; i < 3; i++) {
        ToolRun run = RUN_TOOL("render", "--mode", modes[i], "--modules", HANGS_DIR, "--chain",
                               "org.ossicle.test.hangs", files.in, files.out);
        cr_expect_eq(run.exit_code, 1);
        cr_expect_not_null(strstr(run.err, "a module of the chain org.ossicle.test.hangs hangs"),
                           "%s", run.err);
        cr_expect_eq(render_files_count(&files), 1, "only the input is there");
        tool_run_cleanup(&run);
    }
}

Test(command_render_hang, an_interrupt_ends_it_sooner)
{
    ToolProcess process =
        run_tool_start((const char *const[]){"render", "--modules", HANGS_DIR, "--chain",
                                             "org.ossicle.test.hangs", files.in, files.out, NULL});
    while (render_files_count(&files) < 2 && kill(process.id, 0) == 0)
        (void)usleep(1000);
    cr_assert_eq(kill(process.id, SIGINT), 0);
    ToolRun run = run_tool_finish(&process);
    cr_expect_eq(run.exit_code, -SIGINT);
    cr_expect_null(strstr(run.err, "hangs"), "%s", run.err);
    cr_expect_eq(render_files_count(&files), 1, "only the input is there");
    tool_run_cleanup(&run);
}
