/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file options.h
 * What a command takes on its command line, as tables: one parser, the help texts and the manual
 * are all made from them. [control] */

#ifndef OSSICLE_TOOL_OPTIONS_H
#define OSSICLE_TOOL_OPTIONS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What an option's value is, and the type of the member that gets it. */
typedef enum OptionKind {
    OPTION_FLAG,   /**< bool; takes no value */
    OPTION_TEXT,   /**< const char * */
    OPTION_LIST,   /**< TextList; may be repeated */
    OPTION_NUMBER, /**< uint32_t, from minimum to maximum */
    OPTION_CHOICE, /**< const char *, one of choices */
} OptionKind;

enum { TEXT_LIST_MAX = 64 };

/** The values of an option that may be repeated, in order. */
typedef struct TextList {
    const char *items[TEXT_LIST_MAX];
    size_t count;
} TextList;

typedef struct Option {
    const char *name;       /**< without its dashes */
    const char *value_name; /**< as the help shows it; NULL for a flag */
    const char *help;       /**< one or a few sentences */
    OptionKind kind;
    size_t offset; /**< of the member in the command's settings */
    uint32_t minimum;
    uint32_t maximum;
    const char *const *choices; /**< ends with NULL */
} Option;

/** A word that isn't an option; each must be given unless it says otherwise. Its member is a const
 * char *. */
typedef struct Operand {
    const char *name;
    const char *help;
    size_t offset;
    bool is_optional; /**< the last one only: it may be left out */
    bool is_list;     /**< the last one only: any number of words, also none, into a TextList */
} Operand;

/** One command of the tool. */
typedef struct Command {
    const char *name;
    const char *summary;     /**< one sentence without its full stop */
    const char *description; /**< paragraphs, an empty line between them */
    const Option *options;
    size_t option_count;
    const Operand *operands;
    size_t operand_count;
    /** Further terms that the help explains: the name of the one at `index`, and its text; NULL
     * past the end. May be NULL. */
    const char *(*term_at)(size_t index, const char **text);
    size_t settings_size;
    int (*run)(const void *settings); /**< returns an EXIT_CODE_* */
} Command;

/** What the tool's exit status says. */
enum {
    EXIT_CODE_DONE = 0,
    EXIT_CODE_FAILED = 1,
    EXIT_CODE_WRONG_USE = 2,
};

typedef enum OptionsResult {
    OPTIONS_READY,
    OPTIONS_HELP,  /**< --help was among them: nothing else counts */
    OPTIONS_WRONG, /**< the error says what, and what would be right */
} OptionsResult;

/** Parse the words behind a command's name into its zeroed settings, which then point into them.
 * `--name value` and `--name=value` are the same; `--` makes all that follows operands, and a
 * negative number is one. */
OptionsResult options_parse(const Command *command, size_t count, char *const *words,
                            void *settings, Error *error);

#endif
