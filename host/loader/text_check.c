/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/text_check.h"

#include <module-api.h>
#include <stdint.h>
#include <string.h>

#define LOWER_CASE "abcdefghijklmnopqrstuvwxyz"
#define UPPER_CASE "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define OTHERS     "0123456789_-."

enum { MIN_MODULE_ID = 3, MAX_MODULE_ID = 127, MAX_PARAMETER_ID = 63 };

/* How many bytes the UTF-8 sequence at `text` takes; 0 if it is none. */
static size_t sequence_length(const unsigned char *text)
{
    static const struct {
        unsigned char mask, lead;
        uint32_t smallest; /* a smaller number must not be written so long */
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
        if ((text[0] & forms[form].mask) != forms[form].lead)
            continue;
        uint32_t number = text[0] & (unsigned char)~forms[form].mask;
        for (size_t i = 1; i <= form; i++) {
            if ((text[i] & 0xc0) != 0x80)
                return 0;
            number = number << 6 | (text[i] & 0x3f);
        }
        const bool surrogate = number >= 0xd800 && number <= 0xdfff;
        return number < forms[form].smallest || number > 0x10ffff || surrogate ? 0 : form + 1;
    }
    return 0;
}

Status text_check(const char *text, bool may_be_empty, const char *what, Error *error)
{
    if (!text)
        return error_set(error, STATUS_BAD_FORMAT, "%s is NULL, expected a text", what);
    if (*text == '\0' && !may_be_empty)
        return error_set(error, STATUS_BAD_FORMAT, "%s is empty, expected a text", what);
    if (strnlen(text, OSSICLE_MAX_TEXT + 1) > OSSICLE_MAX_TEXT)
        return error_set(error, STATUS_BAD_FORMAT, "%s doesn't end within %u bytes", what,
                         OSSICLE_MAX_TEXT);
    size_t length = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c; c += length) {
        length = sequence_length(c);
        if (length == 0)
            return error_set(error, STATUS_BAD_FORMAT, "%s isn't UTF-8 (byte 0x%02x)", what, *c);
        if (*c < 0x20 || *c == 0x7f)
            return error_set(error, STATUS_BAD_FORMAT, "%s holds the control character 0x%02x",
                             what, *c);
    }
    return STATUS_OK;
}

Status module_id_check(const char *id, Error *error)
{
    const Status status = text_check(id, false, "id", error);
    if (status != STATUS_OK)
        return status;
    const size_t length = strlen(id);
    if (length < MIN_MODULE_ID || length > MAX_MODULE_ID)
        return error_set(error, STATUS_BAD_FORMAT, "id has %zu bytes, expected %d to %d", length,
                         MIN_MODULE_ID, MAX_MODULE_ID);
    if (id[strspn(id, LOWER_CASE UPPER_CASE OTHERS)] != '\0')
        return error_set(error, STATUS_BAD_FORMAT,
                         "id '%s' may hold letters, digits, '_', '-' and '.' only", id);
    if (!strchr(id, '.') || id[0] == '.' || id[length - 1] == '.')
        return error_set(error, STATUS_BAD_FORMAT,
                         "id '%s' isn't reverse DNS, expected one like 'org.example.reverb'", id);
    return STATUS_OK;
}

Status parameter_id_check(const char *id, Error *error)
{
    const Status status = text_check(id, false, "id", error);
    if (status != STATUS_OK)
        return status;
    const size_t length = strlen(id);
    if (length > MAX_PARAMETER_ID)
        return error_set(error, STATUS_BAD_FORMAT, "id has %zu bytes, expected 1 to %d", length,
                         MAX_PARAMETER_ID);
    if (!strchr(LOWER_CASE, id[0]) || id[strspn(id, LOWER_CASE OTHERS)] != '\0')
        return error_set(
            error, STATUS_BAD_FORMAT,
            "id '%s' may hold a-z, 0-9, '_', '-' and '.' only and begins with a letter", id);
    return STATUS_OK;
}
