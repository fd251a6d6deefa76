/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file custom_properties.h
 * The properties by which any HAL client controls Ossicle. They are listed, as Apple's interface
 * asks, in kAudioObjectPropertyCustomPropertyInfoList of their object. Scope is global, element is
 * main, no qualifier. Every CF object that is read belongs to the reader.
 *
 * The keys of the dictionaries below are the OSSICLE_KEY_* strings. */

#ifndef OSSICLE_DRIVER_CUSTOM_PROPERTIES_H
#define OSSICLE_DRIVER_CUSTOM_PROPERTIES_H

enum {
    /** Plug-in object, CFArray of CFDictionary, read only: each module that can be used, with id,
     * name, vendor, version, abi, kind ("effect", "generator", "sink"), path, minimumChannels,
     * maximumChannels, and parameters: an array of dictionaries with id, name, unit, minimum,
     * maximum, default, scale ("linear", "logarithmic", "decibel"), toggle, stepped, output
     * (booleans) and labels (an array of strings). */
    kOssiclePlugInPropertyModules = 'oMod',
    /** Plug-in object, CFArray of CFDictionary, read only: each file or folder that was refused,
     * with path and reason. */
    kOssiclePlugInPropertyRefusals = 'oRef',
    /** Plug-in object, CFArray of CFDictionary, settable: each module that is in quarantine, that
     * is, that no chain is made with, because it ended the process or died too often: id, version
     * and hash of its file, reason, deaths, and when, in UTC as ISO 8601 has it. Set: the id of a
     * module, a CFString, to let it in again; the chains that it belongs to are made anew. An id
     * that isn't there returns kAudioHardwareIllegalOperationError. */
    kOssiclePlugInPropertyQuarantine = 'oQua',
    /** Plug-in object, CFString, settable: "text" or "json" to write each call between the HAL and
     * the driver to the driver's log, one line each in that format (trace/trace_format.h), or
     * "off". Stored. Takes effect with the calls that begin after it. */
    kOssiclePlugInPropertyTrace = 'oTrc',
    /** Plug-in object, CFDictionary, settable: the configuration, that is all devices, as
     * configuration.h describes it. Set: checked as a whole, then carried out and stored; devices
     * that are the same go on without a gap. One that is wrong changes nothing, returns
     * kAudioHardwareIllegalOperationError and says why, beginning with the place
     * ("devices[1].rates:
     * ..."), in kOssiclePlugInPropertyErrors. */
    kOssiclePlugInPropertyConfiguration = 'oCfg',
    /** Plug-in object, CFArray of CFString, read only: the last errors, newest last, one line each.
     */
    kOssiclePlugInPropertyErrors = 'oErr',

