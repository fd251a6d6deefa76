/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What the HAL calls on an I/O thread neither allocates nor locks nor enters the kernel. */

#include "driver/clock.h"
#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "driver/stream_format.h"
#include "support/fake_host.h"
#include "support/realtime_check.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

enum { FRAMES = 512, CYCLES = 200 };

typedef struct Cycles {
    AudioServerPlugInDriverRef driver;
    AudioObjectID device;
    AudioObjectID input;
    AudioObjectID output;
    float *samples;
    bool is_processed; /* the client's application has a chain */
    OSStatus status;   /* the first failure, or none */
} Cycles;

static void keep_failure(Cycles *cycles, OSStatus status)
{
    if (cycles->status == kAudioHardwareNoError)
        cycles->status = status;
}

static void operate(Cycles *cycles, AudioObjectID stream, UInt32 operation,
                    const AudioServerPlugInIOCycleInfo *info)
{
    AudioServerPlugInDriverInterface *interface = *cycles->driver;
    AudioServerPlugInDriverRef driver = cycles->driver;
    Boolean will_do = false;
    Boolean in_place = false;
    keep_failure(cycles, interface->WillDoIOOperation(driver, cycles->device, 1, operation,
                                                      &will_do, &in_place));
    keep_failure(cycles,
                 interface->BeginIOOperation(driver, cycles->device, 1, operation, FRAMES, info));
    keep_failure(cycles, interface->DoIOOperation(driver, cycles->device, stream, 1, operation,
                                                  FRAMES, info, cycles->samples, NULL));
    keep_failure(cycles,
                 interface->EndIOOperation(driver, cycles->device, 1, operation, FRAMES, info));
}

static void run_cycles(void *context)
{
    Cycles *cycles = context;
    for (int i = 0; i < CYCLES; i++) {
        Float64 sample = 0;
        UInt64 ticks = 0;
        UInt64 seed = 0;
        keep_failure(cycles, (*cycles->driver)
                                 ->GetZeroTimeStamp(cycles->driver, cycles->device, 1, &sample,
                                                    &ticks, &seed));
        const AudioServerPlugInIOCycleInfo info = {
            .mIOCycleCounter = (UInt64)i,
            .mNominalIOBufferFrameSize = FRAMES,
            .mInputTime = {.mSampleTime = (Float64)i * FRAMES, .mHostTime = ticks},
            .mOutputTime = {.mSampleTime = (Float64)(i + 2) * FRAMES, .mHostTime = ticks},
        };
        if (cycles->is_processed)
            operate(cycles, cycles->output, kAudioServerPlugInIOOperationProcessOutput, &info);
        operate(cycles, cycles->output, kAudioServerPlugInIOOperationWriteMix, &info);
        operate(cycles, cycles->input, kAudioServerPlugInIOOperationReadInput, &info);
    }
}

typedef struct Case {
    char mode[16];
    char chain[64];
    UInt32 channels;
    Float32 decibels;
    UInt32 high_pass_hz;
} Case;

ParameterizedTestParameters(realtime, keeps_to_what_an_io_thread_may_do)
{
    static Case cases[] = {
        {"worker", "", 2, 0},
        {"worker", "", 256, -10},
        {"worker", "org.ossicle.gain(gain=-6)", 2, -96},
        {"inline", "org.ossicle.gain,org.ossicle.lowpass", 2, -10},
        {"inline", "org.ossicle.gain,org.ossicle.lowpass", 256, 0},
        {"worker", "", 2, 0, 80},
        {"worker", "", 256, -10, 160},
    };
    return cr_make_param_array(Case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(Case *parameters, realtime, keeps_to_what_an_io_thread_may_do)
{
    static float samples[FRAMES * 256];
    DeviceConfiguration configured = fake_device(parameters->channels);
    configured.input.controls |= CONTROL_BIT(CONTROL_HIGH_PASS);
    const DriverConfiguration configuration = {
        .devices = &configured, .device_count = 1, .modules_folder = BUNDLE_MODULES};
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID device = fake_host_device(host);
    cr_assert_eq(fake_set_text(host, device, kOssicleDevicePropertyChainMode, parameters->mode), 0);
    cr_assert_eq(fake_set_text(host, device, kOssicleDevicePropertyChain, parameters->chain), 0);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    const AudioObjectID volume =
        fake_host_object(host, kAudioVolumeControlClassID, kAudioObjectPropertyScopeInput);
    cr_assert_eq(fake_set(host, volume, kAudioLevelControlPropertyDecibelValue, sizeof(Float32),
                          &parameters->decibels),
                 0);
    const AudioObjectID high_pass =
        fake_host_object(host, kAudioHighPassFilterControlClassID, kAudioObjectPropertyScopeInput);
    cr_assert_eq(fake_set(host, high_pass, kAudioSelectorControlPropertyCurrentItem, sizeof(UInt32),
                          &parameters->high_pass_hz),
                 0);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        samples[i] = 0.5f;
    Cycles cycles = {
        .driver = host->driver,
        .device = device,
        .input = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput),
        .output = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput),
        .samples = samples,
    };
    const RealtimeCheck check = realtime_check_run(run_cycles, &cycles);
    cr_assert_null(check.violation, "%s in mode %s with chain '%s'", check.violation,
                   parameters->mode, parameters->chain);
    cr_assert_eq(cycles.status, kAudioHardwareNoError);
    fake_host_stop(host, 1);
    fake_host_free(host);
}

