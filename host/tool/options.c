/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the setters share. */
typedef struct Parse {
    const Command *command;
    char *settings;
    Error *error;
} Parse;

static bool wrong(const Parse *parse, const Option *option, const char *value, const char *expected)
{
    (void)error_set(parse->error, STATUS_BAD_ARGUMENT,
                    "--%s %s: expected %s (see ossicle %s --help)", option->name, value, expected,
                    parse->command->name);
    return false;
}

static bool set_flag(const Parse *parse, const Option *option, const char *value)
{
    *(bool *)(void *)(parse->settings + option->offset) = true;
    return true;
}

static bool set_text(const Parse *parse, const Option *option, const char *value)
{
    const char **const member = (void *)(parse->settings + option->offset);
    if (*member)
        return wrong(parse, option, value, "it once only");
    *member = value;
    return true;
}

static bool add_text(const Parse *parse, const Option *option, const char *value)
{
    TextList *const list = (void *)(parse->settings + option->offset);
    if (list->count == TEXT_LIST_MAX)
        return wrong(parse, option, value, "it no more often");
    list->items[list->count++] = value;
    return true;
}

static bool set_number(const Parse *parse, const Option *option, const char *value)
{
    char expected[64];
    (void)snprintf(expected, sizeof expected, "a whole number from %u to %u",
                   (unsigned)option->minimum, (unsigned)option->maximum);
    if (!*value || strlen(value) > 10 || strspn(value, "0123456789") != strlen(value))
        return wrong(parse, option, value, expected);
    const unsigned long long number = strtoull(value, NULL, 10);
    if (number < option->minimum || number > option->maximum)
        return wrong(parse, option, value, expected);
    *(uint32_t *)(void *)(parse->settings + option->offset) = (uint32_t)number;
    return true;
}

static bool set_choice(const Parse *parse, const Option *option, const char *value)
{
    char expected[256] = "one of";
    for (const char *const *choice = option->choices; *choice; choice++) {
        if (strcmp(*choice, value) == 0)
            return set_text(parse, option, value);
        const size_t length = strlen(expected);
        (void)snprintf(expected + length, sizeof expected - length, " %s", *choice);
    }
    return wrong(parse, option, value, expected);
}

static bool (*const setters[])(const Parse *, const Option *, const char *) = {
    [OPTION_FLAG] = set_flag,     [OPTION_TEXT] = set_text,     [OPTION_LIST] = add_text,
    [OPTION_NUMBER] = set_number, [OPTION_CHOICE] = set_choice,
};

static const Option *find(const Command *command, const char *name, size_t length)
{
    for (size_t i = 0; i < command->option_count; i++) {
        const Option *const option = &command->options[i];
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
            return option;
    }
    return NULL;
}

/* Take the option words[*i] and, if it has one, its value behind it. */
static bool take_option(const Parse *parse, size_t count, char *const *words, size_t *i)
{
    const char *const word = words[*i];
    const char *const name = word + strspn(word, "-");
    const size_t length = strcspn(name, "=");
    const Option *const option = name == word + 2 ? find(parse->command, name, length) : NULL;
    if (!option) {
        (void)error_set(parse->error, STATUS_BAD_ARGUMENT,
                        "%s: no such option (see ossicle %s --help)", word, parse->command->name);
        return false;
    }
    const bool attached = name[length] == '=';
    if (option->kind == OPTION_FLAG && attached)
        return wrong(parse, option, name + length + 1, "no value");
    if (option->kind == OPTION_FLAG || attached)
        return setters[option->kind](parse, option, name + length + (attached ? 1 : 0));
    if (*i + 1 == count)
        return wrong(parse, option, "", option->value_name);
    return setters[option->kind](parse, option, words[++*i]);
}

static bool add_operand(const Parse *parse, const Operand *operand, const char *word)
{
    TextList *const list = (void *)(parse->settings + operand->offset);
    if (list->count == TEXT_LIST_MAX) {
        (void)error_set(parse->error, STATUS_BAD_ARGUMENT,
                        "%s: one word too many (see ossicle %s "
                        "--help)",
                        word, parse->command->name);
        return false;
    }
    list->items[list->count++] = word;
    return true;
}

static bool take_operand(const Parse *parse, size_t index, const char *word)
{
    const Command *const command = parse->command;
    const size_t count = command->operand_count;
    if (count > 0 && index + 1 >= count && command->operands[count - 1].is_list)
        return add_operand(parse, &command->operands[count - 1], word);
    if (index >= count) {
        (void)error_set(parse->error, STATUS_BAD_ARGUMENT,
                        "%s: one word too many (see ossicle %s --help)", word, command->name);
        return false;
    }
    *(const char **)(void *)(parse->settings + command->operands[index].offset) = word;
    return true;
}

static bool wants_help(size_t count, char *const *words)
{
    for (size_t i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    }
    return false;
}

/* Not the standard input's name, and not a negative number. */
static bool is_an_option(const char *word)
{
    return word[0] == '-' && word[1] && !strchr(".0123456789", word[1]);
}

/* How many operands must be there. */
static size_t required(const Command *command)
{
    const size_t count = command->operand_count;
    const Operand *const last = count ? &command->operands[count - 1] : NULL;
    return last && (last->is_list || last->is_optional) ? count - 1 : count;
}

OptionsResult options_parse(const Command *command, size_t count, char *const *words,
                            void *settings, Error *error)
{
    if (wants_help(count, words))
        return OPTIONS_HELP;
    const Parse parse = {command, settings, error};
    size_t operands = 0;
    bool options_end = false;
    for (size_t i = 0; i < count; i++) {
        const bool is_option = !options_end && is_an_option(words[i]);
        if (is_option && strcmp(words[i], "--") == 0)
            options_end = true;
        else if (!(is_option ? take_option(&parse, count, words, &i)
                             : take_operand(&parse, operands++, words[i])))
            return OPTIONS_WRONG;
    }
    if (operands >= required(command))
        return OPTIONS_READY;
    (void)error_set(error, STATUS_BAD_ARGUMENT, "%s is missing (see ossicle %s --help)",
                    command->operands[operands].name, command->name);
    return OPTIONS_WRONG;
}
