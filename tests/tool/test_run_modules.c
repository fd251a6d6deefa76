/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Module files that come, change and go while `ossicle run` runs. */

#include "support/module_folder.h"
#include "support/run_host.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FACTOR "org.ossicle.test.factor"

static HostFolders folders;
static char *modules;

static void set_up(void)
{
    host_folders_make(&folders);
    modules = module_folder_new();
}

static void tear_down(void)
{
    host_folders_remove(&folders);
    module_folder_free(modules);
}

TestSuite(run_modules, .init = set_up, .fini = tear_down, .timeout = 60);

static void put_file(const char *source)
{
    char *const from = module_folder_path(modules, "new");
    char *const to = module_folder_path(modules, "1.so");
    module_folder_copy(modules, source, "new");
    cr_assert_eq(rename(from, to), 0);
    free(from);
    free(to);
}

static void put(const char *fixture)
{
    char *const source = module_folder_path(FIXTURES_DIR, fixture);
    put_file(source);
    free(source);
}

/* Until what `get WORD` prints holds `part`, or doesn't. */
static void wait_for(const char *word, const char *part, bool is_wanted)
{
    for (bool is_there = !is_wanted; is_there != is_wanted;) {
        char *const out = tool_output((const char *const[]){"get", word, NULL});
        is_there = strstr(out, part) != NULL;
        free(out);
    }
}

static void run_well(const char *const *words)
{
    ToolRun run = run_tool(words);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
}
#define RUN_WELL(...) run_well((const char *const[]){__VA_ARGS__, NULL})

Test(run_modules, come_change_and_go_under_a_running_host)
{
    ToolProcess host = RUN_HOST("main", "--modules", modules);
    wait_for("modules", FACTOR, false);
    put("null-id.so");
    wait_for("refusals", "id is NULL", true);
    put("factor.so");
    wait_for("modules", FACTOR, true);
    wait_for("refusals", "id is NULL", false);
    RUN_WELL("set", "chain", FACTOR "(factor=0.25)");
    wait_for("latency", "64", false);
    put("factor-new.so");
    wait_for("latency", "64", true);
    wait_for("chain", FACTOR "(factor=0.25)", true);
    char *const path = module_folder_path(modules, "1.so");
    cr_assert_eq(unlink(path), 0);
    free(path);
    wait_for("modules", FACTOR, false);
    wait_for("chain", FACTOR "(factor=0.25)", true);
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_not_null(strstr(run.err, "/1.so: changed\n"), "%s", run.err);
    cr_expect_not_null(strstr(run.err, "its chain has new modules\n"), "%s", run.err);
    tool_run_cleanup(&run);
}

/* What is stored isn't lost when a file is away for a while. */
Test(run_modules, a_stored_chain_waits_for_its_file)
{
    put("factor.so");
    ToolProcess host = RUN_HOST("main", "--modules", modules);
    RUN_WELL("set", "chain", FACTOR "(factor=0.25)");
    ToolRun run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
    char *const path = module_folder_path(modules, "1.so");
    cr_assert_eq(unlink(path), 0);
    free(path);
    host = RUN_HOST("main", "--modules", modules);
    wait_for("chain", FACTOR, false);
    put("factor.so");
    wait_for("chain", FACTOR "(factor=0.25)", true);
    run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
}

Test(run_modules, a_file_that_crashes_is_refused_and_nothing_else_happens)
{
    ToolProcess host = RUN_HOST("main", "--modules", modules);
    put_file(WHEN_LOADED "/aborts.so");
    wait_for("refusals", "has ended: it was killed by signal 6", true);
    put("factor.so");
    wait_for("modules", FACTOR, true);
    wait_for("refusals", "has ended", false);
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
}

#define ONLY_IN_WORKER "org.ossicle.test.only-in-worker"

/* Its code aborts any process but a worker: the host, when it needs the code for its own. */
Test(run_modules, a_file_that_takes_the_host_down_does_so_once)
{
    ToolProcess host = RUN_HOST("main", "--modules", modules);
    put_file(WHEN_LOADED "/only-in-worker.so");
    wait_for("modules", ONLY_IN_WORKER, true);
    RUN_WELL("set", "mode", "isolated");
    RUN_WELL("set", "chain", ONLY_IN_WORKER);
    ToolRun run = RUN_TOOL("set", "mode", "worker");
    cr_expect_eq(run.exit_code, 1);
    tool_run_cleanup(&run);
    run = run_host_stop(&host, 0); /* it ends by itself */
    cr_expect_eq(run.exit_code, -SIGABRT);
    tool_run_cleanup(&run);
    host = RUN_HOST("main", "--modules", modules);
    wait_for("modules", ONLY_IN_WORKER, true);
    wait_for("quarantine", ONLY_IN_WORKER, true);
    run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
}
