/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Whatever is sent to the control socket: it is answered with one line, a JSON object that says
 * whether all is well, and why not if it isn't. Most inputs are made of the words of requests,
 * since random bytes are refused at once. Ossicle's driver is behind it. */

#include "fuzz/fuzz.h"
#include "tool/control_protocol.h"
#include "tool/control_requests.h"
#include "tool/session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    (void)fprintf(stderr, "%s\n", what);
    abort();
}

static const ControlHost *the_host(void)
{
    static Session session;
    static ControlHost host;
    if (host.hal)
        return &host;
    const SessionSettings settings = {.driver = BUNDLE};
    Error error = {.message = ""};
    require(session_open(&session, &settings, true, &error) == STATUS_OK, error.message);
    host = (ControlHost){.hal = session.hal, .name = "main", .driver = BUNDLE};
    return &host;
}

static void check(const char *request, size_t size)
{
    char *const answer = control_answer(the_host(), request, size);
    require(answer != NULL, "an answer");
    const size_t length = strlen(answer);
    require(length > 0 && strchr(answer, '\n') == answer + length - 1, "one line");
    json_t *const json = json_loads(answer, 0, NULL);
    const json_t *const ok = json_object_get(json, CONTROL_OK);
    const char *const reason = json_string_value(json_object_get(json, CONTROL_ERROR));
    require(json_is_boolean(ok), answer);
    require(json_is_true(ok) ? !reason : reason && *reason, answer);
    json_decref(json);
    free(answer);
}

/* A request of these words, one after the other, as the data says. */
static size_t write_words(const uint8_t *data, size_t size, char *text, size_t room)
{
    static const char *const words[] = {
        "{\"request\":\"get\",\"words\":[\"",
        "{\"request\":\"set\",\"word\":\"",
        "\",\"value\":",
        "\"]}",
        "\",\"",
        "}",
        "volume",
        "mute",
        "chain",
        "mode",
        "parameters",
        "counters",
        "configuration",
        "applications",
        "clock-source",
        "clock-rate",
        "0.gain",
        "org.ossicle.gain.gain",
        "nsrt",
        "stm#",
        "kAudioDevicePropertyLatency",
        "\"org.ossicle.gain\"",
        "\"inline\"",
        "\"\"",
        "-3",
        "1e308",
        "true",
        "{\"devices\":[{\"uid\":\"a\",\"name\":\"b\"}]}",
        "[]",
        "null",
        ",\"channel\":1",
        ",\"scope\":\"input\"",
        ",\"device\":\"org.ossicle.device.main\"",
    };
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        const char *const word = words[data[i] % (sizeof words / sizeof *words)];
        if (used + strlen(word) >= room)
            break;
        used += (size_t)snprintf(text + used, room - used, "%s", word);
    }
    return used;
}

/* A set of one word to one value, well formed: most get as far as the driver. */
static size_t write_set(const uint8_t *data, char *text, size_t room)
{
    static const char *const set[] = {"volume", "volume-db",    "mute",         "chain",
                                      "mode",   "clock-source", "clock-rate",   "0.gain",
                                      "nsrt",   "name",         "applications", "configuration",
                                      "pan",    "parameters"};
    static const char *const values[] = {"0.5",
                                         "-1",
                                         "1e308",
                                         "\"x\"",
                                         "true",
                                         "[]",
                                         "{}",
                                         "\"\"",
                                         "\"org.ossicle.gain\"",
                                         "[{}]",
                                         "\"worker\"",
                                         "48000",
                                         "{\"devices\":[]}",
                                         "{\"devices\":[{\"uid\":\"a\"}]}"};
    return (size_t)snprintf(text, room, "{\"request\":\"set\",\"word\":\"%s\",\"value\":%s}",
                            set[data[0] % (sizeof set / sizeof *set)],
                            values[data[1] % (sizeof values / sizeof *values)]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[4096];
    if (size > 3 && data[0] % 4 == 0)
        check(text, write_set(data + 1, text, sizeof text));
    else if (size > 1 && data[0] % 4 < 3)
        check(text, write_words(data + 2, data[1] % (size - 1), text, sizeof text));
    else
        check((const char *)data, size);
    return 0;
}
