/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/file_replace.h"
#include "support/sound_files.h"

#include <sys/stat.h>

static SoundFolder folder;

static void setup(void)
{
    sound_folder_make(&folder);
}

static void teardown(void)
{
    sound_folder_remove(&folder);
}

TestSuite(file_replace, .init = setup, .fini = teardown);

static void write_new(const char *path, const char *text)
{
    FileReplace replace;
    file_replace_init(&replace);
    cr_assert_eq(file_replace_begin(&replace, path, NULL), STATUS_OK);
    cr_assert_eq(write(replace.fd, text, strlen(text)), (ssize_t)strlen(text));
    cr_assert_eq(file_replace_commit(&replace, NULL), STATUS_OK);
    file_replace_abandon(&replace);
}

static void assert_holds(const char *path, const char *text)
{
    char read[64] = {0};
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file);
    cr_assert_eq(fread(read, 1, sizeof read - 1, file), strlen(text));
    (void)fclose(file);
    cr_assert_str_eq(read, text);
}

Test(file_replace, the_target_changes_only_with_the_commit)
{
    const char *path = sound_folder_name(&folder, "a");
    write_new(path, "old");
    FileReplace replace;
    file_replace_init(&replace);
    cr_assert_eq(file_replace_begin(&replace, path, NULL), STATUS_OK);
    cr_assert_eq(write(replace.fd, "new", 3), 3);
    assert_holds(path, "old");
    cr_assert_eq(file_replace_commit(&replace, NULL), STATUS_OK);
    assert_holds(path, "new");
}

Test(file_replace, mode_is_that_of_the_old_file_or_of_any_new_one)
{
    const char *path = sound_folder_name(&folder, "a");
    struct stat info;
    umask(027);
    write_new(path, "1");
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(info.st_mode & 0777, 0640);
    cr_assert_eq(chmod(path, 0604), 0);
    write_new(path, "2");
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(info.st_mode & 0777, 0604);
}

Test(file_replace, a_link_goes_on_pointing_to_the_file)
{
    char target[PATH_MAX];
    (void)snprintf(target, sizeof target, "%s", sound_folder_name(&folder, "target"));
    write_new(target, "old");
    const char *link_path = sound_folder_name(&folder, "link");
    cr_assert_eq(symlink(target, link_path), 0);
    write_new(link_path, "new");
    struct stat info;
    cr_assert_eq(lstat(link_path, &info), 0);
    cr_assert(S_ISLNK(info.st_mode));
    assert_holds(target, "new");
}

Test(file_replace, abandon_leaves_nothing_behind)
{
    FileReplace replace;
    file_replace_init(&replace);
    cr_assert_eq(file_replace_begin(&replace, sound_folder_name(&folder, "a"), NULL), STATUS_OK);
    file_replace_abandon(&replace);
    file_replace_abandon(&replace);
    cr_assert_eq(rmdir(folder.path), 0);
}

Test(file_replace, the_commit_can_fail)
{
    const char *path = sound_folder_name(&folder, "a");
    FileReplace replace;
    file_replace_init(&replace);
    cr_assert_eq(file_replace_begin(&replace, path, NULL), STATUS_OK);
    cr_assert_eq(mkdir(path, 0700), 0); /* meanwhile somebody makes a folder there */
    Error error = {0};
    cr_assert_neq(file_replace_commit(&replace, &error), STATUS_OK);
    cr_assert_not_null(strstr(error.message, path), "%s", error.message);
    cr_assert_eq(rmdir(path), 0);
    cr_assert_eq(rmdir(folder.path), 0, "the unfinished file was left");
}
