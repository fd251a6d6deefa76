/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file rules.h
 * What must hold for each slice of what we ship for macOS. */

#ifndef OSSICLE_TESTS_MACHO_RULES_H
#define OSSICLE_TESTS_MACHO_RULES_H

#include "macho/image.h"

/** What a binary is expected to be. */
typedef struct MachoExpected {
    const char *exported;         /**< the one symbol that it exports, as C has it */
    const char *const *forbidden; /**< texts that may stand nowhere in it; NULL ends the list */
} MachoExpected;

/** Somebody who is told each rule that is broken, in one line. */
typedef struct MachoReport {
    void (*say)(void *context, const char *line);
    void *context;
    size_t count; /**< of lines */
} MachoReport;

/** Check the slice for `cpu` of a file. What it imports is looked up among the adapters, for either
 * processor. */
void macho_rules_check(Bytes file, uint32_t cpu, const char *path, const MachoExpected *expected,
                       MachoReport *report);

#endif
