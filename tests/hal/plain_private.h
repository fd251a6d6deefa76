/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plain_private.h
 * What the two files of the plain driver share, and what it can be stamped into with -D:
 *   wrong at loading   NULL_FACTORY, NO_EXPORT, REFUSES_QUERY, INITIALIZE_FAILS
 *   wrong properties   LIES_ABOUT_SIZE, OVERRUNS, HAS_WITHOUT_GET, GETS_WITHOUT_HAS,
 *                      SETS_UNSETTABLE, ODD_LIST
 *   wrong clock        BACKWARD_TIME, UNEVEN_TIME, FUTURE_TIME, NO_TIME
 *   wrong I/O          START_FAILS, ADD_CLIENT_FAILS, NOTIFIES_ON_IO, NO_WRITE_MIX, NO_READ_INPUT,
 *                      WRITE_FAILS, READ_OVERRUNS, ODD_FORMAT
 *   other, all right   INTEGER=16, 24 or 32, STREAMS=2, CHANNELS=n, PROCESSES, OUT_OF_PLACE, MIXES,
 *                      BOXES */

#ifndef OSSICLE_TESTS_HAL_PLAIN_PRIVATE_H
#define OSSICLE_TESTS_HAL_PLAIN_PRIVATE_H

#include "hal/plain_driver.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#ifndef CHANNELS
#define CHANNELS 2
#endif
#ifndef STREAMS
#define STREAMS 1
#endif

/* A -D that wasn't given is 0; -DNAME gives 1. So all of the code is always compiled. */
#ifndef NULL_FACTORY
#define NULL_FACTORY 0
#endif
#ifndef REFUSES_QUERY
#define REFUSES_QUERY 0
#endif
#ifndef INITIALIZE_FAILS
#define INITIALIZE_FAILS 0
#endif
#ifndef LIES_ABOUT_SIZE
#define LIES_ABOUT_SIZE 0
#endif
#ifndef OVERRUNS
#define OVERRUNS 0
#endif
#ifndef HAS_WITHOUT_GET
#define HAS_WITHOUT_GET 0
#endif
#ifndef GETS_WITHOUT_HAS
#define GETS_WITHOUT_HAS 0
#endif
#ifndef SETS_UNSETTABLE
#define SETS_UNSETTABLE 0
#endif
#ifndef ODD_LIST
#define ODD_LIST 0
#endif
#ifndef BACKWARD_TIME
#define BACKWARD_TIME 0
#endif
#ifndef UNEVEN_TIME
#define UNEVEN_TIME 0
#endif
#ifndef FUTURE_TIME
#define FUTURE_TIME 0
#endif
#ifndef NO_TIME
#define NO_TIME 0
#endif
#ifndef START_FAILS
#define START_FAILS 0
#endif
#ifndef ADD_CLIENT_FAILS
#define ADD_CLIENT_FAILS 0
#endif
#ifndef NOTIFIES_ON_IO
#define NOTIFIES_ON_IO 0
#endif
#ifndef NO_WRITE_MIX
#define NO_WRITE_MIX 0
#endif
#ifndef NO_READ_INPUT
#define NO_READ_INPUT 0
#endif
#ifndef WRITE_FAILS
#define WRITE_FAILS 0
#endif
#ifndef READ_OVERRUNS
#define READ_OVERRUNS 0
#endif
#ifndef ODD_FORMAT
#define ODD_FORMAT 0
#endif
#ifndef INTEGER
#define INTEGER 0
#endif
#ifndef PROCESSES
#define PROCESSES 0
#endif
#ifndef OUT_OF_PLACE
#define OUT_OF_PLACE 0
#endif
#ifndef MIXES
#define MIXES 0
#endif
#ifndef BOXES
#define BOXES 0
#endif

enum { DEVICES = 2, ID_STEP = PLAIN_SECOND - PLAIN_DEVICE };

typedef struct PlainDevice {
    _Atomic bool is_present; /* in the list */
    _Atomic bool is_alive;
    UInt32 clients; /* these two with the mutex */
    UInt32 running;
    Float64 rate;
    _Atomic UInt32 channels;
    _Atomic UInt32 period;
    _Atomic UInt64 anchor;
    _Atomic UInt64 seed;
} PlainDevice;

extern pthread_mutex_t mutex; /* of the control side */
extern AudioServerPlugInHostRef host;
extern PlainDevice devices[DEVICES];
extern _Atomic UInt32 input_safety;
extern PlainEvent events[PLAIN_EVENTS];
extern _Atomic UInt32 event_count;

/** The device that an object is or belongs to; NULL if there is none: one that has vanished goes on
 * until its last client is removed. */
PlainDevice *device_of(AudioObjectID object);

/** An object's id as if its device were the first. */
AudioObjectID kind_of(AudioObjectID object);

bool is_stream(AudioObjectID object);
AudioStreamBasicDescription format(const PlainDevice *device);

/** Slots of the interface. */
Boolean has_property(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                     const AudioObjectPropertyAddress *address);
OSStatus is_settable(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                     const AudioObjectPropertyAddress *address, Boolean *settable);
OSStatus get_size(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
                  const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                  const void *qualifier, UInt32 *size);
OSStatus get(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t client,
             const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
             const void *qualifier, UInt32 room, UInt32 *size, void *data);

#endif
