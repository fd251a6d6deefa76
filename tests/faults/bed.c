/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "faults/bed.h"

#include "driver/custom_properties.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How long a virtual clock waits for the engine at most, in each cycle. */
enum { GATE_LOOKS = 40 };

/* How long a module may take where none hangs: any worker is there by then, on any machine. */
enum { MUCH_PATIENCE_MS = 20000 };

void bed_pause(void)
{
    const struct timespec pause = {.tv_nsec = 50000};
    (void)nanosleep(&pause, NULL);
}

static CFTypeRef copy_property(Bed *bed, AudioObjectPropertySelector selector)
{
    const AudioObjectPropertyAddress address = fixture_address(selector);
    CFTypeRef value = NULL;
    UInt32 size = sizeof value;
    const OSStatus status =
        hal_get(bed->fixture.hal, bed->fixture.device, &address, 0, NULL, &size, &value);
    return status == 0 ? value : NULL;
}

static int64_t number_of(CFDictionaryRef dictionary, CFStringRef key)
{
    int64_t number = -1;
    CFNumberRef value = CFDictionaryGetValue(dictionary, key);
    if (value)
        (void)CFNumberGetValue(value, kCFNumberSInt64Type, &number);
    return number;
}

int64_t bed_engine_number(Bed *bed, CFStringRef key)
{
    CFDictionaryRef engine = copy_property(bed, kOssicleDevicePropertyEngine);
    cr_assert_not_null(engine);
    const int64_t number = number_of(engine, key);
    CFRelease(engine);
    return number;
}

UInt32 bed_latency(Bed *bed)
{
    HalDeviceInfo info;
    Error error = {0};
    cr_assert_eq(hal_device_info(bed->fixture.hal, bed->fixture.device, &info, &error), STATUS_OK,
                 "%s", error.message);
    return info.input_latency;
}

/* What an engine has been given and has done. */
static BedProgress progress_of(Bed *bed)
{
    BedProgress progress = {0};
    CFDictionaryRef engine = copy_property(bed, kOssicleDevicePropertyEngine);
    if (!engine)
        return progress;
    progress.written = number_of(engine, CFSTR(OSSICLE_KEY_WRITTEN_SAMPLE_TIME));
    progress.dealt_with = number_of(engine, CFSTR(OSSICLE_KEY_PROCESSED_SAMPLE_TIME));
    progress.blocks = number_of(engine, CFSTR(OSSICLE_KEY_PROCESSED_BLOCKS));
    CFRelease(engine);
    return progress;
}

/* All is dealt with, and what is new was processed. */
static bool is_done(const Bed *bed, const BedProgress *now)
{
    const BedProgress *const before = &bed->progress;
    return now->dealt_with >= now->written &&
           (bed->is_empty || now->written == before->written || now->blocks != before->blocks);
}

/* A worker has real time to work in, which a virtual clock doesn't leave it, and time to be started
 * again once it is dead; but one that never comes back would keep it for ever. */
static void give_time(void *context)
{
    Bed *bed = context;
    BedProgress now = progress_of(bed);
    for (unsigned looks = 0; looks < GATE_LOOKS && !bed->is_hasty && !is_done(bed, &now); looks++) {
        bed_pause();
        now = progress_of(bed);
    }
    bed->progress = now;
}

void bed_hurry(Bed *bed, bool is_hasty)
{
    bed->is_hasty = is_hasty;
}

static bool cycle(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                  const AudioTimeStamp *input_time, float *output,
                  const AudioTimeStamp *output_time)
{
    Bed *bed = context;
    const int64_t played = (int64_t)output_time->mSampleTime;
    (void)pthread_mutex_lock(&bed->mutex);
    if (!bed->heard.has_begun)
        heard_init(&bed->heard, bed->options.sources, bed->options.source_count, played);
    else if (played != bed->next_output)
        heard_miss(&bed->heard, played);
    bed->next_output = played + frames;
    heard_look(&bed->heard, (int64_t)input_time->mSampleTime, frames, input);
    (void)pthread_mutex_unlock(&bed->mutex);
    for (UInt32 f = 0; f < frames; f++) {
        for (unsigned c = 0; c < SOUND_CHANNELS; c++)
            output[f * SOUND_CHANNELS + c] = sound_at(played + f, c);
    }
    return true;
}

/* What fault_driver.c asks for. */
static void set_number(const char *name, unsigned number)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%u", number);
    cr_assert_eq(setenv(name, text, 1), 0);
}

