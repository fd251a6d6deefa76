/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/folder_watch.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOLD_BYTES = 4096, SECOND_NS = 1000000000 };

static char *folder;
static char *nested; /* a folder below, which isn't there at first */
static char *deep;   /* and one below that */
static FolderWatch *watch;
static char told[TOLD_BYTES];

static void setup(void)
{
    folder = module_folder_new();
    nested = module_folder_path(folder, "nested");
    deep = module_folder_path(nested, "deep");
}

static void teardown(void)
{
    folder_watch_free(watch);
    (void)rmdir(deep);
    (void)rmdir(nested);
    free(deep);
    free(nested);
    module_folder_free(folder);
}

TestSuite(folder_watch, .init = setup, .fini = teardown, .timeout = 30);

static void begin(const char *path)
{
    Error error;
    watch = folder_watch_new(&path, 1, &error);
    cr_assert_not_null(watch, "%s", error.message);
}

static void take(void *context, size_t index, const char *name)
{
    char *const text = context;
    const size_t length = strlen(text);
    (void)snprintf(text + length, TOLD_BYTES - length, "%s%zu:%s", length > 0 ? " " : "", index,
                   name ? name : "*");
}

/* What is told at `now`, as "0:a.so 0:*". */
static const char *read_at(uint64_t now)
{
    Error error;
    told[0] = '\0';
    cr_assert_eq(folder_watch_read(watch, now, take, told, &error), STATUS_OK, "%s", error.message);
    return told;
}

static const char *read_now(void)
{
    return read_at(0);
}

static bool is_readable(void)
{
    struct pollfd wait = {.fd = folder_watch_descriptor(watch), .events = POLLIN};
    return poll(&wait, 1, 0) == 1;
}

static int open_new(const char *name)
{
    char *const path = module_folder_path(folder, name);
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    cr_assert_geq(file, 0);
    free(path);
    return file;
}

static void write_new(const char *name)
{
    const int file = open_new(name);
    cr_assert_eq(write(file, "abc", 3), 3);
    cr_assert_eq(close(file), 0);
}

static void move(const char *from, const char *to)
{
    char *const source = module_folder_path(folder, from);
    char *const target = module_folder_path(folder, to);
    cr_assert_eq(rename(source, target), 0);
    free(source);
    free(target);
}

static void hard_link(const char *from, const char *to)
{
    char *const source = module_folder_path(folder, from);
    char *const target = module_folder_path(folder, to);
    cr_assert_eq(link(source, target), 0);
    free(source);
    free(target);
}

static void take_away(const char *name)
{
    char *const path = module_folder_path(folder, name);
    cr_assert_eq(unlink(path), 0);
    free(path);
}

Test(folder_watch, tells_of_a_file_when_it_is_written)
{
    begin(folder);
    cr_expect_not(is_readable());
    cr_expect_str_eq(read_now(), "");
    const int file = open_new("a.so");
    cr_expect(is_readable());
    cr_expect_str_eq(read_now(), "");
    cr_assert_eq(write(file, "abc", 3), 3);
    cr_expect_str_eq(read_now(), "");
    cr_assert_eq(fchmod(file, 0600), 0);
    cr_expect_str_eq(read_now(), "");
    cr_expect_str_eq(read_at(60ull * SECOND_NS), "");
    cr_assert_eq(close(file), 0);
    cr_expect_str_eq(read_now(), "0:a.so");
    cr_expect_not(is_readable());
    cr_expect_str_eq(read_now(), "");
}

