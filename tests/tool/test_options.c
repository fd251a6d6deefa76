/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/options.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

typedef struct Settings {
    bool flag;
    const char *text;
    TextList list;
    uint32_t number;
    const char *choice;
    const char *in;
    const char *out;
} Settings;

static const char *const choices[] = {"red", "green", NULL};
static const Option options[] = {
    {.name = "flag", .kind = OPTION_FLAG, .offset = offsetof(Settings, flag)},
    {.name = "text", .value_name = "TEXT", .kind = OPTION_TEXT, .offset = offsetof(Settings, text)},
    {.name = "list", .value_name = "ITEM", .kind = OPTION_LIST, .offset = offsetof(Settings, list)},
    {.name = "number",
     .value_name = "N",
     .kind = OPTION_NUMBER,
     .minimum = 1,
     .maximum = 65536,
     .offset = offsetof(Settings, number)},
    {.name = "choice",
     .value_name = "C",
     .kind = OPTION_CHOICE,
     .choices = choices,
     .offset = offsetof(Settings, choice)},
};
static const Operand operands[] = {
    {.name = "IN", .offset = offsetof(Settings, in)},
    {.name = "OUT", .offset = offsetof(Settings, out)},
};
static const Command command = {
    .name = "paint",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .operands = operands,
    .operand_count = 2,
    .settings_size = sizeof(Settings),
};

enum { WORDS_MAX = 80 };

