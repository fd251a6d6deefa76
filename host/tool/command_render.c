/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf.h"
#include "tool/commands.h"
#include "tool/engine_gate.h"
#include "tool/interrupt.h"
#include "tool/level.h"
#include "tool/render_device.h"
#include "tool/render_report.h"
#include "tool/render_run.h"
#include "tool/sound.h"
#include "tool/watch.h"

#include "driver/custom_properties.h"
#include "endpoints/endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The longest that a chain may be busy with one block before it counts as hanging. */
#define PATIENCE_S 10.0

/* How often it is looked, each millisecond, why a chain is in trouble. */
enum { REASON_LOOKS = 10000 };

typedef struct Render {
    const RenderSettings *settings;
    Endpoint *files;
    Session session;
    RenderDevice device;
    Sound played;
    Sound recorded;
} Render;

/* The driver can't be stopped while a module hangs in it, so nothing is released here but the
 * unfinished file, and the process ends. */
static void give_up(void *context, WatchSight sight)
{
    const Render *const render = context;
    const char *const chain = render->settings->chain;
    if (sight == WATCH_STALLED)
        (void)fprintf(stderr,
                      "ossicle: no sound moved for %.0f s: a module of the chain %s hangs\n",
                      PATIENCE_S, chain ? chain : "(empty)");
    endpoint_free(render->files);
    interrupt_finish();
    _exit(EXIT_CODE_FAILED);
}

typedef struct Gate {
    EngineGate engine;
    bool has_engine;
} Gate;

/* Before time moves: let a worker keep up, and whoever reads the trace. */
static void wait_for_others(void *context)
{
    Gate *const gate = context;
    if (gate->has_engine)
        engine_gate_wait(&gate->engine);
    hal_flush_trace(gate->engine.hal);
}

/* Run with the thread that watches, and with the gate. */
static Status run_watched(Render *render, RenderRun *run, Error *error)
{
    HostClock *const clock = render->session.clock;
    Gate gate = {.engine = {render->session.hal, render->device.id}};
    gate.has_engine = engine_gate_is_possible(&gate.engine);
    const double buffer_s = render->device.info.buffer_frames / render->played.rate_hz;
    Watch watch = {.progress = run->progress,
                   .give_up = give_up,
                   .context = render,
                   .patience_s = PATIENCE_S + 4 * buffer_s,
                   .draws = isatty(STDERR_FILENO)};
    Status status = watch_start(&watch, error);
    if (status)
        return status;
    host_clock_set_gate(clock, wait_for_others, &gate);
    status = render_run(run, render->session.hal, render->device.id, clock, error);
    host_clock_set_gate(clock, NULL, NULL);
    watch_stop(&watch);
    return status;
}

static Status prepare(Render *render, Error *error)
{
    const RenderSettings *const settings = render->settings;
    const EndpointOptions options = {.sample_format = settings->format};
    render->files = endpoint_open_file(settings->input, settings->output, &options, error);
    if (!render->files)
        return STATUS_IO;
    const EndpointFormat *const format = endpoint_capture_format(render->files);
    Status status = session_open(&render->session, &settings->session, !settings->realtime, error);
    if (!status)
        status = session_check_folders(&render->session, error);
    if (!status)
        status =
            render_device_prepare(&render->device, render->session.hal, settings, format, error);
    if (!status)
        status = sound_init(&render->played, format, 2, error);
    if (!status)
        status = sound_init(&render->recorded, format, 2, error);
    return status ? status : sound_read(&render->played, render->files, error);
}

/* What the device says once it says anything: a trouble is counted before it is told, which waits
 * for another worker. NULL or empty if it says nothing. */
static CFArrayRef copy_first_errors(const RenderDevice *device)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    CFArrayRef errors = render_device_copy_errors(device);
    for (int looks = 0; cf_count(errors) == 0 && looks < REASON_LOOKS; looks++) {
        cf_release(errors);
        (void)nanosleep(&pause, NULL);
        errors = render_device_copy_errors(device);
    }
    return errors;
}

/* A chain that was bypassed because it hung or died has left the sound as it was: that isn't what
 * was asked for. */
static void give_up_in_trouble(Render *render)
{
    CFArrayRef const errors = copy_first_errors(&render->device);
    const CFIndex count = cf_count(errors);
    const char *const chain = render->settings->chain;
    char *const text = count > 0 ? cf_copy_text(CFArrayGetValueAtIndex(errors, count - 1)) : NULL;
    (void)fprintf(stderr, "ossicle: a module of the chain %s hangs or has died: %s\n",
                  chain ? chain : "(empty)", text ? text : "there is no reason known");
    give_up(render, WATCH_INTERRUPTED);
}

static Status finish(Render *render, const RenderRun *run, Error *error)
{
    if (render_device_has_troubles(&render->device))
        give_up_in_trouble(render);
    Status status = sound_write(&render->recorded, render->files, error);
    if (!status)
        status = endpoint_finish(render->files, error);
    if (status)
        return status;
    const RenderReport report = {
        .settings = render->settings,
        .device = &render->device,
        .run = run,
        .before = level_measure(render->played.samples, sound_sample_count(&render->played)),
        .after = level_measure(render->recorded.samples, sound_sample_count(&render->recorded)),
    };
    render_report_warn(stderr, &report);
    render_report_print(stdout, &report);
    return STATUS_OK;
}

static Status render(Render *render, Error *error)
{
    Status status = prepare(render, error);
    if (status)
        return status;
    const int64_t latency = render_device_latency(&render->device);
    WatchProgress progress = {.total = render->played.frames, .rate_hz = render->played.rate_hz};
    RenderRun run = {.played = &render->played,
                     .recorded = &render->recorded,
                     .skip = render->settings->raw ? 0 : latency,
                     .input_channels = render->device.info.input_channels,
                     .output_channels = render->device.info.output_channels,
                     .progress = &progress};
    status = run_watched(render, &run, error);
    return status ? status : finish(render, &run, error);
}

int command_render(const void *settings)
{
    Render state = {.settings = settings};
    Error error = {.status = STATUS_OK};
    interrupt_catch();
    const Status status = render(&state, &error);
    endpoint_free(state.files);
    sound_cleanup(&state.played);
    sound_cleanup(&state.recorded);
    render_device_cleanup(&state.device);
    session_close(&state.session);
    if (!status)
        return EXIT_CODE_DONE;
    interrupt_finish();
    return command_failed(&error);
}
