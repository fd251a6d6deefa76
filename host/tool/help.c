/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/help.h"

#include <string.h>

enum { COLUMNS = 80, HELP_COLUMN = 24 };

const char *const help_summary =
    "sound through the Ossicle driver and the modules in a folder, from the command line";

const char *const help_exit_codes[3] = {
    [EXIT_CODE_DONE] = "done",
    [EXIT_CODE_FAILED] = "failed; one line on the standard error stream says why",
    [EXIT_CODE_WRONG_USE] = "called in a wrong way; nothing was done",
};

const HelpVariable help_environment[] = {
    {"OSSICLE_MODULE_PATH", "Folders to search for modules, separated by colons, after those of "
                            "--modules. Not on macOS."},
    {"OSSICLE_LOG", "How much of what the driver and its modules log appears on the standard error "
                    "stream: off, error, warning or info. Unless it is set, that is info for run, "
                    "and off for other commands: what matters they say themselves."},
    {NULL, NULL},
};

void help_wrap(FILE *file, const char *text, int indent, int column)
{
    (void)fprintf(file, "%*s", column < indent ? indent - column : 0, "");
    column = column < indent ? indent : column;
    bool first = true;
    while (*text) {
        const int length = (int)strcspn(text, " \n");
        const bool fits = first || column + 1 + length <= COLUMNS;
        if (!first)
            column = fits ? column + fprintf(file, " ") : fprintf(file, "\n%*s", indent, "") - 1;
        column += fprintf(file, "%.*s", length, text);
        text += length;
        first = *text == '\n';
        for (; *text == '\n'; text++)
            column = fprintf(file, "\n%*s", text[1] == '\n' ? 0 : indent, "") - 1;
        text += strspn(text, " ");
    }
    (void)fputc('\n', file);
}

void help_usage(FILE *file, const Command *command)
{
    char text[1024];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < command->option_count; i++) {
        const Option *const option = &command->options[i];
        /* Without a space in it, so that help_wrap keeps it on one line. */
        used += (size_t)snprintf(text + used, sizeof text - used, "[--%s%s%s]%s ", option->name,
                                 option->value_name ? "=" : "",
                                 option->value_name ? option->value_name : "",
                                 option->kind == OPTION_LIST ? "..." : "");
    }
    for (size_t i = 0; i < command->operand_count; i++) {
        const Operand *const operand = &command->operands[i];
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 operand->is_list       ? "[%s]... "
                                 : operand->is_optional ? "[%s] "
                                                        : "%s ",
                                 operand->name);
    }
    if (used)
        text[used - 1] = '\0';
    const int column = fprintf(file, "usage: ossicle %s ", command->name);
    help_wrap(file, text, column, column);
}

static void print_entry(FILE *file, const char *term, const char *text)
{
    int column = fprintf(file, "  %s ", term);
    if (column > HELP_COLUMN) {
        (void)fputc('\n', file);
        column = 0;
    }
    help_wrap(file, text, HELP_COLUMN, column);
}

static void print_option(FILE *file, const Option *option)
{
    char term[64];
    (void)snprintf(term, sizeof term, "--%s%s%s", option->name, option->value_name ? " " : "",
                   option->value_name ? option->value_name : "");
    print_entry(file, term, option->help);
}

void help_command(FILE *file, const Command *command)
{
    help_usage(file, command);
    (void)fputc('\n', file);
    help_wrap(file, command->description, 0, 0);
    (void)fputc('\n', file);
    for (size_t i = 0; i < command->operand_count; i++)
        print_entry(file, command->operands[i].name, command->operands[i].help);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(file, &command->options[i]);
    print_entry(file, "--help", "Show this text.");
    const char *text = NULL;
    const char *term = NULL;
    for (size_t i = 0; command->term_at && (term = command->term_at(i, &text)); i++) {
        if (!i)
            (void)fputs("\nwords:\n", file);
        print_entry(file, term, text);
    }
}

void help_overview(FILE *file, const Command *commands, size_t count)
{
    (void)fprintf(file, "usage: ossicle COMMAND [OPTION]... [WORD]...\n\n");
    help_wrap(file, help_summary, 0, 0);
    (void)fputc('\n', file);
    for (size_t i = 0; i < count; i++)
        print_entry(file, commands[i].name, commands[i].summary);
    print_entry(file, "help [COMMAND]", "this text, or how to use a command");
    print_entry(file, "--version", "which version this is");
    (void)fprintf(file, "\nexit status:\n");
    for (int i = 0; i < 3; i++) {
        const char term[] = {(char)('0' + i), '\0'};
        print_entry(file, term, help_exit_codes[i]);
    }
}
