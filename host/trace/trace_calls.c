/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/trace_calls.h"

#include <assert.h>

#define IN(group, key, before, after, kind, member)                                                \
    {                                                                                              \
        group, kind, key, before, after, offsetof(TraceRecord, member), false, true                \
    }
#define IN_UNLESS_ZERO(group, key, before, after, kind, member)                                    \
    {                                                                                              \
        group, kind, key, before, after, offsetof(TraceRecord, member), false, false               \
    }
#define OUT(group, key, before, after, kind, member)                                               \
    {                                                                                              \
        group, kind, key, before, after, offsetof(TraceRecord, member), true, true                 \
    }

const Field trace_fields[] = {
    IN(FIELD_OBJECT, "object", "object ", "", KIND_UINT32, object),
    IN(FIELD_DEVICE, "device", "device ", "", KIND_UINT32, object),
    IN(FIELD_STREAM, "stream", "stream ", "", KIND_UINT32, stream),
    IN(FIELD_CLIENT, "client", "client ", "", KIND_UINT32, client),
    IN_UNLESS_ZERO(FIELD_PROCESS, "process", "process ", "", KIND_SINT32, process),
    IN_UNLESS_ZERO(FIELD_BUNDLE, "bundle", "", "", KIND_TEXT, text),
    IN(FIELD_ADDRESS, "selector", "", "", KIND_SELECTOR, address.mSelector),
    IN(FIELD_ADDRESS, "scope", "(", ",", KIND_SCOPE, address.mScope),
    IN(FIELD_ADDRESS, "element", "", ")", KIND_UINT32, address.mElement),
    IN(FIELD_ADDRESSES, "addresses", "one of ", "", KIND_UINT32, address_count),
    IN_UNLESS_ZERO(FIELD_QUALIFIER, "qualifierSize", "qualifier ", " bytes", KIND_UINT32,
                   qualifier_size),
    IN(FIELD_SIZE_IN, "sizeIn", "", " bytes", KIND_UINT32, size_in),
    IN(FIELD_KEY, "key", "", "", KIND_TEXT, text),
    IN(FIELD_ACTION, "action", "action ", "", KIND_UINT64, action),
    IN(FIELD_OPERATION, "operation", "", "", KIND_OPERATION, operation),
    IN(FIELD_FRAMES, "frames", "", " frames", KIND_UINT32, frames),
    IN(FIELD_TIME, "sampleTime", "at ", "", KIND_TIME, sample_time),
    OUT(FIELD_SIZE_OUT, "sizeOut", "", " bytes", KIND_UINT32, size_out),
    OUT(FIELD_SETTABLE, "settable", "settable ", "", KIND_YES_NO, answer),
    OUT(FIELD_WILL_DO, "willDo", "will do ", "", KIND_YES_NO, answer),
    OUT(FIELD_WILL_DO, "inPlace", "in place ", "", KIND_YES_NO, in_place),
    OUT(FIELD_FOUND, "found", "found ", "", KIND_YES_NO, answer),
    OUT(FIELD_NEW_DEVICE, "device", "device ", "", KIND_UINT32, object),
    OUT(FIELD_STAMP, "sampleTime", "sample time ", "", KIND_TIME, sample_time),
    OUT(FIELD_STAMP, "hostTime", "host time ", "", KIND_UINT64, host_time),
    OUT(FIELD_STAMP, "seed", "seed ", "", KIND_UINT64, seed),
};
const size_t trace_field_count = sizeof trace_fields / sizeof trace_fields[0];

enum {
    CLIENT_INFO = FIELD_CLIENT | FIELD_PROCESS | FIELD_BUNDLE,
    PROPERTY = FIELD_OBJECT | FIELD_PROCESS | FIELD_ADDRESS,
    OF_CLIENT = FIELD_DEVICE | FIELD_CLIENT,
    OPERATION = OF_CLIENT | FIELD_OPERATION | FIELD_FRAMES | FIELD_TIME,
    CHANGE = FIELD_DEVICE | FIELD_ACTION,
};