static void start_host(Bed *bed)
{
    set_number("OSSICLE_TEST_HANG_MS",
               bed->options.hang_ms > 0 ? bed->options.hang_ms : MUCH_PATIENCE_MS);
    set_number("OSSICLE_TEST_DEATHS", bed->options.deaths > 0 ? bed->options.deaths : UINT32_MAX);
    if (bed->options.modules)
        cr_assert_eq(setenv("OSSICLE_MODULE_PATH", bed->options.modules, 1), 0);
    fixture_make(&bed->fixture, "faults");
    if (bed->options.is_real) {
        host_clock_free(bed->fixture.clock);
        bed->fixture.clock = host_clock_new_real();
        cr_assert_not_null(bed->fixture.clock);
    }
    /* Nothing is stored in a file: that would take most of the time. */
    const HalOptions hal = {.clock = bed->fixture.clock, .log = &fixture_log};
    const char *const bundle = bed->options.bundle ? bed->options.bundle : bed->fixture.bundle;
    bed->fixture.hal = hal_new(bundle, &hal, &bed->fixture.error);
    cr_assert_not_null(bed->fixture.hal, "%s", bed->fixture.error.message);
    bed->fixture.device = hal_find_device(bed->fixture.hal, NULL);
    cr_assert_neq(bed->fixture.device, kAudioObjectUnknown);
    host_clock_set_gate(bed->fixture.clock, give_time, bed);
}

void bed_set_buffer(Bed *bed, UInt32 frames)
{
    Error error = {0};
    cr_assert_eq(hal_set_buffer_frames(bed->fixture.hal, bed->fixture.device, frames, &error),
                 STATUS_OK, "%s", error.message);
}

void bed_init(Bed *bed, const BedOptions *options)
{
    memset(bed, 0, sizeof *bed);
    bed->options = *options;
    cr_assert_eq(pthread_mutex_init(&bed->mutex, NULL), 0);
    sound_init();
    start_host(bed);
    bed_set_mode(bed, options->mode);
    bed_set_chain(bed, options->chain);
    bed_set_buffer(bed, options->frames > 0 ? options->frames : 512);
    Error error = {0};
    const HalClientInfo info = {.process_id = 4711};
    bed->client = hal_client_new(bed->fixture.hal, bed->fixture.device, &info,
                                 options->proc ? options->proc : cycle,
                                 options->proc ? options->context : bed, &error);
    cr_assert_not_null(bed->client, "%s", error.message);
}

void bed_play(Bed *bed)
{
    Error error = {0};
    (void)pthread_mutex_lock(&bed->mutex);
    memset(&bed->heard, 0, sizeof bed->heard);
    (void)pthread_mutex_unlock(&bed->mutex);
    cr_assert_eq(hal_client_start(bed->client, &error), STATUS_OK, "%s", error.message);
}

void bed_forgive(Bed *bed)
{
    (void)pthread_mutex_lock(&bed->mutex);
    heard_forgive(&bed->heard);
    (void)pthread_mutex_unlock(&bed->mutex);
}

void bed_stop(Bed *bed)
{
    hal_client_stop(bed->client);
}

/* On the real clock a machine that is too slow leaves cycles out, which the HAL counts. */
void bed_assert_heard(Bed *bed)
{
    HalIOCounters counters;
    hal_io_counters(bed->fixture.hal, bed->fixture.device, &counters);
    (void)pthread_mutex_lock(&bed->mutex);
    const Heard *const heard = &bed->heard;
    cr_assert_eq(heard->failures, 0, "%llu frames, the first: %s",
                 (unsigned long long)heard->failures, heard->failure);
    cr_assert_leq(heard->jumps, counters.overloads);
    for (unsigned c = 0; c < SOUND_CHANNELS; c++)
        cr_assert_leq(heard->largest_step[c], heard_allowed_step(heard, c));
    (void)pthread_mutex_unlock(&bed->mutex);
}

void bed_cleanup(Bed *bed)
{
    bed_stop(bed);
    bed_assert_heard(bed);
    hal_client_free(bed->client);
    cr_assert_eq(hal_violation_count(bed->fixture.hal), 0);
    fixture_end(&bed->fixture);
    (void)pthread_mutex_destroy(&bed->mutex);
}

uint64_t bed_frames_of(Bed *bed, size_t source)
{
    (void)pthread_mutex_lock(&bed->mutex);
    const uint64_t frames = bed->heard.frames_of[source];
    (void)pthread_mutex_unlock(&bed->mutex);
    return frames;
}

uint64_t bed_turns_of(Bed *bed, size_t source)
{
    (void)pthread_mutex_lock(&bed->mutex);
    const uint64_t turns = bed->heard.turns_of[source];
    (void)pthread_mutex_unlock(&bed->mutex);
    return turns;
}

uint64_t bed_frames(Bed *bed)
{
    (void)pthread_mutex_lock(&bed->mutex);
    const uint64_t frames = bed->heard.frames;
    (void)pthread_mutex_unlock(&bed->mutex);
    return frames;
}

void bed_hear(Bed *bed, size_t source, uint64_t frames)
{
    const uint64_t end = bed_frames_of(bed, source) + frames;
    while (bed_frames_of(bed, source) < end)
        bed_pause();
}

void bed_run(Bed *bed, uint64_t frames)
{
    const uint64_t end = bed_frames(bed) + frames;
    while (bed_frames(bed) < end)
        bed_pause();
}

