/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/fixups.h"

#include "macho/format.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(MachoFixups *fixups)
{
    if (fixups->count < fixups->capacity)
        return true;
    const size_t capacity = fixups->capacity > 0 ? 2 * fixups->capacity : 64;
    MachoFixup *const items = reallocarray(fixups->items, capacity, sizeof *items);
    if (items == NULL)
        return false;
    fixups->items = items;
    fixups->capacity = capacity;
    return true;
}

static Status check_library(const MachoImage *image, const MachoFixup *fixup, Error *error)
{
    if (fixup->library >= MACHO_LIBRARY_WEAK && fixup->library <= (int)image->library_count)
        return STATUS_OK;
    return macho_refuse(image, error, "%s is to come from library %d of %zu", fixup->symbol,
                        fixup->library, image->library_count);
}

Status macho_fixups_add(MachoFixups *fixups, const MachoImage *image, const MachoFixup *fixup,
                        Error *error)
{
    const MachoSegment *const segment =
        macho_image_segment_at(image, fixup->address, sizeof(uint64_t));
    if (segment == NULL)
        return macho_refuse(image, error, "a fixup at 0x%" PRIx64 " lies outside the segments",
                            fixup->address);
    if ((segment->protection & MACHO_WRITE) == 0)
        return macho_refuse(image, error, "a fixup at 0x%" PRIx64 " lies in %s, which is read-only",
                            fixup->address, segment->name);
    if (fixup->symbol == NULL && fixup->target - image->base > image->span)
        return macho_refuse(
            image, error, "the pointer at 0x%" PRIx64 " leads to 0x%" PRIx64 ", outside the image",
            fixup->address, fixup->target);
    if (fixup->symbol != NULL && check_library(image, fixup, error) != STATUS_OK)
        return STATUS_BAD_FORMAT;
    /* Each one takes eight bytes of the file, some more than once. */
    if (fixups->count > image->bytes.size)
        return macho_refuse(image, error, "more fixups than can be meant");
    if (!reserve(fixups))
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for its fixups", image->path);
    fixups->items[fixups->count++] = *fixup;
    return STATUS_OK;
}

Status macho_fixups_read(MachoFixups *fixups, const MachoImage *image, Error *error)
{
    memset(fixups, 0, sizeof *fixups);
    const Status status = macho_opcodes_read(fixups, image, error);
    return status == STATUS_OK ? macho_chains_read(fixups, image, error) : status;
}

void macho_fixups_cleanup(MachoFixups *fixups)
{
    free(fixups->items);
    memset(fixups, 0, sizeof *fixups);
}

const char *macho_fixup_library(const MachoImage *image, const MachoFixup *fixup)
{
    if (fixup->library < 1 || fixup->library > (int)image->library_count)
        return fixup->library == MACHO_LIBRARY_SELF ? "itself" : "any library";
    const char *const path = image->libraries[fixup->library - 1];
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}
