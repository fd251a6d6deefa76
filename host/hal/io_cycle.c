/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What happens in one cycle. For each client, in the order of their ids: ReadInput, ConvertInput,
 * ProcessInput, its callback, ProcessOutput, and MixOutput or the sum. Then for all: ProcessMix,
 * ConvertMix, WriteMix. An operation that the driver doesn't do is done here or left out. */

#include "hal/io_thread.h"

#include <string.h>

static bool does(IoOperations operations, IoOperation operation) OSSICLE_REALTIME
{
    return (operations.will_do >> operation & 1U) != 0;
}

static void begin(IoThread *thread, UInt32 client, IoOperation operation) OSSICLE_REALTIME
{
    const UInt32 id = io_operation_id(operation);
    const OSStatus status = (*thread->driver)
                                ->BeginIOOperation(thread->driver, thread->device, client, id,
                                                   thread->info.buffer_frames, &thread->cycle);
    rules_check(thread->rules, status == 0, RULE_OPERATION_SUCCEEDS, thread->device, id, 0, status);
}

static void end(IoThread *thread, UInt32 client, IoOperation operation) OSSICLE_REALTIME
{
    const UInt32 id = io_operation_id(operation);
    const OSStatus status = (*thread->driver)
                                ->EndIOOperation(thread->driver, thread->device, client, id,
                                                 thread->info.buffer_frames, &thread->cycle);
    rules_check(thread->rules, status == 0, RULE_OPERATION_SUCCEEDS, thread->device, id, 0, status);
}

void io_cycle_bracket(IoThread *thread, IoOperation operation, bool is_begin) OSSICLE_REALTIME
{
    if (!does(thread->operations, operation))
        return;
    if (is_begin)
        begin(thread, kAudioServerPlugInHostClientID, operation);
    else
        end(thread, kAudioServerPlugInHostClientID, operation);
}

/* Whose operation on which data. */
typedef struct Step {
    UInt32 client;
    IoOperations operations;
    IoOperation operation;
} Step;

/* The result is in `main` afterwards, wherever the driver left it. */
static void do_stream(IoThread *thread, const Step *step, IoStream *stream,
                      void *main) OSSICLE_REALTIME
{
    const UInt32 id = io_operation_id(step->operation);
    const bool in_place = (step->operations.in_place >> step->operation & 1U) != 0;
    const OSStatus status =
        (*thread->driver)
            ->DoIOOperation(thread->driver, thread->device, stream->id, step->client, id,
                            thread->info.buffer_frames, &thread->cycle, main,
                            in_place ? NULL : stream->secondary);
    if (!in_place)
        memcpy(main, stream->secondary, stream->buffer_size);
    rules_check(thread->rules, status == 0, RULE_OPERATION_SUCCEEDS, stream->id, id, 0, status);
    rules_check(thread->rules, io_stream_guards_hold(stream), RULE_OPERATION_STAYS_IN_BUFFER,
                stream->id, id, 0, 1);
}

/* Which of a stream's buffers an operation works on. */
typedef void *(*Choose)(IoStream *stream)OSSICLE_REALTIME;

static void *choose_native(IoStream *stream) OSSICLE_REALTIME
{
    return stream->native;
}

static void *choose_samples(IoStream *stream) OSSICLE_REALTIME
{
    return stream->samples;
}

static void *choose_mix(IoStream *stream) OSSICLE_REALTIME
{
    return stream->mix;
}

/* Begin, each stream, end, if the driver does the operation. Returns whether it does. */
static bool run(IoThread *thread, const IoSide *side, Step step, Choose choose) OSSICLE_REALTIME
{
    if (!does(step.operations, step.operation))
        return false;
    begin(thread, step.client, step.operation);
    for (UInt32 i = 0; i < side->stream_count; i++)
        do_stream(thread, &step, &side->streams[i], choose(&side->streams[i]));
    end(thread, step.client, step.operation);
    return true;
}

/* From native to float, by the driver or here. */
static void convert_input(IoThread *thread, const IoClient *client) OSSICLE_REALTIME
{
    IoSide *side = &thread->input;
    const bool converted =
        run(thread, side, (Step){client->id, client->operations, IO_OPERATION_CONVERT_INPUT},
            choose_native);
    for (UInt32 i = 0; i < side->stream_count; i++) {
        IoStream *stream = &side->streams[i];
        const size_t count = (size_t)thread->info.buffer_frames * stream->channels;
        if (converted && stream->samples != stream->native)
            memcpy(stream->samples, stream->native, count * sizeof(float));
        else if (!converted && !stream->is_float)
            stream->format->to_float(stream->samples, stream->native, count);
    }
}

static void read_input(IoThread *thread, const IoClient *client) OSSICLE_REALTIME
{
    IoSide *side = &thread->input;
    for (UInt32 i = 0; i < side->stream_count; i++)
        memset(side->streams[i].native, 0, side->streams[i].buffer_size);
    const IoOperations operations = client->operations;
    run(thread, side, (Step){client->id, operations, IO_OPERATION_READ_INPUT}, choose_native);
    convert_input(thread, client);
    run(thread, side, (Step){client->id, operations, IO_OPERATION_PROCESS_INPUT}, choose_samples);
    io_side_gather(side, thread->info.buffer_frames);
}

/* The first client's samples are copied rather than added to silence: that keeps each bit, also of
 * a negative zero. */
static void add_to_mix(IoThread *thread, bool is_first) OSSICLE_REALTIME
{
    for (UInt32 i = 0; i < thread->output.stream_count; i++) {
        IoStream *stream = &thread->output.streams[i];
        const size_t count = (size_t)thread->info.buffer_frames * stream->channels;
        if (is_first) {
            memcpy(stream->mix, stream->samples, count * sizeof(float));
            continue;
        }
        for (size_t k = 0; k < count; k++)
            stream->mix[k] += stream->samples[k];
    }
}

