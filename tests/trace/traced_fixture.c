/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/traced_fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

const AudioObjectPropertyAddress fake_property = {kAudioDevicePropertyNominalSampleRate,
                                                  kAudioObjectPropertyScopeOutput, 2};
AudioServerPlugInIOCycleInfo fake_cycle = {.mInputTime = {.mSampleTime = 4096},
                                           .mOutputTime = {.mSampleTime = 8192}};
unsigned char fake_value[16];

static FakeDriver fake;

/* The slots run on threads of tests: what is wrong is counted out of the way of Criterion. */
#define EXPECT(condition) ((condition) ? (void)0 : abort())

static OSStatus count(const void *reference)
{
    EXPECT(reference == &fake);
    fake.calls++;
    return fake.status;
}

static HRESULT query_interface(void *reference, REFIID id, LPVOID *interface)
{
    if (interface)
        *interface = &fake;
    return count(reference);
}

static ULONG add_reference(void *reference)
{
    (void)count(reference);
    return 2;
}

static ULONG release(void *reference)
{
    (void)count(reference);
    return 1;
}

static OSStatus initialize(AudioServerPlugInDriverRef reference, AudioServerPlugInHostRef host)
{
    fake.given_host = host;
    return count((const void *)reference);
}

static void expect_client(const AudioServerPlugInClientInfo *client)
{
    EXPECT(!client || client->mClientID == FAKE_CLIENT);
}

static OSStatus create_device(AudioServerPlugInDriverRef reference, CFDictionaryRef description,
                              const AudioServerPlugInClientInfo *client, AudioObjectID *device)
{
    expect_client(client);
    if (device)
        *device = FAKE_DEVICE;
    return count((const void *)reference);
}

static OSStatus destroy_device(AudioServerPlugInDriverRef reference, AudioObjectID device)
{
    EXPECT(device == FAKE_DEVICE);
    return count((const void *)reference);
}

static OSStatus with_client(AudioServerPlugInDriverRef reference, AudioObjectID device,
                            const AudioServerPlugInClientInfo *client)
{
    expect_client(client);
    EXPECT(device == FAKE_DEVICE);
    return count((const void *)reference);
}

static OSStatus change(AudioServerPlugInDriverRef reference, AudioObjectID device, UInt64 action,
                       void *info)
{
    EXPECT(device == FAKE_DEVICE && action == FAKE_ACTION && info == fake_value);
    return count((const void *)reference);
}

static void expect_property(AudioObjectID object, pid_t process,
                            const AudioObjectPropertyAddress *address)
{
    EXPECT(object == FAKE_DEVICE && process == FAKE_PROCESS);
    EXPECT(!address || address == &fake_property);
}

static Boolean has_property(AudioServerPlugInDriverRef reference, AudioObjectID object,
                            pid_t process, const AudioObjectPropertyAddress *address)
{
    expect_property(object, process, address);
    return count((const void *)reference) == 0;
}

static OSStatus is_property_settable(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                     pid_t process, const AudioObjectPropertyAddress *address,
                                     Boolean *settable)
{
    expect_property(object, process, address);
    if (settable)
        *settable = true;
    return count((const void *)reference);
}

static OSStatus get_property_data_size(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                       pid_t process, const AudioObjectPropertyAddress *address,
                                       UInt32 qualifier_size, const void *qualifier, UInt32 *size)
{
    expect_property(object, process, address);
    EXPECT(qualifier_size == 4 && qualifier == fake_value);
    if (size)
        *size = 8;
    return count((const void *)reference);
}

static OSStatus get_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 capacity,
                                  UInt32 *size, void *data)
{
    expect_property(object, process, address);
    EXPECT(qualifier_size == 4 && qualifier == fake_value && capacity == sizeof fake_value);
    EXPECT(!data || data == fake_value);
    if (size)
        *size = 8;
    return count((const void *)reference);
}

static OSStatus set_property_data(AudioServerPlugInDriverRef reference, AudioObjectID object,
                                  pid_t process, const AudioObjectPropertyAddress *address,
                                  UInt32 qualifier_size, const void *qualifier, UInt32 size,
                                  const void *data)
{
    expect_property(object, process, address);
    EXPECT(qualifier_size == 4 && qualifier == fake_value && size == 8);
    EXPECT(!data || data == fake_value);
    return count((const void *)reference);
}

static OSStatus start_or_stop(AudioServerPlugInDriverRef reference, AudioObjectID device,
                              UInt32 client)
{
    EXPECT(device == FAKE_DEVICE && client == FAKE_CLIENT);
    return count((const void *)reference);
}

