/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Clients that come and go in every order: who is listed, what is announced, when the device runs
 * and when its time line begins anew. */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { STRANGER = 99 };

static FakeHost *host;

static void set_up(void)
{
    host = fake_host_new(2);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(client_properties, .init = set_up, .fini = tear_down);

static OSStatus add(UInt32 client, pid_t process, CFStringRef bundle)
{
    const AudioServerPlugInClientInfo info = {
        .mClientID = client, .mProcessID = process, .mIsNativeEndian = true, .mBundleID = bundle};
    return (*host->driver)->AddDeviceClient(host->driver, FAKE_DEVICE, &info);
}

static OSStatus take_away(UInt32 client)
{
    const AudioServerPlugInClientInfo info = {.mClientID = client};
    return (*host->driver)->RemoveDeviceClient(host->driver, FAKE_DEVICE, &info);
}

static OSStatus start(UInt32 client)
{
    return (*host->driver)->StartIO(host->driver, FAKE_DEVICE, client);
}

static OSStatus stop(UInt32 client)
{
    return (*host->driver)->StopIO(host->driver, FAKE_DEVICE, client);
}

static CFTypeRef entry_of(CFTypeRef dictionary, const char *key)
{
    CFStringRef name = CFStringCreateWithCString(NULL, key, kCFStringEncodingUTF8);
    CFTypeRef value = CFDictionaryGetValue(dictionary, name);
    CFRelease(name);
    return value;
}

static int integer_of(CFTypeRef dictionary, const char *key)
{
    int number = 0;
    cr_assert(CFNumberGetValue(entry_of(dictionary, key), kCFNumberIntType, &number), "%s", key);
    return number;
}

/* One client as "ID process bundle starts", with a star if it runs. */
static void describe(CFTypeRef client, char *text, size_t size)
{
    char bundle[64] = "-";
    CFTypeRef name = entry_of(client, OSSICLE_KEY_BUNDLE_ID);
    if (name)
        cr_assert(CFStringGetCString(name, bundle, sizeof bundle, kCFStringEncodingUTF8));
    (void)snprintf(text, size, "%d %d %s %d%s;", integer_of(client, OSSICLE_KEY_CLIENT_ID),
                   integer_of(client, OSSICLE_KEY_PROCESS_ID), bundle,
                   integer_of(client, OSSICLE_KEY_STARTS),
                   CFBooleanGetValue(entry_of(client, OSSICLE_KEY_IS_RUNNING)) ? "*" : "");
}

static void assert_clients(const char *expected)
{
    char text[512] = "";
    CFArrayRef clients = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyClients);
    cr_assert(CFPropertyListIsValid(clients, kCFPropertyListBinaryFormat_v1_0));
    for (CFIndex i = 0; i < CFArrayGetCount(clients); i++) {
        const size_t used = strlen(text);
        describe(CFArrayGetValueAtIndex(clients, i), text + used, sizeof text - used);
    }
    CFRelease(clients);
    cr_assert_str_eq(text, expected);
}

static size_t news_of(AudioObjectPropertySelector selector)
{
    return fake_host_news_of(host, FAKE_DEVICE, selector);
}

/* What was announced since the last time, all of it in one call, if at all. */
static void assert_news(size_t clients, size_t running)
{
    cr_assert_eq(news_of(kOssicleDevicePropertyClients), clients);
    cr_assert_eq(news_of(kAudioDevicePropertyDeviceIsRunning), running);
    cr_assert_eq(host->news_calls, clients + running > 0 ? 1 : 0);
    fake_host_forget_news(host);
}

static bool is_running(void)
{
    return fake_get_uint32(host, FAKE_DEVICE, kAudioDevicePropertyDeviceIsRunning) != 0;
}

/* 0: it isn't running. */
static UInt64 seed(void)
{
    Float64 sample = 0;
    UInt64 ticks = 0;
    UInt64 result = 0;
    const OSStatus status =
        (*host->driver)->GetZeroTimeStamp(host->driver, FAKE_DEVICE, 1, &sample, &ticks, &result);
    cr_assert_eq(status, is_running() ? kAudioHardwareNoError : kAudioHardwareNotRunningError);
    return result;
}

Test(client_properties, list_clients_in_the_order_of_their_ids)
{
    assert_clients("");
    cr_assert_eq(add(20, 200, CFSTR("org.example.player")), 0);
    assert_news(1, 0);
    cr_assert_eq(add(3, 30, NULL), 0);
    cr_assert_eq(add(100, 200, CFSTR("org.example.player")), 0);
    fake_host_forget_news(host);
    assert_clients("3 30 - 0;20 200 org.example.player 0;100 200 org.example.player 0;");
    cr_assert_eq(add(20, 1, NULL), kAudioHardwareIllegalOperationError, "it is there");
    assert_news(0, 0);
    cr_assert_eq(take_away(20), 0);
    assert_news(1, 0);
    assert_clients("3 30 - 0;100 200 org.example.player 0;");
    cr_assert_eq(take_away(20), kAudioHardwareIllegalOperationError);
    assert_news(0, 0);
}

