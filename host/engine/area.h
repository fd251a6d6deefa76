/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file area.h
 * Memory that the host makes and a worker process maps. It has no name by which others could find
 * it, a size that nobody can change, and all its pages are there before sound runs. */

#ifndef OSSICLE_ENGINE_AREA_H
#define OSSICLE_ENGINE_AREA_H

#include "base/status.h"
#include "engine/link.h"

#include <stddef.h>

/** Who may write to an area. */
typedef enum AreaAccess {
    AREA_HOST_WRITES, /**< a worker can map it for reading alone, whatever it tries */
    AREA_BOTH_WRITE,
} AreaAccess;

typedef struct Area {
    void *memory; /**< begins on a page */
    size_t bytes;
    LinkHandle handle; /**< for link_send; LINK_NO_HANDLE if there is none */
} Area;

/** [control, host] Make an area of `bytes` bytes, all zero, all touched, mapped for writing. */
Status area_init(Area *area, size_t bytes, AreaAccess access, Error *error);

/** [control, worker] Map what the host made; `handle` belongs to the area from now on, also on
 * failure. Fails if it holds less than `bytes`. */
Status area_map(Area *area, LinkHandle handle, size_t bytes, AreaAccess access, Error *error);

/** [control] Unmap, and close the handle. A zeroed area is fine. */
void area_cleanup(Area *area);

#endif