Test(folder_watch, tells_of_each_way_in_which_files_change)
{
    begin(folder);
    char *const path = module_folder_path(folder, "a.so");
    write_new("a.so");
    cr_expect_str_eq(read_now(), "0:a.so");
    write_new("new");
    cr_expect_str_eq(read_now(), "");
    move("new", "a.so");
    cr_expect_str_eq(read_now(), "0:a.so");
    cr_assert_eq(chmod(path, 0600), 0);
    cr_expect_str_eq(read_now(), "0:a.so");
    write_new("a.so"); /* over it */
    cr_expect_str_eq(read_now(), "0:a.so");
    move("a.so", "b.so");
    cr_expect_str_eq(read_now(), "0:a.so 0:b.so");
    take_away("b.so");
    cr_expect_str_eq(read_now(), "0:b.so");
    cr_assert_eq(symlink("nowhere", path), 0);
    cr_expect_str_eq(read_now(), "0:a.so");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_str_eq(read_now(), "0:a.so");
    free(path);
}

Test(folder_watch, tells_of_a_link_at_once_or_when_it_rests)
{
    begin(folder);
    write_new("original");
    hard_link("original", "a.so");
    cr_expect_str_eq(read_now(), "0:a.so");
    hard_link("original", "b.so"); /* as some replace files: link and unlink */
    take_away("a.so");
    take_away("original");
    cr_expect_eq(folder_watch_due_ns(watch), FOLDER_WATCH_NEVER);
    cr_expect_str_eq(read_now(), "0:a.so");
    cr_expect_eq(folder_watch_due_ns(watch), SECOND_NS);
    cr_expect_str_eq(read_at(SECOND_NS - 1), "");
    cr_expect_str_eq(read_at(SECOND_NS), "0:b.so");
    cr_expect_eq(folder_watch_due_ns(watch), FOLDER_WATCH_NEVER);
}

Test(folder_watch, waits_for_whoever_made_an_empty_file)
{
    begin(folder);
    const int file = open_new("a.so");
    cr_expect_str_eq(read_now(), "");
    cr_expect_eq(folder_watch_due_ns(watch), SECOND_NS);
    cr_expect_str_eq(read_at(SECOND_NS), "");
    cr_expect_eq(folder_watch_due_ns(watch), FOLDER_WATCH_NEVER);
    cr_assert_eq(close(file), 0);
    cr_expect_str_eq(read_now(), "0:a.so");
}

Test(folder_watch, tells_of_a_file_that_had_no_name_while_it_was_written)
{
    begin(folder);
    const int file = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
    if (file < 0)
        cr_skip("this file system has no files without names");
    char *const path = module_folder_path(folder, "a.so");
    char source[64];
    (void)snprintf(source, sizeof source, "/proc/self/fd/%d", file);
    cr_assert_eq(write(file, "abc", 3), 3);
    cr_assert_eq(linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW), 0);
    cr_expect_str_eq(read_now(), "");
    cr_assert_eq(close(file), 0);
    cr_expect_str_eq(read_at(SECOND_NS), "0:a.so");
    free(path);
}

Test(folder_watch, tells_of_each_file_once_in_the_order_of_their_changes)
{
    begin(folder);
    for (int i = 0; i < 50; i++) {
        write_new("new");
        move("new", "b.so");
        write_new("new");
        move("new", "a.so");
    }
    cr_expect_str_eq(read_now(), "0:b.so 0:a.so");
}

Test(folder_watch, passes_over_what_is_no_module_by_its_name)
{
    begin(folder);
    write_new("README");
    write_new(".hidden.so");
    write_new("a.so.part");
    cr_expect_str_eq(read_now(), "");
    move("a.so.part", "a.so");
    cr_expect_str_eq(read_now(), "0:a.so");
}

Test(folder_watch, tells_of_the_folder_when_its_mode_changes)
{
    begin(folder);
    cr_assert_eq(chmod(folder, 0700), 0);
    cr_expect_str_eq(read_now(), "0:*");
}

Test(folder_watch, waits_for_a_folder_that_is_not_there_yet)
{
    begin(deep);
    cr_expect_str_eq(read_now(), "");
    cr_assert_eq(mkdir(nested, 0755), 0);
    cr_expect_str_eq(read_now(), "0:*");
    cr_assert_eq(mkdir(deep, 0755), 0);
    cr_expect_str_eq(read_now(), "0:*");
    module_folder_write(deep, "a.so", "abc", 3);
    cr_expect_str_eq(read_now(), "0:a.so");
    char *const path = module_folder_path(deep, "a.so");
    cr_assert_eq(unlink(path), 0);
    free(path);
}