Test(client_properties, leave_out_the_host)
{
    cr_assert_eq(start(kAudioServerPlugInHostClientID), 0);
    assert_clients("");
    assert_news(0, 1);
    cr_assert_eq(stop(kAudioServerPlugInHostClientID), 0);
    assert_news(0, 1);
}

Test(client_properties, follow_a_second_client_that_starts_while_the_first_runs)
{
    cr_assert_eq(add(1, 10, NULL), 0);
    cr_assert_eq(add(2, 20, NULL), 0);
    fake_host_forget_news(host);
    cr_assert_eq(start(1), 0);
    assert_news(1, 1);
    const UInt64 first = seed();
    cr_assert_eq(start(2), 0);
    assert_news(1, 0);
    assert_clients("1 10 - 1*;2 20 - 1*;");
    cr_assert_eq(seed(), first);
    cr_assert_eq(stop(1), 0);
    assert_news(1, 0);
    assert_clients("1 10 - 0;2 20 - 1*;");
    cr_assert_eq(seed(), first, "the second one still runs on this time line");
    cr_assert_eq(start(1), 0);
    cr_assert_eq(seed(), first, "and the first one joins it again");
    cr_assert_eq(stop(2), 0);
    fake_host_forget_news(host);
    cr_assert_eq(stop(1), 0);
    assert_news(1, 1);
    cr_assert_not(is_running());
    cr_assert_eq(start(2), 0);
    cr_assert_neq(seed(), first, "a new time line");
}

Test(client_properties, follow_one_that_starts_twice)
{
    cr_assert_eq(add(1, 10, NULL), 0);
    cr_assert_eq(start(1), 0);
    const UInt64 first = seed();
    fake_host_forget_news(host);
    cr_assert_eq(start(1), 0);
    assert_news(1, 0);
    assert_clients("1 10 - 2*;");
    cr_assert_eq(stop(1), 0);
    assert_news(1, 0);
    assert_clients("1 10 - 1*;");
    cr_assert_eq(seed(), first);
    cr_assert_eq(stop(1), 0);
    assert_news(1, 1);
    assert_clients("1 10 - 0;");
    cr_assert_not(is_running());
}

Test(client_properties, ignore_strangers_and_stops_without_a_start)
{
    cr_assert_eq(add(1, 10, NULL), 0);
    cr_assert_eq(add(2, 20, NULL), 0);
    cr_assert_eq(start(1), 0);
    const UInt64 first = seed();
    fake_host_forget_news(host);
    cr_assert_eq(stop(STRANGER), kAudioHardwareIllegalOperationError);
    cr_assert_eq(stop(2), kAudioHardwareIllegalOperationError);
    cr_assert_eq(take_away(STRANGER), kAudioHardwareIllegalOperationError);
    assert_news(0, 0);
    assert_clients("1 10 - 1*;2 20 - 0;");
    cr_assert_eq(seed(), first);
    cr_assert_eq(start(STRANGER), kAudioHardwareIllegalOperationError);
    cr_assert_eq(news_of(kOssicleDevicePropertyClients), 0);
    cr_assert_eq(news_of(kAudioDevicePropertyDeviceIsRunning), 0);
    cr_assert_eq(stop(1), 0);
    cr_assert_not(is_running());
    cr_assert_eq(start(STRANGER), kAudioHardwareIllegalOperationError);
    cr_assert_not(is_running(), "a stranger doesn't run the device");
}

Test(client_properties, follow_one_that_is_removed_while_it_runs)
{
    cr_assert_eq(add(1, 10, NULL), 0);
    cr_assert_eq(add(2, 20, NULL), 0);
    cr_assert_eq(start(1), 0);
    cr_assert_eq(start(1), 0);
    cr_assert_eq(start(2), 0);
    const UInt64 first = seed();
    fake_host_forget_news(host);
    cr_assert_eq(take_away(1), 0);
    assert_news(1, 0);
    cr_assert_eq(seed(), first, "the other one runs it");
    cr_assert_eq(stop(1), kAudioHardwareIllegalOperationError);
    assert_news(0, 0);
    cr_assert_eq(take_away(2), 0);
    assert_news(1, 1);
    assert_clients("");
    cr_assert_not(is_running());
    cr_assert_eq(add(1, 11, NULL), 0);
    assert_clients("1 11 - 0;");
    cr_assert_eq(start(1), 0);
    cr_assert_gt(seed(), first);
}
