/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Applying a configuration when memory is short: a program of its own, since it replaces malloc. */

#include "driver/configuration.h"
#include "driver/custom_properties.h"
#include "support/fail_each.h"
#include "support/fake_host.h"
#include "support/plist_text.h"

#include <stdio.h>
#include <string.h>

static const DriverConfiguration no_devices;
static FakeHost *host;
static AudioServerPlugInDriverRef own; /* the driver that `host` began with */
static CFTypeRef before;
static CFTypeRef after;

static void set_up(void)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    before = plist_create(
        DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("a"))) DICT(KEY("uid", TEXT("b")))))));
    after = plist_create(DICT(
        KEY("devices", ARRAY(DICT(KEY("uid", TEXT("b")) KEY("name", TEXT("B")) KEY("hidden", TRUE_))
                                 DICT(KEY("uid", TEXT("c")) KEY("channels", WHOLE("4")))))));
    host = fake_host_new_with(&no_devices, NULL);
    host->storage_fails = true; /* what it keeps would look like a leak */
    own = host->driver;
}

static void tear_down(void)
{
    if (!host)
        return;
    host->driver = own;
    fake_host_free(host);
    CFRelease(before);
    CFRelease(after);
}

TestSuite(configuration_apply_memory, .init = set_up, .fini = tear_down);

static OSStatus set(CFTypeRef list)
{
    return fake_set(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration,
                    sizeof(CFTypeRef), &list);
}

/* The UIDs of the devices, one behind the other. */
static void read_uids(char *uids, size_t capacity)
{
    CFTypeRef list = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    Configuration all;
    Error error;
    cr_assert_eq(configuration_parse(&all, list, &error), STATUS_OK, "%s", error.message);
    uids[0] = '\0';
    for (UInt32 i = 0; i < all.device_count; i++) {
        const size_t used = strlen(uids);
        (void)snprintf(uids + used, capacity - used, "%s%s", all.devices[i].uid,
                       all.devices[i].is_hidden ? "!" : "");
    }
    configuration_cleanup(&all);
    CFRelease(list);
}

/* A driver of its own, since devices that went stay as long as theirs. */
static FailedAct apply(void)
{
    FailedAct act = {false, {STATUS_FAILED, "an OSStatus"}};
    host->driver = driver_new(&no_devices);
    if (host->driver && (*host->driver)->Initialize(host->driver, &host->interface) == 0 &&
        set(before) == 0) {
        const OSStatus status = set(after);
        char uids[16];
        (void)failing_malloc_disarm();
        read_uids(uids, sizeof uids);
        cr_assert_str_eq(uids, status == kAudioHardwareNoError ? "b!c" : "ab");
        act.succeeded = status == kAudioHardwareNoError;
    }
    if (host->driver)
        (void)(*host->driver)->Release(host->driver);
    return act;
}

Test(configuration_apply_memory, brings_all_or_none)
{
    cr_assert_gt(fail_each(apply, true), 100);
}
