/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/commands.h"
#include "tool/words.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define DRIVER_OPTION(Settings)                                                                    \
    {                                                                                              \
        .name = "driver", .value_name = "BUNDLE", .kind = OPTION_TEXT,                             \
        .offset = offsetof(Settings, session.driver),                                              \
        .help = "Load this driver bundle instead of the Ossicle.driver that belongs to the tool."  \
    }
#define MODULES_OPTION(Settings)                                                                   \
    {                                                                                              \
        .name = "modules", .value_name = "DIR", .kind = OPTION_LIST,                               \
        .offset = offsetof(Settings, session.modules),                                             \
        .help = "Search this folder for modules too, before the others. May be repeated."          \
    }
#define JSON_OPTION_AT(Settings, member)                                                           \
    {                                                                                              \
        .name = "json", .kind = OPTION_FLAG, .offset = offsetof(Settings, member),                 \
        .help = "Print JSON, for programs."                                                        \
    }
#define TRACE_OPTION(Settings)                                                                     \
    {                                                                                              \
        .name = "trace", .value_name = "FORMAT", .kind = OPTION_CHOICE, .choices = trace_formats,  \
        .offset = offsetof(Settings, session.trace),                                               \
        .help = "Write each call between the audio server and the driver to the standard error "   \
                "stream, with object, selector, sizes, result and duration: as text, a line "      \
                "each, or as json, an object a line."                                              \
    }

static const char *const trace_formats[] = {"text", "json", NULL};
#define JSON_OPTION(Settings) JSON_OPTION_AT(Settings, json)
#define NAME_OPTION(Settings, member)                                                              \
    {                                                                                              \
        .name = "name", .value_name = "NAME", .kind = OPTION_TEXT,                                 \
        .offset = offsetof(Settings, member),                                                      \
        .help = "Ask the host of this name; the one called main without it."                       \
    }
#define PLACE_OPTIONS(Settings)                                                                    \
    NAME_OPTION(Settings, place.name),                                                             \
        {.name = "device",                                                                         \
         .value_name = "UID",                                                                      \
         .kind = OPTION_TEXT,                                                                      \
         .offset = offsetof(Settings, place.device),                                               \
         .help = "The device; the default one without it. ossicle devices tells them."},           \
        {.name = "scope",                                                                          \
         .value_name = "SCOPE",                                                                    \
         .kind = OPTION_CHOICE,                                                                    \
         .choices = scopes,                                                                        \
         .offset = offsetof(Settings, place.scope),                                                \
         .help = "input or output: which of the device's controls is meant where it has both. "    \
                 "The output's without it, or else the input's."},                                 \
        {.name = "channel",                                                                        \
         .value_name = "N",                                                                        \
         .kind = OPTION_NUMBER,                                                                    \
         .minimum = 0,                                                                             \
         .maximum = 65535,                                                                         \
         .offset = offsetof(Settings, place.channel),                                              \
         .help = "The channel, from 1, whose control is meant; that of all together without it."}, \
        JSON_OPTION_AT(Settings, place.json)

static const Option modules_options[] = {
    DRIVER_OPTION(ModulesSettings),
    MODULES_OPTION(ModulesSettings),
    {.name = "release",
     .value_name = "ID",
     .kind = OPTION_TEXT,
     .offset = offsetof(ModulesSettings, release),
     .help =
         "Let the module with this id out of quarantine, in the host that runs, or else in what "
         "is stored of it, and list nothing."},
    NAME_OPTION(ModulesSettings, name),
    JSON_OPTION(ModulesSettings),
};

static const char *const modes[] = {"worker", "inline", "isolated", NULL};
static const char *const formats[] = {"pcm8", "pcm16", "pcm24", "pcm32", "float", "double", NULL};

