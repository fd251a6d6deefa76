/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/render_report.h"
#include "tool/cf.h"
#include "tool/cf_json.h"
#include "tool/property.h"

#include "driver/custom_properties.h"

#include <stdlib.h>

static CFTypeRef copy_engine(const RenderDevice *device)
{
    return property_copy(device->hal, device->id, kOssicleDevicePropertyEngine,
                         CFDictionaryGetTypeID());
}

static UInt32 frames_of(const RenderReport *report)
{
    return report->device->info.buffer_frames;
}

static void print_text(FILE *file, const RenderReport *report)
{
    const RenderDevice *const device = report->device;
    const Sound *const sound = report->run->recorded;
    char *const chain = property_copy_text(device->hal, device->id, kOssicleDevicePropertyChain);
    char *const mode = property_copy_text(device->hal, device->id, kOssicleDevicePropertyChainMode);
    char peak[LEVEL_TEXT_SIZE];
    char rms[LEVEL_TEXT_SIZE];
    (void)fprintf(file, "device   %s (%s), %g Hz\n", device->name, device->uid, sound->rate_hz);
    (void)fprintf(file, "channels %u of the device's %u\n", (unsigned)sound->channels,
                  (unsigned)device->info.output_channels);
    if (chain)
        (void)fprintf(file, "chain    %s (%s)\n", *chain ? chain : "empty", mode ? mode : "");
    (void)fprintf(file, "frames   %lld, %.3f s, moved %u at a time%s\n", (long long)sound->frames,
                  (double)sound->frames / sound->rate_hz, (unsigned)frames_of(report),
                  report->settings->realtime ? " in real time" : "");
    (void)fprintf(file, "latency  %lld frames added, %s\n",
                  (long long)render_device_latency(device),
                  report->settings->raw ? "kept" : "compensated");
    (void)fprintf(file, "before   peak %s, RMS %s\n", level_text(report->before.peak_db, peak),
                  level_text(report->before.rms_db, rms));
    (void)fprintf(file, "after    peak %s, RMS %s\n", level_text(report->after.peak_db, peak),
                  level_text(report->after.rms_db, rms));
    (void)fprintf(file, "file     %s\n", report->settings->output);
    free(chain);
    free(mode);
}

static json_t *level_json(const Level *level)
{
    json_t *const json = json_object();
    (void)json_object_set_new(json, "peak", json_number(level->peak_db));
    (void)json_object_set_new(json, "rms", json_number(level->rms_db));
    return json;
}

static json_t *device_json(const RenderDevice *device)
{
    json_t *const json = json_object();
    (void)json_object_set_new(json, "name", json_string(device->name));
    (void)json_object_set_new(json, "uid", json_string(device->uid));
    (void)json_object_set_new(json, "inputChannels", json_integer(device->info.input_channels));
    (void)json_object_set_new(json, "outputChannels", json_integer(device->info.output_channels));
    return json;
}

/* Add a property's value if the device has it, and release it. */
static void add_value(json_t *json, const char *key, CFTypeRef value)
{
    if (value)
        (void)json_object_set_new(json, key, cf_json(value));
    cf_release(value);
}

static json_t *report_json(const RenderReport *report)
{
    const RenderDevice *const device = report->device;
    const Sound *const sound = report->run->recorded;
    json_t *const json = json_object();
    (void)json_object_set_new(json, "device", device_json(device));
    (void)json_object_set_new(json, "sampleRate", json_number(sound->rate_hz));
    (void)json_object_set_new(json, "channels", json_integer(sound->channels));
    (void)json_object_set_new(json, "frames", json_integer(sound->frames));
    (void)json_object_set_new(json, "bufferFrames", json_integer(frames_of(report)));
    (void)json_object_set_new(json, "missedFrames", json_integer(report->run->missed));
    (void)json_object_set_new(json, "latency", json_integer(render_device_latency(device)));
    (void)json_object_set_new(json, "compensated", json_boolean(!report->settings->raw));
    (void)json_object_set_new(json, "realtime", json_boolean(report->settings->realtime));
    (void)json_object_set_new(json, "before", level_json(&report->before));
    (void)json_object_set_new(json, "after", level_json(&report->after));
    (void)json_object_set_new(json, "file", json_string(report->settings->output));
    add_value(
        json, "chain",
        property_copy(device->hal, device->id, kOssicleDevicePropertyChain, CFStringGetTypeID()));
    add_value(json, "mode",
              property_copy(device->hal, device->id, kOssicleDevicePropertyChainMode,
                            CFStringGetTypeID()));
    add_value(json, "modules",
              property_copy(device->hal, device->id, kOssicleDevicePropertyParameters,
                            CFArrayGetTypeID()));
    add_value(json, "engine", copy_engine(device));
    add_value(json, "errors", render_device_copy_errors(device));
    return json;
}

void render_report_print(FILE *file, const RenderReport *report)
{
    if (report->settings->json)
        json_print(file, report_json(report));
    else
        print_text(file, report);
}

static void warn_of_counters(FILE *file, CFTypeRef engine)
{
    static const struct {
        const char *key;
        const char *what;
        const char *why;
    } troubles[] = {
        {OSSICLE_KEY_SILENCED_BLOCKS, "silenced blocks", "there was a NaN or an infinity in them"},
        {OSSICLE_KEY_FAILED_BLOCKS, "unprocessed blocks", "a module's process failed"},
        {OSSICLE_KEY_DROPPED_BLOCKS, "dropped blocks", "the chain is slower than the sound"},
        {OSSICLE_KEY_LATE_FRAMES, "unprocessed frames", "they were read before the chain had them"},
        {OSSICLE_KEY_LOST_LOG_LINES, "lost log lines", "modules log faster than can be written"},
    };
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        const int64_t count = cf_member_integer(engine, troubles[i].key, 0);
        if (count > 0)
            (void)fprintf(file, "ossicle: warning: %lld %s: %s\n", (long long)count,
                          troubles[i].what, troubles[i].why);
    }
}

void render_report_warn(FILE *file, const RenderReport *report)
{
    CFTypeRef const engine = copy_engine(report->device);
    warn_of_counters(file, engine);
    cf_release(engine);
    if (report->run->missed > 0)
        (void)fprintf(file, "ossicle: warning: %lld unplayed frames: the machine was too slow\n",
                      (long long)report->run->missed);
    CFArrayRef const errors = render_device_copy_errors(report->device);
    CFTypeRef before = NULL; /* the same again says nothing new */
    for (CFIndex i = 0; i < cf_count(errors); i++) {
        CFTypeRef const line = CFArrayGetValueAtIndex(errors, i);
        char *const text = before && CFEqual(before, line) ? NULL : cf_copy_text(line);
        if (text)
            (void)fprintf(file, "ossicle: warning: %s\n", text);
        free(text);
        before = line;
    }
    cf_release(errors);
}
