/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file recording.h
 * What a device's flight recorder keeps of its last minutes, as it stands in memory and as it
 * leaves the driver: one header, then cycles, blocks, events and names, each a fixed number of
 * bytes, in the byte order of the machine. Times in nanoseconds are those of one clock that never
 * jumps. */

#ifndef OSSICLE_BASE_RECORDING_H
#define OSSICLE_BASE_RECORDING_H

#include <assert.h>
#include <stdint.h>

#define RECORDING_MAGIC   0x4345524fu /* "OREC" */
#define RECORDING_VERSION 1u

enum {
    RECORDING_RECORD_BYTES = 64, /**< of a cycle and of a block */
    RECORDING_MODULES = 6,       /**< whose time is in every block's record */
    RECORDING_TEXT_BYTES = 112,
};

/** What begins a recording; `..._bytes` is the size of one record. */
typedef struct RecordingHeader {
    uint32_t magic;
    uint32_t version; /**< another one: another layout */
    uint32_t header_bytes;
    uint32_t cycle_bytes;
    uint32_t block_bytes;
    uint32_t event_bytes;
    uint32_t name_bytes;
    uint32_t cycle_count;
    uint32_t block_count;
    uint32_t event_count;
    uint32_t name_count;
    uint32_t reserved;
    int64_t
        wall_offset_ns; /**< what is to be added to a record's time for nanoseconds since 1970 */
} RecordingHeader;

enum {
    RECORDING_CYCLE_READS = 1u << 0,  /**< the device gave sound */
    RECORDING_CYCLE_WRITES = 1u << 1, /**< the device took sound */
    RECORDING_CYCLE_LOST = 1u << 2,   /**< what was to be read isn't kept any more: silence */
};

/** One I/O cycle, from its begin to its end as far as a driver sees them. */
typedef struct CycleRecord {
    uint64_t begin_ns;
    int64_t sample_time; /**< of the first frame that is played in it */
    uint32_t frames;
    int32_t late_ns; /**< how much later it began than it should have */
    uint32_t busy_ns;
    int32_t ready_frames;    /**< how far processed sound was ahead of what was read; less than 0:
                                behind it */
    int32_t lag_frames;      /**< how far what was read was behind what was written */
    uint32_t dry_frames;     /**< read without effect, since they weren't processed */
    uint32_t dropped_blocks; /**< that were never processed */
    uint32_t seed;           /**< another one for each time line */
    float clock_rate;        /**< against the nominal one */
    float sample_rate_hz;
    uint32_t flags;
    uint32_t reserved;
} CycleRecord;

/** One block of a chain. */
typedef struct BlockRecord {
    uint64_t begin_ns;
    int64_t sample_time;
    uint32_t frames;
    uint32_t sound_ns;  /**< what it lasts */
    uint32_t busy_ns;   /**< what processing it took */
    uint32_t waited_ns; /**< from when it was handed over to when processing began */
    uint32_t slowest_ns;
    uint16_t slowest; /**< index of the module that took longest */
    uint16_t chain;   /**< its names are under this number */
    uint32_t modules_ns[RECORDING_MODULES];
} BlockRecord;

typedef enum RecordingEventKind {
    RECORDING_EVENT_START,    /**< I/O began, on a new time line */
    RECORDING_EVENT_CHAIN,    /**< another chain; text: its modules */
    RECORDING_EVENT_MODE,     /**< the chain runs elsewhere; text: where */
    RECORDING_EVENT_RATE,     /**< another sample rate; text: in Hz */
    RECORDING_EVENT_DIED,     /**< a worker process ended; text: the module that ran, or nothing */
    RECORDING_EVENT_BYPASSED, /**< the chain is left out; text: why */
    RECORDING_EVENT_RETRIED,  /**< a module or the chain is tried again; text: the module */
    RECORDING_EVENT_COUNT,
} RecordingEventKind;

/** Something that is rare. */
typedef struct EventRecord {
    uint64_t time_ns;
    uint32_t kind;
    uint32_t reserved;
    char text[RECORDING_TEXT_BYTES]; /**< ends with a zero byte, cut off if it is too long */
} EventRecord;

/** The id of a chain's module. */
typedef struct NameRecord {
    uint32_t chain;
    uint32_t module; /**< its index */
    char id[RECORDING_TEXT_BYTES + 8];
} NameRecord;

static_assert(sizeof(RecordingHeader) == 56, "layout");
static_assert(sizeof(CycleRecord) == RECORDING_RECORD_BYTES, "layout");
static_assert(sizeof(BlockRecord) == RECORDING_RECORD_BYTES, "layout");
static_assert(sizeof(EventRecord) == 128 && sizeof(NameRecord) == 128, "layout");

#endif