static const Option render_options[] = {
    DRIVER_OPTION(RenderSettings),
    MODULES_OPTION(RenderSettings),
    {.name = "chain",
     .value_name = "CHAIN",
     .kind = OPTION_TEXT,
     .offset = offsetof(RenderSettings, chain),
     .help = "The modules that the sound goes through, in order, each with the parameters that "
             "differ from their defaults: 'org.ossicle.gain(gain=-6),org.ossicle.lowpass' for "
             "example; one with ! in front of it is bypassed. Without it the sound stays as it "
             "is."},
    {.name = "mode",
     .value_name = "MODE",
     .kind = OPTION_CHOICE,
     .choices = modes,
     .offset = offsetof(RenderSettings, mode),
     .help = "Where the chain runs: worker, on a thread of its own, inline, on the thread that "
             "moves the sound, or isolated, in a process of its own, where a module can do no "
             "harm. The result is the same. Without it, as the driver has it."},
    {.name = "frames",
     .value_name = "N",
     .kind = OPTION_NUMBER,
     .minimum = 1,
     .maximum = 65536,
     .offset = offsetof(RenderSettings, frames),
     .help = "How many frames the device moves at a time, from 1 to half of what it keeps (8192 of "
             "Ossicle's 16384); 512 without it."},
    {.name = "realtime",
     .kind = OPTION_FLAG,
     .offset = offsetof(RenderSettings, realtime),
     .help = "Take as long as the sound lasts, as when it is heard. Without it, the device's "
             "clock runs as fast as the machine can."},
    {.name = "raw",
     .kind = OPTION_FLAG,
     .offset = offsetof(RenderSettings, raw),
     .help = "Keep the latency that the device reports. Without it, that much is cut off at "
             "the beginning, so that OUT.wav is aligned with IN.wav. Its length is the same "
             "either way."},
    {.name = "format",
     .value_name = "FORMAT",
     .kind = OPTION_CHOICE,
     .choices = formats,
     .offset = offsetof(RenderSettings, format),
     .help = "Sample format of OUT.wav: pcm8, pcm16, pcm24, pcm32, float or double. Without "
             "it, that of IN.wav."},
    TRACE_OPTION(RenderSettings),
    JSON_OPTION(RenderSettings),
};

static const Operand render_operands[] = {
    {.name = "IN.wav",
     .offset = offsetof(RenderSettings, input),
     .help = "The sound file to play: WAV, AIFF or FLAC, of a rate that the device offers and with "
             "no more channels than it has. It is held in memory as a whole, and so is "
             "what is recorded."},
    {.name = "OUT.wav",
     .offset = offsetof(RenderSettings, output),
     .help =
         "The sound file to make; its name decides whether it is WAV, AIFF or FLAC. It appears, "
         "and replaces a file of that name, when it is complete, and not before."},
};

static const char *const scopes[] = {"input", "output", NULL};

static const Option run_options[] = {
    DRIVER_OPTION(RunSettings),
    MODULES_OPTION(RunSettings),
    TRACE_OPTION(RunSettings),
    {.name = "config",
     .value_name = "FILE",
     .kind = OPTION_TEXT,
     .offset = offsetof(RunSettings, config),
     .help = "Apply this configuration of devices first. It is kept for later runs."},
    {.name = "endpoint",
     .value_name = "ENDPOINT",
     .kind = OPTION_TEXT,
     .offset = offsetof(RunSettings, endpoint),
     .help = "What the default device is used with: null, silence; file:IN, which plays the sound "
             "file IN once; file:IN,OUT or file:,OUT, which records what comes out into OUT as "
             "well, until the host stops: then OUT appears. A comma in a name is written as \\,. "
             "null without it."},
    {.name = "name",
     .value_name = "NAME",
     .kind = OPTION_TEXT,
     .offset = offsetof(RunSettings, name),
     .help = "What the host is called, by which other commands find it and its driver's settings "
             "are kept apart from those of others; main without it."},
    JSON_OPTION(RunSettings),
};

static const Option devices_options[] = {
    NAME_OPTION(DevicesSettings, name),
    JSON_OPTION(DevicesSettings),
};

static const Option get_options[] = {PLACE_OPTIONS(GetSettings)};

static const Operand get_operands[] = {
    {.name = "WORD",
     .offset = offsetof(GetSettings, words),
     .is_list = true,
     .help = "What to print, from the list below; all of it without any. Besides, a parameter of "
             "the chain, MODULE.PARAMETER; and any property of the device, of the driver or "
             "of its box, by its four characters (nsrt) or its name in Apple's interface."},
};

