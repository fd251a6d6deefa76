/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What the driver records of I/O cycles, and what it says of them, by a clock that the test moves.
 */

#include "base/recording.h"
#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <math.h>
#include <ossicle-portable/time_source.h>
#include <string.h>

enum { CLIENT = 3, CYCLES_MAX = 64 };
#define FRAMES   INT64_C(480)
#define CYCLE_NS INT64_C(10000000)
#define START_NS INT64_C(5000000000)

static int64_t fake_ns;
static FakeHost *host;
static int64_t position; /* of the next cycle, in sample time */
static uint64_t counter;
static float samples[2 * FRAMES];

static uint64_t now(void *context)
{
    return (uint64_t)fake_ns;
}

static void wait_until(void *context, uint64_t deadline)
{
}

static const PortableTimeSource source = {now, wait_until, NULL};

static void set_up(void)
{
    fake_ns = START_NS;
    portable_set_time_source(&source);
    host = fake_host_new(2);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
}

static void tear_down(void)
{
    fake_host_free(host);
    portable_set_time_source(NULL);
}

TestSuite(io_record, .init = set_up, .fini = tear_down);

static uint64_t host_at(int64_t sample)
{
    return (uint64_t)(START_NS + sample * CYCLE_NS / FRAMES);
}

/* The next cycle, so much later than it should be, which takes so long, and reads and writes. */
static void run_cycle(int64_t late_ns, int64_t busy_ns)
{
    fake_ns = (int64_t)host_at(position) + late_ns;
    const AudioServerPlugInIOCycleInfo cycle = {
        .mIOCycleCounter = ++counter,
        .mNominalIOBufferFrameSize = FRAMES,
        .mCurrentTime = {.mHostTime = (uint64_t)fake_ns},
        .mInputTime = {.mSampleTime = (double)(position - FRAMES),
                       .mHostTime = host_at(position - FRAMES)},
        .mOutputTime = {.mSampleTime = (double)(position + FRAMES),
                        .mHostTime = host_at(position + FRAMES)},
        .mMainHostTicksPerFrame = (double)CYCLE_NS / FRAMES,
        .mDeviceHostTicksPerFrame = (double)CYCLE_NS / FRAMES,
    };
    AudioServerPlugInDriverRef driver = host->driver;
    cr_assert_eq((*driver)->BeginIOOperation(driver, FAKE_DEVICE, 0,
                                             kAudioServerPlugInIOOperationCycle, FRAMES, &cycle),
                 kAudioHardwareNoError);
    cr_assert_eq(fake_host_read(host, CLIENT, (double)(position - FRAMES), FRAMES, samples), 0);
    cr_assert_eq(fake_host_write(host, CLIENT, (double)(position + FRAMES), FRAMES, samples), 0);
    fake_ns += busy_ns;
    cr_assert_eq((*driver)->EndIOOperation(driver, FAKE_DEVICE, 0,
                                           kAudioServerPlugInIOOperationCycle, FRAMES, &cycle),
                 kAudioHardwareNoError);
    position += FRAMES;
}

static void run_cycles(int count)
{
    for (int i = 0; i < count; i++)
        run_cycle(0, CYCLE_NS / 10);
}

/* The cycles of the recording that the property gives, and how many. */
static size_t copy_cycles(CycleRecord *cycles)
{
    RecordingHeader header;
    CFDataRef data = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyRecording);
    cr_assert_eq(CFGetTypeID(data), CFDataGetTypeID());
    const UInt8 *bytes = CFDataGetBytePtr(data);
    memcpy(&header, bytes, sizeof header);
    cr_assert_eq(header.magic, RECORDING_MAGIC);
    cr_assert_leq(header.cycle_count, CYCLES_MAX);
    memcpy(cycles, bytes + header.header_bytes, header.cycle_count * sizeof *cycles);
    CFRelease(data);
    return header.cycle_count;
}

