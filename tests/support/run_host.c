/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/run_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOSTS_MAX = 4, WORDS_MAX = 16 };

/* Those that run, for a test that fails halfway. */
static pid_t hosts[HOSTS_MAX];

static void remember(pid_t old, pid_t new)
{
    for (size_t i = 0; i < HOSTS_MAX; i++) {
        if (hosts[i] == old) {
            hosts[i] = new;
            return;
        }
    }
    cr_assert_fail("more than %d hosts", HOSTS_MAX);
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
        if (!hosts[i])
            continue;
        (void)kill(hosts[i], SIGKILL);
        (void)waitpid(hosts[i], NULL, 0);
        hosts[i] = 0;
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
    remember(0, host.id);
    while (!has_begun(&host) && !has_ended(&host))
        (void)usleep(1000);
    if (!has_begun(&host)) {
        const ToolRun run = run_tool_finish(&host);
        remember(host.id, 0);
        cr_assert_fail("the host doesn't run: %s", run.err);
    }
    return host;
}

ToolRun run_host_stop(ToolProcess *host, int signal_number)
{
    cr_assert_eq(kill(host->id, signal_number), 0);
    const ToolRun run = run_tool_finish(host);
    remember(host->id, 0);
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