static const char hal[] = "hal";
static const char io[] = "io";
static const char driver[] = "driver";

const CallDescription trace_calls[TRACE_CALL_COUNT] = {
    [TRACE_QUERY_INTERFACE] = {"QueryInterface", hal, 0},
    [TRACE_ADD_REF] = {"AddRef", hal, 0, RESULT_REFERENCES},
    [TRACE_RELEASE] = {"Release", hal, 0, RESULT_REFERENCES},
    [TRACE_INITIALIZE] = {"Initialize", hal, 0},
    [TRACE_CREATE_DEVICE] = {"CreateDevice", hal, CLIENT_INFO | FIELD_NEW_DEVICE},
    [TRACE_DESTROY_DEVICE] = {"DestroyDevice", hal, FIELD_DEVICE},
    [TRACE_ADD_DEVICE_CLIENT] = {"AddDeviceClient", hal, FIELD_DEVICE | CLIENT_INFO},
    [TRACE_REMOVE_DEVICE_CLIENT] = {"RemoveDeviceClient", hal, FIELD_DEVICE | CLIENT_INFO},
    [TRACE_PERFORM_CHANGE] = {"PerformDeviceConfigurationChange", hal, CHANGE},
    [TRACE_ABORT_CHANGE] = {"AbortDeviceConfigurationChange", hal, CHANGE},
    [TRACE_HAS_PROPERTY] = {"HasProperty", hal, PROPERTY, RESULT_YES_NO},
    [TRACE_IS_PROPERTY_SETTABLE] = {"IsPropertySettable", hal, PROPERTY | FIELD_SETTABLE},
    [TRACE_GET_PROPERTY_DATA_SIZE] = {"GetPropertyDataSize", hal,
                                      PROPERTY | FIELD_QUALIFIER | FIELD_SIZE_OUT},
    [TRACE_GET_PROPERTY_DATA] = {"GetPropertyData", hal,
                                 PROPERTY | FIELD_QUALIFIER | FIELD_SIZE_IN | FIELD_SIZE_OUT},
    [TRACE_SET_PROPERTY_DATA] = {"SetPropertyData", hal,
                                 PROPERTY | FIELD_QUALIFIER | FIELD_SIZE_IN},
    [TRACE_START_IO] = {"StartIO", hal, OF_CLIENT},
    [TRACE_STOP_IO] = {"StopIO", hal, OF_CLIENT},
    [TRACE_GET_ZERO_TIME_STAMP] = {"GetZeroTimeStamp", io, OF_CLIENT | FIELD_STAMP},
    [TRACE_WILL_DO_IO_OPERATION] = {"WillDoIOOperation", hal,
                                    OF_CLIENT | FIELD_OPERATION | FIELD_WILL_DO},
    [TRACE_BEGIN_IO_OPERATION] = {"BeginIOOperation", io, OPERATION},
    [TRACE_DO_IO_OPERATION] = {"DoIOOperation", io, OPERATION | FIELD_STREAM},
    [TRACE_END_IO_OPERATION] = {"EndIOOperation", io, OPERATION},
    [TRACE_PROPERTIES_CHANGED] = {"PropertiesChanged", driver,
                                  FIELD_OBJECT | FIELD_ADDRESS | FIELD_ADDRESSES},
    [TRACE_COPY_FROM_STORAGE] = {"CopyFromStorage", driver, FIELD_KEY | FIELD_FOUND},
    [TRACE_WRITE_TO_STORAGE] = {"WriteToStorage", driver, FIELD_KEY},
    [TRACE_DELETE_FROM_STORAGE] = {"DeleteFromStorage", driver, FIELD_KEY},
    [TRACE_REQUEST_CHANGE] = {"RequestDeviceConfigurationChange", driver, CHANGE},
};
static_assert(TRACE_REQUEST_CHANGE + 1 == TRACE_CALL_COUNT, "a call lacks its description");