    /** Device, CFString, settable: the chain as text, see engine/chain_spec.h. Read back with every
     * parameter's present value. Can be set while sound runs: the new chain takes over with a
     * cross-fade. A text that is wrong, or a chain that can't be made (a module refuses the rate or
     * the channels), changes nothing, returns kAudioHardwareIllegalOperationError and says why in
     * kOssicleDevicePropertyErrors. */
    kOssicleDevicePropertyChain = 'oChn',
    /** Device, CFString, settable: where the chain runs: "worker", "inline" or "isolated". */
    kOssicleDevicePropertyChainMode = 'oMde',
    /** Device, CFArray of CFDictionary, settable. Read: one dictionary for each module of the
     * chain, with id, name and parameters as in kOssiclePlugInPropertyModules, each with its
     * present value besides. Set: an array of dictionaries with module (its index in the chain),
     * parameter (its id), value, if it isn't to be at once, sampleTime, and, if it is about the
     * chain of an application, its bundleID: then for all its clients, present and to come. All or
     * none take effect. */
    kOssicleDevicePropertyParameters = 'oPar',
    /** Device, CFDictionary of CFNumber and CFString, read only: the fields of EngineCounters
     * under their names (blocks, processedBlocks, droppedBlocks, lateFrames, silencedBlocks,
     * failedBlocks, troubles, restarts, workerLoad, lostLogLines, writtenSampleTime,
     * processedSampleTime), chainLatency in frames, and workerScheduling. */
    kOssicleDevicePropertyEngine = 'oEng',
    /** Device, CFArray of CFString, read only: the last errors, newest last, one line each. */
    kOssicleDevicePropertyErrors = 'oErr',
    /** Device, CFNumber, settable: how fast the device runs against its nominal rate, 0.99 to 1.01.
     * Can be set while the device's clock source is "Adjustable"; 1 otherwise. */
    kOssicleDevicePropertyClockRate = 'oRat',
    /** Device, CFDictionary, read only: channels, an array of dictionaries with peak and rms, both
     * linear, of what readers heard during the last 100 ms; and modules, an array with a dictionary
     * for each module of the chain: id, and meters, an array of its output parameters, each with
     * id, name, unit and present value. */
    kOssicleDevicePropertyMeters = 'oMet',
    /** Device, CFDictionary, read only: how much of its own duration each block took, 1 being all
     * the time there is, since the chain was made: chain, a dictionary with average, percentile
     * (99.9 % of the blocks took at most this) and maximum; modules, an array with the same and the
     * id for each of the chain's first 64 modules; slowBlocks, how many took longer than they last;
     * and restarts: how often the chain was started anew, without or again with what had failed. */
    kOssicleDevicePropertyTimes = 'oTim',
    /** Device, CFArray of CFDictionary, read only: what went wrong in the last minutes, the likely
     * cause first; there is always one. Each has cause (a name of engine/diagnosis.c), text (a
     * sentence), advice, count, and where it applies module (its id), first and last (when, in
     * seconds since 1970), worst (in seconds) and allowed (how much there would have been). */
    kOssicleDevicePropertyDiagnosis = 'oWhy',
    /** Device, CFData, read only: the flight recorder's records themselves, as base/recording.h
     * lays them out. Megabytes. */
    kOssicleDevicePropertyRecording = 'oRec',
    /** Device, CFArray of CFDictionary, read only: who uses the device: clientID, processID,
     * bundleID if there is one, isRunning, starts: how often it has started I/O and not stopped it;
     * and if its application has a chain, chain as it is now and latency: by how many frames it
     * delays this client's sound. In the order of their IDs, without the host itself. */
    kOssicleDevicePropertyClients = 'oCli',
    /** Device, CFArray of CFDictionary, settable: chains for the sound of single applications, each
     * with bundleID and chain, a text as in kOssicleDevicePropertyChain. Each client with this
     * bundle ID gets instances of its own. Set: checked as a whole, then a configuration change. A
     * list that is wrong changes nothing, returns kAudioHardwareIllegalOperationError and says
     * why, beginning with the place ("applications[1].chain: ..."), in
     * kOssicleDevicePropertyErrors; so does, later, a chain that can't be made for a client that is
     * there. A client that comes later, or that another rate or number of channels doesn't leave a
     * chain that works, plays without, and the errors say so. */
    kOssicleDevicePropertyApplications = 'oApp',
};

#define OSSICLE_KEY_ID               "id"
#define OSSICLE_KEY_NAME             "name"
#define OSSICLE_KEY_VENDOR           "vendor"
#define OSSICLE_KEY_VERSION          "version"
#define OSSICLE_KEY_ABI              "abi"
#define OSSICLE_KEY_KIND             "kind"
#define OSSICLE_KEY_PATH             "path"
#define OSSICLE_KEY_REASON           "reason"
#define OSSICLE_KEY_MINIMUM_CHANNELS "minimumChannels"
#define OSSICLE_KEY_MAXIMUM_CHANNELS "maximumChannels"
#define OSSICLE_KEY_PARAMETERS       "parameters"
#define OSSICLE_KEY_UNIT             "unit"
#define OSSICLE_KEY_MINIMUM          "minimum"
#define OSSICLE_KEY_MAXIMUM          "maximum"
#define OSSICLE_KEY_DEFAULT          "default"
#define OSSICLE_KEY_SCALE            "scale"
#define OSSICLE_KEY_TOGGLE           "toggle"
#define OSSICLE_KEY_STEPPED          "stepped"
#define OSSICLE_KEY_OUTPUT           "output"
#define OSSICLE_KEY_LABELS           "labels"
#define OSSICLE_KEY_VALUE            "value"
#define OSSICLE_KEY_MODULE           "module"
#define OSSICLE_KEY_PARAMETER        "parameter"
#define OSSICLE_KEY_SAMPLE_TIME      "sampleTime"
#define OSSICLE_KEY_HASH             "hash"
#define OSSICLE_KEY_DEATHS           "deaths"
#define OSSICLE_KEY_WHEN             "when"
#define OSSICLE_KEY_MARK             "mark"

