/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file help.h
 * Texts for people, made from the tables of the commands. [control] */

#ifndef OSSICLE_TOOL_HELP_H
#define OSSICLE_TOOL_HELP_H

#include "tool/options.h"

#include <stddef.h>
#include <stdio.h>

/** What the whole tool is: a sentence, and the exit codes, which the help and the manual share. */
extern const char *const help_summary;
extern const char *const help_exit_codes[3];

/** The environment variables that count; ends with a name of NULL. */
typedef struct HelpVariable {
    const char *name;
    const char *text;
} HelpVariable;
extern const HelpVariable help_environment[];

/** Print `text` in lines of at most 80 columns, each indented by `indent`. Its own line breaks
 * stay; the first line is taken to have begun at `column`. */
void help_wrap(FILE *file, const char *text, int indent, int column);

/** Print how a command is called, on as many lines as that takes. */
void help_usage(FILE *file, const Command *command);

/** What `ossicle NAME --help` prints. */
void help_command(FILE *file, const Command *command);

/** What `ossicle --help` prints. */
void help_overview(FILE *file, const Command *commands, size_t count);

/** The manual page of section 1, as roff with the man macros. */
void help_manual(FILE *file, const Command *commands, size_t count);

#endif
