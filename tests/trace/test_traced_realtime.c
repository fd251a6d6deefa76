/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a trace does on an I/O thread is nothing that it mustn't. */

#include "support/realtime_check.h"
#include "trace/traced_fixture.h"

#include <criterion/criterion.h>

enum { CYCLES = 1000 };

static AudioServerPlugInDriverRef driver;

static void run_cycles(void *context)
{
    AudioServerPlugInDriverInterface *slots = *driver;
    OSStatus *status = context;
    for (int i = 0; i < CYCLES; i++) {
        Float64 sample_time = 0;
        UInt64 host_time = 0;
        UInt64 seed = 0;
        Boolean yes[2];
        *status |= slots->GetZeroTimeStamp(driver, FAKE_DEVICE, FAKE_CLIENT, &sample_time,
                                           &host_time, &seed);
        *status |= slots->WillDoIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION,
                                            &yes[0], &yes[1]);
        *status |= slots->BeginIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION,
                                           FAKE_FRAMES, &fake_cycle);
        *status |=
            slots->DoIOOperation(driver, FAKE_DEVICE, FAKE_STREAM, FAKE_CLIENT, FAKE_OPERATION,
                                 FAKE_FRAMES, &fake_cycle, fake_value, fake_value + 1);
        *status |= slots->EndIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION,
                                         FAKE_FRAMES, &fake_cycle);
    }
}

/* 5000 calls are more than there is room for: losing them is no more than keeping them. */
Test(traced_realtime, keeps_to_what_an_io_thread_may_do)
{
    FakeDriver *fake = fake_driver_reset();
    Trace *trace = kept_trace(TRACE_FORMAT_TEXT);
    Traced traced;
    OSStatus status = 0;
    driver = traced_init(&traced, (void *)fake, trace);
    pthread_mutex_lock(&kept_lines.lock);
    RealtimeCheck check = realtime_check_run(run_cycles, &status);
    pthread_mutex_unlock(&kept_lines.lock);
    cr_expect_null(check.violation, "%s while full", check.violation);
    check = realtime_check_run(run_cycles, &status);
    cr_expect_null(check.violation, "%s", check.violation);
    cr_expect_eq(status, 0);
    cr_expect_eq(fake->calls, 2 * 5 * CYCLES);
    trace_free(trace);
    cr_expect_gt(kept_lines.count, 1000);
    kept_lines_free();
}
