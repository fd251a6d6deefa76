/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver.h
 * Makes an AudioServerPlugIn from a description of its devices. The factory (factory.c) makes the
 * one that ships; tests make others. */

#ifndef OSSICLE_DRIVER_DRIVER_H
#define OSSICLE_DRIVER_DRIVER_H

#include "base/log.h"
#include "engine/engine_event.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>

/** What a device's streams carry besides 32-bit float, which is always there. Bits of
 * DeviceConfiguration.formats. */
enum {
    FORMAT_INT16 = 1u << 0,
    FORMAT_INT24 = 1u << 1, /**< packed in three bytes */
    FORMAT_INT32 = 1u << 2,
};

/** Which way sound goes through a device, as applications see it. */
typedef enum DeviceDirection {
    DIRECTION_BOTH = 0, /**< what is played into it can be recorded from it */
    DIRECTION_OUTPUT,   /**< only played: a chain may end in a sink */
    DIRECTION_INPUT,    /**< only recorded: a chain may begin with a generator */
} DeviceDirection;

/** What the scalar of a volume control means. */
typedef enum VolumeCurve {
    VOLUME_CURVE_SQUARE = 0, /**< the amplitude is the square of the scalar */
    VOLUME_CURVE_DECIBEL,    /**< decibels rise evenly with the scalar */
} VolumeCurve;

typedef struct VolumeConfiguration {
    bool is_unity; /**< volume and mute are there, but never touch the samples */
    VolumeCurve curve;
    Float32 minimum_db; /**< silence; -96 unless configured */
    Float32 maximum_db; /**< 0 unless configured */
} VolumeConfiguration;

/** A chain for the sound of one application. */
typedef struct ApplicationConfiguration {
    const char *bundle_id;
    const char *chain; /**< see engine/chain_spec.h */
} ApplicationConfiguration;

/** One direction of a device. */
typedef struct SideConfiguration {
    UInt32 latency_frames; /**< in addition to the chain's */
    UInt32 safety_offset_frames;
    bool can_be_default;        /**< for applications */
    bool can_be_system_default; /**< for alerts */
    UInt64 controls;            /**< on the main element: a bit for each ControlKind */
    UInt64 channel_controls;    /**< on each channel */
} SideConfiguration;

/** A loopback device, or one half of one. */
typedef struct DeviceConfiguration {
    const char *uid;          /**< unique and for ever the same: settings are stored by it */
    const char *name;         /**< for people; they may change it while it is in use */
    const char *model_name;   /**< NULL: as the driver says */
    const char *model_uid;    /**< NULL: as the driver says */
    const char *manufacturer; /**< NULL: as the driver says */
    bool is_clock;            /**< an AudioClockDevice: it has a time line and no streams */
    bool is_hidden;
    DeviceDirection direction;
    UInt32 channels;    /**< 1 to 256 */
    UInt32 ring_frames; /**< how far back its input reaches, and how far apart its zero time
                             stamps lie; a power of two from 1024 to 1048576 */
    SideConfiguration input;
    SideConfiguration output;
    UInt64 controls;      /**< of neither direction (the clock's): a bit for each ControlKind */
    const Float64 *rates; /**< rate_count of them, rising, 8000 to 768000 */
    UInt32 rate_count;
    UInt32 formats;       /**< FORMAT_*: physical formats besides 32-bit float */
    Float64 default_rate; /**< one of them */
    VolumeConfiguration volume;
    const char *chain;      /**< NULL: empty. Until the user sets another */
    const char *chain_mode; /**< NULL: "worker". Until the user sets another */
    const ApplicationConfiguration *applications;
    UInt32 application_count;
} DeviceConfiguration;

typedef struct DriverConfiguration {
    const DeviceConfiguration *devices;
    UInt32 device_count;
    const char *modules_folder; /**< of the bundle; NULL if it has none */
    const char *defaults_file;  /**< a property list that stands for `devices` while the host has
                                     stored no configuration; NULL if there is none */
    const char *icon_file;      /**< of devices; NULL if there is none */
    EnginePolicy policy;        /**< all zero: ENGINE_POLICY_DEFAULT */
    const char *worker_program; /**< for the isolated mode; NULL: there is no such mode */
    const Log *log;             /**< may be NULL */
} DriverConfiguration;

/** [control] Make a driver that its caller holds one reference to. The array of devices outlives
 * Initialize, the log outlives the driver; of everything else there are copies. NULL: no memory. */
AudioServerPlugInDriverRef driver_new(const DriverConfiguration *configuration);

#endif