static OSStatus get_zero_time_stamp(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                    UInt32 client, Float64 *sample_time, UInt64 *host_time,
                                    UInt64 *seed)
{
    if (sample_time)
        *sample_time = 16384.5;
    if (host_time)
        *host_time = 1000;
    if (seed)
        *seed = FAKE_SEED;
    return start_or_stop(reference, device, client);
}

static OSStatus will_do(AudioServerPlugInDriverRef reference, AudioObjectID device, UInt32 client,
                        UInt32 operation, Boolean *will, Boolean *in_place)
{
    EXPECT(operation == FAKE_OPERATION);
    if (will)
        *will = true;
    if (in_place)
        *in_place = false;
    return start_or_stop(reference, device, client);
}

static OSStatus begin_or_end(AudioServerPlugInDriverRef reference, AudioObjectID device,
                             UInt32 client, UInt32 operation, UInt32 frames,
                             const AudioServerPlugInIOCycleInfo *cycle)
{
    EXPECT(operation == FAKE_OPERATION && frames == FAKE_FRAMES);
    EXPECT(!cycle || cycle == &fake_cycle);
    return start_or_stop(reference, device, client);
}

static OSStatus do_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                             AudioObjectID stream, UInt32 client, UInt32 operation, UInt32 frames,
                             const AudioServerPlugInIOCycleInfo *cycle, void *main_buffer,
                             void *secondary_buffer)
{
    EXPECT(stream == FAKE_STREAM);
    EXPECT(!main_buffer || (main_buffer == fake_value && secondary_buffer == fake_value + 1));
    return begin_or_end(reference, device, client, operation, frames, cycle);
}

static OSStatus count_host(AudioServerPlugInHostRef host)
{
    EXPECT(host == &fake.host);
    fake.host_calls++;
    return fake.status;
}

static OSStatus properties_changed(AudioServerPlugInHostRef host, AudioObjectID object,
                                   UInt32 number, const AudioObjectPropertyAddress *addresses)
{
    EXPECT(object == FAKE_DEVICE && number <= 2);
    return count_host(host);
}

static OSStatus copy_from_storage(AudioServerPlugInHostRef host, CFStringRef key,
                                  CFPropertyListRef *data)
{
    if (data)
        *data = CFSTR("value");
    return count_host(host);
}

static OSStatus write_to_storage(AudioServerPlugInHostRef host, CFStringRef key,
                                 CFPropertyListRef data)
{
    return count_host(host);
}

static OSStatus delete_from_storage(AudioServerPlugInHostRef host, CFStringRef key)
{
    return count_host(host);
}

static OSStatus request_change(AudioServerPlugInHostRef host, AudioObjectID device, UInt64 action,
                               void *info)
{
    EXPECT(device == FAKE_DEVICE && action == FAKE_ACTION && info == fake_value);
    return count_host(host);
}

FakeDriver *fake_driver_reset(void)
{
    fake = (FakeDriver){
        .table = {NULL,
                  query_interface,
                  add_reference,
                  release,
                  initialize,
                  create_device,
                  destroy_device,
                  with_client,
                  with_client,
                  change,
                  change,
                  has_property,
                  is_property_settable,
                  get_property_data_size,
                  get_property_data,
                  set_property_data,
                  start_or_stop,
                  start_or_stop,
                  get_zero_time_stamp,
                  will_do,
                  begin_or_end,
                  do_operation,
                  begin_or_end},
        .host = {properties_changed, copy_from_storage, write_to_storage, delete_from_storage,
                 request_change},
    };
    fake.interface = &fake.table;
    return &fake;
}

KeptLines kept_lines = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void keep(void *context, LogLevel level, const char *line)
{
    pthread_mutex_lock(&kept_lines.lock);
    if (kept_lines.count < KEPT_LINES)
        kept_lines.lines[kept_lines.count++] = strdup(line);
    pthread_mutex_unlock(&kept_lines.lock);
}

const Log kept_log = {.write = keep};

Trace *kept_trace(TraceFormat format)
{
    const TraceOptions options = {.format = format, .log = &kept_log};
    Trace *trace = trace_new(&options, NULL);
    cr_assert_not_null(trace);
    return trace;
}

void kept_lines_free(void)
{
    for (size_t i = 0; i < kept_lines.count; i++)
        free(kept_lines.lines[i]);
    kept_lines.count = 0;
}
