/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The code built for macOS does what the ELF build does: the same objects with the same properties,
 * and the same sound, bit for bit. TOOL runs that for one kind of processors, ELF_BUNDLE is for the
 * same. */

#include "macho/bundle.h"
#include "support/render_files.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHAIN        "org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)"
#define FAULTY_CHAIN "org.ossicle.gain,org.ossicle.fault.null-write(after=5)"

static RenderFiles files;
static char *bundle;

static void setup(void)
{
    if (access(TOOL, X_OK) != 0)
        cr_skip_test("nothing here runs arm64 code; tests/macho/build-arm64.sh makes it");
    render_files_make(&files);
    bundle = macho_bundle_copy(files.folder);
}

static void teardown(void)
{
    if (bundle == NULL)
        return;
    free(bundle);
    macho_bundle_remove_folder(files.folder);
    free(files.folder);
    free(files.in);
    free(files.out);
}

TestSuite(macho_run, .init = setup, .fini = teardown);

static void run(const char *const *words, ToolRun *result)
{
    *result = run_tool(words);
    cr_assert_eq(result->exit_code, 0, "%s", result->err);
}
#define RUN(result, ...) run((const char *const[]){__VA_ARGS__, NULL}, result)

/* Each `from` in a text becomes `to`, which is no longer. */
static void replace(char *text, const char *from, const char *to)
{
    const size_t length = strlen(from);
    for (char *at = strstr(text, from); at != NULL; at = strstr(at, from)) {
        const size_t rest = strlen(at + length) + 1;
        for (const char *c = to; *c != '\0'; c++)
            *at++ = *c;
        memmove(at, at + length - strlen(to), rest);
    }
}

/* Without its lines that begin like that. */
static void leave_out_lines(char *text, const char *begin)
{
    for (char *at = strstr(text, begin); at != NULL; at = strstr(at, begin)) {
        const char *const end = strchr(at, '\n');
        memmove(at, end, strlen(end) + 1);
    }
}

/* Where it is, how its modules' files are called, and what time it is, differ in each. */
static void leave_out_differences(char *text, const char *driver)
{
    leave_out_lines(text, "        oRec = ");
    replace(text, driver, "D");
    replace(text, ".dylib", ".x");
    replace(text, ".so\"", ".x\"");
}

Test(macho_run, has_the_same_objects_and_properties)
{
    ToolRun macho;
    ToolRun elf;
    RUN(&macho, "inspect", "--driver", bundle);
    RUN(&elf, "inspect", "--driver", ELF_BUNDLE);
    leave_out_differences(macho.out, bundle);
    leave_out_differences(elf.out, ELF_BUNDLE);
    cr_expect_not_null(strstr(macho.out, "\"org.ossicle.lowpass\""), "its modules are loaded");
    cr_expect_not_null(strstr(macho.out, "D/Contents/PlugIns/gain.x"), "from the bundle");
    cr_expect_str_eq(macho.out, elf.out);
    cr_expect_str_eq(macho.err, elf.err);
    tool_run_cleanup(&macho);
    tool_run_cleanup(&elf);
}

static void expect_same_sound(const char *mode, const char *frames, const char *chain)
{
    ToolRun result;
    char other[4096];
    (void)snprintf(other, sizeof other, "%s/other.wav", files.folder);
    RUN(&result, "render", "--driver", bundle, "--mode", mode, "--frames", frames, "--chain", chain,
        files.in, files.out);
    tool_run_cleanup(&result);
    RUN(&result, "render", "--driver", ELF_BUNDLE, "--mode", mode, "--frames", frames, "--chain",
        chain, files.in, other);
    tool_run_cleanup(&result);
    render_expect_same(files.out, other);
}

Test(macho_run, gives_the_same_sound)
{
    static const char *const sizes[] = {"15", "64", "512", "4096"};
    render_files_write(&files, 20000);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        expect_same_sound("inline", sizes[i], CHAIN);
        expect_same_sound("worker", sizes[i], CHAIN);
    }
    expect_same_sound("inline", "512", "");
}

/* Before macOS 14.4 there is another way to wait and wake. */
Test(macho_run, gives_the_same_sound_on_older_systems)
{
    render_files_write(&files, 20000);
    cr_assert_eq(setenv("MACHO_WITHOUT", "_os_sync_", 1), 0);
    expect_same_sound("worker", "512", CHAIN);
}

/* The driver asks the service, that starts a worker, and both share memory, files and wake-ups by
 * rights in messages. Processed sound has come through that worker. */
Test(macho_run, gives_the_same_sound_through_its_worker_process)
{
    ToolRun result;
    char other[4096];
    render_files_write(&files, 20000);
    macho_bundle_use_worker(bundle, RUNNER);
    (void)snprintf(other, sizeof other, "%s/other.wav", files.folder);
    RUN(&result, "render", "--driver", bundle, "--mode", "isolated", "--chain", CHAIN, files.in,
        files.out);
    cr_expect_str_empty(result.err);
    tool_run_cleanup(&result);
    RUN(&result, "render", "--driver", ELF_BUNDLE, "--mode", "inline", "--chain", CHAIN, files.in,
        other);
    tool_run_cleanup(&result);
    render_expect_same(files.out, other);
}

Test(macho_run, says_that_there_is_no_worker)
{
    render_files_write(&files, 100);
    macho_bundle_use_worker(bundle, "/nonexistent");
    ToolRun result = RUN_TOOL("render", "--driver", bundle, "--mode", "isolated", "--chain", CHAIN,
                              files.in, files.out);
    cr_expect_eq(result.exit_code, 1);
    cr_expect_not_null(strstr(result.err, "launchd gives no worker process at org.ossicle.worker"),
                       "%s", result.err);
    tool_run_cleanup(&result);
}

/* The worker process is gone, and nothing else. */
Test(macho_run, says_that_a_module_took_its_worker_down)
{
    render_files_write(&files, 20000);
    macho_bundle_use_worker(bundle, RUNNER);
    macho_bundle_add_faults(bundle, "crash.dylib");
    ToolRun result = RUN_TOOL("render", "--driver", bundle, "--mode", "isolated", "--chain",
                              FAULTY_CHAIN, files.in, files.out);
    cr_expect_eq(result.exit_code, 1);
    cr_expect_not_null(strstr(result.err, "hangs or has died: module "
                                          "'org.ossicle.fault.null-write' died"),
                       "%s", result.err);
    cr_expect_null(strstr(result.err, "module 'org.ossicle.gain'"), "%s", result.err);
    tool_run_cleanup(&result);
}

/* Not the ELF build's after all. */
Test(macho_run, is_a_macs_code_that_runs)
{
    ToolRun result;
    cr_assert_eq(setenv("MACHO_WITHOUT", "_mach_absolute_time", 1), 0);
    result = RUN_TOOL("inspect", "--driver", bundle);
    cr_expect_eq(result.exit_code, 1);
    cr_expect_not_null(strstr(result.err, "needs _mach_absolute_time of libSystem.B.dylib, which "
                                          "isn't there"),
                       "%s", result.err);
    tool_run_cleanup(&result);
}
