/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module-api.h
 * The whole contract between Ossicle and a processing module.
 *
 * A module is a shared library that exports one function, ossicle_entry(), and links to nothing of
 * Ossicle's:
 *
 *     cc -shared -fPIC -O2 -I/path/to/module-api gain.c -o gain.so
 *
 * Version 0.9 has the shape that 1.0 will freeze. After 1.0 no struct here changes: what is new
 * comes as an extension, asked for by a name with a revision ("ossicle.latency/1"), in its own
 * header beside this one.
 *
 * ## Threads
 *
 * Each function below names who may call it:
 *
 *  - `[control]` a thread that may allocate, lock and wait. The host never makes two [control]
 *    calls for the same instance at the same time, but different instances may be called from
 *    different threads at the same time.
 *  - `[audio]` the thread that carries the sound, with a deadline of a few milliseconds. Nothing
 *    called there may allocate, free, lock, wait, log to a file or enter the kernel in any other
 *    way. At any time at most one thread is the audio thread of an instance, and no [control]
 *    call other than latency_frames and tail_frames runs for the instance meanwhile.
 *  - `[any]` both of them, at any time.
 *
 * ## States of an instance
 *
 *     create -> INACTIVE -- activate --> ACTIVE -- deactivate --> INACTIVE -> destroy
 *                                        process, reset
 *
 * ## Strings
 *
 * Every string is UTF-8, holds at most OSSICLE_MAX_TEXT bytes and no control character such as a
 * line break, and ends with a NUL. What a module's tables point to stays valid and unchanged for as
 * long as the library is loaded.
 *
 * ## Sizes and reserved fields
 *
 * Every struct begins with its size, which is exactly its sizeof: a host refuses any other, since
 * structs never change within a major version. Reserved fields are 0 in both directions. What is
 * marked "or NULL" or "optional" may be NULL, every other pointer may not.
 *
 * ## Denormal numbers
 *
 * The host asks the processor to flush them to zero on the [audio] thread where it can. A module
 * whose memory of the sound fades (filters, reverbs) is right to clear it when it has become
 * inaudible all the same, since not every processor can.
 */

