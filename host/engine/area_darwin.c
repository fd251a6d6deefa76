/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/area.h"

#include <mach/mach.h>
#include <string.h>

static Status fail(Area *area, const char *what, kern_return_t result, Error *error)
{
    const size_t bytes = area->bytes;
    area_cleanup(area);
    return error_set(error, STATUS_NO_MEMORY, "shared memory of %zu bytes: %s: %s", bytes, what,
                     mach_error_string(result));
}

/* A handle through which the memory can be mapped: for reading alone, where only the host writes.
 */
static kern_return_t make_handle(Area *area, AreaAccess access)
{
    memory_object_size_t size = area->bytes;
    mach_port_t entry = MACH_PORT_NULL;
    const vm_prot_t allowed =
        access == AREA_HOST_WRITES ? VM_PROT_READ : VM_PROT_READ | VM_PROT_WRITE;
    const kern_return_t result = mach_make_memory_entry_64(
        mach_task_self(), &size, (memory_object_offset_t)(uintptr_t)area->memory,
        allowed | MAP_MEM_VM_SHARE, &entry, MACH_PORT_NULL);
    if (result == KERN_SUCCESS)
        area->handle = (LinkHandle)entry;
    return result;
}

Status area_init(Area *area, size_t bytes, AreaAccess access, Error *error)
{
    vm_address_t address = 0;
    *area = (Area){.bytes = bytes, .handle = LINK_NO_HANDLE};
    kern_return_t result = vm_allocate(mach_task_self(), &address, bytes, VM_FLAGS_ANYWHERE);
    if (result != KERN_SUCCESS)
        return fail(area, "can't be made", result, error);
    area->memory = (void *)(uintptr_t)address;
    memset(area->memory, 0, bytes);
    result = make_handle(area, access);
    return result == KERN_SUCCESS ? STATUS_OK : fail(area, "can't be shared", result, error);
}

Status area_map(Area *area, LinkHandle handle, size_t bytes, AreaAccess access, Error *error)
{
    const vm_prot_t protection =
        access == AREA_HOST_WRITES ? VM_PROT_READ : VM_PROT_READ | VM_PROT_WRITE;
    vm_address_t address = 0;
    *area = (Area){.bytes = bytes, .handle = handle};
    const kern_return_t result =
        vm_map(mach_task_self(), &address, bytes, 0, VM_FLAGS_ANYWHERE, (mach_port_t)handle, 0,
               FALSE, protection, protection, VM_INHERIT_NONE);
    if (result != KERN_SUCCESS)
        return fail(area, "can't be mapped", result, error);
    area->memory = (void *)(uintptr_t)address;
    return STATUS_OK;
}

void area_cleanup(Area *area)
{
    if (area->memory)
        (void)vm_deallocate(mach_task_self(), (vm_address_t)(uintptr_t)area->memory, area->bytes);
    if (area->bytes > 0 && area->handle != LINK_NO_HANDLE)
        (void)mach_port_deallocate(mach_task_self(), (mach_port_t)area->handle);
    *area = (Area){.handle = LINK_NO_HANDLE};
}
