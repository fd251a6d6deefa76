/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/io_thread.h"

#include "hal/hal_private.h"
#include "realtime/priority.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static _Thread_local bool is_io_thread;

bool io_thread_is_current(void)
{
    return is_io_thread;
}

/* The first whole frame that can start a cycle: not before now, and late enough that nothing from
 * before the zero time stamp has to be recorded, since drivers needn't know such times. */
static double first_position(const IoThread *thread) OSSICLE_REALTIME
{
    const double now = io_clock_sample_at(&thread->clock, host_clock_now(thread->host_clock));
    const double earliest = io_clock_zero_sample(&thread->clock) +
                            thread->info.input_safety_offset + thread->info.buffer_frames;
    return ceil(now > earliest ? now : earliest);
}

static void start_time_line(IoThread *thread) OSSICLE_REALTIME
{
    thread->position = first_position(thread);
    atomic_fetch_add_explicit(&thread->counters->anchors, 1, memory_order_relaxed);
}

/* What can't be played in time any more is left out, all at once: catching up with it would make
 * the next cycles late as well. */
static void skip_missed(IoThread *thread, uint64_t now) OSSICLE_REALTIME
{
    const double frames = thread->info.buffer_frames;
    const double late = io_clock_sample_at(&thread->clock, now) - thread->position;
    if (REALTIME_LIKELY(late < frames))
        return;
    const double missed = floor(late / frames);
    thread->position += missed * frames;
    atomic_fetch_add_explicit(&thread->counters->overloads, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&thread->counters->missed, (uint64_t)missed, memory_order_relaxed);
    hal_io_overloaded(thread->hal);
}

/* Returns the time at which the next cycle starts, or 0 if the thread is to end before. */
static uint64_t wait_for_cycle(const IoThread *thread)
{
    const uint64_t start = io_clock_host_at(&thread->clock, thread->position);
    for (;;) {
        const uint32_t ticket = host_clock_ticket(thread->host_clock);
        if (atomic_load(&thread->stop))
            return 0;
        const uint64_t now = host_clock_now(thread->host_clock);
        if ((int64_t)(now - start) >= 0)
            return now;
        host_clock_wait_ticket(thread->host_clock, start, ticket);
    }
}

static bool anyone_goes_on(const IoList *list) OSSICLE_REALTIME
{
    for (size_t i = 0; i < list->count; i++)
        if (!atomic_load_explicit(&list->clients[i]->done, memory_order_relaxed))
            return true;
    return false;
}

/* One cycle with the list of the moment. Returns false if nobody is left to be called and nobody
 * has come meanwhile: the list is then NULL, so that whoever comes next sees that the thread has
 * ended. */
static bool run_cycle(IoThread *thread, uint64_t now) OSSICLE_REALTIME
{
    atomic_fetch_add(&thread->cycle_mark, 1);
    IoList *list = atomic_load(&thread->list);
    bool goes_on = io_cycle_run(thread, list, now);
    while (!goes_on && !atomic_compare_exchange_strong(&thread->list, &list, NULL))
        goes_on = anyone_goes_on(list); /* another list has been published meanwhile */
    atomic_fetch_add(&thread->cycle_mark, 1);
    return goes_on;
}

static void run_cycles(IoThread *thread)
{
    for (;;) {
        if (io_clock_update(&thread->clock) == IO_CLOCK_NEW)
            start_time_line(thread);
        const uint64_t now = wait_for_cycle(thread);
        if (now == 0)
            return;
        skip_missed(thread, now);
        if (!run_cycle(thread, now))
            return;
        thread->position += thread->info.buffer_frames;
    }
}

/* So that the first deep call takes no page fault. */
static void touch_stack(void)
{
    volatile unsigned char stack[65536];
    for (size_t i = 0; i < sizeof stack; i += 4096)
        stack[i] = 0;
}

/* Still an ordinary thread: it may log and ask the system for things. */
static void prepare(IoThread *thread)
{
    touch_stack();
    if (host_clock_is_virtual(thread->host_clock))
        return; /* it never sleeps: with priority nothing else would run */
    char text[512];
    const double seconds = thread->info.buffer_frames / thread->info.sample_rate_hz;
    const bool granted = priority_raise((uint64_t)(seconds * 1e9), text, sizeof text);
    log_write(thread->log, granted ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "I/O of device %u: %s",
              (unsigned)thread->device, text);
}

static void *thread_main(void *context)
{
    IoThread *thread = context;
    prepare(thread);
    is_io_thread = true;
    io_cycle_bracket(thread, IO_OPERATION_THREAD, true);
    run_cycles(thread);
    io_cycle_bracket(thread, IO_OPERATION_THREAD, false);
    host_clock_leave(thread->host_clock);
    return NULL;
}