bool bed_set_text(Bed *bed, AudioObjectPropertySelector selector, const char *text)
{
    const AudioObjectPropertyAddress address = fixture_address(selector);
    CFStringRef string = CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
    const OSStatus status = hal_set(bed->fixture.hal, bed->fixture.device, &address, 0, NULL,
                                    sizeof(CFTypeRef), (const void *)&string);
    CFRelease(string);
    hal_settle(bed->fixture.hal);
    return status == 0;
}

/* What the device says of it last. */
static void assert_taken(Bed *bed, bool is_taken, const char *text)
{
    char line[1024] = "";
    CFArrayRef errors = copy_property(bed, kOssicleDevicePropertyErrors);
    const CFIndex count = errors ? CFArrayGetCount(errors) : 0;
    if (count > 0)
        (void)CFStringGetCString(CFArrayGetValueAtIndex(errors, count - 1), line, sizeof line,
                                 kCFStringEncodingUTF8);
    if (errors)
        CFRelease(errors);
    cr_assert(is_taken, "'%s' is refused: %s", text, line);
}

bool bed_try_chain(Bed *bed, const char *chain)
{
    const bool is_taken = bed_set_text(bed, kOssicleDevicePropertyChain, chain);
    if (is_taken)
        bed->is_empty = chain[0] == '\0';
    return is_taken;
}

void bed_set_chain(Bed *bed, const char *chain)
{
    assert_taken(bed, bed_try_chain(bed, chain), chain);
}

void bed_set_mode(Bed *bed, const char *mode)
{
    assert_taken(bed, bed_set_text(bed, kOssicleDevicePropertyChainMode, mode), mode);
}

static CFDictionaryRef new_change(int module, const char *parameter, double value)
{
    const void *keys[] = {CFSTR(OSSICLE_KEY_MODULE), CFSTR(OSSICLE_KEY_PARAMETER),
                          CFSTR(OSSICLE_KEY_VALUE)};
    const void *values[] = {CFNumberCreate(NULL, kCFNumberIntType, &module),
                            CFStringCreateWithCString(NULL, parameter, kCFStringEncodingUTF8),
                            CFNumberCreate(NULL, kCFNumberDoubleType, &value)};
    CFDictionaryRef change = CFDictionaryCreate(
        NULL, keys, values, 3, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    for (size_t i = 0; i < 3; i++)
        CFRelease(values[i]);
    return change;
}

bool bed_set_parameter(Bed *bed, int module, const char *parameter, double value)
{
    const AudioObjectPropertyAddress address = fixture_address(kOssicleDevicePropertyParameters);
    const void *changes[] = {new_change(module, parameter, value)};
    CFArrayRef array = CFArrayCreate(NULL, changes, 1, &kCFTypeArrayCallBacks);
    const OSStatus status = hal_set(bed->fixture.hal, bed->fixture.device, &address, 0, NULL,
                                    sizeof(CFTypeRef), (const void *)&array);
    CFRelease(array);
    CFRelease(changes[0]);
    return status == 0;
}

/* The entry of an array of dictionaries that has this id. */
static CFDictionaryRef entry_with_id(CFArrayRef entries, const char *id)
{
    CFStringRef wanted = CFStringCreateWithCString(NULL, id, kCFStringEncodingUTF8);
    CFDictionaryRef found = NULL;
    for (CFIndex i = 0; i < CFArrayGetCount(entries) && !found; i++) {
        CFDictionaryRef entry = CFArrayGetValueAtIndex(entries, i);
        if (CFEqual(CFDictionaryGetValue(entry, CFSTR(OSSICLE_KEY_ID)), wanted))
            found = entry;
    }
    CFRelease(wanted);
    return found;
}

double bed_parameter(Bed *bed, int module, const char *parameter)
{
    double value = 0;
    CFArrayRef modules = copy_property(bed, kOssicleDevicePropertyParameters);
    cr_assert_not_null(modules);
    CFDictionaryRef entry = CFArrayGetValueAtIndex(modules, module);
    CFArrayRef parameters = CFDictionaryGetValue(entry, CFSTR(OSSICLE_KEY_PARAMETERS));
    CFDictionaryRef found = entry_with_id(parameters, parameter);
    cr_assert_not_null(found);
    cr_assert(CFNumberGetValue(CFDictionaryGetValue(found, CFSTR(OSSICLE_KEY_VALUE)),
                               kCFNumberDoubleType, &value));
    CFRelease(modules);
    return value;
}

unsigned bed_errors_with(Bed *bed, const char *text)
{
    CFArrayRef errors = copy_property(bed, kOssicleDevicePropertyErrors);
    char line[1024];
    unsigned count = 0;
    cr_assert_not_null(errors);
    for (CFIndex i = 0; i < CFArrayGetCount(errors); i++) {
        if (CFStringGetCString(CFArrayGetValueAtIndex(errors, i), line, sizeof line,
                               kCFStringEncodingUTF8) &&
            strstr(line, text))
            count++;
    }
    CFRelease(errors);
    return count;
}
