/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* `ossicle top` on a terminal: it comes, changes in place, and leaves all as it was. */

#include "support/run_host.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { SCREEN_BYTES = 1 << 20 };

static HostFolders folders;
static ToolProcess host;
static int master;
static char screen[SCREEN_BYTES];
static size_t shown;

static void start_host(void)
{
    host_folders_make(&folders);
    host = RUN_HOST("main");
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    cr_assert_geq(master, 0);
    cr_assert_eq(grantpt(master), 0);
    cr_assert_eq(unlockpt(master), 0);
    const struct winsize size = {.ws_row = 12, .ws_col = 60};
    cr_assert_eq(ioctl(master, TIOCSWINSZ, &size), 0);
}

static void stop_host(void)
{
    ToolRun run = run_host_stop(&host, SIGTERM);
    cr_expect_eq(run.exit_code, 0, "%s", run.err);
    tool_run_cleanup(&run);
    (void)close(master);
    host_folders_remove(&folders);
}

TestSuite(command_top, .init = start_host, .fini = stop_host, .timeout = 60);

/* In a session of its own, whose terminal it is. */
static pid_t start_top(int slave)
{
    const pid_t child = fork();
    if (child != 0)
        return child;
    (void)setsid();
    (void)ioctl(slave, TIOCSCTTY, 0);
    (void)dup2(slave, STDIN_FILENO);
    (void)dup2(slave, STDOUT_FILENO);
    (void)dup2(slave, STDERR_FILENO);
    (void)execl(TOOL, "ossicle", "top", (char *)NULL);
    _exit(127);
}

/* Until the screen has got this, from `at` on. Returns where it is. */
static const char *wait_for(size_t at, const char *text)
{
    for (;;) {
        const char *const found = strstr(screen + at, text);
        if (found)
            return found;
        const ssize_t count = read(master, screen + shown, SCREEN_BYTES - 1 - shown);
        cr_assert_gt(count, 0, "%s", screen);
        shown += (size_t)count;
    }
}

/* It shows a view, and another one in its place, until these bytes end it. */
static void run_until(const char *keys)
{
    struct termios before;
    struct termios after;
    int status = 0;
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    cr_assert_geq(slave, 0);
    cr_assert_eq(tcgetattr(slave, &before), 0);
    const pid_t top = start_top(slave);
    const char *const first = wait_for(0, "\033[?1049h");
    (void)wait_for(0, "channel 1 ");
    const size_t second = (size_t)(wait_for(0, "\033[J") - screen) + 1;
    const char *const next = wait_for(second, "\033[H");
    cr_expect_gt(next, first);
    cr_assert_eq(write(master, keys, strlen(keys)), (ssize_t)strlen(keys));
    (void)wait_for(second, "\033[?25h\033[?1049l");
    cr_assert_eq(waitpid(top, &status, 0), top);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
    cr_assert_eq(tcgetattr(slave, &after), 0);
    cr_expect_eq(after.c_lflag, before.c_lflag);
    cr_expect_eq(memcmp(after.c_cc, before.c_cc, sizeof after.c_cc), 0);
    (void)close(slave);
}

Test(command_top, ends_with_q)
{
    run_until("q");
}

Test(command_top, ends_with_control_c)
{
    run_until("\003");
}

/* No line is longer than the terminal is wide. */
Test(command_top, keeps_to_the_size_of_the_terminal)
{
    run_until("q");
    const char *const begin = strstr(screen, "\033[H") + 3;
    const char *const end = strstr(begin, "\033[J");
    int rows = 0;
    for (const char *line = begin; line < end; rows++) {
        const char *const stop = strstr(line, "\033[K");
        cr_assert_not_null(stop);
        line += strspn(line, "\r\n");
        cr_expect_leq(stop - line, 60);
        line = stop + 3;
    }
    cr_expect_leq(rows, 12);
}

Test(command_top, ends_when_the_host_does)
{
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    int status = 0;
    const pid_t top = start_top(slave);
    (void)wait_for(0, "channel 1 ");
    ToolRun run = run_host_stop(&host, SIGTERM);
    tool_run_cleanup(&run);
    (void)wait_for(0, "\033[?25h\033[?1049l");
    (void)wait_for(0, "no host called main is running");
    cr_assert_eq(waitpid(top, &status, 0), top);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%d", status);
    (void)close(slave);
    host = RUN_HOST("main"); /* for the end of the test */
}
