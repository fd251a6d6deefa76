/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Checks what we ship for macOS:
 *
 *     macho_check SYMBOL FILE [FORBIDDEN]...
 *
 * Each slice of FILE exports SYMBOL alone, has none of the texts FORBIDDEN inside, is signed, and
 * keeps to the rest of rules.h. One line for each rule that is broken. */

#include "macho/file.h"
#include "macho/format.h"
#include "macho/rules.h"

#include <stdio.h>
#include <stdlib.h>

static void print(void *context, const char *line)
{
    (void)context;
    (void)fprintf(stderr, "macho_check: %s\n", line);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fputs("usage: macho_check SYMBOL FILE [FORBIDDEN]...\n", stderr);
        return 2;
    }
    const char *const path = argv[2];
    const MachoExpected expected = {argv[1], (const char *const *)argv + 3};
    MachoReport report = {.say = print};
    Bytes file;
    Error error;
    if (macho_file_map(path, &file, &error) != STATUS_OK) {
        print(NULL, error.message);
        return EXIT_FAILURE;
    }
    macho_rules_check(file, MACHO_CPU_X86_64, path, &expected, &report);
    macho_rules_check(file, MACHO_CPU_ARM64, path, &expected, &report);
    macho_file_unmap(file);
    return report.count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
