/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/run_endpoint.h"
#include "tool/device_rate.h"
#include "tool/interrupt.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* How long to wait before looking again whether there is a device. */
enum { PAUSE_NS = 250000000 };

/* A jump that is longer comes of another time line, not of a machine that was too slow. */
#define LONGEST_GAP_S 1.0

static bool has_failed(const RunEndpoint *run)
{
    return (run->source && pump_has_failed(run->source)) ||
           (run->sink && pump_has_failed(run->sink));
}

/* [io] How many frames were left out before this cycle. */
static uint32_t gap_before(RunEndpoint *run, double time, UInt32 frames)
{
    const double gap = run->next_input < 0 ? 0 : time - run->next_input;
    run->next_input = time + frames;
    return gap > 0 && gap < LONGEST_GAP_S * run->rate_hz ? (uint32_t)gap : 0;
}

static bool cycle(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                  const AudioTimeStamp *input_time, float *output,
                  const AudioTimeStamp *output_time)
{
    RunEndpoint *const run = context;
    if (output && run->source)
        pump_take(run->source, output, run->output_channels, frames);
    if (input && run->sink)
        pump_give(run->sink, input, run->input_channels, frames,
                  gap_before(run, input_time->mSampleTime, frames));
    return !interrupt_pending() && !has_failed(run);
}

static Status open_once(RunEndpoint *run, const char *text, AudioObjectID device, Error *error)
{
    HalDeviceInfo info;
    const Status status = hal_device_info(run->hal, device, &info, error);
    if (status)
        return status;
    const EndpointOptions options = {.rate_hz = info.sample_rate_hz,
                                     .channels = info.input_channels};
    endpoint_free(run->endpoint);
    run->rate_hz = info.sample_rate_hz;
    run->endpoint = endpoint_open(text, &options, error);
    return run->endpoint ? STATUS_OK : STATUS_IO;
}

/* The rate at which the endpoint plays, if that isn't the device's; else 0. */
static double other_rate(const RunEndpoint *run)
{
    const EndpointFormat *const source = endpoint_capture_format(run->endpoint);
    const bool differs =
        source && (source->rate_hz < run->rate_hz || source->rate_hz > run->rate_hz);
    return differs ? source->rate_hz : 0;
}

/* A file to write takes rate and channels of the device; one to read gives its rate to it, and then
 * that is what a file to write has to be made for. */
static Status open_for(RunEndpoint *run, const char *text, AudioObjectID device, Error *error)
{
    Status status = open_once(run, text, device, error);
    const double rate = status ? 0 : other_rate(run);
    char what[320];
    (void)snprintf(what, sizeof what,
                   "%.200s has a sample rate of %g Hz, which the device doesn't "
                   "take",
                   text, rate);
    if (rate > 0)
        status = device_rate_set(run->hal, device, rate, what, error);
    if (!status && rate > 0)
        status = open_once(run, text, device, error);
    if (!status && other_rate(run) > 0)
        status =
            error_set(error, STATUS_UNSUPPORTED, "%s: the device doesn't run at %g Hz", text, rate);
    return status;
}

Status run_endpoint_open(RunEndpoint *run, const char *text, Hal *hal, Error *error)
{
    *run = (RunEndpoint){.hal = hal};
    const AudioObjectID device = hal_find_device(hal, NULL);
    Status status =
        device != kAudioObjectUnknown
            ? open_for(run, text, device, error)
            : error_set(error, STATUS_NOT_FOUND, "the driver has no device that is the default");
    if (!status && endpoint_capture_format(run->endpoint)) {
        run->source = pump_new_capture(run->endpoint, error);
        status = run->source ? STATUS_OK : STATUS_NO_MEMORY;
    }
    if (!status && endpoint_playback_format(run->endpoint)) {
        run->sink = pump_new_playback(run->endpoint, error);
        status = run->sink ? STATUS_OK : STATUS_NO_MEMORY;
    }
    if (status)
        run_endpoint_close(run);
    return status;
}

static HalStreamUse use_of(const RunEndpoint *run)
{
    if (run->source && run->sink)
        return HAL_USE_ALL;
    return run->source ? HAL_USE_OUTPUT : HAL_USE_INPUT;
}

/* Run with the device as it is, until that or the user ends it. */
static Status run_once(RunEndpoint *run, AudioObjectID device, Error *error)
{
    HalDeviceInfo info;
    Status status = hal_device_info(run->hal, device, &info, error);
    if (status)
        return status;
    const HalClientInfo client_info = {.process_id = getpid(),
                                       .bundle_id = CFSTR("org.ossicle.tool.endpoint"),
                                       .use = use_of(run)};
    run->input_channels = info.input_channels;
    run->output_channels = info.output_channels;
    run->next_input = -1;
    HalClient *const client = hal_client_new(run->hal, device, &client_info, cycle, run, error);
    status = client ? hal_client_start(client, error) : STATUS_FAILED;
    if (!status)
        status = hal_client_wait(client, error);
    hal_client_free(client);
    return status;
}

static void pause_a_little(void)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    (void)nanosleep(&pause, NULL);
}

/* Say once why there is no sound. */
static void warn_of_waiting(Error *last, const Error *reason)
{
    if (reason->status != last->status)
        (void)fprintf(stderr, "ossicle: warning: the endpoint waits: %s\n", reason->message);
    *last = *reason;
}

void run_endpoint_run(RunEndpoint *run)
{
    Error last = {.status = STATUS_OK};
    while (!interrupt_pending() && !has_failed(run)) {
        Error reason = {.status = STATUS_OK};
        const AudioObjectID device = hal_find_device(run->hal, NULL);
        const Status status = device != kAudioObjectUnknown ? run_once(run, device, &reason)
                                                            : error_set(&reason, STATUS_NOT_FOUND,
                                                                        "no device is the default");
        /* Other channels are met by beginning again. */
        if (!status || status == STATUS_INCOMPATIBLE)
            continue;
        warn_of_waiting(&last, &reason);
        pause_a_little();
    }
}

static void warn_of_lateness(const Pump *pump, const char *what)
{
    const uint64_t frames = pump ? pump_late_frames(pump) : 0;
    if (frames)
        (void)fprintf(stderr, "ossicle: warning: %llu frames not %s: the disk was too slow\n",
                      (unsigned long long)frames, what);
}

Status run_endpoint_finish(RunEndpoint *run, Error *error)
{
    warn_of_lateness(run->source, "played");
    warn_of_lateness(run->sink, "recorded");
    Status status = run->source ? pump_stop(run->source, error) : STATUS_OK;
    if (!status && run->sink)
        status = pump_stop(run->sink, error);
    return status ? status : endpoint_finish(run->endpoint, error);
}

void run_endpoint_close(RunEndpoint *run)
{
    pump_free(run->source);
    pump_free(run->sink);
    endpoint_free(run->endpoint);
    *run = (RunEndpoint){.hal = run->hal};
}
