/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Run a program that was built for a Mac: ossicle-macho-program FILE [ARGUMENT]... */

#include "macho/adapters.h"
#include "macho/file.h"
#include "macho/format.h"
#include "macho/library.h"
#include "macho/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*Entry)(int count, char **words, char **environment, char **apple);

static Status load(const char *path, MachoMapping *mapping, Entry *entry, Error *error)
{
    MachoImage image;
    Bytes file;
    Bytes slice;
    Status status = macho_file_map(path, &file, error);
    if (status == STATUS_OK)
        status = macho_file_slice(file, MACHO_NATIVE_CPU, path, &slice, error);
    if (status == STATUS_OK)
        status = macho_image_read(&image, slice, path, error);
    if (status == STATUS_OK && image.type != MACHO_TYPE_EXECUTE)
        status = macho_refuse(&image, error, "no program (type %u)", image.type);
    if (status == STATUS_OK)
        status = macho_mapping_make(mapping, &image, adapters_find, error);
    if (status == STATUS_OK) {
        const void *const address = mapping->memory + image.entry;
        memcpy(entry, &address, sizeof *entry);
    }
    macho_file_unmap(file);
    return status;
}

int main(int count, char **words)
{
    static char *none[] = {NULL};
    MachoMapping mapping;
    Entry entry;
    Error error;
    if (count < 2) {
        (void)fputs("usage: ossicle-macho-program FILE [ARGUMENT]...\n", stderr);
        return 2;
    }
    if (load(words[1], &mapping, &entry, &error) != STATUS_OK) {
        (void)fprintf(stderr, "ossicle-macho-program: %s\n", error.message);
        return EXIT_FAILURE;
    }
    macho_mapping_initialize(&mapping);
    return entry(count - 1, words + 1, none, none);
}
