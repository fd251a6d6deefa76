/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_spec.h"
#include "engine/number.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Text that grows; NULL once memory ran out, and ever after. */
typedef struct Text {
    char *text;
    size_t length;
    size_t capacity;
    bool failed;
} Text;

static void append(Text *to, const char *piece)
{
    const size_t length = strlen(piece);
    if (to->failed)
        return;
    if (to->length + length + 1 > to->capacity) {
        const size_t capacity = (to->length + length + 1) * 2;
        char *grown = realloc(to->text, capacity);
        if (!grown) {
            to->failed = true;
            return;
        }
        to->text = grown;
        to->capacity = capacity;
    }
    memcpy(to->text + to->length, piece, length + 1);
    to->length += length;
}

/* The label for a value, if the parser would read it as this value. */
static const char *writable_label(const ossicle_parameter *parameter, double value)
{
    const double index = value - parameter->minimum;
    if (!parameter->label_count || index < 0 || index >= parameter->label_count)
        return NULL;
    const char *label = parameter->labels[(uint32_t)index];
    const size_t length = strlen(label);
    if (length == 0 || strpbrk(label, ",()=\t") || label[0] == ' ' || label[length - 1] == ' ')
        return NULL;
    for (uint32_t i = 0; i < (uint32_t)index; i++) {
        if (strcmp(parameter->labels[i], label) == 0)
            return NULL;
    }
    return label;
}

static void append_parameter(Text *to, const ossicle_parameter *parameter, double value)
{
    char number[NUMBER_TEXT_BYTES];
    const char *text = writable_label(parameter, value);
    if (!text && (parameter->flags & OSSICLE_PARAMETER_TOGGLE))
        text = value >= 0.5 ? "on" : "off";
    append(to, parameter->id);
    append(to, "=");
    append(to, text ? text : number_format(value, number));
}

static void append_module(Text *to, const ChainSpecModule *from)
{
    const char *before = "(";
    if (from->is_bypassed)
        append(to, "!");
    append(to, from->module->id);
    for (uint32_t i = 0; i < from->module->parameter_count; i++) {
        const ossicle_parameter *parameter = &from->module->parameters[i];
        if (parameter->flags & OSSICLE_PARAMETER_OUTPUT)
            continue;
        append(to, before);
        append_parameter(to, parameter, from->values[i]);
        before = ",";
    }
    if (*before == ',')
        append(to, ")");
}

char *chain_spec_format(const ChainSpec *spec)
{
    Text text = {NULL, 0, 0, false};
    append(&text, "");
    for (size_t i = 0; i < spec->count; i++) {
        if (i > 0)
            append(&text, ",");
        append_module(&text, &spec->modules[i]);
    }
    if (!text.failed)
        return text.text;
    free(text.text);
    return NULL;
}