static void expect_text(CFTypeRef dictionary, CFStringRef key, const char *expected)
{
    char text[512] = "";
    CFStringRef value = CFDictionaryGetValue(dictionary, key);
    cr_assert_not_null(value, "%s", expected);
    cr_assert(CFStringGetCString(value, text, sizeof text, kCFStringEncodingUTF8));
    cr_expect_not_null(strstr(text, expected), "%s", text);
}

/* What is said first. */
static void expect_cause(const char *cause, const char *text)
{
    CFArrayRef findings = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyDiagnosis);
    cr_assert_gt(CFArrayGetCount(findings), 0);
    CFTypeRef first = CFArrayGetValueAtIndex(findings, 0);
    expect_text(first, CFSTR(OSSICLE_KEY_CAUSE), cause);
    expect_text(first, CFSTR(OSSICLE_KEY_TEXT), text);
    cr_expect_not_null(CFDictionaryGetValue(first, CFSTR(OSSICLE_KEY_ADVICE)));
    CFRelease(findings);
}

/* Modules take real time, in which anything may be slow: the note is among what is said. */
static void expect_change(const char *begin, const char *end)
{
    CFArrayRef findings = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyDiagnosis);
    bool is_found = false;
    for (CFIndex i = 0; i < CFArrayGetCount(findings); i++) {
        CFTypeRef finding = CFArrayGetValueAtIndex(findings, i);
        CFStringRef cause = CFDictionaryGetValue(finding, CFSTR(OSSICLE_KEY_CAUSE));
        if (!CFEqual(cause, CFSTR("changed")))
            continue;
        is_found = true;
        expect_text(finding, CFSTR(OSSICLE_KEY_TEXT), begin);
        expect_text(finding, CFSTR(OSSICLE_KEY_TEXT), end);
    }
    cr_expect(is_found);
    CFRelease(findings);
}

Test(io_record, cycles_are_recorded_with_their_times)
{
    CycleRecord cycles[CYCLES_MAX];
    run_cycle(0, 1000);
    run_cycle(123456, 2000000);
    run_cycle(-5000, 3000);
    cr_assert_eq(copy_cycles(cycles), 3);
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(cycles[i].sample_time, (i + 1) * FRAMES);
        cr_expect_eq(cycles[i].frames, FRAMES);
        cr_expect_eq(cycles[i].flags, RECORDING_CYCLE_READS | RECORDING_CYCLE_WRITES);
        cr_expect_eq(cycles[i].seed, cycles[0].seed);
        cr_expect_float_eq(cycles[i].clock_rate, 1, 0);
        cr_expect_float_eq(cycles[i].sample_rate_hz, 48000, 0);
        cr_expect_eq(cycles[i].dry_frames, 0);
        cr_expect_eq(cycles[i].dropped_blocks, 0);
        cr_expect_eq(cycles[i].lag_frames, 2 * FRAMES);
        cr_expect_eq(cycles[i].ready_frames, 2 * FRAMES);
    }
    cr_expect_eq(cycles[1].begin_ns, host_at(FRAMES) + 123456);
    cr_expect_eq(cycles[0].late_ns, 0);
    cr_expect_eq(cycles[1].late_ns, 123456);
    cr_expect_eq(cycles[2].late_ns, -5000);
    cr_expect_eq(cycles[1].busy_ns, 2000000);
}

Test(io_record, a_device_that_is_well_has_nothing_wrong)
{
    expect_cause("nothing", "nothing is known: the device hasn't run");
    run_cycles(20);
    expect_cause("nothing", "nothing is wrong: it ran in time 20 times since ");
}

Test(io_record, a_thread_that_is_woken_late)
{
    run_cycles(5);
    run_cycle(2 * CYCLE_NS, CYCLE_NS / 10);
    expect_cause("cycleLate", "the I/O thread was woken 20.0 ms late, with 10.0 ms for a cycle, "
                              "once, at ");
}