/* Parse words that end with NULL. */
static OptionsResult parse(const char *const *words, Settings *settings, Error *error)
{
    static char texts[WORDS_MAX][64]; /* settings point into them */
    char *copies[WORDS_MAX] = {NULL};
    size_t count = 0;
    for (; words[count]; count++) {
        (void)snprintf(texts[count], sizeof texts[count], "%s", words[count]);
        copies[count] = texts[count];
    }
    *settings = (Settings){0};
    *error = (Error){0};
    return options_parse(&command, count, copies, settings, error);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(options, all_kinds_are_taken)
{
    Settings settings;
    Error error;
    const OptionsResult result =
        parse(WORDS("--flag", "--text", "a b", "in", "--list", "1", "--number=441", "--list=2",
                    "--choice", "green", "out"),
              &settings, &error);
    cr_assert_eq(result, OPTIONS_READY, "%s", error.message);
    cr_expect(settings.flag);
    cr_expect_str_eq(settings.text, "a b");
    cr_expect_eq(settings.list.count, 2);
    cr_expect_str_eq(settings.list.items[0], "1");
    cr_expect_str_eq(settings.list.items[1], "2");
    cr_expect_eq(settings.number, 441);
    cr_expect_str_eq(settings.choice, "green");
    cr_expect_str_eq(settings.in, "in");
    cr_expect_str_eq(settings.out, "out");
}

Test(options, what_is_left_out_stays_zero)
{
    Settings settings;
    Error error;
    cr_assert_eq(parse(WORDS("in", "out"), &settings, &error), OPTIONS_READY);
    cr_expect_not(settings.flag);
    cr_expect_null(settings.text);
    cr_expect_eq(settings.list.count, 0);
    cr_expect_eq(settings.number, 0);
    cr_expect_null(settings.choice);
}

Test(options, a_value_may_look_like_an_option_and_be_empty)
{
    Settings settings;
    Error error;
    cr_assert_eq(parse(WORDS("--text", "--flag", "in", "out"), &settings, &error), OPTIONS_READY);
    cr_expect_str_eq(settings.text, "--flag");
    cr_assert_eq(parse(WORDS("--text=", "in", "out"), &settings, &error), OPTIONS_READY);
    cr_expect_str_eq(settings.text, "");
}

Test(options, two_dashes_end_the_options)
{
    Settings settings;
    Error error;
    cr_assert_eq(parse(WORDS("--flag", "--", "--in", "--help"), &settings, &error), OPTIONS_READY);
    cr_expect_str_eq(settings.in, "--in");
    cr_expect_str_eq(settings.out, "--help");
}

Test(options, one_dash_is_an_operand)
{
    Settings settings;
    Error error;
    cr_assert_eq(parse(WORDS("-", "out"), &settings, &error), OPTIONS_READY);
    cr_expect_str_eq(settings.in, "-");
}

Test(options, a_negative_number_is_an_operand)
{
    Settings settings;
    Error error;
    cr_assert_eq(parse(WORDS("-6", "-.5"), &settings, &error), OPTIONS_READY);
    cr_expect_str_eq(settings.in, "-6");
    cr_expect_str_eq(settings.out, "-.5");
}

/* A command that takes any number of words. */
static const Operand list_operands[] = {
    {.name = "IN", .offset = offsetof(Settings, in)},
    {.name = "WORD", .offset = offsetof(Settings, list), .is_list = true},
};
static const Command list_command = {
    .name = "collect",
    .operands = list_operands,
    .operand_count = 2,
    .settings_size = sizeof(Settings),
};

Test(options, the_last_operand_may_be_a_list)
{
    char *words[TEXT_LIST_MAX + 2];
    char word[] = "word";
    Settings settings = {0};
    Error error;
    for (size_t i = 0; i < TEXT_LIST_MAX + 2; i++)
        words[i] = word;
    cr_expect_eq(options_parse(&list_command, 0, words, &settings, &error), OPTIONS_WRONG);
    cr_expect_str_eq(error.message, "IN is missing (see ossicle collect --help)");
    for (size_t count = 1; count <= TEXT_LIST_MAX + 1; count++) {
        settings = (Settings){0};
        cr_assert_eq(options_parse(&list_command, count, words, &settings, &error), OPTIONS_READY);
        cr_expect_eq(settings.list.count, count - 1);
    }
    settings = (Settings){0};
    cr_expect_eq(options_parse(&list_command, TEXT_LIST_MAX + 2, words, &settings, &error),
                 OPTIONS_WRONG);
    cr_expect_str_eq(error.message, "word: one word too many (see ossicle collect --help)");
}

static const Operand optional_operands[] = {
    {.name = "IN", .offset = offsetof(Settings, in)},
    {.name = "OUT", .offset = offsetof(Settings, out), .is_optional = true},
};
static const Command optional_command = {
    .name = "move",
    .operands = optional_operands,
    .operand_count = 2,
    .settings_size = sizeof(Settings),
};

Test(options, the_last_operand_may_be_left_out)
{
    char word[] = "word";
    char *words[] = {word, word, word};
    Settings settings = {0};
    Error error;
    cr_expect_eq(options_parse(&optional_command, 0, words, &settings, &error), OPTIONS_WRONG);
    cr_expect_str_eq(error.message, "IN is missing (see ossicle move --help)");
    cr_expect_eq(options_parse(&optional_command, 1, words, &settings, &error), OPTIONS_READY);
    cr_expect_null(settings.out);
    cr_expect_eq(options_parse(&optional_command, 2, words, &settings, &error), OPTIONS_READY);
    cr_expect_str_eq(settings.out, "word");
    cr_expect_eq(options_parse(&optional_command, 3, words, &settings, &error), OPTIONS_WRONG);
    cr_expect_str_eq(error.message, "word: one word too many (see ossicle move --help)");
}

Test(options, help_wins_over_all_that_is_wrong)
{
    Settings settings;
    Error error;
    cr_expect_eq(parse(WORDS("--nothing", "--help"), &settings, &error), OPTIONS_HELP);
    cr_expect_eq(parse(WORDS("-h", "--number", "x"), &settings, &error), OPTIONS_HELP);
}

Test(options, what_is_wrong_is_named)
{
    static const struct {
        const char *words[4];
        const char *message;
    } rows[] = {
        {{"--nothing"}, "--nothing: no such option (see ossicle paint --help)"},
        {{"-f"}, "-f: no such option (see ossicle paint --help)"},
        {{"---flag"}, "---flag: no such option (see ossicle paint --help)"},
        {{"--fla"}, "--fla: no such option (see ossicle paint --help)"},
        {{"--flags"}, "--flags: no such option (see ossicle paint --help)"},
        {{"--flag=yes"}, "--flag yes: expected no value (see ossicle paint --help)"},
        {{"--text"}, "--text : expected TEXT (see ossicle paint --help)"},
        {{"--text=a", "--text=b"}, "--text b: expected it once only (see ossicle paint --help)"},
        {{"--number=0"},
         "--number 0: expected a whole number from 1 to 65536 (see ossicle paint "
         "--help)"},
        {{"--number=65537"},
         "--number 65537: expected a whole number from 1 to 65536 (see ossicle "
         "paint --help)"},
        {{"--number=4294967297"},
         "--number 4294967297: expected a whole number from 1 to 65536 "
         "(see ossicle paint --help)"},
        {{"--number=99999999999999999999"},
         "--number 99999999999999999999: expected a whole "
         "number from 1 to 65536 (see ossicle paint --help)"},
        {{"--number=-1"},
         "--number -1: expected a whole number from 1 to 65536 (see ossicle paint "
         "--help)"},
        {{"--number=12x"},
         "--number 12x: expected a whole number from 1 to 65536 (see ossicle "
         "paint --help)"},
        {{"--number="},
         "--number : expected a whole number from 1 to 65536 (see ossicle paint "
         "--help)"},
        {{"--choice=blue"}, "--choice blue: expected one of red green (see ossicle paint --help)"},
        {{"--choice=red", "--choice=red"},
         "--choice red: expected it once only (see ossicle paint "
         "--help)"},
        {{"a", "b", "c"}, "c: one word too many (see ossicle paint --help)"},
        {{"a"}, "OUT is missing (see ossicle paint --help)"},
        {{NULL}, "IN is missing (see ossicle paint --help)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Settings settings;
        Error error;
        cr_expect_eq(parse(rows[i].words, &settings, &error), OPTIONS_WRONG, "%s", rows[i].message);
        cr_expect_str_eq(error.message, rows[i].message);
        cr_expect_eq(error.status, STATUS_BAD_ARGUMENT);
    }
}

Test(options, a_list_has_an_end)
{
    const char *words[TEXT_LIST_MAX + 4] = {"in", "out"};
    for (size_t i = 0; i < TEXT_LIST_MAX; i++)
        words[i + 2] = "--list=x";
    Settings settings;
    Error error;
    cr_assert_eq(parse(words, &settings, &error), OPTIONS_READY);
    cr_expect_eq(settings.list.count, TEXT_LIST_MAX);
    words[TEXT_LIST_MAX + 2] = "--list=y";
    cr_assert_eq(parse(words, &settings, &error), OPTIONS_WRONG);
    cr_expect_str_eq(error.message,
                     "--list y: expected it no more often (see ossicle paint --help)");
}