#ifndef OSSICLE_MODULE_API_H
#define OSSICLE_MODULE_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Version of this contract
 * A host and a module work together if their major versions are equal, whatever the minor ones are.
 * @{ */
#define OSSICLE_ABI_MAJOR 0u
#define OSSICLE_ABI_MINOR 9u
/** Major in the upper 16 bits, minor in the lower 16. */
#define OSSICLE_ABI_VERSION           (OSSICLE_ABI_MAJOR << 16 | OSSICLE_ABI_MINOR)
#define OSSICLE_ABI_MAJOR_OF(version) ((version) >> 16 & 0xffffu)
#define OSSICLE_ABI_MINOR_OF(version) ((version)&0xffffu)
/** @} */

/** Makes the entry function visible to the host. */
#if defined(_WIN32)
#define OSSICLE_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define OSSICLE_EXPORT __attribute__((visibility("default")))
#else
#define OSSICLE_EXPORT
#endif

/** Marks a function that the audio thread may call: it neither allocates nor blocks.
 *
 * Clang 20 and later check the promise at compile time (-Wfunction-effects); to other compilers it
 * is nothing, to readers and checkers a word. Write it behind the parameter list, in front of a
 * function's body or of a declaration's semicolon:
 *
 *     static float half(float x) OSSICLE_REALTIME { return x / 2; }
 */
#ifndef OSSICLE_REALTIME
#if defined(__clang__) && defined(__has_attribute)
#if __has_attribute(nonblocking)
#define OSSICLE_REALTIME __attribute__((nonblocking))
#endif
#endif
#endif
#ifndef OSSICLE_REALTIME
#define OSSICLE_REALTIME
#endif

/** @name Limits
 * @{ */
#define OSSICLE_MAX_CHANNELS   256u  /**< of a module */
#define OSSICLE_MAX_PARAMETERS 1024u /**< of a module, and labels of a parameter */
#define OSSICLE_MAX_MODULES    1024u /**< of a file */
#define OSSICLE_MAX_TEXT       1023u /**< bytes of a string, without the NUL */
/** @} */

/** What a function that can fail returns. Anything but OSSICLE_OK is a failure; the host treats
 * values that it doesn't know like OSSICLE_FAILED. */
typedef int32_t ossicle_status;
enum {
    OSSICLE_OK = 0,
    OSSICLE_FAILED = 1,      /**< for a reason that has no value here: log it */
    OSSICLE_NO_MEMORY = 2,   /**< out of memory */
    OSSICLE_UNSUPPORTED = 3, /**< this rate, channel count, block size or state isn't supported */
};

/** What a module does to the sound in its chain. */
enum {
    /** Changes the sound: reads `inputs`, writes `outputs`. */
    OSSICLE_KIND_EFFECT = 0,
    /** Makes sound: `inputs` is NULL; the host adds what it writes to the sound in the chain. */
    OSSICLE_KIND_GENERATOR = 1,
    /** Listens: `outputs` is NULL; the sound passes on unchanged. */
    OSSICLE_KIND_SINK = 2,
};

/** How a parameter's range is divided along a knob. Values stay in the parameter's own unit. */
enum {
    OSSICLE_SCALE_LINEAR = 0,
    OSSICLE_SCALE_LOGARITHMIC = 1, /**< equal steps are equal ratios; the minimum is above zero */
    OSSICLE_SCALE_DECIBEL = 2,     /**< the value is in decibels */
};

/** What is special about a parameter. Combined with `|`. */
enum {
    /** Two values: 0 is off, 1 is on. The minimum is 0 and the maximum 1. */
    OSSICLE_PARAMETER_TOGGLE = 1u << 0,
    /** Whole numbers only. The host rounds what it is given. */
    OSSICLE_PARAMETER_STEPPED = 1u << 1,
    /** Stepped, and each value has a label: label_count is maximum - minimum + 1. */
    OSSICLE_PARAMETER_ENUMERATION = 1u << 2,
    /** A meter: the module writes it (ossicle_realtime.meter), nobody sets it, and neither events
     * nor ossicle_activation.values carry a meaningful value for it. */
    OSSICLE_PARAMETER_OUTPUT = 1u << 3,
};

/** How severe a log line is. */
enum {
    OSSICLE_LOG_ERROR = 0,
    OSSICLE_LOG_WARNING = 1,
    OSSICLE_LOG_INFO = 2,
    OSSICLE_LOG_DEBUG = 3,
};

/** One parameter, as constant data. */
typedef struct ossicle_parameter {
    uint32_t struct_size; /**< sizeof(ossicle_parameter) */
    uint32_t flags;       /**< OSSICLE_PARAMETER_*, or 0 */
    /** Unique in the module and never reused for another meaning: settings are stored by it.
     * 1 to 63 of the characters a-z, 0-9, `_`, `-` and `.`, beginning with a letter. */
    const char *id;
    const char *name;          /**< for people, not empty */
    const char *unit;          /**< "dB", "Hz", "ms", "%"; "" for none */
    double minimum;            /**< finite, below maximum */
    double maximum;            /**< finite */
    double default_value;      /**< within [minimum, maximum] */
    uint32_t scale;            /**< OSSICLE_SCALE_* */
    uint32_t label_count;      /**< 0 unless the parameter is an enumeration */
    const char *const *labels; /**< label_count strings, or NULL if there are none */
} ossicle_parameter;

/** A parameter takes a new value inside a block. */
typedef struct ossicle_event {
    uint32_t struct_size;  /**< sizeof(ossicle_event) */
    uint32_t frame_offset; /**< 0 to ossicle_block.frames - 1; the value holds from this frame on */
    uint32_t parameter;    /**< index into ossicle_module.parameters */
    uint32_t reserved;     /**< 0 */
    double value;          /**< within the parameter's range, in its unit; whole if stepped */
} ossicle_event;

/** What is special about a block. Combined with `|`. */
enum {
    /** sample_time doesn't follow the block before: sound was lost or time was set anew. What the
     * module remembers of the sound before (delay lines, filters) may stay or go, as sounds
     * better; the host calls reset where it must go. */
    OSSICLE_BLOCK_DISCONTINUITY = 1u << 0,
};

/** One block of sound. The host owns all of it; it is valid during process only.
 *
 * Audio is planar 32-bit float, full scale at -1 and 1. Each channel pointer is aligned to 64
 * bytes. For an effect `inputs[c]` and `outputs[c]` may be the same buffer (in place); the buffers
 * of different channels never overlap. */
typedef struct ossicle_block {
    uint32_t struct_size;        /**< sizeof(ossicle_block) */
    uint32_t flags;              /**< OSSICLE_BLOCK_*, or 0 */
    uint32_t frames;             /**< 1 to ossicle_activation.max_frames */
    uint32_t channels;           /**< always ossicle_activation.channels */
    int64_t sample_time;         /**< of the first frame, on the device's time line, in frames */
    uint64_t host_time_ns;       /**< when the block was handed in, on the host's clock */
    const float *const *inputs;  /**< channels pointers to frames samples; NULL for a generator */
    float *const *outputs;       /**< channels pointers to frames samples; NULL for a sink */
    const ossicle_event *events; /**< event_count events, by rising frame_offset; NULL if none */
    uint32_t event_count;
    uint32_t reserved; /**< 0 */
} ossicle_block;

/** What an instance is activated for. Owned by the host, valid during activate only. */
typedef struct ossicle_activation {
    uint32_t struct_size;     /**< sizeof(ossicle_activation) */
    uint32_t channels;        /**< within the module's min_channels and max_channels */
    double sample_rate_hz;    /**< 8000 to 768000 */
    uint32_t max_frames;      /**< the largest block that process will see; at least 1 */
    uint32_t parameter_count; /**< ossicle_module.parameter_count */
    /** The value each parameter has when processing begins, in the order of the module's table,
     * each within its range. Start with them: don't glide from the defaults. */
    const double *values;
} ossicle_activation;

/** Host services for the [control] thread. Owned by the host; valid from create to destroy. */
typedef struct ossicle_host ossicle_host;
struct ossicle_host {
    uint32_t struct_size; /**< sizeof(ossicle_host) */
    uint32_t abi_version; /**< OSSICLE_ABI_VERSION of the host */
    const char *name;     /**< the host's name, for people */
    const char *version;  /**< the host's version, for people */
    void *context;        /**< the host's own; leave it alone */
    /** [control] Log one line. The text is copied. */
    void (*log)(const ossicle_host *host, uint32_t level, const char *text);
    /** [control] Ask for an extension by its name with revision, such as "ossicle.latency/1".
     * Returns a constant table of the shape that the extension's header gives, valid as long as the
     * host, or NULL if this host doesn't have it. */
    const void *(*extension)(const ossicle_host *host, const char *name);
};

/** Host services for the [audio] thread. Owned by the host; valid during process only. */
typedef struct ossicle_realtime ossicle_realtime;
struct ossicle_realtime {
    uint32_t struct_size; /**< sizeof(ossicle_realtime) */
    uint32_t reserved;    /**< 0 */
    void *context;        /**< the host's own; leave it alone */
    /** [audio] Log one line. The text is copied, cut at 120 bytes, and written later by another
     * thread. When lines come faster than they can be written, some are dropped and counted. */
    void (*log)(ossicle_realtime *realtime, uint32_t level, const char *text) OSSICLE_REALTIME;
    /** [audio] Publish the value of an OSSICLE_PARAMETER_OUTPUT parameter. `parameter` is its index
     * in the module's table; a wrong index is ignored. The last value of a block counts. */
    void (*meter)(ossicle_realtime *realtime, uint32_t parameter, double value) OSSICLE_REALTIME;
    /** [audio] Say that latency_frames returns another value from now on. The host reads it from
     * a [control] thread, soon. */
    void (*latency_changed)(ossicle_realtime *realtime) OSSICLE_REALTIME;
};

/** tail_frames returns this if the sound never ends by itself. */
#define OSSICLE_TAIL_INFINITE UINT32_MAX

/** One module, as constant data. Functions marked optional may be NULL. */
typedef struct ossicle_module ossicle_module;
struct ossicle_module {
    uint32_t struct_size; /**< sizeof(ossicle_module) */
    uint32_t kind;        /**< OSSICLE_KIND_* */
    /** Reverse DNS, unique in the world: "org.example.reverb". 3 to 127 of the characters a-z, A-Z,
     * 0-9, `_`, `-` and `.`, with at least one dot, none at either end. */
    const char *id;
    const char *name;                    /**< for people, not empty */
    const char *vendor;                  /**< for people */
    const char *version;                 /**< for people: "1.2.0" */
    uint32_t min_channels;               /**< 1 to max_channels */
    uint32_t max_channels;               /**< up to OSSICLE_MAX_CHANNELS; that, if any will do */
    uint32_t parameter_count;            /**< 0 to OSSICLE_MAX_PARAMETERS */
    uint32_t reserved;                   /**< 0 */
    const ossicle_parameter *parameters; /**< parameter_count of them, or NULL if none */

    /** [control] Make an instance in the INACTIVE state. `module` is this table, `host` outlives
     * the instance. On success stores the instance, which may be any pointer, and returns
     * OSSICLE_OK; on failure stores nothing and owns nothing. */
    ossicle_status (*create)(const ossicle_module *module, const ossicle_host *host,
                             void **instance);

    /** [control, INACTIVE] Free the instance and all that it owns. */
    void (*destroy)(void *instance);

    /** [control, INACTIVE; optional] Prepare for processing: allocate all that process will need
     * and touch it, so that the audio thread takes no page fault. On failure the instance stays
     * INACTIVE. */
    ossicle_status (*activate)(void *instance, const ossicle_activation *activation);

    /** [control, ACTIVE; optional] Undo activate. */
    void (*deactivate)(void *instance);

    /** [audio, ACTIVE; optional] Forget the sound so far (delay lines, filters, envelopes) as if
     * just activated; parameters jump to the values they last were given. */
    void (*reset)(void *instance) OSSICLE_REALTIME;

    /** [audio, ACTIVE] Process one block. `realtime` is good for this call only. On any result but
     * OSSICLE_OK the host ignores what was written and lets the sound of this block pass
     * unchanged. A NaN or an infinity in the output makes the host silence the block and reset the
     * chain. */
    ossicle_status (*process)(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME;

    /** [any, ACTIVE; optional] By how many frames the output comes later than the input. NULL
     * means 0. Changes only together with a call of ossicle_realtime.latency_changed, or in
     * activate. */
    uint32_t (*latency_frames)(void *instance) OSSICLE_REALTIME;

    /** [any, ACTIVE; optional] How many frames the sound goes on once the input is silent, or
     * OSSICLE_TAIL_INFINITE. NULL means 0. */
    uint32_t (*tail_frames)(void *instance) OSSICLE_REALTIME;

    /** [control, any state, not while processing; optional] Write the state that parameters don't
     * hold into `buffer`, at most `capacity` bytes, and return how many bytes the whole state
     * takes. If that is more than `capacity`, nothing may be concluded from the buffer and the host
     * calls again with a larger one; `buffer` may be NULL if `capacity` is 0. The host stores the
     * bytes without looking at them. */
    size_t (*save)(void *instance, void *buffer, size_t capacity);

    /** [control, INACTIVE; optional] Take back what save wrote, perhaps by another version of the
     * module on another machine: check it. On failure the instance is as it was. */
    ossicle_status (*load)(void *instance, const void *bytes, size_t size);

    /** [control; optional] Return the module's side of an extension by its name with revision, a
     * constant table of the shape that the extension's header gives, or NULL. */
    const void *(*extension)(const ossicle_module *module, const char *name);
};

/** What a file offers: one module or several. The first two fields keep their places in every major
 * version, so that two versions that don't fit can say so. */
typedef struct ossicle_library {
    uint32_t struct_size;  /**< sizeof(ossicle_library) */
    uint32_t abi_version;  /**< OSSICLE_ABI_VERSION that the file was compiled with */
    uint32_t module_count; /**< 1 to OSSICLE_MAX_MODULES */
    uint32_t reserved;     /**< 0 */
    const ossicle_module *const *modules; /**< module_count pointers, none NULL */
} ossicle_library;

/** The one symbol that a module file exports: [control] describe what the file offers.
 *
 * Called once after loading, before anything else. `host_abi_version` is the host's
 * OSSICLE_ABI_VERSION; return NULL if you can't work with it. The table and all it points to
 * belong to the file and stay as they are until it is unloaded. Do no other work here.
 */
OSSICLE_EXPORT const ossicle_library *ossicle_entry(uint32_t host_abi_version);

/** The name of the entry symbol, for hosts. */
#define OSSICLE_ENTRY_SYMBOL "ossicle_entry"

/** The type of the entry function, for hosts. */
typedef const ossicle_library *(*ossicle_entry_function)(uint32_t host_abi_version);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* OSSICLE_MODULE_API_H */
