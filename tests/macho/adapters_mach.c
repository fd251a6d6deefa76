/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Mach's memory, ports and messages. A handle for others is only a number: there are no others
 * here, no service is known, and no port is to be had. */

#include "macho/adapters.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

enum { KERN_SUCCESS = 0, KERN_NO_SPACE = 3, KERN_FAILURE = 5 };

static const uint32_t task_self = 1;

static int adapt_vm_allocate(uint32_t task, uint64_t *address, uint64_t size, int flags)
{
    (void)task;
    (void)flags;
    void *const memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return KERN_NO_SPACE;
    *address = (uintptr_t)memory;
    return KERN_SUCCESS;
}

static int adapt_vm_deallocate(uint32_t task, void *memory, uint64_t size)
{
    (void)task;
    return munmap(memory, size) == 0 ? KERN_SUCCESS : KERN_FAILURE;
}

static int adapt_make_memory_entry(uint32_t task, uint64_t *size, uint64_t offset, int protection,
                                   uint32_t *entry, uint32_t parent)
{
    (void)task;
    (void)size;
    (void)offset;
    (void)protection;
    (void)parent;
    *entry = task_self;
    return KERN_SUCCESS;
}

/* What would be for another process. */
static int adapt_refusal(void)
{
    return KERN_FAILURE;
}

/* No descriptor. */
static int adapt_no_file(void)
{
    return -1;
}

static int adapt_unknown_service(void)
{
    enum { BOOTSTRAP_UNKNOWN_SERVICE = 1102 };
    return BOOTSTRAP_UNKNOWN_SERVICE;
}

static void adapt_nothing(void)
{
}

static int adapt_port_deallocate(uint32_t task, uint32_t port)
{
    (void)task;
    (void)port;
    return KERN_SUCCESS;
}

const Adapter adapters_mach[] = {
    ADAPTER_DATA("mach_task_self_", &task_self),
    ADAPTER_OWN("mach_vm_allocate", adapt_vm_allocate),
    ADAPTER_OWN("mach_vm_deallocate", adapt_vm_deallocate),
    ADAPTER_OWN("mach_make_memory_entry_64", adapt_make_memory_entry),
    ADAPTER_OWN("mach_vm_map", adapt_refusal),
    ADAPTER_OWN("vm_allocate", adapt_vm_allocate),
    ADAPTER_OWN("vm_deallocate", adapt_vm_deallocate),
    ADAPTER_OWN("vm_map", adapt_refusal),
    ADAPTER_OWN("mach_port_deallocate", adapt_port_deallocate),
    ADAPTER_OWN("mach_port_allocate", adapt_refusal),
    ADAPTER_OWN("mach_port_get_refs", adapt_refusal),
    ADAPTER_OWN("mach_port_insert_member", adapt_refusal),
    ADAPTER_OWN("mach_port_insert_right", adapt_refusal),
    ADAPTER_OWN("mach_port_mod_refs", adapt_refusal),
    ADAPTER_OWN("mach_port_request_notification", adapt_refusal),
    ADAPTER_OWN("mach_port_type", adapt_refusal),
    ADAPTER_OWN("mach_ports_lookup", adapt_refusal),
    ADAPTER_OWN("mach_msg", adapt_refusal),
    ADAPTER_OWN("mach_msg_destroy", adapt_nothing),
    ADAPTER_OWN("bootstrap_look_up", adapt_unknown_service),
    ADAPTER_OWN("bootstrap_check_in", adapt_unknown_service),
    ADAPTER_DATA("bootstrap_port", &task_self),
    ADAPTER_OWN("fileport_makeport", adapt_refusal),
    ADAPTER_OWN("fileport_makefd", adapt_no_file),
    ADAPTER_END,
};
