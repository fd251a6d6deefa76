/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/library.h"

#include "macho/adapters.h"
#include "macho/exports.h"
#include "macho/file.h"
#include "macho/format.h"
#include "macho/mapping.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct MachoLibrary {
    MachoLibrary *next;
    dev_t device;
    ino_t inode;
    unsigned users;
    MachoMapping mapping;
    MachoExports exports; /* with addresses from the image's base on */
};

void __cxa_finalize(void *library);

/* Recursive: an initializer may load another file. */
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static MachoLibrary *libraries;

bool macho_library_is_one(const char *path)
{
    uint8_t magic[4] = {0};
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const bool is_read = read(file, magic, sizeof magic) == (ssize_t)sizeof magic;
    (void)close(file);
    const Bytes bytes = {magic, sizeof magic};
    return is_read &&
           (bytes_u32(bytes, 0) == MACHO_MAGIC || bytes_u32_network(bytes, 0) == MACHO_FAT_MAGIC);
}

static void free_library(MachoLibrary *library)
{
    macho_mapping_unmap(&library->mapping);
    macho_exports_cleanup(&library->exports);
    free(library);
}

static Status load_slice(MachoLibrary *library, Bytes slice, const char *path, Error *error)
{
    MachoImage image;
    Status status = macho_image_read(&image, slice, path, error);
    if (status == STATUS_OK && image.type == MACHO_TYPE_EXECUTE)
        status = macho_refuse(&image, error, "a program, no library");
    if (status == STATUS_OK)
        status = macho_exports_read(&library->exports, &image, error);
    for (size_t i = 0; i < library->exports.count; i++)
        library->exports.items[i].address -= image.base;
    return status == STATUS_OK ? macho_mapping_make(&library->mapping, &image, adapters_find, error)
                               : status;
}

static MachoLibrary *load(const char *path, const struct stat *identity, Error *error)
{
    MachoLibrary *const library = calloc(1, sizeof *library);
    if (library == NULL) {
        (void)error_set(error, STATUS_NO_MEMORY, "%s: no memory", path);
        return NULL;
    }
    library->device = identity->st_dev;
    library->inode = identity->st_ino;
    Bytes file;
    Bytes slice;
    Status status = macho_file_map(path, &file, error);
    if (status == STATUS_OK)
        status = macho_file_slice(file, MACHO_NATIVE_CPU, path, &slice, error);
    if (status == STATUS_OK)
        status = load_slice(library, slice, path, error);
    macho_file_unmap(file);
    if (status == STATUS_OK)
        return library;
    free_library(library);
    return NULL;
}

static MachoLibrary *find(const struct stat *identity)
{
    for (MachoLibrary *library = libraries; library != NULL; library = library->next)
        if (library->device == identity->st_dev && library->inode == identity->st_ino)
            return library;
    return NULL;
}

static MachoLibrary *find_or_load(const char *path, Error *error)
{
    struct stat identity;
    if (stat(path, &identity) != 0) {
        (void)error_set(error, STATUS_NOT_FOUND, "%s: there is no such file", path);
        return NULL;
    }
    MachoLibrary *library = find(&identity);
    if (library == NULL) {
        library = load(path, &identity, error);
        if (library == NULL)
            return NULL;
        library->next = libraries;
        libraries = library;
        macho_mapping_initialize(&library->mapping);
    }
    library->users++;
    return library;
}

MachoLibrary *macho_library_open(const char *path, Error *error)
{
    (void)pthread_mutex_lock(&lock);
    MachoLibrary *const library = find_or_load(path, error);
    (void)pthread_mutex_unlock(&lock);
    return library;
}

bool macho_library_is_handle(const void *handle)
{
    bool found = false;
    (void)pthread_mutex_lock(&lock);
    for (MachoLibrary *library = libraries; library != NULL && !found; library = library->next)
        found = library == handle;
    (void)pthread_mutex_unlock(&lock);
    return found;
}

void *macho_library_symbol(const MachoLibrary *library, const char *name)
{
    for (size_t i = 0; i < library->exports.count; i++) {
        const MachoExport *const export = &library->exports.items[i];
        if (*export->name == '_' && strcmp(export->name + 1, name) == 0)
            return library->mapping.memory + export->address;
    }
    return NULL;
}

void macho_library_close(MachoLibrary *library)
{
    (void)pthread_mutex_lock(&lock);
    if (--library->users == 0) {
        __cxa_finalize(library->mapping.memory); /* Darwin's handle of a library is its header */
        MachoLibrary **at = &libraries;
        while (*at != library)
            at = &(*at)->next;
        *at = library->next;
        free_library(library);
    }
    (void)pthread_mutex_unlock(&lock);
}
