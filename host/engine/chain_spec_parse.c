/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_spec.h"
#include "engine/number.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where the parser stands. The text is `begin` to its NUL. */
typedef struct Parser {
    const char *begin;
    const char *at;
    const Catalog *catalog;
    ChainSpec *spec;
    Error *error;
} Parser;

/* A piece of the text. */
typedef struct Word {
    const char *text;
    size_t length;
} Word;

static int position(const Parser *parser, const char *at)
{
    return (int)(at - parser->begin) + 1;
}

/* For printf's %.*s: long words are cut, so that the reason behind them isn't. */
static int shown(Word word)
{
    return word.length > 128 ? 128 : (int)word.length;
}

static void skip_spaces(Parser *parser)
{
    while (*parser->at && strchr(" \t\r\n", *parser->at))
        parser->at++;
}

/* What stands before the next of `ends`, without the spaces around it. */
static Word take_word(Parser *parser, const char *ends)
{
    skip_spaces(parser);
    Word word = {parser->at, strcspn(parser->at, ends)};
    parser->at += word.length;
    while (word.length > 0 && strchr(" \t\r\n", word.text[word.length - 1]))
        word.length--;
    return word;
}

static bool word_is(Word word, const char *text)
{
    return strlen(text) == word.length && memcmp(word.text, text, word.length) == 0;
}

static Status unexpected(const Parser *parser, const char *wanted)
{
    if (!*parser->at)
        return error_set(parser->error, STATUS_BAD_FORMAT,
                         "chain, position %d: the text ends where %s is wanted",
                         position(parser, parser->at), wanted);
    return error_set(parser->error, STATUS_BAD_FORMAT,
                     "chain, position %d: '%c' stands where %s is wanted",
                     position(parser, parser->at), *parser->at, wanted);
}

/* Append "a, b, c" of the ids, as far as there is room. */
static void list_ids(char *list, size_t size, size_t count, const char *(*id)(const void *, size_t),
                     const void *context)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = id(context, i);
        const size_t length = strlen(text);
        if (used + length + sizeof ", ..." > size) {
            memcpy(list + used, "...", 3);
            used += 3;
            break;
        }
        memcpy(list + used, text, length);
        used += length;
        if (i + 1 < count) {
            memcpy(list + used, ", ", 2);
            used += 2;
        }
    }
    list[used] = '\0';
}

static const char *module_id(const void *catalog, size_t index)
{
    return catalog_module_at(catalog, index)->module->id;
}

static const char *parameter_id(const void *module, size_t index)
{
    return ((const ossicle_module *)module)->parameters[index].id;
}

static const char *label(const void *parameter, size_t index)
{
    return ((const ossicle_parameter *)parameter)->labels[index];
}

static Status unknown_module(const Parser *parser, Word word)
{
    char list[512];
    const size_t count = parser->catalog ? catalog_module_count(parser->catalog) : 0;
    list_ids(list, sizeof list, count, module_id, parser->catalog);
    return error_set(parser->error, STATUS_NOT_FOUND,
                     "chain, position %d: there is no module '%.*s'; %s%s",
                     position(parser, word.text), shown(word), word.text,
                     count ? "there are: " : "the modules folders hold none", list);
}

static Status unknown_parameter(const Parser *parser, const ossicle_module *module, Word word)
{
    char list[512];
    list_ids(list, sizeof list, module->parameter_count, parameter_id, module);
    return error_set(parser->error, STATUS_NOT_FOUND,
                     "chain, position %d: module '%s' has no parameter '%.*s'; %s%s",
                     position(parser, word.text), module->id, shown(word), word.text,
                     module->parameter_count ? "it has: " : "it has none", list);
}

static Status not_a_value(const Parser *parser, const ossicle_parameter *parameter, Word word)
{
    char list[512] = "";
    const bool is_toggle = (parameter->flags & OSSICLE_PARAMETER_TOGGLE) != 0;
    list_ids(list, sizeof list, parameter->label_count, label, parameter);
    return error_set(parser->error, STATUS_BAD_ARGUMENT,
                     "chain, position %d: parameter '%s': '%.*s' is not a number%s%s",
                     position(parser, word.text), parameter->id, shown(word), word.text,
                     is_toggle                ? " and neither on nor off"
                     : parameter->label_count ? " and none of: "
                                              : "",
                     list);
}

