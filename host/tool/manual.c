/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/help.h"

#include <ctype.h>
#include <string.h>

/* Print `text`, with what roff would take for its own escaped. */
static void print_escaped(FILE *file, const char *text)
{
    static const struct {
        char character;
        const char *escaped;
    } escapes[] = {{'\\', "\\e"}, {'-', "\\-"}, {'\'', "\\(aq"}, {'.', "\\&."}, {'"', "\\(dq"}};
    for (; *text; text++) {
        const char plain[] = {*text, '\0'};
        const char *shown = plain;
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
            shown = escapes[i].character == *text ? escapes[i].escaped : shown;
        (void)fputs(shown, file);
    }
}

/* Print paragraphs, between which an empty line stands. */
static void print_text(FILE *file, const char *text)
{
    for (const char *gap = strstr(text, "\n\n"); gap; gap = strstr(text, "\n\n")) {
        char paragraph[2048];
        (void)snprintf(paragraph, sizeof paragraph, "%.*s", (int)(gap - text), text);
        print_escaped(file, paragraph);
        (void)fputs("\n.PP\n", file);
        text = gap + 2;
    }
    print_escaped(file, text);
    (void)fputc('\n', file);
}

static void print_upper(FILE *file, const char *text)
{
    for (; *text; text++)
        (void)fputc(toupper((unsigned char)*text), file);
    (void)fputc('\n', file);
}

static void print_synopsis(FILE *file, const Command *command)
{
    (void)fprintf(file, ".TP\n.B ossicle %s\n", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const Option *const option = &command->options[i];
        (void)fputs(".RB [ \\-\\-", file);
        print_escaped(file, option->name);
        if (option->value_name)
            (void)fprintf(file, "\n.IR %s ]%s\n", option->value_name,
                          option->kind == OPTION_LIST ? "..." : "");
        else
            (void)fputs(" ]\n", file);
    }
    for (size_t i = 0; i < command->operand_count; i++) {
        const Operand *const operand = &command->operands[i];
        (void)fprintf(file,
                      operand->is_list       ? ".RI [ %s ]...\n"
                      : operand->is_optional ? ".RI [ %s ]\n"
                                             : ".I %s\n",
                      operand->name);
    }
    if (!command->option_count && !command->operand_count)
        (void)fputs("\\&\n", file);
}

static void print_terms(FILE *file, const Command *command)
{
    const char *text = NULL;
    const char *term = NULL;
    for (size_t i = 0; command->term_at && (term = command->term_at(i, &text)); i++) {
        (void)fputs(i ? ".TP\n.B " : ".PP\nThe words are:\n.TP\n.B ", file);
        print_text(file, term);
        print_text(file, text);
    }
}

static void print_command(FILE *file, const Command *command)
{
    (void)fputs(".SH OSSICLE ", file);
    print_upper(file, command->name);
    print_text(file, command->description);
    for (size_t i = 0; i < command->operand_count; i++) {
        (void)fprintf(file, ".TP\n.I %s\n", command->operands[i].name);
        print_text(file, command->operands[i].help);
    }
    for (size_t i = 0; i < command->option_count; i++) {
        const Option *const option = &command->options[i];
        (void)fprintf(file, ".TP\n.%s \\-\\-", option->value_name ? "BI" : "B");
        print_escaped(file, option->name);
        if (option->value_name)
            (void)fprintf(file, " \" %s\"", option->value_name);
        (void)fputc('\n', file);
        print_text(file, option->help);
    }
    print_terms(file, command);
}

void help_manual(FILE *file, const Command *commands, size_t count)
{
    /* No date: the same sources always give the same page. */
    (void)fprintf(file, ".TH OSSICLE 1 \"\" \"Ossicle %s\" \"User Commands\"\n", OSSICLE_VERSION);
    (void)fprintf(file, ".SH NAME\nossicle \\- ");
    print_text(file, help_summary);
    (void)fprintf(file, ".SH SYNOPSIS\n");
    for (size_t i = 0; i < count; i++)
        print_synopsis(file, &commands[i]);
    (void)fprintf(file, ".TP\n.B ossicle help\n.RI [ COMMAND ]\n.TP\n.B ossicle \\-\\-version\n");
    for (size_t i = 0; i < count; i++)
        print_command(file, &commands[i]);
    (void)fprintf(file, ".SH ENVIRONMENT\n");
    for (const HelpVariable *variable = help_environment; variable->name; variable++) {
        (void)fprintf(file, ".TP\n.B %s\n", variable->name);
        print_text(file, variable->text);
    }
    (void)fprintf(file, ".SH EXIT STATUS\n");
    for (int i = 0; i < 3; i++) {
        (void)fprintf(file, ".TP\n.B %d\n", i);
        print_text(file, help_exit_codes[i]);
    }
}
