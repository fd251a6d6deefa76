/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file run_tool.h
 * Runs the built command `ossicle` as a user does. TOOL is its path. */

#ifndef OSSICLE_TESTS_SUPPORT_RUN_TOOL_H
#define OSSICLE_TESTS_SUPPORT_RUN_TOOL_H

#include <sys/types.h>

/** How a run ended and what it printed. */
typedef struct ToolRun {
    int exit_code; /**< negative: the signal that killed it */
    char *out;
    char *err;
} ToolRun;

/** Run it with words that end with NULL, without any module folders of the user's, and wait. */
ToolRun run_tool(const char *const *words);
#define RUN_TOOL(...) run_tool((const char *const[]){__VA_ARGS__, NULL})

/** The same in two steps, for a test that does something meanwhile. */
typedef struct ToolProcess {
    pid_t id;
    int out;
    int err;
} ToolProcess;
ToolProcess run_tool_start(const char *const *words);
ToolRun run_tool_finish(ToolProcess *process);

void tool_run_cleanup(ToolRun *run);

#endif
