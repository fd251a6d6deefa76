/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/bundle.h"

#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const MachoBinary macho_bundle_binaries[] = {
    {"MacOS/Ossicle", FACTORY},
    {"MacOS/ossicle-worker", "_mh_execute_header"}, /* as every program */
    {"PlugIns/gain.dylib", "ossicle_entry"},
    {"PlugIns/lowpass.dylib", "ossicle_entry"},
    {NULL, NULL},
};

const char *macho_bundle_path(void)
{
    const char *const named = getenv("DARWIN_BUNDLE");
    const char *const path = named != NULL ? named : DARWIN_BUNDLE;
    cr_assert_eq(access(path, R_OK), 0, "%s isn't there; run: bundle/build-darwin.sh", path);
    return path;
}

static void copy_all(const char *from, const char *to)
{
    pid_t process;
    int status = -1;
    char *const words[] = {strdup("cp"), strdup("-RL"), strdup(from), strdup(to), NULL};
    cr_assert_eq(posix_spawnp(&process, "cp", NULL, NULL, words, environ), 0);
    cr_assert_eq(waitpid(process, &status, 0), process);
    cr_assert_eq(status, 0, "cp -RL %s %s", from, to);
    for (size_t i = 0; words[i] != NULL; i++)
        free(words[i]);
}

static int remove_unless_for_macos(const char *path, const struct stat *status, int type,
                                   struct FTW *place)
{
    (void)status;
    (void)place;
    const size_t length = strlen(path);
    const bool is_module = length > 3 && strcmp(path + length - 3, ".so") == 0;
    return is_module || (strstr(path, "/Contents/Linux") != NULL && type != FTW_DP) ? remove(path)
                                                                                    : 0;
}

char *macho_bundle_copy(const char *folder)
{
    char linux_code[PATH_MAX];
    char code[PATH_MAX];
    char *path = NULL;
    cr_assert_gt(asprintf(&path, "%s/Ossicle.driver", folder), 0);
    copy_all(macho_bundle_path(), path);
    cr_assert_eq(nftw(path, remove_unless_for_macos, 8, FTW_DEPTH | FTW_PHYS), 0);
    (void)snprintf(linux_code, sizeof linux_code, "%s/Contents/Linux", path);
    (void)snprintf(code, sizeof code, "%s/Contents/MacOS", path);
    (void)remove(linux_code);
    cr_assert_eq(symlink(code, linux_code), 0);
    return path;
}

void macho_bundle_use_worker(const char *bundle, const char *runner)
{
    char worker[PATH_MAX];
    (void)snprintf(worker, sizeof worker, "%s/Contents/MacOS/ossicle-worker", bundle);
    cr_assert_eq(setenv("MACHO_RUNNER", runner, 1), 0);
    cr_assert_eq(setenv("MACHO_WORKER", worker, 1), 0);
}

void macho_bundle_add_faults(const char *bundle, const char *name)
{
    char from[PATH_MAX];
    char folder[PATH_MAX];
    (void)snprintf(from, sizeof from, "%s/%s", DARWIN_FAULTS, name);
    (void)snprintf(folder, sizeof folder, "%s/Contents/PlugIns", bundle);
    cr_assert_eq(access(from, R_OK), 0, "%s isn't there; run: tests/macho/build-faults.sh", from);
    module_folder_copy(folder, from, name);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void macho_bundle_remove_folder(const char *folder)
{
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static FILE *open_file(const char *bundle, const char *name, const char *mode)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/Contents/%s", bundle, name);
    FILE *const file = fopen(path, mode);
    cr_assert_not_null(file, "%s", path);
    return file;
}

uint8_t *macho_bundle_read(const char *bundle, const char *name, size_t *size)
{
    FILE *const file = open_file(bundle, name, "rb");
    struct stat status;
    cr_assert_eq(fstat(fileno(file), &status), 0);
    *size = (size_t)status.st_size;
    uint8_t *const bytes = malloc(*size + 1);
    cr_assert_not_null(bytes);
    cr_assert_eq(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    (void)fclose(file);
    return bytes;
}

void macho_bundle_write(const char *bundle, const char *name, const void *bytes, size_t size)
{
    FILE *const file = open_file(bundle, name, "wb");
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}