static void check_required(const IoThread *thread)
{
    const unsigned done = thread->operations.will_do;
    const bool writes = (done >> IO_OPERATION_WRITE_MIX & 1U) != 0;
    rules_check(thread->rules, thread->output.stream_count == 0 || writes, RULE_REQUIRED_OPERATION,
                thread->device, io_operation_id(IO_OPERATION_WRITE_MIX), 1, 0);
}

static UInt32 clock_algorithm(Hal *hal, AudioObjectID device)
{
    UInt32 algorithm = kAudioDeviceClockAlgorithmSimpleIIR;
    UInt32 size = sizeof algorithm;
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyClockAlgorithm,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    if (hal_has_property(hal, device, &address))
        hal_get(hal, device, &address, 0, NULL, &size, &algorithm);
    return algorithm;
}

static Status start_clock(IoThread *thread, Error *error)
{
    IoClock *clock = &thread->clock;
    clock->driver = thread->driver;
    clock->device = thread->device;
    clock->host_clock = thread->host_clock;
    clock->rules = thread->rules;
    clock->period = thread->info.zero_time_stamp_period;
    clock->nominal_ticks_per_frame = hal_ticks_per_second() / thread->info.sample_rate_hz;
    clock->window = clock_algorithm(thread->hal, thread->device) == kAudioDeviceClockAlgorithmRaw
                        ? 2
                        : IO_CLOCK_WINDOW;
    if (io_clock_update(clock) == IO_CLOCK_FAILED)
        return error_set(error, STATUS_FAILED,
                         "device %u: GetZeroTimeStamp failed: without it nothing can be timed",
                         (unsigned)thread->device);
    start_time_line(thread);
    return STATUS_OK;
}

static Status set_up(IoThread *thread, Error *error)
{
    Status status = hal_device_info(thread->hal, thread->device, &thread->info, error);
    if (status == STATUS_OK)
        status = io_side_init(&thread->input, thread->hal, thread->device,
                              kAudioObjectPropertyScopeInput, thread->info.buffer_frames, error);
    if (status == STATUS_OK)
        status = io_side_init(&thread->output, thread->hal, thread->device,
                              kAudioObjectPropertyScopeOutput, thread->info.buffer_frames, error);
    if (status != STATUS_OK)
        return status;
    thread->operations =
        io_operations_ask(thread->driver, thread->device, kAudioServerPlugInHostClientID);
    check_required(thread);
    return start_clock(thread, error);
}

IoThread *io_thread_new(Hal *hal, AudioObjectID device, IoCounters *counters, IoList *list,
                        Error *error)
{
    IoThread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) {
        error_set(error, STATUS_NO_MEMORY, "device %u: no memory for its I/O", (unsigned)device);
        return NULL;
    }
    thread->hal = hal;
    thread->driver = hal->plugin.driver;
    thread->device = device;
    thread->host_clock = hal->clock;
    thread->rules = &hal->rules;
    thread->log = hal->log;
    thread->counters = counters;
    atomic_init(&thread->list, list);
    /* On the thread's behalf, so that time can't run away before it begins. */
    host_clock_join(thread->host_clock);
    if (set_up(thread, error) == STATUS_OK)
        return thread;
    io_thread_free(thread);
    return NULL;
}

Status io_thread_start(IoThread *thread, Error *error)
{
    const int reason = pthread_create(&thread->thread, NULL, thread_main, thread);
    if (reason != 0)
        return error_set(error, status_from_errno(reason),
                         "device %u: can't start its I/O thread: %s", (unsigned)thread->device,
                         strerror(reason));
    thread->is_started = true;
    return STATUS_OK;
}

bool io_thread_publish(IoThread *thread, IoList *list)
{
    if (atomic_exchange(&thread->list, list) == NULL)
        return false;
    const uint64_t mark = atomic_load(&thread->cycle_mark);
    const struct timespec moment = {.tv_nsec = 50000};
    while (mark % 2 != 0 && atomic_load(&thread->cycle_mark) == mark)
        nanosleep(&moment, NULL);
    return true;
}

void io_thread_free(IoThread *thread)
{
    if (thread == NULL)
        return;
    atomic_store(&thread->stop, true);
    host_clock_wake(thread->host_clock);
    if (thread->is_started)
        pthread_join(thread->thread, NULL);
    else
        host_clock_leave(thread->host_clock);
    io_side_cleanup(&thread->input);
    io_side_cleanup(&thread->output);
    free(thread);
}