static const Option set_options[] = {PLACE_OPTIONS(SetSettings)};

static const Operand set_operands[] = {
    {.name = "WORD",
     .offset = offsetof(SetSettings, word),
     .help = "What to set, from the list below; a parameter of the chain, MODULE.PARAMETER; or "
             "any property of the device, of the driver or of its box, by its four characters or "
             "its name in Apple's interface."},
    {.name = "VALUE",
     .offset = offsetof(SetSettings, value),
     .help = "A number, text, on or off, or JSON, as the word takes it."},
};

static const Option apply_options[] = {
    NAME_OPTION(ApplySettings, name),
    {.name = "check",
     .kind = OPTION_FLAG,
     .offset = offsetof(ApplySettings, check),
     .help = "Only say whether FILE is right, by a driver that is loaded for that. No host needs "
             "to run, and none is changed."},
    DRIVER_OPTION(ApplySettings),
    MODULES_OPTION(ApplySettings),
    JSON_OPTION(ApplySettings),
};

static const Operand apply_operands[] = {
    {.name = "FILE",
     .offset = offsetof(ApplySettings, file),
     .help = "The configuration of all devices: see docs/configuration.md."},
};

static const Option inspect_options[] = {
    DRIVER_OPTION(InspectSettings),
    MODULES_OPTION(InspectSettings),
    TRACE_OPTION(InspectSettings),
    JSON_OPTION(InspectSettings),
};

static const Option why_options[] = {
    NAME_OPTION(WhySettings, name),
    {.name = "plot",
     .value_name = "FILE.svg",
     .kind = OPTION_TEXT,
     .offset = offsetof(WhySettings, plot),
     .help = "Draw the last minutes into this file as well: how late I/O cycles began, what they "
             "took, and what the modules took of each block. It appears, and replaces a file of "
             "that name, when it is complete."},
    JSON_OPTION(WhySettings),
};

#define DEVICE_OPERAND(Settings)                                                                   \
    {                                                                                              \
        .name = "DEVICE", .is_optional = true, .offset = offsetof(Settings, device),               \
        .help = "The UID of the device; the default one without it. ossicle devices tells them."   \
    }

static const Operand why_operands[] = {DEVICE_OPERAND(WhySettings)};

static const Option top_options[] = {
    NAME_OPTION(TopSettings, name),
    {.name = "once",
     .kind = OPTION_FLAG,
     .offset = offsetof(TopSettings, once),
     .help = "Print how things are now, and end; as without a terminal."},
};

static const Operand top_operands[] = {DEVICE_OPERAND(TopSettings)};