Test(realtime, processes_the_sound_of_an_application)
{
    static float samples[FRAMES * 256];
    static const ApplicationConfiguration application = {"org.test",
                                                         "org.ossicle.gain,org.ossicle.lowpass"};
    static const UInt32 channels[] = {2, 256};
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        DeviceConfiguration device = fake_device(channels[i]);
        device.applications = &application;
        device.application_count = 1;
        const DriverConfiguration configuration = {
            .devices = &device, .device_count = 1, .modules_folder = BUNDLE_MODULES};
        FakeHost *host = fake_host_new_with(&configuration, NULL);
        const AudioServerPlugInClientInfo client = {.mClientID = 1, .mBundleID = CFSTR("org.test")};
        cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, FAKE_DEVICE, &client), 0);
        fake_host_start(host, 1);
        Cycles cycles = {
            .driver = host->driver,
            .device = FAKE_DEVICE,
            .input = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput),
            .output = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput),
            .samples = samples,
            .is_processed = true,
        };
        const RealtimeCheck check = realtime_check_run(run_cycles, &cycles);
        cr_assert_null(check.violation, "%s with %u channels", check.violation, channels[i]);
        cr_assert_eq(cycles.status, kAudioHardwareNoError);
        fake_host_stop(host, 1);
        fake_host_free(host);
    }
}

static void set_format(const FakeHost *host, const DeviceConfiguration *device, AudioObjectID id,
                       UInt32 index)
{
    const AudioStreamBasicDescription format =
        stream_format_describe(stream_format_at(device, index), device, 48000);
    cr_assert_eq(fake_set(host, id, kAudioStreamPropertyPhysicalFormat, sizeof format, &format), 0);
}

/* Both streams, in each integer format, with many channels. */
Test(realtime, converts_integers)
{
    static float samples[FRAMES * 256];
    DeviceConfiguration device = fake_device(256);
    device.formats = FORMAT_INT16 | FORMAT_INT24 | FORMAT_INT32;
    const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    for (UInt32 index = 1; index < 4; index++) {
        FakeHost *host = fake_host_new_with(&configuration, NULL);
        Cycles cycles = {
            .driver = host->driver,
            .device = fake_host_device(host),
            .input = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput),
            .output = fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput),
            .samples = samples,
        };
        set_format(host, &device, cycles.input, index);
        set_format(host, &device, cycles.output, index);
        fake_host_add_client(host, 1);
        fake_host_start(host, 1);
        const RealtimeCheck check = realtime_check_run(run_cycles, &cycles);
        cr_assert_null(check.violation, "%s", check.violation);
        cr_assert_eq(cycles.status, kAudioHardwareNoError);
        fake_host_free(host);
    }
}

enum { STAMPS = 3000 };

static void read_clock(void *context)
{
    const Clock *clock = context;
    for (uint64_t i = 0; i < STAMPS; i++)
        (void)clock_zero_time_stamp(clock, i * 100000);
}

/* Before, on and behind the ramp. */
Test(realtime, reads_a_clock_whose_rate_moves)
{
    static Clock clock;
    clock_init(&clock, 512, (ClockTimebase){1, 1});
    clock_start(&clock, 1000000, 48000);
    clock_set_rate(&clock, 30000000, 48480);
    const RealtimeCheck check = realtime_check_run(read_clock, &clock);
    cr_assert_null(check.violation, "%s", check.violation);
    if (realtime_check_is_active) /* a sanitizer takes page faults of its own */
        cr_assert_eq(check.page_faults, 0);
}
