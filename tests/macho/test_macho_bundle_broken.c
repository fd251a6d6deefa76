/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A bundle for macOS that is broken is refused, with the reason. */

#include "macho/bundle.h"
#include "macho/file.h"
#include "macho/format.h"
#include "macho/make.h"
#include "support/module_folder.h"
#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static char *bundle;
static const char *const driver = "MacOS/Ossicle";

static void setup(void)
{
    folder = module_folder_new();
    bundle = macho_bundle_copy(folder);
}

static void teardown(void)
{
    free(bundle);
    macho_bundle_remove_folder(folder);
    free(folder);
}

TestSuite(macho_bundle_broken, .init = setup, .fini = teardown);

static void expect_refused(const char *reason)
{
    ToolRun result = RUN_TOOL("inspect", "--driver", bundle);
    cr_expect_eq(result.exit_code, 1);
    cr_expect_not_null(strstr(result.err, reason), "%s", result.err);
    cr_expect_eq(strchr(result.err, '\n'), result.err + strlen(result.err) - 1, "one line");
    tool_run_cleanup(&result);
}

/* The slice for that processor, in the bytes of the driver. */
static Bytes slice_of(const uint8_t *bytes, size_t size, uint32_t cpu)
{
    Bytes slice;
    Error error;
    cr_assert_eq(macho_file_slice((Bytes){bytes, size}, cpu, "m", &slice, &error), STATUS_OK);
    return slice;
}

Test(macho_bundle_broken, without_a_slice)
{
    size_t size;
    uint8_t *const bytes = macho_bundle_read(bundle, driver, &size);
    const Bytes slice = slice_of(bytes, size, MACHO_CPU_ARM64);
    macho_bundle_write(bundle, driver, slice.data, slice.size);
    expect_refused("Contents/Linux/Ossicle: for arm64, expected x86_64");
    bytes[8] ^= 1; /* the processor of the first slice */
    macho_bundle_write(bundle, driver, bytes, size);
    expect_refused("Contents/Linux/Ossicle: has no slice for x86_64");
    free(bytes);
}

Test(macho_bundle_broken, truncated)
{
    size_t size;
    uint8_t *const bytes = macho_bundle_read(bundle, driver, &size);
    static const struct {
        unsigned part; /* of 8 */
        const char *reason;
    } cuts[] = {{0, "Ossicle"},
                {1, "truncated: the slice for x86_64 ends at "},
                {7, "truncated: the slice for arm64 ends at "}};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        macho_bundle_write(bundle, driver, bytes, size * cuts[i].part / 8);
        expect_refused(cuts[i].reason);
    }
    free(bytes);
}

static size_t find_command(Bytes slice, uint32_t number)
{
    size_t at = MACHO_HEADER_SIZE;
    for (uint32_t i = 0; i < bytes_u32(slice, 16); i++) {
        if (bytes_u32(slice, at) == number)
            return at;
        at += bytes_u32(slice, at + 4);
    }
    cr_assert_fail("no load command 0x%x", number);
    return 0;
}

Test(macho_bundle_broken, a_load_command_that_points_outside)
{
    size_t size;
    uint8_t *const bytes = macho_bundle_read(bundle, driver, &size);
    const Bytes slice = slice_of(bytes, size, MACHO_CPU_X86_64);
    uint8_t *const begin = bytes + (slice.data - bytes);
    macho_put(begin + find_command(slice, MACHO_LOAD_SYMTAB) + 8, UINT32_MAX, 4);
    macho_bundle_write(bundle, driver, bytes, size);
    expect_refused("x86_64: the symbols lie outside: a load command points outside the file");
    free(bytes);
}

/* In Info.plist one text becomes another of the same length. */
static void change_info(const char *from, const char *to, bool all)
{
    size_t size;
    uint8_t *const bytes = macho_bundle_read(bundle, "Info.plist", &size);
    char *at = strstr((char *)bytes, from);
    cr_assert_not_null(at);
    for (; at != NULL; at = all ? strstr(at, from) : NULL)
        for (size_t i = 0; to[i] != '\0'; i++)
            at[i] = to[i];
    macho_bundle_write(bundle, "Info.plist", bytes, size);
    free(bytes);
}

Test(macho_bundle_broken, another_uuid_of_the_type)
{
    change_info("443ABAB8-E7B3-491A-B985-BEB9187030DB", "443ABAB8-E7B3-491A-B985-BEB9187030DC",
                true);
    expect_refused("Info.plist has no factory for an AudioServerPlugIn");
}

/* Its first place is where the function's name stands, or where the type leads to. */
Test(macho_bundle_broken, another_uuid_of_the_factory)
{
    change_info(FACTORY_UUID, "00000000-0000-0000-0000-000000000001", false);
    expect_refused("Info.plist names no function for its factory");
}

Test(macho_bundle_broken, another_function)
{
    change_info(FACTORY, "ossicleFactory", true);
    expect_refused("its code exports no function ossicleFactory");
}

/* The driver itself works, and tells which of its modules don't. */
Test(macho_bundle_broken, modules_that_are_broken)
{
    size_t size;
    uint8_t *const bytes = macho_bundle_read(bundle, "PlugIns/gain.dylib", &size);
    macho_bundle_write(bundle, "PlugIns/gain.dylib", bytes, size / 2);
    macho_bundle_write(bundle, "PlugIns/lowpass.dylib", "#!/bin/sh\n", 10);
    ToolRun result = RUN_TOOL("inspect", "--driver", bundle);
    cr_assert_eq(result.exit_code, 0, "%s", result.err);
    cr_expect_not_null(strstr(result.out, "truncated: the slice for"), "%s", result.out);
    cr_expect_not_null(strstr(result.out, "no Mach-O file"));
    cr_expect_null(strstr(result.out, "\"org.ossicle.gain\""));
    tool_run_cleanup(&result);
    free(bytes);
}
