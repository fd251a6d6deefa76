/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/change_queue.h"

#include "hal/hal_private.h"

#include <criterion/criterion.h>

static struct {
    UInt64 action;
    bool aborted;
} calls[8];
static unsigned call_count;

static OSStatus perform(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt64 action,
                        void *info)
{
    calls[call_count].action = action;
    calls[call_count++].aborted = false;
    return 0;
}

static OSStatus give_up(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt64 action,
                        void *info)
{
    calls[call_count].action = action;
    calls[call_count++].aborted = true;
    return 0;
}

/* There is device 2, and nothing else to know. */
static Boolean has_property(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                            const AudioObjectPropertyAddress *address)
{
    return address->mSelector == kAudioPlugInPropertyDeviceList;
}

static OSStatus get_size(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                         const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                         const void *qualifier, UInt32 *size)
{
    *size = sizeof(AudioObjectID);
    return 0;
}

static OSStatus get(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                    const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                    const void *qualifier, UInt32 room, UInt32 *size, void *data)
{
    *size = sizeof(AudioObjectID);
    *(AudioObjectID *)data = 2;
    return 0;
}

static AudioServerPlugInDriverInterface interface = {.PerformDeviceConfigurationChange = perform,
                                                     .AbortDeviceConfigurationChange = give_up,
                                                     .HasProperty = has_property,
                                                     .GetPropertyDataSize = get_size,
                                                     .GetPropertyData = get};
static AudioServerPlugInDriverInterface *driver = &interface;

/* As much of a HAL as the queue needs. */
static Hal hal;

static void setup(void)
{
    hal.plugin.driver = &driver;
    hal.clock = host_clock_new_virtual();
    cr_assert_not_null(hal.clock);
    cr_assert_eq(pthread_mutex_init(&hal.mutex, NULL), 0);
    cr_assert_eq(change_queue_init(&hal.changes, &hal, NULL), STATUS_OK);
    rules_init(&hal.rules, NULL, &hal.changes.wake);
}

static void teardown(void)
{
    change_queue_stop(&hal.changes);
    change_queue_cleanup(&hal.changes);
    device_free_all(&hal);
    pthread_mutex_destroy(&hal.mutex);
    host_clock_free(hal.clock);
}

TestSuite(change_queue, .init = setup, .fini = teardown);

Test(change_queue, carries_out_what_was_asked_for_before_its_start)
{
    for (UInt64 i = 1; i <= 3; i++)
        cr_assert_eq(change_queue_add(&hal.changes, 2, i, NULL), STATUS_OK);
    cr_assert_eq(change_queue_start(&hal.changes, NULL), STATUS_OK);
    change_queue_settle(&hal.changes);
    cr_assert_eq(call_count, 3);
    for (unsigned i = 0; i < 3; i++) {
        cr_assert_eq(calls[i].action, i + 1);
        cr_assert_not(calls[i].aborted);
    }
}

Test(change_queue, settles_at_once_without_changes)
{
    change_queue_settle(&hal.changes);
}

/* What the driver asked for and never happened is aborted, in order, once. */
Test(change_queue, aborts_what_is_left)
{
    cr_assert_eq(change_queue_add(&hal.changes, 2, 7, NULL), STATUS_OK);
    cr_assert_eq(change_queue_add(&hal.changes, 2, 8, NULL), STATUS_OK);
    change_queue_look(&hal.changes);
    change_queue_stop(&hal.changes);
    cr_assert_eq(call_count, 2);
    cr_assert_eq(calls[0].action, 7);
    cr_assert(calls[0].aborted);
    cr_assert_eq(calls[1].action, 8);
    cr_assert(calls[1].aborted);
}

Test(change_queue, takes_nothing_once_it_is_stopped)
{
    change_queue_stop(&hal.changes);
    cr_assert_eq(change_queue_add(&hal.changes, 2, 1, NULL), STATUS_BUSY);
    change_queue_look(&hal.changes);
    change_queue_settle(&hal.changes);
    cr_assert_eq(call_count, 0);
    const uint64_t start = host_clock_now(hal.clock);
    host_clock_join(hal.clock);
    host_clock_wait_until(hal.clock, start + 1);
    host_clock_leave(hal.clock);
    cr_assert_eq(host_clock_now(hal.clock), start + 1);
}

Test(change_queue, aborts_what_is_asked_of_a_device_that_there_is_not)
{
    cr_assert_eq(change_queue_add(&hal.changes, 3, 7, NULL), STATUS_OK);
    cr_assert_eq(change_queue_add(&hal.changes, 2, 8, NULL), STATUS_OK);
    cr_assert_eq(change_queue_start(&hal.changes, NULL), STATUS_OK);
    change_queue_settle(&hal.changes);
    cr_assert_eq(call_count, 2);
    cr_assert(calls[0].aborted);
    cr_assert_not(calls[1].aborted);
}

/* It takes part in the time while it is pending, and no longer. */
Test(change_queue, lets_a_virtual_clock_go_when_it_is_dealt_with)
{
    const uint64_t start = host_clock_now(hal.clock);
    cr_assert_eq(change_queue_add(&hal.changes, 2, 1, NULL), STATUS_OK);
    cr_assert_eq(change_queue_start(&hal.changes, NULL), STATUS_OK);
    change_queue_settle(&hal.changes);
    cr_assert_eq(host_clock_now(hal.clock), start);
    host_clock_join(hal.clock);
    host_clock_wait_until(hal.clock, start + 1);
    host_clock_leave(hal.clock);
    cr_assert_eq(host_clock_now(hal.clock), start + 1);
}
