/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void require(int holds, const char *what, const char *path)
{
    if (holds)
        return;
    perror(path);
    (void)fprintf(stderr, "module_folder: can't %s %s\n", what, path);
    abort();
}

char *module_folder_new(void)
{
    const char *const root = getenv("TMPDIR");
    char *folder = NULL;
    require(asprintf(&folder, "%s/ossicle-modules-XXXXXX", root ? root : "/tmp") > 0, "name",
            "a folder");
    require(mkdtemp(folder) != NULL, "make", folder);
    return folder;
}

char *module_folder_path(const char *folder, const char *name)
{
    char *path = NULL;
    require(asprintf(&path, "%s/%s", folder, name) > 0, "name a file in", folder);
    return path;
}

void module_folder_write(const char *folder, const char *name, const void *bytes, size_t size)
{
    char *const path = module_folder_path(folder, name);
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    require(file >= 0, "make", path);
    const char *next = bytes;
    while (size > 0) {
        const ssize_t written = write(file, next, size);
        require(written > 0, "write", path);
        next += written;
        size -= (size_t)written;
    }
    require(fchmod(file, 0644) == 0, "set the mode of", path);
    require(close(file) == 0, "close", path);
    free(path);
}

void module_folder_copy(const char *folder, const char *source, const char *name)
{
    FILE *const file = fopen(source, "rbe");
    require(file != NULL, "open", source);
    struct stat status;
    require(fstat(fileno(file), &status) == 0, "look at", source);
    const size_t size = (size_t)status.st_size;
    char *const bytes = malloc(size + 1);
    require(bytes != NULL, "hold", source);
    require(fread(bytes, 1, size, file) == size, "read", source);
    (void)fclose(file);
    module_folder_write(folder, name, bytes, size);
    free(bytes);
}

void module_folder_free(char *folder)
{
    if (!folder)
        return;
    DIR *const listing = opendir(folder);
    require(listing != NULL, "list", folder);
    for (const struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)unlinkat(dirfd(listing), entry->d_name, 0);
    }
    (void)closedir(listing);
    require(rmdir(folder) == 0, "remove", folder);
    free(folder);
}
