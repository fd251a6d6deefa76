/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/help.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What `print` writes, for the caller to free. */
#define CAPTURE(text, ...)                                                                         \
    do {                                                                                           \
        size_t size_ = 0;                                                                          \
        FILE *file = open_memstream(&(text), &size_);                                              \
        cr_assert_not_null(file);                                                                  \
        __VA_ARGS__;                                                                               \
        cr_assert_eq(fclose(file), 0);                                                             \
    } while (0)

static const Option options[] = {
    {.name = "flag", .help = "Wave it.", .kind = OPTION_FLAG},
    {.name = "an-option-with-a-long-name",
     .value_name = "VALUE",
     .help = "Helps.",
     .kind = OPTION_LIST},
};
static const Operand operands[] = {{.name = "IN.wav", .help = "What goes in."}};
static const Command commands[] = {
    {.name = "paint",
     .summary = "put colour on it",
     .description = "First.\n\n.Second \\ 'third'.",
     .options = options,
     .option_count = 2,
     .operands = operands,
     .operand_count = 1},
    {.name = "dry", .summary = "wait", .description = "Waits."},
};

Test(help, text_is_wrapped_at_80_columns)
{
    char *text = NULL;
    const char *const words = "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff "
                              "ggggggggg hhhhhhhhh";
    CAPTURE(text, help_wrap(file, words, 4, 0));
    cr_expect_str_eq(text, "    aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff "
                           "ggggggggg\n    hhhhhhhhh\n");
    free(text);
    CAPTURE(text, help_wrap(file, words, 0, 0));
    cr_expect_str_eq(text,
                     "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg "
                     "hhhhhhhhh\n",
                     "exactly 79 columns fit");
    free(text);
    CAPTURE(text, help_wrap(file, words, 2, 0));
    cr_expect_str_eq(text,
                     "  aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff "
                     "ggggggggg\n  hhhhhhhhh\n",
                     "81 columns don't");
    free(text);
}

Test(help, paragraphs_stay_and_long_words_are_not_cut)
{
    char *text = NULL;
    char word[100];
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    CAPTURE(text, help_wrap(file, "a b\n\nc", 2, 0));
    cr_expect_str_eq(text, "  a b\n\n  c\n");
    free(text);
    CAPTURE(text, help_wrap(file, word, 0, 0));
    cr_expect_eq(strlen(text), sizeof word);
    free(text);
}

Test(help, a_command_shows_every_row_of_its_tables)
{
    char *text = NULL;
    CAPTURE(text, help_command(file, &commands[0]));
    cr_expect_str_eq(text, "usage: ossicle paint [--flag] [--an-option-with-a-long-name=VALUE]... "
                           "IN.wav\n"
                           "\n"
                           "First.\n"
                           "\n"
                           ".Second \\ 'third'.\n"
                           "\n"
                           "  IN.wav                What goes in.\n"
                           "  --flag                Wave it.\n"
                           "  --an-option-with-a-long-name VALUE \n"
                           "                        Helps.\n"
                           "  --help                Show this text.\n");
    free(text);
}

Test(help, the_overview_names_commands_and_exit_codes)
{
    char *text = NULL;
    CAPTURE(text, help_overview(file, commands, 2));
    cr_expect_not_null(strstr(text, "  paint                 put colour on it\n"));
    cr_expect_not_null(strstr(text, "  dry                   wait\n"));
    for (int i = 0; i < 3; i++)
        cr_expect_not_null(strstr(text, help_exit_codes[i]), "exit code %d", i);
    free(text);
}

Test(help, the_manual_takes_no_text_for_a_request)
{
    char *text = NULL;
    CAPTURE(text, help_manual(file, commands, 2));
    cr_expect_not_null(strstr(text, ".SH OSSICLE PAINT\nFirst\\&.\n.PP\n\\&.Second \\e "
                                    "\\(aqthird\\(aq\\&.\n"));
    cr_expect_not_null(strstr(text, ".TP\n.BI \\-\\-an\\-option\\-with\\-a\\-long\\-name \" "
                                    "VALUE\"\nHelps\\&.\n"));
    cr_expect_not_null(strstr(text, ".TP\n.B \\-\\-flag\nWave it\\&.\n"));
    cr_expect_not_null(strstr(text, ".TP\n.I IN.wav\nWhat goes in\\&.\n"));
    free(text);
}
