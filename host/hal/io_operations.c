/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/io_thread.h"

#include <assert.h>

static const UInt32 ids[] = {
    [IO_OPERATION_THREAD] = kAudioServerPlugInIOOperationThread,
    [IO_OPERATION_CYCLE] = kAudioServerPlugInIOOperationCycle,
    [IO_OPERATION_READ_INPUT] = kAudioServerPlugInIOOperationReadInput,
    [IO_OPERATION_CONVERT_INPUT] = kAudioServerPlugInIOOperationConvertInput,
    [IO_OPERATION_PROCESS_INPUT] = kAudioServerPlugInIOOperationProcessInput,
    [IO_OPERATION_PROCESS_OUTPUT] = kAudioServerPlugInIOOperationProcessOutput,
    [IO_OPERATION_MIX_OUTPUT] = kAudioServerPlugInIOOperationMixOutput,
    [IO_OPERATION_PROCESS_MIX] = kAudioServerPlugInIOOperationProcessMix,
    [IO_OPERATION_CONVERT_MIX] = kAudioServerPlugInIOOperationConvertMix,
    [IO_OPERATION_WRITE_MIX] = kAudioServerPlugInIOOperationWriteMix,
};
static_assert(sizeof ids / sizeof ids[0] == IO_OPERATION_COUNT, "an operation lacks its id");

UInt32 io_operation_id(IoOperation operation) OSSICLE_REALTIME
{
    return ids[operation];
}

IoOperations io_operations_ask(AudioServerPlugInDriverRef driver, AudioObjectID device,
                               UInt32 client_id)
{
    IoOperations operations = {0};
    for (unsigned i = 0; i < IO_OPERATION_COUNT; i++) {
        Boolean will_do = false;
        Boolean in_place = true;
        const OSStatus status =
            (*driver)->WillDoIOOperation(driver, device, client_id, ids[i], &will_do, &in_place);
        if (status != 0)
            continue;
        operations.will_do |= (will_do ? 1U : 0U) << i;
        operations.in_place |= (in_place ? 1U : 0U) << i;
    }
    return operations;
}
