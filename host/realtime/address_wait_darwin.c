/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/address_wait_darwin.h"

#include <mach/mach_time.h>
#include <stddef.h>

/* Declared here, and weakly: Apple's header came with macOS 14.4, and older systems run this too.
 */
#define SYNC_SHARED      1u
#define SYNC_CLOCK_TICKS 32u
#define WEAK             __attribute__((weak_import))
extern int os_sync_wait_on_address(void *address, uint64_t value, size_t size, uint32_t flags) WEAK;
extern int os_sync_wait_on_address_with_deadline(void *address, uint64_t value, size_t size,
                                                 uint32_t flags, uint32_t clock,
                                                 uint64_t deadline) WEAK;
extern int os_sync_wake_by_address_all(void *address, size_t size, uint32_t flags) WEAK;

/* What those stand on, from macOS 11 on; a limit of 0 is none. */
#define ULOCK_COMPARE_AND_WAIT        1u
#define ULOCK_COMPARE_AND_WAIT_SHARED 3u
#define ULOCK_WAKE_ALL                0x00000100u
#define ULOCK_NO_ERRNO                0x01000000u
extern int __ulock_wait2(uint32_t operation, void *address, uint64_t value, uint64_t limit_ns,
                         uint64_t value2);
extern int __ulock_wake(uint32_t operation, void *address, uint64_t value);

static uint32_t ulock_operation(bool is_shared) OSSICLE_REALTIME
{
    return ULOCK_NO_ERRNO | (is_shared ? ULOCK_COMPARE_AND_WAIT_SHARED : ULOCK_COMPARE_AND_WAIT);
}

/* How long it is until then, at least 1 ns, which is no limit of 0. */
static uint64_t nanoseconds_until(uint64_t deadline_ticks)
{
    mach_timebase_info_data_t base = {.numer = 1, .denom = 1};
    (void)mach_timebase_info(&base);
    const uint64_t now_ticks = mach_absolute_time();
    const uint64_t ticks = deadline_ticks > now_ticks ? deadline_ticks - now_ticks : 0;
    const uint64_t whole = ticks / base.denom * base.numer;
    return whole + ticks % base.denom * base.numer / base.denom + 1;
}

static void wait_ulock(void *address, uint32_t expected, uint64_t deadline_ticks, bool is_shared)
{
    const uint64_t limit_ns =
        deadline_ticks == ADDRESS_WAIT_FOREVER ? 0 : nanoseconds_until(deadline_ticks);
    (void)__ulock_wait2(ulock_operation(is_shared), address, expected, limit_ns, 0);
}

void address_wait(const uint32_t *address, uint32_t expected, uint64_t deadline_ticks,
                  bool is_shared)
{
    void *const place = (void *)(uintptr_t)address;
    const uint32_t flags = is_shared ? SYNC_SHARED : 0;
    if (!os_sync_wait_on_address || !os_sync_wait_on_address_with_deadline)
        wait_ulock(place, expected, deadline_ticks, is_shared);
    else if (deadline_ticks == ADDRESS_WAIT_FOREVER)
        (void)os_sync_wait_on_address(place, expected, sizeof expected, flags);
    else
        (void)os_sync_wait_on_address_with_deadline(place, expected, sizeof expected, flags,
                                                    SYNC_CLOCK_TICKS, deadline_ticks);
}

void address_wake_all(const uint32_t *address, bool is_shared) OSSICLE_REALTIME
{
    void *const place = (void *)(uintptr_t)address;
    if (os_sync_wake_by_address_all)
        (void)os_sync_wake_by_address_all(place, sizeof *address, is_shared ? SYNC_SHARED : 0);
    else
        (void)__ulock_wake(ulock_operation(is_shared) | ULOCK_WAKE_ALL, place, 0);
}
