/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file commands.h
 * The commands of the tool. A new one is a file command_NAME.c, and one row in commands.c. */

#ifndef OSSICLE_TOOL_COMMANDS_H
#define OSSICLE_TOOL_COMMANDS_H

#include "tool/options.h"
#include "tool/session.h"

extern const Command commands[];
extern const size_t command_count;

/** Say why a command failed; returns EXIT_CODE_FAILED. */
int command_failed(const Error *error);

/** What `modules` takes. */
typedef struct ModulesSettings {
    SessionSettings session;
    const char *name;
    const char *release;
    bool json;
} ModulesSettings;
int command_modules(const void *settings);

/** What `render` takes. */
typedef struct RenderSettings {
    SessionSettings session;
    const char *chain;
    const char *mode;
    uint32_t frames;
    const char *format;
    bool realtime;
    bool raw;
    bool json;
    const char *input;
    const char *output;
} RenderSettings;
int command_render(const void *settings);

/** What `inspect` takes. */
typedef struct InspectSettings {
    SessionSettings session;
    bool json;
} InspectSettings;
int command_inspect(const void *settings);

/** What `run` takes. */
typedef struct RunSettings {
    SessionSettings session;
    const char *name;
    const char *config;
    const char *endpoint;
    bool json;
} RunSettings;
int command_run(const void *settings);

/** What `devices` takes. */
typedef struct DevicesSettings {
    const char *name;
    bool json;
} DevicesSettings;
int command_devices(const void *settings);

/** What `get` and `set` say of where. */
typedef struct PlaceSettings {
    const char *name;
    const char *device;
    const char *scope;
    uint32_t channel;
    bool json;
} PlaceSettings;

/** What `get` takes. */
typedef struct GetSettings {
    PlaceSettings place;
    TextList words;
} GetSettings;
int command_get(const void *settings);

/** What `why` takes. */
typedef struct WhySettings {
    const char *name;
    const char *plot;
    bool json;
    const char *device;
} WhySettings;
int command_why(const void *settings);

/** What `top` takes. */
typedef struct TopSettings {
    const char *name;
    bool once;
    const char *device;
} TopSettings;
int command_top(const void *settings);

/** What `set` takes. */
typedef struct SetSettings {
    PlaceSettings place;
    const char *word;
    const char *value;
} SetSettings;
int command_set(const void *settings);

/** What `apply` takes. */
typedef struct ApplySettings {
    SessionSettings session; /**< of `check` */
    const char *name;
    bool check;
    bool json;
    const char *file;
} ApplySettings;
int command_apply(const void *settings);

#endif
