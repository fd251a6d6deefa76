/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/area.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static Status fail(Area *area, const char *what, Error *error)
{
    const int reason = errno;
    const size_t bytes = area->bytes;
    area_cleanup(area);
    return error_set(error, status_from_errno(reason), "shared memory of %zu bytes: %s: %s", bytes,
                     what, strerror(reason));
}

/* Pages that are there already: MAP_POPULATE does that without a write, too. */
static bool map(Area *area, int protection)
{
    void *memory = mmap(NULL, area->bytes, protection, MAP_SHARED | MAP_POPULATE, area->handle, 0);
    area->memory = memory == MAP_FAILED ? NULL : memory;
    return area->memory != NULL;
}

/* The seal against writing leaves alone the mapping that there is. */
static bool seal(const Area *area, AreaAccess access)
{
    const int fixed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    const int seals = access == AREA_HOST_WRITES ? fixed | F_SEAL_FUTURE_WRITE : fixed;
    return fcntl(area->handle, F_ADD_SEALS, seals) == 0;
}

Status area_init(Area *area, size_t bytes, AreaAccess access, Error *error)
{
    *area = (Area){.bytes = bytes};
    area->handle = memfd_create("ossicle", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (area->handle < 0 || ftruncate(area->handle, (off_t)bytes) != 0)
        return fail(area, "can't be made", error);
    if (!map(area, PROT_READ | PROT_WRITE))
        return fail(area, "can't be mapped", error);
    if (!seal(area, access))
        return fail(area, "can't be sealed", error);
    memset(area->memory, 0, bytes);
    return STATUS_OK;
}

Status area_map(Area *area, LinkHandle handle, size_t bytes, AreaAccess access, Error *error)
{
    struct stat identity;
    *area = (Area){.bytes = bytes, .handle = handle};
    if (fstat(handle, &identity) != 0)
        return fail(area, "isn't there", error);
    if (bytes == 0 || (uint64_t)identity.st_size < bytes) {
        errno = EINVAL;
        return fail(area, "is smaller than it must be", error);
    }
    if (!map(area, access == AREA_HOST_WRITES ? PROT_READ : PROT_READ | PROT_WRITE))
        return fail(area, "can't be mapped", error);
    return STATUS_OK;
}

void area_cleanup(Area *area)
{
    if (area->memory)
        (void)munmap(area->memory, area->bytes);
    if (area->bytes > 0 && area->handle >= 0)
        (void)close(area->handle);
    *area = (Area){.handle = LINK_NO_HANDLE};
}
