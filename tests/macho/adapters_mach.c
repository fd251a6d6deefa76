/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Mach's memory, which others can be given: nameless files that are mapped. And files, given in the
 * same way. */

#include "macho/adapters.h"
#include "macho/adapters_ports.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { DARWIN_WRITE = 0x2, MOST_AREAS = 256 };

typedef struct Area {
    uint64_t address; /* 0: none */
    int file;
} Area;

static const uint32_t task_self = 1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Area areas[MOST_AREAS];

/* The file of memory that begins there, -1 if it has none; with `forget` it is the caller's then.
 */
static int find_area(uint64_t address, bool forget)
{
    int file = -1;
    (void)pthread_mutex_lock(&lock);
    for (size_t i = 0; i < MOST_AREAS && file < 0; i++) {
        if (areas[i].address != address)
            continue;
        file = areas[i].file;
        if (forget)
            areas[i].address = 0;
    }
    (void)pthread_mutex_unlock(&lock);
    return file;
}

static bool keep_area(uint64_t address, int file)
{
    bool is_kept = false;
    (void)pthread_mutex_lock(&lock);
    for (size_t i = 0; i < MOST_AREAS && !is_kept; i++) {
        if (areas[i].address != 0)
            continue;
        areas[i] = (Area){address, file};
        is_kept = true;
    }
    (void)pthread_mutex_unlock(&lock);
    return is_kept;
}

static int map(int file, uint64_t size, int protection, uint64_t *address)
{
    void *const memory = mmap(NULL, size, protection, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        return KERN_NO_SPACE;
    *address = (uintptr_t)memory;
    return KERN_SUCCESS;
}

static int adapt_vm_allocate(uint32_t task, uint64_t *address, uint64_t size, int flags)
{
    (void)task;
    (void)flags;
    const int file = memfd_create("area", MFD_CLOEXEC);
    if (file >= 0 && ftruncate(file, (off_t)size) == 0 &&
        map(file, size, PROT_READ | PROT_WRITE, address) == KERN_SUCCESS &&
        keep_area(*address, file))
        return KERN_SUCCESS;
    (void)close(file);
    return KERN_NO_SPACE;
}

static int adapt_vm_deallocate(uint32_t task, uint64_t address, uint64_t size)
{
    (void)task;
    const int file = find_area(address, true);
    if (file >= 0)
        (void)close(file);
    return munmap((void *)(uintptr_t)address, size) == 0 ? KERN_SUCCESS : KERN_FAILURE; // NOLINT
}

/* Protections have the same bits. */
static int adapt_vm_map(uint32_t task, uint64_t *address, uint64_t size, uint64_t mask, int flags,
                        uint32_t entry, uint64_t offset, int copy, int protection)
{
    (void)task;
    (void)mask;
    (void)flags;
    (void)offset;
    (void)copy;
    const Right right = adapters_right(entry);
    return right.kind == RIGHT_OBJECT ? map(right.send, size, protection, address) : KERN_FAILURE;
}

static uint32_t name_object(int file)
{
    return file < 0
               ? 0
               : adapters_right_add((Right){.kind = RIGHT_OBJECT, .receive = -1, .send = file});
}

/* What can't be written through the handle, can't be written by whoever gets it. */
static int adapt_make_memory_entry(uint32_t task, uint64_t *size, uint64_t address, int protection,
                                   uint32_t *entry, uint32_t parent)
{
    char path[64];
    (void)task;
    (void)size;
    (void)parent;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", find_area(address, false));
    const bool is_written = (protection & DARWIN_WRITE) != 0;
    *entry = name_object(open(path, (is_written ? O_RDWR : O_RDONLY) | O_CLOEXEC));
    return *entry != 0 ? KERN_SUCCESS : KERN_FAILURE;
}

static int adapt_fileport_makeport(int file, uint32_t *port)
{
    *port = name_object(fcntl(file, F_DUPFD_CLOEXEC, 0));
    return *port != 0 ? 0 : -1;
}

static int adapt_fileport_makefd(uint32_t port)
{
    return adapters_right_descriptor(port);
}

const Adapter adapters_mach[] = {
    ADAPTER_DATA("mach_task_self_", &task_self),
    ADAPTER_OWN("vm_allocate", adapt_vm_allocate),
    ADAPTER_OWN("vm_deallocate", adapt_vm_deallocate),
    ADAPTER_OWN("vm_map", adapt_vm_map),
    ADAPTER_OWN("mach_vm_allocate", adapt_vm_allocate),
    ADAPTER_OWN("mach_vm_deallocate", adapt_vm_deallocate),
    ADAPTER_OWN("mach_vm_map", adapt_vm_map),
    ADAPTER_OWN("mach_make_memory_entry_64", adapt_make_memory_entry),
    ADAPTER_OWN("fileport_makeport", adapt_fileport_makeport),
    ADAPTER_OWN("fileport_makefd", adapt_fileport_makefd),
    ADAPTER_END,
};
