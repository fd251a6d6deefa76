/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file terminal.h
 * A terminal that a picture is drawn on again and again, in place. [control] */

#ifndef OSSICLE_TOOL_TERMINAL_H
#define OSSICLE_TOOL_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>
#include <termios.h>

typedef struct Terminal {
    struct termios before;
    bool is_open;
} Terminal;

/** What fits. */
typedef struct TerminalSize {
    int columns;
    int rows;
} TerminalSize;

/** Whether input and output both are one. */
bool terminal_is_there(void);

/** Take it over: keys come at once and unseen, and what was on the screen is kept aside. Returns
 * false if that can't be. */
bool terminal_open(Terminal *terminal);

/** Give it back as it was. A zeroed or closed one is fine. */
void terminal_close(Terminal *terminal);

/** 80 by 24 if the terminal doesn't say. */
TerminalSize terminal_size(void);

/** Show this text, as many of its lines as fit, in place of what was shown. */
void terminal_show(const char *text);

/** Wait for a key, for at most this time; 0: none came. -1: there will be none any more. */
int terminal_key(int milliseconds);

#endif
