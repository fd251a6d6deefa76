/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/terminal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The other screen without a cursor, and back. */
#define ENTER "\033[?1049h\033[?25l"
#define LEAVE "\033[?25h\033[?1049l"

bool terminal_is_there(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool terminal_open(Terminal *terminal)
{
    if (tcgetattr(STDIN_FILENO, &terminal->before) != 0)
        return false;
    struct termios keys = terminal->before;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    keys.c_cc[VSUSP] = _POSIX_VDISABLE; /* a shell would get a terminal that shows no letters */
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &keys) != 0)
        return false;
    terminal->is_open = true;
    (void)fputs(ENTER, stdout);
    return true;
}

void terminal_close(Terminal *terminal)
{
    if (!terminal->is_open)
        return;
    (void)fputs(LEAVE, stdout);
    (void)fflush(stdout);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal->before);
    terminal->is_open = false;
}

TerminalSize terminal_size(void)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return (TerminalSize){80, 24};
    return (TerminalSize){size.ws_col, size.ws_row};
}

void terminal_show(const char *text)
{
    const TerminalSize size = terminal_size();
    (void)fputs("\033[H", stdout);
    for (int row = 0; row < size.rows && *text; row++) {
        const int length = (int)strcspn(text, "\n");
        (void)printf("%s%.*s\033[K", row > 0 ? "\r\n" : "", length, text);
        text += length;
        text += *text == '\n';
    }
    (void)fputs("\033[J", stdout);
    (void)fflush(stdout);
}

int terminal_key(int milliseconds)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char key = 0;
    if (poll(&input, 1, milliseconds) <= 0)
        return 0; /* a signal ends the wait, too */
    return read(STDIN_FILENO, &key, 1) == 1 ? key : -1;
}
