/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/commands.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"
#include "tool/interrupt.h"
#include "tool/terminal.h"
#include "tool/top_view.h"

#include <stdio.h>
#include <stdlib.h>

/* How often the view changes; without a terminal there is as much room as is wanted. */
enum { PERIOD_MS = 500, PLAIN_COLUMNS = 100, PLAIN_ROWS = 1000 };

/* The view of the moment, to free(). NULL with the reason. */
static char *take_view(const TopSettings *given, TerminalSize size, Error *error)
{
    json_t *const words = json_array();
    json_t *const request = json_pack("{s:s}", CONTROL_REQUEST, CONTROL_GET);
    for (size_t i = 0; top_words[i]; i++)
        (void)json_array_append_new(words, json_string(top_words[i]));
    if (given->device)
        (void)json_object_set_new(request, CONTROL_DEVICE, json_string(given->device));
    (void)json_object_set_new(request, CONTROL_WORDS, words);
    json_t *const answer = control_ask(given->name, request, error);
    if (!answer)
        return NULL;
    char *const view = top_view(json_object_get(answer, CONTROL_VALUES), size.columns, size.rows);
    json_decref(answer);
    if (!view)
        (void)error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    return view;
}

static int show_once(const TopSettings *given)
{
    Error error;
    char *const view = take_view(given, (TerminalSize){PLAIN_COLUMNS, PLAIN_ROWS}, &error);
    if (!view)
        return command_failed(&error);
    (void)fputs(view, stdout);
    free(view);
    return EXIT_CODE_DONE;
}

static bool is_end(int key)
{
    return key == 'q' || key == 'Q' || key < 0;
}

/* Until a key, a signal or the host's end. The first view comes before the screen is taken, so that
 * a host that isn't there is complained of where people look. */
static int show_live(const TopSettings *given)
{
    Terminal terminal = {.is_open = false};
    Error error;
    char *view = take_view(given, terminal_size(), &error);
    if (!view)
        return command_failed(&error);
    interrupt_catch();
    if (!terminal_open(&terminal)) {
        free(view);
        return show_once(given);
    }
    while (view) {
        terminal_show(view);
        free(view);
        view = NULL;
        const bool ends = is_end(terminal_key(PERIOD_MS)) || interrupt_pending();
        if (ends)
            break;
        view = take_view(given, terminal_size(), &error);
        if (!view) {
            terminal_close(&terminal);
            return command_failed(&error);
        }
    }
    terminal_close(&terminal);
    return EXIT_CODE_DONE;
}

int command_top(const void *settings)
{
    const TopSettings *const given = settings;
    return given->once || !terminal_is_there() ? show_once(given) : show_live(given);
}
