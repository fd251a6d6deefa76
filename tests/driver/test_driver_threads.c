/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Control threads read what others change, and an I/O thread does its cycles meanwhile. What goes
 * wrong here the thread sanitizer finds; without it the test shows that values are whole. */

#include "driver/clock.h"
#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

enum { ROUNDS = 300, FRAMES = 64, PERIOD = 1000 };

typedef struct Shared {
    FakeHost *host;
    AudioObjectID device;
    AudioObjectID volume;
    atomic_bool done;
    atomic_uint bad;
} Shared;

static void *read_properties(void *context)
{
    Shared *shared = context;
    static const AudioObjectPropertySelector objects[] = {
        kOssicleDevicePropertyChain, kOssicleDevicePropertyParameters, kOssicleDevicePropertyEngine,
        kOssicleDevicePropertyErrors, kAudioObjectPropertyName};
    while (!atomic_load(&shared->done)) {
        for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
            CFRelease(fake_copy(shared->host, shared->device, objects[i]));
        const Float64 rate =
            fake_get_float64(shared->host, shared->device, kAudioDevicePropertyNominalSampleRate);
        Float32 scalar = 0;
        (void)fake_get(shared->host, shared->volume, kAudioLevelControlPropertyScalarValue,
                       sizeof scalar, &scalar);
        if ((rate != 48000 && rate != 96000) || (scalar != 0.25f && scalar != 1.0f))
            atomic_fetch_add(&shared->bad, 1);
    }
    return NULL;
}

static void *do_cycles(void *context)
{
    const Shared *shared = context;
    float samples[2 * FRAMES] = {0};
    for (double time = 0; !atomic_load(&shared->done); time += FRAMES) {
        (void)fake_host_write(shared->host, 1, time, FRAMES, samples);
        (void)fake_host_read(shared->host, 1, time, FRAMES, samples);
    }
    return NULL;
}

static void start(Shared *shared, FakeHost *host)
{
    *shared = (Shared){
        .host = host,
        .device = fake_host_device(host),
        .volume =
            fake_host_object(host, kAudioVolumeControlClassID, kAudioObjectPropertyScopeInput),
    };
}

static void set_volume(const Shared *shared, int round)
{
    const Float32 scalar = round % 2 ? 0.25f : 1.0f;
    cr_assert_eq(fake_set(shared->host, shared->volume, kAudioLevelControlPropertyScalarValue,
                          sizeof scalar, &scalar),
                 kAudioHardwareNoError);
}

Test(threads, read_while_another_changes_everything)
{
    FakeHost *host = fake_host_new(2);
    Shared shared;
    start(&shared, host);
    pthread_t readers[2];
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&readers[i], NULL, read_properties, &shared), 0);
    for (int round = 0; round < ROUNDS; round++) {
        const Float64 rate = round % 2 ? 96000 : 48000;
        cr_assert_eq(fake_set(host, shared.device, kAudioDevicePropertyNominalSampleRate,
                              sizeof rate, &rate),
                     kAudioHardwareNoError);
        cr_assert_eq(fake_set_text(host, shared.device, kOssicleDevicePropertyChain,
                                   round % 2 ? "org.ossicle.gain" : ""),
                     kAudioHardwareNoError);
        set_volume(&shared, round);
    }
    atomic_store(&shared.done, true);
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(pthread_join(readers[i], NULL), 0);
    cr_assert_eq(atomic_load(&shared.bad), 0);
    fake_host_free(host);
}

Test(threads, play_while_another_turns_the_volume_and_clients_come_and_go)
{
    FakeHost *host = fake_host_new(2);
    Shared shared;
    start(&shared, host);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    pthread_t player;
    cr_assert_eq(pthread_create(&player, NULL, do_cycles, &shared), 0);
    for (int round = 0; round < ROUNDS; round++) {
        const AudioServerPlugInClientInfo other = {.mClientID = 2 + (UInt32)round % 3};
        set_volume(&shared, round);
        cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, shared.device, &other),
                     kAudioHardwareNoError);
        fake_host_start(host, other.mClientID);
        cr_assert_eq((*host->driver)->RemoveDeviceClient(host->driver, shared.device, &other),
                     kAudioHardwareNoError);
    }
    atomic_store(&shared.done, true);
    cr_assert_eq(pthread_join(player, NULL), 0);
    fake_host_stop(host, 1);
    fake_host_free(host);
}

static void set_control(const Shared *shared, AudioClassID class_id,
                        AudioObjectPropertySelector selector, UInt32 value)
{
    const AudioObjectID control =
        fake_host_control(shared->host, class_id, kAudioObjectPropertyScopeInput, 0);
    cr_assert_eq(fake_set(shared->host, control, selector, sizeof value, &value),
                 kAudioHardwareNoError);
    (void)fake_get_uint32(shared->host, control, selector);
}