Test(folder_watch, notices_a_folder_that_came_with_all_above_it)
{
    begin(deep);
    char *const elsewhere = module_folder_path(folder, "elsewhere");
    char *const below = module_folder_path(elsewhere, "deep");
    cr_assert_eq(mkdir(elsewhere, 0755), 0);
    cr_assert_eq(mkdir(below, 0755), 0);
    cr_expect_str_eq(read_now(), "");
    cr_assert_eq(rename(elsewhere, nested), 0);
    cr_expect_str_eq(read_now(), "0:*");
    module_folder_write(deep, "a.so", "abc", 3);
    cr_expect_str_eq(read_now(), "0:a.so");
    cr_assert_eq(rename(nested, elsewhere), 0); /* and goes again with it */
    cr_expect_str_eq(read_now(), "0:*");
    module_folder_write(below, "b.so", "abc", 3);
    cr_expect_str_eq(read_now(), "");
    cr_assert_eq(rename(elsewhere, nested), 0);
    cr_expect_str_eq(read_now(), "0:*");
    for (int i = 0; i < 2; i++) {
        char *const path = module_folder_path(deep, i == 0 ? "a.so" : "b.so");
        cr_assert_eq(unlink(path), 0);
        free(path);
    }
    free(elsewhere);
    free(below);
}

Test(folder_watch, goes_on_when_a_folder_is_removed_and_made_again)
{
    cr_assert_eq(mkdir(nested, 0755), 0);
    begin(nested);
    for (int i = 0; i < 20; i++) {
        cr_assert_eq(rmdir(nested), 0);
        cr_expect_str_eq(read_now(), "0:*");
        cr_assert_eq(mkdir(nested, 0755), 0);
        cr_expect_str_eq(read_now(), "0:*");
        char *const path = module_folder_path(nested, "a.so");
        module_folder_write(nested, "a.so", "abc", 3);
        cr_expect_str_eq(read_now(), "0:a.so");
        cr_assert_eq(unlink(path), 0);
        cr_expect_str_eq(read_now(), "0:a.so");
        free(path);
    }
}

Test(folder_watch, keeps_several_folders_apart)
{
    char *const second = module_folder_new();
    const char *const folders[] = {folder, nested, second, folder};
    watch = folder_watch_new(folders, 4, NULL);
    cr_assert_not_null(watch);
    module_folder_write(second, "a.so", "abc", 3);
    cr_expect_str_eq(read_now(), "2:a.so");
    write_new("b.so");
    cr_expect_str_eq(read_now(), "0:b.so 3:b.so");
    module_folder_free(second);
    cr_expect_str_eq(read_now(), "0:* 1:* 2:* 3:*");
}

Test(folder_watch, takes_a_path_with_slashes_at_its_end_or_from_here)
{
    char *const here = getcwd(NULL, 0);
    cr_assert_eq(chdir(folder), 0);
    begin("nested//");
    cr_assert_eq(mkdir(nested, 0755), 0);
    cr_expect_str_eq(read_now(), "0:*");
    cr_assert_eq(chdir(here), 0);
    module_folder_write(nested, "a.so", "abc", 3);
    cr_expect_str_eq(read_now(), "0:a.so");
    char *const path = module_folder_path(nested, "a.so");
    cr_assert_eq(unlink(path), 0);
    free(path);
    free(here);
}

Test(folder_watch, is_quiet_about_neighbours)
{
    begin(deep);
    write_new("a.so");
    char *const other = module_folder_path(folder, "nest");
    cr_assert_eq(mkdir(other, 0755), 0);
    cr_assert_eq(rmdir(other), 0);
    cr_expect_str_eq(read_now(), "");
    free(other);
}

Test(folder_watch, can_be_freed_as_null)
{
    folder_watch_free(NULL);
}