#define OSSICLE_KEY_BLOCKS                "blocks"
#define OSSICLE_KEY_PROCESSED_BLOCKS      "processedBlocks"
#define OSSICLE_KEY_DROPPED_BLOCKS        "droppedBlocks"
#define OSSICLE_KEY_LATE_FRAMES           "lateFrames"
#define OSSICLE_KEY_SILENCED_BLOCKS       "silencedBlocks"
#define OSSICLE_KEY_FAILED_BLOCKS         "failedBlocks"
#define OSSICLE_KEY_TROUBLES              "troubles"
#define OSSICLE_KEY_RESTARTS              "restarts"
#define OSSICLE_KEY_WORKER_LOAD           "workerLoad"
#define OSSICLE_KEY_LOST_LOG_LINES        "lostLogLines"
#define OSSICLE_KEY_WRITTEN_SAMPLE_TIME   "writtenSampleTime"
#define OSSICLE_KEY_PROCESSED_SAMPLE_TIME "processedSampleTime"
#define OSSICLE_KEY_CHAIN_LATENCY         "chainLatency"
#define OSSICLE_KEY_WORKER_SCHEDULING     "workerScheduling"

#define OSSICLE_KEY_AVERAGE     "average"
#define OSSICLE_KEY_PERCENTILE  "percentile"
#define OSSICLE_KEY_SLOW_BLOCKS "slowBlocks"
#define OSSICLE_KEY_RESTARTS    "restarts"
#define OSSICLE_KEY_CAUSE       "cause"
#define OSSICLE_KEY_TEXT        "text"
#define OSSICLE_KEY_ADVICE      "advice"
#define OSSICLE_KEY_COUNT       "count"
#define OSSICLE_KEY_FIRST       "first"
#define OSSICLE_KEY_LAST        "last"
#define OSSICLE_KEY_WORST       "worst"
#define OSSICLE_KEY_ALLOWED     "allowed"

#define OSSICLE_KEY_CHANNELS   "channels"
#define OSSICLE_KEY_MODULES    "modules"
#define OSSICLE_KEY_METERS     "meters"
#define OSSICLE_KEY_PEAK       "peak"
#define OSSICLE_KEY_RMS        "rms"
#define OSSICLE_KEY_CLIENT_ID  "clientID"
#define OSSICLE_KEY_PROCESS_ID "processID"
#define OSSICLE_KEY_BUNDLE_ID  "bundleID"
#define OSSICLE_KEY_IS_RUNNING "isRunning"
#define OSSICLE_KEY_STARTS     "starts"
#define OSSICLE_KEY_CHAIN      "chain"
#define OSSICLE_KEY_LATENCY    "latency"

/** Under which key the host stores the quarantine: an array of dictionaries as that of the
 * property, each with a boolean besides, mark: whether the module's code ran for the first time
 * when this was stored; without a reason, it isn't in quarantine. */
#define OSSICLE_STORAGE_QUARANTINE "quarantine"

/** The reason of a module whose mark was found. */
#define OSSICLE_REASON_ENDED                                                                       \
    "the process ended while it ran for the first time, or before it had run for long"

/** The UID of the device that the driver has by default. */
#define OSSICLE_DEFAULT_DEVICE_UID "org.ossicle.device.main"

#endif