const Command commands[] = {
    {.name = "modules",
     .summary = "list the modules that can be used, and the files that can't, and why",
     .description =
         "List what the module folders hold: the id, name, version, kind and channels of each "
         "module, its parameters with unit, range and default; then one line for each file or "
         "folder that was refused, with the reason; then one for each module in quarantine, with "
         "what it did: a host makes its chains without it.\n\n"
         "The folders are those of --modules, those of the environment variable "
         "OSSICLE_MODULE_PATH, Contents/PlugIns in the driver's bundle, the user's "
         "and the system's. A folder named by --modules that can't be used is a failure.",
     .options = modules_options,
     .option_count = COUNT(modules_options),
     .settings_size = sizeof(ModulesSettings),
     .run = command_modules},
    {.name = "render",
     .summary = "play a sound file through the driver, and record what comes out",
     .description =
         "Load the driver as the system's audio server does, play IN.wav into its device, and "
         "record "
         "the device's input into OUT.wav, which gets the length of IN.wav and is aligned with it. "
         "Then say what happened: device, rate, channels, chain, latency, levels.",
     .options = render_options,
     .option_count = COUNT(render_options),
     .operands = render_operands,
     .operand_count = COUNT(render_operands),
     .settings_size = sizeof(RenderSettings),
     .run = command_render},
    {.name = "inspect",
     .summary = "print the driver's objects and their properties",
     .description =
         "Print the tree of the driver's objects with every property and its value, as "
         "a browser of "
         "the system's audio objects would: a value behind = can be read, one behind := can be set "
         "as well; scopes stand in brackets unless it is the global one alone. Works with any "
         "driver "
         "for this system.",
     .options = inspect_options,
     .option_count = COUNT(inspect_options),
     .settings_size = sizeof(InspectSettings),
     .run = command_inspect},
    {.name = "run",
     .summary = "keep the driver running, for other commands and programs to control",
     .description =
         "Load the driver as the system's audio server does, and keep it and its default device "
         "running on the real clock until a signal (SIGINT, SIGTERM or SIGHUP) says to stop. "
         "While it runs, the commands devices, get, set and apply talk to it, through a socket "
         "that only its user can use.\n\n"
         "The driver's settings are kept from one run to the next in "
         "$XDG_STATE_HOME/ossicle/NAME/settings.plist, where XDG_STATE_HOME is ~/.local/state "
         "unless it is set. Hosts of different names don't notice each other.",
     .options = run_options,
     .option_count = COUNT(run_options),
     .settings_size = sizeof(RunSettings),
     .run = command_run},
    {.name = "devices",
     .summary = "list the devices of a running host",
     .description =
         "List the devices of a host that ossicle run has started: name, UID, direction, channels, "
         "rate, formats, who uses it, latency, chain.",
     .options = devices_options,
     .option_count = COUNT(devices_options),
     .settings_size = sizeof(DevicesSettings),
     .run = command_devices},
    {.name = "get",
     .summary = "print what a device of a running host is set to, and how it is",
     .description =
         "Print values of a device of a host that ossicle run has started: those of the words, or "
         "all of them. One value is printed alone, several with their words.",
     .options = get_options,
     .option_count = COUNT(get_options),
     .operands = get_operands,
     .operand_count = COUNT(get_operands),
     .term_at = word_help_at,
     .settings_size = sizeof(GetSettings),
     .run = command_get},
    {.name = "set",
     .summary = "set a value of a device of a running host",
     .description =
         "Set a value of a device of a host that ossicle run has started, and print what it is "
         "then. The driver checks it: what it refuses changes nothing, and the driver's reason is "
         "printed.",
     .options = set_options,
     .option_count = COUNT(set_options),
     .operands = set_operands,
     .operand_count = COUNT(set_operands),
     .term_at = word_settable_help_at,
     .settings_size = sizeof(SetSettings),
     .run = command_set},
    {.name = "why",
     .summary = "say why a device of a running host crackles",
     .description =
         "Say what went wrong with a device's sound in the last minutes, the likely cause first, "
         "and what may help: which module takes too long, whether the system wakes threads too "
         "late, whether the clock jumps. The device's flight recorder runs all the time, so that "
         "what has passed can be asked for. See docs/glitches.md.",
     .options = why_options,
     .option_count = COUNT(why_options),
     .operands = why_operands,
     .operand_count = COUNT(why_operands),
     .settings_size = sizeof(WhySettings),
     .run = command_why},
    {.name = "top",
     .summary = "show levels, and the time that modules take, as they change",
     .description =
         "Show how a device of a running host is, twice a second: the level of each channel, how "
         "much of each block's duration the chain and its modules take, late frames, dropped and "
         "slow blocks, restarts, and what is wrong if anything is. q or Ctrl-C ends it.",
     .options = top_options,
     .option_count = COUNT(top_options),
     .operands = top_operands,
     .operand_count = COUNT(top_operands),
     .settings_size = sizeof(TopSettings),
     .run = command_top},
    {.name = "apply",
     .summary = "give a running host other devices",
     .description =
         "Give a host that ossicle run has started the devices that FILE describes, and print "
         "which were added, changed and removed. Devices that are the same go on without a gap. A "
         "file that is wrong changes nothing; what is wrong is said with its line. The "
         "configuration is kept for later runs.\n\n"
         "--driver and --modules are for --check.",
     .options = apply_options,
     .option_count = COUNT(apply_options),
     .operands = apply_operands,
     .operand_count = COUNT(apply_operands),
     .settings_size = sizeof(ApplySettings),
     .run = command_apply},
};
const size_t command_count = COUNT(commands);

int command_failed(const Error *error)
{
    (void)fprintf(stderr, "ossicle: %s\n", error->message);
    return EXIT_CODE_FAILED;
}