Test(threads, play_while_another_sets_controls)
{
    static const UInt32 cutoffs[] = {0, 40, 80, 160};
    DeviceConfiguration device = fake_device(2);
    device.input.controls = CONTROL_BIT(CONTROL_KIND_COUNT) - 1;
    const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    Shared shared;
    start(&shared, host);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    pthread_t player;
    cr_assert_eq(pthread_create(&player, NULL, do_cycles, &shared), 0);
    for (UInt32 round = 0; round < ROUNDS; round++) {
        set_control(&shared, kAudioHighPassFilterControlClassID,
                    kAudioSelectorControlPropertyCurrentItem, cutoffs[round % 4]);
        set_control(&shared, kAudioPhaseInvertControlClassID, kAudioBooleanControlPropertyValue,
                    round % 2);
        set_control(&shared, kAudioClipLightControlClassID, kAudioBooleanControlPropertyValue,
                    round % 2);
    }
    atomic_store(&shared.done, true);
    cr_assert_eq(pthread_join(player, NULL), 0);
    fake_host_stop(host, 1);
    fake_host_free(host);
}

static Clock shared_clock;
static atomic_bool clock_done;

/* Rates alternate between 1000 and 2000 Hz, so a stamp is whole if it fits one of them. */
static void *read_clock(void *context)
{
    atomic_uint *bad = context;
    while (!atomic_load(&clock_done)) {
        const ZeroTimeStamp stamp = clock_zero_time_stamp(&shared_clock, UINT64_C(60000000000));
        const uint64_t period_ns = stamp.seed % 2 ? 1000000000 : 500000000;
        const uint64_t anchor = stamp.seed * 1000003;
        const uint64_t periods = (uint64_t)stamp.sample_time / PERIOD;
        if (stamp.host_ticks != anchor + periods * period_ns)
            atomic_fetch_add(bad, 1);
    }
    return NULL;
}

Test(threads, read_a_clock_that_starts_again_and_again)
{
    enum { STARTS = 20000 };
    atomic_uint bad = 0;
    clock_init(&shared_clock, PERIOD, (ClockTimebase){1, 1});
    clock_start(&shared_clock, 1000003, 1000);
    pthread_t reader;
    cr_assert_eq(pthread_create(&reader, NULL, read_clock, &bad), 0);
    for (uint64_t seed = 2; seed < STARTS; seed++)
        clock_start(&shared_clock, seed * 1000003, seed % 2 ? 1000 : 2000);
    atomic_store(&clock_done, true);
    cr_assert_eq(pthread_join(reader, NULL), 0);
    cr_assert_eq(atomic_load(&bad), 0);
}

enum { STEPS = 20000, READERS = 3 };

static _Atomic uint64_t present;      /* moves on by at most half a period between two changes */
static _Atomic uint64_t given[STEPS]; /* the host time that a sample time was given with */

/* Counts stamps that go back, or that somebody got with another time. */
static void *watch_clock(void *context)
{
    atomic_uint *bad = context;
    ZeroTimeStamp last = {0};
    while (!atomic_load(&clock_done)) {
        const ZeroTimeStamp stamp = clock_zero_time_stamp(&shared_clock, atomic_load(&present));
        _Atomic uint64_t *of_sample = &given[(uint64_t)stamp.sample_time / PERIOD];
        uint64_t other = 0;
        if (!atomic_compare_exchange_strong(of_sample, &other, stamp.host_ticks) &&
            other != stamp.host_ticks)
            atomic_fetch_add(bad, 1);
        if (stamp.sample_time < last.sample_time || stamp.host_ticks < last.host_ticks)
            atomic_fetch_add(bad, 1);
        last = stamp;
    }
    return NULL;
}

Test(threads, read_a_clock_whose_rate_moves)
{
    static const double rates[] = {1000, 1010, 990, 1003, 995};
    atomic_uint bad = 0;
    atomic_store(&present, 1);
    clock_init(&shared_clock, PERIOD, (ClockTimebase){1, 1});
    clock_start(&shared_clock, 1, 1000);
    pthread_t readers[READERS];
    for (int i = 0; i < READERS; i++)
        cr_assert_eq(pthread_create(&readers[i], NULL, watch_clock, &bad), 0);
    for (uint64_t step = 1; step < STEPS; step++) {
        atomic_fetch_add(&present, (uint64_t)PERIOD * 250000 + step * 7919 % 1000003);
        clock_set_rate(&shared_clock, atomic_load(&present), rates[step % 5]);
    }
    atomic_store(&clock_done, true);
    for (int i = 0; i < READERS; i++)
        cr_assert_eq(pthread_join(readers[i], NULL), 0);
    cr_assert_eq(atomic_load(&bad), 0);
}
