/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plain_driver.h
 * What tests know of plain_driver.c: a loopback device by itself, written as drivers are that grew
 * in one file, so that the HAL isn't tested only against our own. */

#ifndef OSSICLE_TESTS_HAL_PLAIN_DRIVER_H
#define OSSICLE_TESTS_HAL_PLAIN_DRIVER_H

#include <CoreAudio/AudioServerPlugIn.h>

/* There is one device at first. The second has the same ids, 10 more; so has what belongs to it. */
enum {
    PLAIN_DEVICE = 2,
    PLAIN_INPUT = 3,  /* and 5 with -DSTREAMS=2 */
    PLAIN_OUTPUT = 4, /* and 6 */
    PLAIN_BOX = 8,    /* with -DBOXES */
    PLAIN_CLOCK = 9,  /* with -DBOXES */
    PLAIN_SECOND = 12,
    PLAIN_PERIOD = 4096,
    PLAIN_SHORT_PERIOD = 600,
    PLAIN_MORE_SAFETY = 100,
    PLAIN_INPUT_SAFETY = 16,
    PLAIN_OUTPUT_SAFETY = 24,
    PLAIN_EVENTS = 8192,
};

/* Properties of the device beside Apple's. */
enum {
    PLAIN_PROPERTY_EVENTS = 'evnt',  /* PlainEvent array: what the HAL did, in order; settable: to
                                        nothing */
    PLAIN_PROPERTY_POKE = 'poke',    /* UInt32, settable: do one of what follows */
    PLAIN_PROPERTY_SETTING = 'sett', /* CFString, settable: kept in the HAL's storage */
};

enum {
    PLAIN_POKE_NOTIFY = 1,  /* PropertiesChanged for three properties of the device */
    PLAIN_POKE_SEED,        /* a new time line, from now on */
    PLAIN_POKE_FORGET,      /* delete the setting */
    PLAIN_POKE_REQUEST_TWO, /* ask for two configuration changes, 101 and 102 */
    PLAIN_POKE_NO_RESTART,  /* let the next StartIO fail */
    PLAIN_POKE_APPEAR,      /* the second device is there; PropertiesChanged for the list */
    PLAIN_POKE_VANISH,      /* it is no longer in the list; the same */
    PLAIN_POKE_DIE,         /* it is in the list, but no longer alive; PropertiesChanged for that */
    PLAIN_POKE_CHANGE_SECOND, /* ask for configuration change 103 of the second device */
    PLAIN_POKE_MONO,          /* ask for one channel: change 104 */
    PLAIN_POKE_SHORT_PERIOD,  /* ask for a period of PLAIN_SHORT_PERIOD: change 105 */
    PLAIN_POKE_MORE_SAFETY, /* ask for PLAIN_MORE_SAFETY more frames of input safety: change 106 */
};

typedef enum PlainPhase {
    PLAIN_ADD_CLIENT,
    PLAIN_REMOVE_CLIENT,
    PLAIN_START,
    PLAIN_STOP,
    PLAIN_BEGIN,
    PLAIN_DO,
    PLAIN_END,
    PLAIN_PERFORM,
    PLAIN_ABORT,
    PLAIN_CREATE,
    PLAIN_STRAY, /* a call for a device that there isn't */
} PlainPhase;

typedef struct PlainEvent {
    UInt32 phase;
    UInt32 operation; /* or the action of a change */
    UInt32 client;
    UInt32 stream;
    UInt32 frames;
    UInt32 has_secondary;
    UInt32 process; /* of an added client */
    AudioObjectID device;
    AudioServerPlugInIOCycleInfo cycle;
} PlainEvent;

#endif