/* Returns whether the client's output went into the mix. */
static bool write_output(IoThread *thread, const IoClient *client, bool is_first) OSSICLE_REALTIME
{
    IoSide *side = &thread->output;
    io_side_scatter(side, thread->info.buffer_frames);
    const IoOperations operations = client->operations;
    run(thread, side, (Step){client->id, operations, IO_OPERATION_PROCESS_OUTPUT}, choose_samples);
    if (run(thread, side, (Step){client->id, operations, IO_OPERATION_MIX_OUTPUT}, choose_samples))
        return false;
    add_to_mix(thread, is_first);
    return true;
}

/* Where the mix is in the stream's own format: where it was, unless somebody had to convert it. */
static void *choose_written(IoStream *stream) OSSICLE_REALTIME
{
    return stream->is_float ? stream->mix : stream->native;
}

static void convert_mix(IoThread *thread) OSSICLE_REALTIME
{
    const Step step = {kAudioServerPlugInHostClientID, thread->operations,
                       IO_OPERATION_CONVERT_MIX};
    const bool by_driver = does(step.operations, step.operation);
    for (UInt32 i = 0; i < thread->output.stream_count; i++) {
        IoStream *stream = &thread->output.streams[i];
        const size_t count = (size_t)thread->info.buffer_frames * stream->channels;
        if (by_driver && !stream->is_float)
            memcpy(stream->native, stream->mix, count * sizeof(float));
        else if (!stream->is_float)
            stream->format->from_float(stream->native, stream->mix, count);
    }
    run(thread, &thread->output, step, choose_written);
}

static void write_mix(IoThread *thread) OSSICLE_REALTIME
{
    const UInt32 host = kAudioServerPlugInHostClientID;
    const IoOperations operations = thread->operations;
    IoSide *side = &thread->output;
    run(thread, side, (Step){host, operations, IO_OPERATION_PROCESS_MIX}, choose_mix);
    convert_mix(thread);
    run(thread, side, (Step){host, operations, IO_OPERATION_WRITE_MIX}, choose_written);
}

/* Returns whether the client's output went into the mix. */
static bool run_client(IoThread *thread, IoClient *client, bool is_first) OSSICLE_REALTIME
{
    const bool input = client->uses_input && thread->input.channels > 0;
    const bool output = client->uses_output && thread->output.channels > 0;
    const AudioServerPlugInIOCycleInfo *cycle = &thread->cycle;
    const UInt32 frames = thread->info.buffer_frames;
    if (input)
        read_input(thread, client);
    if (output)
        memset(thread->output.frames, 0, sizeof(float) * frames * thread->output.channels);
    const bool goes_on = client->proc(client->context, frames, &cycle->mCurrentTime,
                                      input ? thread->input.frames : NULL, &cycle->mInputTime,
                                      output ? thread->output.frames : NULL, &cycle->mOutputTime);
    const bool mixed = output && write_output(thread, client, is_first);
    if (!goes_on) {
        atomic_store(&client->done, true);
        wake_signal(&client->done_wake);
    }
    return mixed;
}

static AudioTimeStamp stamp(const IoThread *thread, double sample, uint64_t host) OSSICLE_REALTIME
{
    return (AudioTimeStamp){
        .mSampleTime = sample,
        .mHostTime = host,
        .mRateScalar = thread->clock.ticks_per_frame / thread->clock.nominal_ticks_per_frame,
        .mFlags = kAudioTimeStampSampleTimeValid | kAudioTimeStampHostTimeValid |
                  kAudioTimeStampRateScalarValid,
    };
}

static void fill_cycle(IoThread *thread, uint64_t now) OSSICLE_REALTIME
{
    const IoClock *clock = &thread->clock;
    AudioServerPlugInIOCycleInfo *cycle = &thread->cycle;
    const double frames = thread->info.buffer_frames;
    const double input = thread->position - thread->info.input_safety_offset - frames;
    const double output = thread->position + thread->info.output_safety_offset + frames;
    cycle->mIOCycleCounter++;
    cycle->mNominalIOBufferFrameSize = thread->info.buffer_frames;
    cycle->mCurrentTime = stamp(thread, io_clock_sample_at(clock, now), now);
    cycle->mInputTime = stamp(thread, input, io_clock_host_at(clock, input));
    cycle->mOutputTime = stamp(thread, output, io_clock_host_at(clock, output));
    cycle->mMainHostTicksPerFrame = clock->ticks_per_frame;
    cycle->mDeviceHostTicksPerFrame = clock->ticks_per_frame;
}

bool io_cycle_run(IoThread *thread, const IoList *list, uint64_t now) OSSICLE_REALTIME
{
    bool goes_on = false;
    bool mixed = false;
    /* First, so that it counts for whoever waits for a client that is done in it. */
    atomic_fetch_add_explicit(&thread->counters->cycles, 1, memory_order_relaxed);
    fill_cycle(thread, now);
    io_cycle_bracket(thread, IO_OPERATION_CYCLE, true);
    for (size_t i = 0; i < list->count; i++) {
        IoClient *client = list->clients[i];
        if (atomic_load_explicit(&client->done, memory_order_relaxed))
            continue;
        mixed |= run_client(thread, client, !mixed);
        goes_on |= !atomic_load_explicit(&client->done, memory_order_relaxed);
    }
    if (mixed)
        write_mix(thread);
    io_cycle_bracket(thread, IO_OPERATION_CYCLE, false);
    return goes_on;
}
