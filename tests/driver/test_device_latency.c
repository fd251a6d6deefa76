/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module that changes its latency while sound runs. */

#include "driver/custom_properties.h"
#include "realtime/wake.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

enum { CLIENT = 3, FRAMES = 512, CHANGE_TIME = 4096 };

static AudioObjectID device;
static atomic_uint announcements;
static Wake announced;

/* On any thread, and counts what it looks for alone. */
static OSStatus properties_changed(AudioServerPlugInHostRef host, AudioObjectID object,
                                   UInt32 count, const AudioObjectPropertyAddress *addresses)
{
    for (UInt32 i = 0; i < count; i++) {
        if (object == device && addresses[i].mSelector == kAudioDevicePropertyLatency &&
            addresses[i].mScope == kAudioObjectPropertyScopeInput) {
            atomic_fetch_add(&announcements, 1);
            wake_signal(&announced);
        }
    }
    return kAudioHardwareNoError;
}

static UInt32 input_latency(const FakeHost *host)
{
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyLatency,
                                                kAudioObjectPropertyScopeInput,
                                                kAudioObjectPropertyElementMain};
    UInt32 latency = 0;
    UInt32 size = sizeof latency;
    cr_assert_eq(
        (*host->driver)
            ->GetPropertyData(host->driver, device, 0, &address, 0, NULL, size, &size, &latency),
        kAudioHardwareNoError);
    return latency;
}

static FakeHost *new_host(const char *folder, DeviceConfiguration *configuration)
{
    *configuration = fake_device(2);
    FakeHost *host = fake_host_new_with(&(DriverConfiguration){.devices = configuration,
                                                               .device_count = 1,
                                                               .modules_folder = folder},
                                        NULL);
    device = fake_host_device(host);
    cr_assert_eq(
        fake_set_text(host, device, kOssicleDevicePropertyChain, "org.ossicle.test.latency-grows"),
        kAudioHardwareNoError);
    return host;
}

Test(device_latency, is_announced_when_a_module_changes_it)
{
    char *folder = module_folder_new();
    DeviceConfiguration configuration;
    module_folder_copy(folder, FIXTURES_DIR "/latency-grows.so", "latency-grows.so");
    FakeHost *host = new_host(folder, &configuration);
    wake_init(&announced);
    host->interface.PropertiesChanged = properties_changed;
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    static float samples[2 * FRAMES];
    cr_assert_eq(input_latency(host), 0);
    const uint32_t ticket = wake_ticket(&announced);
    for (int time = 0; time <= CHANGE_TIME; time += FRAMES)
        cr_assert_eq(fake_host_write(host, CLIENT, time, FRAMES, samples), kAudioHardwareNoError);
    wake_wait(&announced, ticket);
    cr_assert_eq(input_latency(host), 32);
    fake_host_stop(host, CLIENT);
    fake_host_free(host);
    cr_assert_eq(atomic_load(&announcements), 1);
    module_folder_free(folder);
}
