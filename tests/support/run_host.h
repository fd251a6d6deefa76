/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file run_host.h
 * Hosts that `ossicle run` keeps running, with runtime and state folders of the test's own. */

#ifndef OSSICLE_TESTS_SUPPORT_RUN_HOST_H
#define OSSICLE_TESTS_SUPPORT_RUN_HOST_H

#include "support/run_tool.h"

/** The folders of one test: FOLDER/run and FOLDER/state. */
typedef struct HostFolders {
    char *folder;
    char *runtime;
    char *state;
} HostFolders;

/** Make them, and let all that the test starts use them. */
void host_folders_make(HostFolders *folders);

/** Kill the hosts that are left, and remove all. */
void host_folders_remove(HostFolders *folders);

/** Start `ossicle run` with more words, which end with NULL, and wait until it says that it runs.
 * Fails the test if it doesn't. RUN_HOST takes the name first. */
ToolProcess run_host_start(const char *const *words);
#define RUN_HOST(...) run_host_start((const char *const[]){"--name", __VA_ARGS__, NULL})

/** End it with a signal, and wait. */
ToolRun run_host_stop(ToolProcess *host, int signal_number);

/** What a command prints that has nothing to complain of, to free(). */
char *tool_output(const char *const *words);

/** Fail the test if a command prints something else than this. */
void expect_output(const char *const *words, const char *expected);
#define EXPECT_OUTPUT(expected, ...)                                                               \
    expect_output((const char *const[]){__VA_ARGS__, NULL}, expected)

/** Fail the test if it complained of anything, except of a machine that was too slow for it. */
void run_host_expect_no_complaint(const ToolRun *run);

#endif
