/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/commands.h"
#include "tool/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Command *find_command(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static int wrong_use(const char *message)
{
    (void)fprintf(stderr, "ossicle: %s\n", message);
    return EXIT_CODE_WRONG_USE;
}

static int unknown_command(const char *name)
{
    char message[512];
    size_t used = (size_t)snprintf(message, 256, "%.64s: no such command; there are", name);
    for (size_t i = 0; i < command_count; i++)
        used += (size_t)snprintf(message + used, sizeof message - used, " %s", commands[i].name);
    (void)snprintf(message + used, sizeof message - used, " and help");
    return wrong_use(message);
}

static int run_command(const Command *command, size_t count, char *const *words)
{
    void *const settings = calloc(1, command->settings_size);
    if (!settings) {
        (void)fputs("ossicle: out of memory\n", stderr);
        return EXIT_CODE_FAILED;
    }
    Error error;
    int code = EXIT_CODE_DONE;
    switch (options_parse(command, count, words, settings, &error)) {
    case OPTIONS_READY:
        code = command->run(settings);
        break;
    case OPTIONS_HELP:
        help_command(stdout, command);
        break;
    case OPTIONS_WRONG:
        code = wrong_use(error.message);
        break;
    }
    free(settings);
    return code;
}

static int help(const char *name)
{
    const Command *const command = name ? find_command(name) : NULL;
    if (name && !command)
        return unknown_command(name);
    if (command)
        help_command(stdout, command);
    else
        help_overview(stdout, commands, command_count);
    return EXIT_CODE_DONE;
}

static int dispatch(int count, char **words)
{
    if (count < 2) {
        help_overview(stderr, commands, command_count);
        return EXIT_CODE_WRONG_USE;
    }
    const char *const name = words[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return count > 3 ? wrong_use("help takes one command at most") : help(words[2]);
    if (count == 2 && strcmp(name, "--version") == 0) {
        (void)printf("ossicle %s\n", OSSICLE_VERSION);
        return EXIT_CODE_DONE;
    }
    if (count == 2 && strcmp(name, "--man") == 0) { /* for the build */
        help_manual(stdout, commands, command_count);
        return EXIT_CODE_DONE;
    }
    const Command *const command = find_command(name);
    return command ? run_command(command, (size_t)count - 2, words + 2) : unknown_command(name);
}

int main(int count, char **words)
{
    const int code = dispatch(count, words);
    /* What didn't reach a full disk or a closed pipe isn't done. */
    if (fflush(stdout) || ferror(stdout)) {
        perror("ossicle: standard output");
        return code ? code : EXIT_CODE_FAILED;
    }
    return code;
}
