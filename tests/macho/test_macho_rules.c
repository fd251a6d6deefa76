/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What of a file for macOS isn't as it has to be is found. */

#include "macho/format.h"
#include "macho/make.h"
#include "macho/rules.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static MachoMade made;
static const char *const no_texts[] = {NULL};
static MachoExpected expected = {"answer", no_texts};

static void keep(void *context, const char *line)
{
    (void)snprintf(context, 512, "%s", line);
}

/* How many rules are broken; the last one stands in `line`. */
static size_t check(char line[512])
{
    MachoReport report = {.say = keep, .context = line};
    *line = '\0';
    macho_rules_check(macho_made_bytes(&made), bytes_u32(macho_made_bytes(&made), 4), "m",
                      &expected, &report);
    return report.count;
}

static void expect_one(const char *message)
{
    char line[512];
    cr_expect_eq(check(line), 1, "%s", line);
    cr_expect_str_eq(line, message);
}

static void expect_none(void)
{
    char line[512];
    cr_expect_eq(check(line), 0, "%s", line);
}

Test(macho_rules, are_kept_by_either_slice)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    expect_none();
    macho_make(&made, &(MachoRecipe){.cpu = MACHO_CPU_ARM64, .has_chains = true});
    expect_none();
}

Test(macho_rules, one_symbol_is_exported)
{
    char line[512];
    macho_make(&made, &(MachoRecipe){.second_export = "_another"});
    cr_expect_eq(check(line), 2);
    cr_expect_str_eq(line,
                     "m: x86_64: its symbols have _another for others, expected only _answer");
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    expected.exported = "question";
    cr_expect_eq(check(line), 3, "%s", line);
}

Test(macho_rules, libraries_are_those_that_macs_have)
{
    macho_make(&made, &(MachoRecipe){.library = "/usr/local/lib/libck.0.dylib"});
    char line[512];
    cr_expect_eq(check(line), 2, "the import can't come from there either");
    cr_expect_str_eq(line, "m: x86_64: needs _strlen of libck.0.dylib, which is unknown here");
}

Test(macho_rules, imports_are_known)
{
    macho_make(&made, &(MachoRecipe){.cpu = MACHO_CPU_ARM64, .import = "_no_such_function"});
    expect_one("m: arm64: needs _no_such_function of libSystem.B.dylib, which is unknown here");
}

Test(macho_rules, core_foundation_is_known)
{
    static const char library[] =
        "/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation";
    macho_make(&made, &(MachoRecipe){.import = "_CFRetain", .library = library});
    expect_none();
    macho_make(&made, &(MachoRecipe){.import = "_CFNoSuchThing", .library = library});
    expect_one("m: x86_64: needs _CFNoSuchThing of CoreFoundation, which is unknown here");
}

Test(macho_rules, the_system_is_macos_11)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    const size_t at = macho_made_command(&made, MACHO_LOAD_BUILD_VERSION, 0);
    macho_put(made.bytes + at + 12, 14 << 16 | 4 << 8, 4);
    macho_made_sign(&made);
    expect_one("m: x86_64: is for systems from 14.4 on, expected 11.0");
    macho_put(made.bytes + at + 12, 11 << 16, 4);
    macho_put(made.bytes + at + 8, 2, 4);
    macho_made_sign(&made);
    expect_one("m: x86_64: isn't for macOS alone");
}

Test(macho_rules, there_is_a_uuid)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    const size_t at = macho_made_command(&made, MACHO_LOAD_UUID, 0);
    memset(made.bytes + at + 8, 0, 16);
    macho_made_sign(&made);
    expect_one("m: x86_64: has no UUID");
}

Test(macho_rules, no_path_of_the_build_is_inside)
{
    static const char *const texts[] = {"/home/", "/build/of/somebody", NULL};
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    expected.forbidden = texts;
    expect_none();
    memcpy(made.bytes + 0xf00, "/build/of/somebody/x.c", 23);
    macho_made_sign(&made);
    expect_one("m: x86_64: has the text /build/of/somebody inside");
}

Test(macho_rules, it_is_signed_and_as_it_was_signed)
{
    macho_make(&made, &(MachoRecipe){.is_unsigned = true});
    expect_one("m: x86_64: it isn't signed");
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    made.bytes[0x1f00] = 1;
    expect_one("m: x86_64: page 1 (from byte 0x1000) isn't the one that was signed");
}

Test(macho_rules, a_file_that_cannot_be_read_breaks_one)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
    made.size = 100;
    char line[512];
    cr_expect_eq(check(line), 1);
    cr_expect_eq(strncmp(line, "m: x86_64: truncated: ", 22), 0, "%s", line);
}
