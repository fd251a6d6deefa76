/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trace_record.h
 * What is kept of one call between a HAL and a driver until it is written down. */

#ifndef OSSICLE_TRACE_TRACE_RECORD_H
#define OSSICLE_TRACE_TRACE_RECORD_H

#include <CoreAudio/AudioServerPlugIn.h>

/** The slots of the driver's interface, then those of the host's. */
typedef enum TraceCall {
    TRACE_QUERY_INTERFACE,
    TRACE_ADD_REF,
    TRACE_RELEASE,
    TRACE_INITIALIZE,
    TRACE_CREATE_DEVICE,
    TRACE_DESTROY_DEVICE,
    TRACE_ADD_DEVICE_CLIENT,
    TRACE_REMOVE_DEVICE_CLIENT,
    TRACE_PERFORM_CHANGE,
    TRACE_ABORT_CHANGE,
    TRACE_HAS_PROPERTY,
    TRACE_IS_PROPERTY_SETTABLE,
    TRACE_GET_PROPERTY_DATA_SIZE,
    TRACE_GET_PROPERTY_DATA,
    TRACE_SET_PROPERTY_DATA,
    TRACE_START_IO,
    TRACE_STOP_IO,
    TRACE_GET_ZERO_TIME_STAMP,
    TRACE_WILL_DO_IO_OPERATION,
    TRACE_BEGIN_IO_OPERATION,
    TRACE_DO_IO_OPERATION,
    TRACE_END_IO_OPERATION,
    TRACE_PROPERTIES_CHANGED,
    TRACE_COPY_FROM_STORAGE,
    TRACE_WRITE_TO_STORAGE,
    TRACE_DELETE_FROM_STORAGE,
    TRACE_REQUEST_CHANGE,
    TRACE_CALL_COUNT,
} TraceCall;

enum { TRACE_TEXT_SIZE = 64 };

/** Which members count depends on the call; the others are 0. What a call gives back is 0 unless it
 * succeeded. */
typedef struct TraceRecord {
    UInt64 number;      /**< how many calls began before this one */
    UInt64 start_ticks; /**< host time, as the driver sees it */
    UInt64 duration_ns; /**< real time, also while the host's clock is virtual */
    TraceCall call;
    SInt32 result;        /**< an OSStatus, or what the slot returns in place of one */
    AudioObjectID object; /**< the device where the call is for one */
    AudioObjectID stream;
    UInt32 client;
    pid_t process;
    AudioObjectPropertyAddress address;
    UInt32 address_count; /**< of which `address` is one: each gets a record */
    UInt32 qualifier_size;
    UInt32 size_in;  /**< bytes: room for a value, or of a value to set */
    UInt32 size_out; /**< bytes */
    UInt32 operation;
    UInt32 frames;
    Boolean answer;   /**< settable, will do, found */
    Boolean in_place; /**< will do it in place */
    UInt64 action;
    Float64 sample_time; /**< of the operation's first frame, or a zero time stamp's */
    UInt64 host_time;    /**< of a zero time stamp, in ticks */
    UInt64 seed;
    char text[TRACE_TEXT_SIZE]; /**< a storage key or a bundle id, whole or not at all */
} TraceRecord;

#endif
