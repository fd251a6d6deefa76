/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/traced_fixture.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static FakeDriver *fake;
static Trace *trace;
static Traced traced;
static AudioServerPlugInDriverRef driver;

static void start(void)
{
    fake = fake_driver_reset();
    trace = kept_trace(TRACE_FORMAT_JSON);
    driver = traced_init(&traced, (void *)fake, trace);
}

static void end(void)
{
    kept_lines_free();
}

TestSuite(trace, .init = start, .fini = end);

Test(trace, formats_have_names)
{
    cr_expect_eq(trace_format_parse("text"), TRACE_FORMAT_TEXT);
    cr_expect_eq(trace_format_parse("json"), TRACE_FORMAT_JSON);
    cr_expect_eq(trace_format_parse("off"), TRACE_FORMAT_COUNT);
    cr_expect_str_eq(trace_format_name(TRACE_FORMAT_TEXT), "text");
    cr_expect_str_eq(trace_format_name(TRACE_FORMAT_JSON), "json");
    trace_free(trace);
    trace_free(NULL);
}

Test(trace, a_flush_writes_what_ended)
{
    (void)(*driver)->StartIO(driver, FAKE_DEVICE, FAKE_CLIENT);
    trace_flush(trace);
    pthread_mutex_lock(&kept_lines.lock);
    cr_expect_eq(kept_lines.count, 1);
    pthread_mutex_unlock(&kept_lines.lock);
    trace_set_format(trace, TRACE_FORMAT_TEXT);
    (void)(*driver)->StopIO(driver, FAKE_DEVICE, FAKE_CLIENT);
    trace_free(trace);
    cr_assert_eq(kept_lines.count, 2);
    cr_expect_not_null(strstr(kept_lines.lines[0], "\"call\":\"StartIO\""));
    cr_expect_not_null(strstr(kept_lines.lines[1], " s  hal     StopIO device 7 client 3 -> ok, "));
}

/* A driver that calls its host from within a slot. */
static OSStatus start_and_announce(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                   UInt32 client)
{
    return fake->given_host->PropertiesChanged(fake->given_host, device, 1, &fake_property);
}

Test(trace, a_call_within_another_comes_behind_it)
{
    fake->table.StartIO = start_and_announce;
    (void)(*driver)->Initialize(driver, &fake->host);
    (void)(*driver)->StartIO(driver, FAKE_DEVICE, FAKE_CLIENT);
    (void)(*driver)->StopIO(driver, FAKE_DEVICE, FAKE_CLIENT);
    trace_free(trace);
    static const char *const calls[] = {"Initialize", "StartIO", "PropertiesChanged", "StopIO"};
    cr_assert_eq(kept_lines.count, 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_not_null(strstr(kept_lines.lines[i], calls[i]), "%s", kept_lines.lines[i]);
}

/* A driver that goes with its last reference, as one that embeds its trace does. */
static ULONG free_all(void *reference)
{
    trace_free(trace);
    memset(&traced, 0xee, sizeof traced);
    return 0;
}

Test(trace, the_last_release_is_written_too)
{
    fake->table.Release = free_all;
    cr_expect_eq((*driver)->Release(driver), 0);
    cr_assert_eq(kept_lines.count, 1);
    cr_expect_not_null(strstr(kept_lines.lines[0], "\"call\":\"Release\",\"result\":0"));
}

static UInt64 lost_calls(void)
{
    UInt64 lost = 0;
    for (size_t i = 0; i < kept_lines.count; i++) {
        json_t *line = json_loads(kept_lines.lines[i], 0, NULL);
        cr_assert_not_null(line, "%s", kept_lines.lines[i]);
        lost += (UInt64)json_integer_value(json_object_get(line, "lost"));
        json_decref(line);
    }
    return lost;
}

static size_t lines_of(const char *call)
{
    size_t count = 0;
    for (size_t i = 0; i < kept_lines.count; i++)
        count += strstr(kept_lines.lines[i], call) != NULL;
    return count;
}

Test(trace, io_calls_without_room_are_lost_and_counted)
{
    enum { CALLS = 3000 };
    pthread_mutex_lock(&kept_lines.lock);
    for (int i = 0; i < CALLS; i++)
        (void)(*driver)->BeginIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION,
                                          FAKE_FRAMES, &fake_cycle);
    pthread_mutex_unlock(&kept_lines.lock);
    trace_free(trace);
    cr_expect_eq(fake->calls, CALLS, "none waits, and none is left out");
    const UInt64 lost = lost_calls();
    cr_expect_geq(lost, CALLS - 2049u);
    cr_expect_eq(lines_of("BeginIOOperation") + lost, CALLS);
}

static atomic_bool reader_waits;

/* Lets the writing go on once a control call has to wait for it. */
static void *call_often(void *context)
{
    for (int i = 0; i < 2500; i++) {
        if (i == 2000)
            atomic_store(&reader_waits, true);
        (void)(*driver)->DestroyDevice(driver, FAKE_DEVICE);
    }
    return NULL;
}

Test(trace, other_calls_wait_for_room)
{
    pthread_mutex_lock(&kept_lines.lock);
    pthread_t caller;
    cr_assert_eq(pthread_create(&caller, NULL, call_often, NULL), 0);
    while (!atomic_load(&reader_waits))
        (void)sched_yield();
    pthread_mutex_unlock(&kept_lines.lock);
    cr_assert_eq(pthread_join(caller, NULL), 0);
    trace_free(trace);
    cr_expect_eq(lines_of("DestroyDevice"), 2500);
    cr_expect_eq(lost_calls(), 0);
}

enum { THREADS = 4, EACH = 400 };

static void *call_io(void *context)
{
    for (int i = 0; i < EACH; i++)
        (void)(*driver)->DoIOOperation(driver, FAKE_DEVICE, FAKE_STREAM, FAKE_CLIENT,
                                       FAKE_OPERATION, FAKE_FRAMES, &fake_cycle, NULL, NULL);
    return NULL;
}

static OSStatus do_nothing(AudioServerPlugInDriverRef reference, AudioObjectID device,
                           AudioObjectID stream, UInt32 client, UInt32 operation, UInt32 frames,
                           const AudioServerPlugInIOCycleInfo *cycle, void *main_buffer,
                           void *secondary_buffer)
{
    return 0;
}

Test(trace, many_threads_call_at_once)
{
    fake->table.DoIOOperation = do_nothing; /* which counts nothing */
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, call_io, NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    trace_free(trace);
    cr_expect_eq(lines_of("DoIOOperation") + lost_calls(), (size_t)THREADS * EACH);
}

Test(trace, a_driver_switches_it_while_others_call)
{
    const AudioServerPlugInDriverInterface *plain = &fake->table;
    fake->table.DoIOOperation = do_nothing;
    static Traced own;
    traced_embed(&own, &plain);
    driver = &own.interface;
    own.driver = (void *)fake; /* a driver of its own would take its own reference */
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, call_io, NULL), 0);
    for (int i = 0; i < 100; i++)
        traced_switch(&own, i % 2 ? NULL : trace);
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    trace_free(trace);
    cr_expect_leq(lines_of("DoIOOperation") + lost_calls(), (size_t)THREADS * EACH);
}
