/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/run_tool.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 32 };

/* A file without a name: nothing that is printed can fill it up and block. */
static int open_nameless(void)
{
    char name[] = "/tmp/ossicle-run-XXXXXX";
    const int file = mkostemp(name, O_CLOEXEC);
    cr_assert_geq(file, 0);
    cr_assert_eq(unlink(name), 0);
    return file;
}

static char *read_all(int file)
{
    struct stat info;
    cr_assert_eq(fstat(file, &info), 0);
    char *const text = calloc(1, (size_t)info.st_size + 1);
    cr_assert_not_null(text);
    cr_assert_eq(pread(file, text, (size_t)info.st_size, 0), info.st_size);
    cr_assert_eq(close(file), 0);
    return text;
}

ToolProcess run_tool_start(const char *const *words)
{
    char *copies[WORDS_MAX] = {strdup("ossicle")};
    for (size_t i = 0; words[i]; i++) {
        cr_assert_lt(i + 2, WORDS_MAX);
        copies[i + 1] = strdup(words[i]);
    }
    cr_assert_eq(unsetenv("OSSICLE_MODULE_PATH"), 0);
    cr_assert_eq(setenv("XDG_DATA_HOME", "/nonexistent", 1), 0);
    ToolProcess process = {.out = open_nameless(), .err = open_nameless()};
    posix_spawn_file_actions_t actions;
    cr_assert_eq(posix_spawn_file_actions_init(&actions), 0);
    cr_assert_eq(posix_spawn_file_actions_adddup2(&actions, process.out, STDOUT_FILENO), 0);
    cr_assert_eq(posix_spawn_file_actions_adddup2(&actions, process.err, STDERR_FILENO), 0);
    cr_assert_eq(posix_spawn(&process.id, TOOL, &actions, NULL, copies, environ), 0);
    cr_assert_eq(posix_spawn_file_actions_destroy(&actions), 0);
    for (size_t i = 0; copies[i]; i++)
        free(copies[i]);
    return process;
}

ToolRun run_tool_finish(ToolProcess *process)
{
    int status = 0;
    cr_assert_eq(waitpid(process->id, &status, 0), process->id);
    return (ToolRun){
        .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
        .out = read_all(process->out),
        .err = read_all(process->err),
    };
}

ToolRun run_tool(const char *const *words)
{
    ToolProcess process = run_tool_start(words);
    return run_tool_finish(&process);
}

void tool_run_cleanup(ToolRun *run)
{
    free(run->out);
    free(run->err);
    *run = (ToolRun){0};
}