static bool named_value(const ossicle_parameter *parameter, Word word, double *value)
{
    for (uint32_t i = 0; i < parameter->label_count; i++) {
        if (word_is(word, parameter->labels[i])) {
            *value = parameter->minimum + i;
            return true;
        }
    }
    const bool is_on = word_is(word, "on");
    if (!(parameter->flags & OSSICLE_PARAMETER_TOGGLE) || (!is_on && !word_is(word, "off")))
        return false;
    *value = is_on ? 1 : 0;
    return true;
}

static Status parse_value(Parser *parser, const ossicle_parameter *parameter, double *value)
{
    const Word word = take_word(parser, ",()=");
    if (word.length == 0)
        return unexpected(parser, "a value");
    double number;
    if (!named_value(parameter, word, &number) && !number_parse(word.text, word.length, &number))
        return not_a_value(parser, parameter, word);
    Error reason;
    const Status status = parameter_accept(parameter, number, value, &reason);
    if (status)
        return error_set(parser->error, status, "chain, position %d: %s",
                         position(parser, word.text), reason.message);
    return STATUS_OK;
}

/* id=value, with `given` telling which parameters were met before. */
static Status parse_parameter(Parser *parser, ChainSpecModule *target, bool *given)
{
    const ossicle_module *module = target->module;
    const Word word = take_word(parser, ",()=");
    if (word.length == 0)
        return unexpected(parser, "a parameter");
    uint32_t index = 0;
    while (index < module->parameter_count && !word_is(word, module->parameters[index].id))
        index++;
    if (index == module->parameter_count)
        return unknown_parameter(parser, module, word);
    if (given[index])
        return error_set(parser->error, STATUS_BAD_FORMAT,
                         "chain, position %d: parameter '%s' is given twice; give it once",
                         position(parser, word.text), module->parameters[index].id);
    if (*parser->at != '=')
        return unexpected(parser, "'='");
    parser->at++;
    given[index] = true;
    return parse_value(parser, &module->parameters[index], &target->values[index]);
}

/* What stands behind the opening parenthesis, and the closing one. */
static Status parse_parameters(Parser *parser, ChainSpecModule *target)
{
    bool *given = calloc(target->module->parameter_count + 1, sizeof *given);
    if (!given)
        return error_set(parser->error, STATUS_NO_MEMORY, "chain: out of memory");
    skip_spaces(parser);
    Status status = STATUS_OK;
    while (!status && *parser->at != ')') {
        status = parse_parameter(parser, target, given);
        if (!status && *parser->at == ',') {
            parser->at++;
            skip_spaces(parser);
            if (*parser->at == ')')
                status = unexpected(parser, "a parameter");
        } else if (!status && *parser->at != ')') {
            status = unexpected(parser, "',' or ')'");
        }
    }
    free(given);
    if (!status)
        parser->at++;
    return status;
}

static const CatalogModule *find_module(const Parser *parser, Word word)
{
    char id[128];
    if (!parser->catalog || word.length >= sizeof id)
        return NULL;
    memcpy(id, word.text, word.length);
    id[word.length] = '\0';
    return catalog_find(parser->catalog, id);
}

static bool take_bypass(Parser *parser)
{
    skip_spaces(parser);
    if (*parser->at != '!')
        return false;
    parser->at++;
    return true;
}

static Status parse_module(Parser *parser)
{
    const bool is_bypassed = take_bypass(parser);
    const Word word = take_word(parser, ",()=");
    if (word.length == 0)
        return unexpected(parser, "a module");
    const CatalogModule *found = find_module(parser, word);
    if (!found)
        return unknown_module(parser, word);
    if (chain_spec_add_from(parser->spec, found->library, found->module))
        return error_set(parser->error, STATUS_NO_MEMORY, "chain: out of memory");
    ChainSpecModule *added = &parser->spec->modules[parser->spec->count - 1];
    added->is_bypassed = is_bypassed;
    if (*parser->at != '(')
        return STATUS_OK;
    parser->at++;
    const Status status = parse_parameters(parser, added);
    skip_spaces(parser);
    return status;
}

Status chain_spec_parse(ChainSpec *spec, const char *text, const Catalog *catalog, Error *error)
{
    *spec = (ChainSpec){NULL, 0};
    Parser parser = {text, text, catalog, spec, error};
    skip_spaces(&parser);
    Status status = STATUS_OK;
    while (!status && (*parser.at || spec->count)) {
        status = parse_module(&parser);
        if (status || !*parser.at)
            break;
        if (*parser.at != ',')
            status = unexpected(&parser, "',' or the end");
        else
            parser.at++;
    }
    if (status)
        chain_spec_cleanup(spec);
    return status;
}