Test(io_record, cycles_that_a_late_server_left_out)
{
    run_cycles(5);
    position += 3 * FRAMES;
    run_cycles(5);
    expect_cause("cycleLate", "the I/O thread was woken 30.0 ms late");
}

Test(io_record, a_cycle_that_takes_too_long)
{
    run_cycles(5);
    run_cycle(0, CYCLE_NS + 200000);
    expect_cause("cycleLong", "the I/O cycle itself took 10.2 ms of a 10.0 ms buffer once, at ");
}

Test(io_record, a_time_line_that_jumps)
{
    run_cycles(5);
    position -= FRAMES;
    run_cycle(CYCLE_NS, CYCLE_NS / 10); /* time goes on, and the samples begin again */
    expect_cause("clockJump", "the device's time line jumped once, at ");
}

Test(io_record, another_start_of_io_is_no_jump)
{
    run_cycles(5);
    fake_host_stop(host, CLIENT);
    fake_ns = START_NS + 100 * CYCLE_NS;
    fake_host_start(host, CLIENT);
    position = 100 * FRAMES;
    run_cycles(5);
    expect_cause("nothing", "nothing is wrong: it ran in time 10 times since ");
}

Test(io_record, chains_that_are_set_and_modes)
{
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    run_cycles(3);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain, "org.ossicle.gain"),
                 0);
    run_cycles(3);
    /* How modules are timed is the engine's, whose clock isn't the test's: see its own tests. */
    CFDictionaryRef times = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyTimes);
    CFArrayRef modules = CFDictionaryGetValue(times, CFSTR(OSSICLE_KEY_MODULES));
    cr_assert_eq(CFArrayGetCount(modules), 1);
    expect_text(CFArrayGetValueAtIndex(modules, 0), CFSTR(OSSICLE_KEY_ID), "org.ossicle.gain");
    cr_expect_not_null(CFDictionaryGetValue(CFDictionaryGetValue(times, CFSTR(OSSICLE_KEY_CHAIN)),
                                            CFSTR(OSSICLE_KEY_PERCENTILE)));
    cr_expect_not_null(CFDictionaryGetValue(times, CFSTR(OSSICLE_KEY_SLOW_BLOCKS)));
    cr_expect_not_null(CFDictionaryGetValue(times, CFSTR(OSSICLE_KEY_RESTARTS)));
    CFRelease(times);
    expect_change("settings were changed once, at ", "; the chain is now org.ossicle.gain(");
}

/* Strange hosts: no cycle, a rate that is none, cycles that never end or of two threads at once. */
Test(io_record, what_a_host_must_not_do_is_survived)
{
    CycleRecord cycles[CYCLES_MAX];
    AudioServerPlugInDriverRef driver = host->driver;
    const UInt32 operation = kAudioServerPlugInIOOperationCycle;
    const double rates[] = {-1, 1e300, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < 4; i++) {
        const AudioServerPlugInIOCycleInfo cycle = {
            .mIOCycleCounter = i,
            .mCurrentTime = {.mHostTime = (uint64_t)fake_ns},
            .mDeviceHostTicksPerFrame = rates[i],
        };
        (void)(*driver)->BeginIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, &cycle);
        (void)(*driver)->EndIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, &cycle);
    }
    cr_expect_eq(copy_cycles(cycles), 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(cycles[i].late_ns, 0);
    (void)(*driver)->BeginIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, NULL);
    (void)(*driver)->EndIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, NULL);
    const AudioServerPlugInIOCycleInfo first = {.mIOCycleCounter = 10};
    const AudioServerPlugInIOCycleInfo second = {.mIOCycleCounter = 11};
    (void)(*driver)->BeginIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, &first);
    (void)(*driver)->BeginIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, &second);
    (void)(*driver)->EndIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, &second);
    (void)(*driver)->EndIOOperation(driver, FAKE_DEVICE, 0, operation, FRAMES, &first);
    cr_expect_eq(copy_cycles(cycles), 5);
}
