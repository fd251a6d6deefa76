/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/run_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOSTS_MAX = 4, WORDS_MAX = 16 };

/* A host that runs, and a process that kills it if the test's ends before it says that it needn't:
 * a test that hangs is killed, and then nothing here runs any more. */
typedef struct Host {
    pid_t id;
    pid_t guard;
    int guard_pipe;
} Host;

static Host hosts[HOSTS_MAX];

static void guard(pid_t host, int pipe_end)
{
    char byte = 0;
    if (read(pipe_end, &byte, 1) <= 0)
        (void)kill(host, SIGKILL);
    _exit(0);
}

static void remember(pid_t id)
{
    size_t i = 0;
    int ends[2];
    while (i < HOSTS_MAX && hosts[i].id)
        i++;
    cr_assert_lt(i, HOSTS_MAX);
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(fcntl(ends[1], F_SETFD, FD_CLOEXEC), 0);
    cr_assert_eq(fcntl(ends[0], F_SETFD, FD_CLOEXEC), 0);
    const pid_t child = fork();
    if (child == 0) {
        (void)close(ends[1]);
        guard(id, ends[0]);
    }
    (void)close(ends[0]);
    hosts[i] = (Host){.id = id, .guard = child, .guard_pipe = ends[1]};
}

static void forget(pid_t id)
{
    for (size_t i = 0; i < HOSTS_MAX; i++) {
        if (hosts[i].id != id)
            continue;
        cr_expect_eq(write(hosts[i].guard_pipe, "x", 1), 1);
        (void)close(hosts[i].guard_pipe);
        (void)waitpid(hosts[i].guard, NULL, 0);
        hosts[i] = (Host){.id = 0};
    }
}

void host_folders_make(HostFolders *folders)
{
    folders->folder = module_folder_new();
    folders->runtime = module_folder_path(folders->folder, "run");
    folders->state = module_folder_path(folders->folder, "state");
    cr_assert_eq(mkdir(folders->runtime, 0700), 0);
    cr_assert_eq(setenv("XDG_RUNTIME_DIR", folders->runtime, 1), 0);
    cr_assert_eq(setenv("XDG_STATE_HOME", folders->state, 1), 0);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    return remove(path);
}

void host_folders_remove(HostFolders *folders)
{
    for (size_t i = 0; i < HOSTS_MAX; i++) {
        if (!hosts[i].id)
            continue;
        (void)kill(hosts[i].id, SIGKILL);
        (void)waitpid(hosts[i].id, NULL, 0);
        forget(hosts[i].id);
    }
    (void)nftw(folders->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folders->folder);
    free(folders->runtime);
    free(folders->state);
    *folders = (HostFolders){0};
}

/* Whether it has printed a whole line. */
static bool has_begun(const ToolProcess *host)
{
    char text[1024];
    const ssize_t size = pread(host->out, text, sizeof text, 0);
    return size > 0 && memchr(text, '\n', (size_t)size);
}

static bool has_ended(const ToolProcess *host)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)host->id, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid == host->id;
}

ToolProcess run_host_start(const char *const *words)
{
    const char *all[WORDS_MAX] = {"run"};
    for (size_t i = 0; words[i]; i++) {
        cr_assert_lt(i + 2, WORDS_MAX);
        all[i + 1] = words[i];
    }
    ToolProcess host = run_tool_start(all);
    remember(host.id);
    while (!has_begun(&host) && !has_ended(&host))
        (void)usleep(1000);
    if (!has_begun(&host)) {
        const ToolRun run = run_tool_finish(&host);
        forget(host.id);
        cr_assert_fail("the host doesn't run: %s", run.err);
    }
    return host;
}

ToolRun run_host_stop(ToolProcess *host, int signal_number)
{
    cr_assert_eq(kill(host->id, signal_number), 0);
    const ToolRun run = run_tool_finish(host);
    forget(host->id);
    return run;
}

void run_host_expect_no_complaint(const ToolRun *run)
{
    const char *line = run->err;
    while (*line) {
        const int length = (int)strcspn(line, "\n");
        const char *const slow = strstr(line, "I/O overload");
        cr_expect(slow && slow < line + length, "%.*s", length, line);
        line += length;
        line += *line == '\n';
    }
}

char *tool_output(const char *const *words)
{
    ToolRun run = run_tool(words);
    cr_assert_eq(run.exit_code, 0, "%s", run.err);
    cr_expect_str_eq(run.err, "");
    free(run.err);
    return run.out;
}

void expect_output(const char *const *words, const char *expected)
{
    char *const out = tool_output(words);
    cr_expect_str_eq(out, expected);
    free(out);
}
