/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Whatever stands in a configuration file: it is refused with a line that it has, or its property
 * list has only what one may hold. Half of the inputs are made of the words of the syntax, since
 * random bytes are refused at once. */

#include "fuzz/fuzz.h"
#include "tool/config_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 8 };

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    (void)fprintf(stderr, "%s\n", what);
    abort();
}

static size_t write_words(const uint8_t *data, size_t size, char *text)
{
    static const char *const words[] = {
        "a",  "devices", "{",   "}",    "[",       "]",    "=",  ":",  ",",     ";",     "\n",
        " ",  "\"",      "'",   "\\",   "\\u0041", "# ",   "/*", "*/", "<<A\n", "\nA\n", "48k",
        "1.", "0x",      "yes", "uid ", "rates=",  "b = ", ".",  "-",  "1e9",   "\t",    "\r\n",
    };
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        const char *word = words[data[i] % (sizeof words / sizeof *words)];
        used += (size_t)snprintf(text + used, LONGEST_WORD + 1, "%s", word);
    }
    return used;
}

static void check_refusal(const char *text, size_t length, const Error *error)
{
    unsigned lines = 1;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    unsigned line = 0;
    int used = 0;
    require(sscanf(error->message, "x.conf:%u: %n", &line, &used) == 1 && used > 0, error->message);
    require(line >= 1 && line <= lines, error->message);
}

static void check(const char *text, size_t length)
{
    Error error = {0};
    ConfigNode *root = NULL;
    if (config_parse("x.conf", text, length, &root, &error) != STATUS_OK) {
        check_refusal(text, length, &error);
        return;
    }
    CFTypeRef list = config_node_copy_plist(root);
    require(list && CFPropertyListIsValid(list, kCFPropertyListXMLFormat_v1_0), "a property list");
    CFRelease(list);
    config_node_free(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(LONGEST_WORD * size + 1, 1);
    require(text != NULL, "memory");
    if (size > 0 && (data[0] & 1)) {
        check(text, write_words(data + 1, size - 1, text));
    } else {
        if (size > 0)
            memcpy(text, data, size);
        check(text, size);
    }
    free(text);
    return 0;
}
