/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_folder.h"
#include "tool/control_address.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *runtime;

static void make_folder(void)
{
    runtime = module_folder_new();
    cr_assert_eq(setenv("XDG_RUNTIME_DIR", runtime, 1), 0);
}

static void remove_folder(void)
{
    char inner[256];
    (void)snprintf(inner, sizeof inner, "%s/ossicle", runtime);
    (void)rmdir(inner);
    (void)unlink(inner);
    module_folder_free(runtime);
}

TestSuite(control_address, .init = make_folder, .fini = remove_folder);

Test(control_address, lies_in_the_users_runtime_folder)
{
    ControlAddress address;
    char path[256];
    cr_assert_eq(control_address_init(&address, NULL, NULL), STATUS_OK);
    (void)snprintf(path, sizeof path, "%s/ossicle/main.socket", runtime);
    cr_expect_str_eq(address.socket.sun_path, path);
    cr_assert_eq(control_address_init(&address, "b-2", NULL), STATUS_OK);
    (void)snprintf(path, sizeof path, "%s/ossicle/b-2.socket", runtime);
    cr_expect_str_eq(address.socket.sun_path, path);
}

Test(control_address, lies_in_a_folder_with_the_users_number_otherwise)
{
    ControlAddress address;
    char path[64];
    (void)snprintf(path, sizeof path, "/tmp/ossicle-%u", (unsigned)getuid());
    static const char *const others[] = {NULL, "", "relative/path"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_assert_eq(
            others[i] ? setenv("XDG_RUNTIME_DIR", others[i], 1) : unsetenv("XDG_RUNTIME_DIR"), 0);
        cr_assert_eq(control_address_init(&address, NULL, NULL), STATUS_OK);
        cr_expect_str_eq(address.folder, path);
    }
}

Test(control_address, names_are_plain_words)
{
    static const char *const good[] = {"a", "main", "2nd", "a.b_c-d"};
    static const char *const bad[] = {"", ".", "..", "-a", "a/b", "../a", "a b", "a\n", "\xc3\xa9"};
    char longest[66];
    memset(longest, 'x', 65);
    longest[65] = '\0';
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect_eq(control_name_check(good[i], NULL), STATUS_OK, "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(control_name_check(bad[i], NULL), STATUS_BAD_ARGUMENT, "%s", bad[i]);
    cr_expect_eq(control_name_check(longest, NULL), STATUS_BAD_ARGUMENT);
    cr_expect_eq(control_name_check(longest + 1, NULL), STATUS_OK);
}

Test(control_address, a_path_that_no_socket_can_have_is_refused)
{
    char name[65];
    char folder[128];
    ControlAddress address;
    Error error;
    memset(name, 'x', 64);
    name[64] = '\0';
    (void)snprintf(folder, sizeof folder, "/tmp/%.50s", name);
    cr_assert_eq(setenv("XDG_RUNTIME_DIR", folder, 1), 0);
    cr_expect_eq(control_address_init(&address, name, &error), STATUS_BAD_ARGUMENT);
    cr_expect_not_null(strstr(error.message, "can't be that long"), "%s", error.message);
}

Test(control_address, the_folder_is_the_users_alone)
{
    ControlAddress address;
    Error error;
    struct stat info;
    cr_assert_eq(control_address_init(&address, NULL, NULL), STATUS_OK);
    cr_expect_eq(control_address_check(&address, &error), STATUS_NOT_FOUND);
    cr_expect_eq(control_address_make(&address, &error), STATUS_OK);
    cr_expect_eq(control_address_make(&address, &error), STATUS_OK, "once more");
    cr_assert_eq(stat(address.folder, &info), 0);
    cr_expect_eq(info.st_mode & 0777, 0700);
    cr_assert_eq(chmod(address.folder, 0710), 0);
    cr_expect_eq(control_address_make(&address, &error), STATUS_NOT_PERMITTED);
    cr_expect_not_null(strstr(error.message, "others can enter it"), "%s", error.message);
}

Test(control_address, what_is_no_folder_is_refused)
{
    ControlAddress address;
    Error error;
    cr_assert_eq(control_address_init(&address, NULL, NULL), STATUS_OK);
    cr_assert_eq(symlink(runtime, address.folder), 0);
    cr_expect_eq(control_address_make(&address, &error), STATUS_NOT_PERMITTED);
    cr_expect_not_null(strstr(error.message, "should be here"), "%s", error.message);
}

Test(control_address, a_client_says_how_to_start_what_isnt_there)
{
    Error error;
    cr_expect_null(control_ask(NULL, json_pack("{ss}", CONTROL_REQUEST, CONTROL_HOST), &error));
    cr_expect_eq(error.status, STATUS_NOT_FOUND);
    cr_expect_str_eq(error.message, "no host called main is running: start one with: ossicle run");
    cr_expect_null(control_ask("b", json_pack("{ss}", CONTROL_REQUEST, CONTROL_HOST), &error));
    cr_expect_str_eq(error.message,
                     "no host called b is running: start one with: ossicle run --name b");
}
