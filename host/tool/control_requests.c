/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/control_requests.h"
#include "tool/cf.h"
#include "tool/config_apply.h"
#include "tool/control_protocol.h"
#include "tool/json_cf.h"
#include "tool/property.h"
#include "tool/words.h"

#include "hal/discovery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Status wrong(Error *error, const char *member, const char *expected)
{
    return error_set(error, STATUS_BAD_ARGUMENT, "the request's %s: expected %s", member, expected);
}

/* The text of a member, or NULL if there is none and it `may_lack`. */
static Status take_text(const json_t *request, const char *member, bool may_lack, const char **text,
                        Error *error)
{
    const json_t *const value = json_object_get(request, member);
    *text = json_string_value(value);
    return *text || (!value && may_lack) ? STATUS_OK : wrong(error, member, "text");
}

static Status take_scope(const json_t *request, WordPlace *place, Error *error)
{
    const char *text = NULL;
    const Status status = take_text(request, CONTROL_SCOPE, true, &text, error);
    place->scope = kAudioObjectPropertyScopeGlobal;
    if (status || !text)
        return status;
    if (strcmp(text, "input") == 0)
        place->scope = kAudioObjectPropertyScopeInput;
    else if (strcmp(text, "output") == 0)
        place->scope = kAudioObjectPropertyScopeOutput;
    else
        return wrong(error, CONTROL_SCOPE, "input or output");
    return STATUS_OK;
}

static Status take_channel(const json_t *request, WordPlace *place, Error *error)
{
    const json_t *const value = json_object_get(request, CONTROL_CHANNEL);
    const json_int_t channel = json_integer_value(value);
    if ((value && !json_is_integer(value)) || channel < 0 || channel > 65535)
        return wrong(error, CONTROL_CHANNEL, "a whole number from 0 to 65535");
    place->channel = (UInt32)channel;
    return STATUS_OK;
}

/* Without a UID the default device, or none if there is no default: then what belongs to the driver
 * as a whole can still be asked for. */
static Status take_device(const json_t *request, WordPlace *place, Error *error)
{
    const char *uid = NULL;
    const Status status = take_text(request, CONTROL_DEVICE, true, &uid, error);
    if (status)
        return status;
    CFStringRef const string = uid ? cf_copy_string(uid) : NULL;
    place->device = uid && !string ? kAudioObjectUnknown : hal_find_device(place->hal, string);
    cf_release(string);
    if (place->device != kAudioObjectUnknown || !uid)
        return STATUS_OK;
    return error_set(error, STATUS_NOT_FOUND,
                     "no device has the UID %s: see what there is with: ossicle devices", uid);
}

static Status take_place(const ControlHost *host, const json_t *request, WordPlace *place,
                         Error *error)
{
    *place = (WordPlace){.hal = host->hal};
    Status status = take_scope(request, place, error);
    if (!status)
        status = take_channel(request, place, error);
    return status ? status : take_device(request, place, error);
}

static Status answer_host(const ControlHost *host, const json_t *request, json_t *answer,
                          Error *error)
{
    (void)json_object_set_new(answer, "name", json_string(host->name));
    (void)json_object_set_new(answer, "processID", json_integer(getpid()));
    (void)json_object_set_new(answer, "version", json_string(OSSICLE_VERSION));
    (void)json_object_set_new(answer, "driver", json_string(host->driver));
    return STATUS_OK;
}

static Status answer_devices(const ControlHost *host, const json_t *request, json_t *answer,
                             Error *error)
{
    const AudioObjectPropertyAddress address = property_address(kAudioPlugInPropertyDeviceList);
    UInt32 size = 0;
    AudioObjectID *const devices = hal_copy(host->hal, kAudioObjectPlugInObject, &address, &size);
    json_t *const list = json_array();
    for (size_t i = 0; devices && i < size / sizeof *devices; i++) {
        const WordPlace place = {
            .hal = host->hal, .device = devices[i], .scope = kAudioObjectPropertyScopeGlobal};
        (void)json_array_append_new(list, words_get_all(&place, true));
    }
    free(devices);
    (void)json_object_set_new(answer, CONTROL_DEVICES, list);
    return STATUS_OK;
}

static Status get_words(const WordPlace *place, const json_t *list, json_t *values, Error *error)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *const word = json_string_value(json_array_get(list, i));
        if (!word)
            return wrong(error, CONTROL_WORDS, "an array of texts");
        json_t *const value = words_get(place, word, error);
        if (!value)
            return STATUS_FAILED;
        (void)json_object_set_new(values, word, value);
    }
    return STATUS_OK;
}

static Status answer_get(const ControlHost *host, const json_t *request, json_t *answer,
                         Error *error)
{
    const json_t *const list = json_object_get(request, CONTROL_WORDS);
    WordPlace place;
    Status status = take_place(host, request, &place, error);
    if (!status && list && !json_is_array(list))
        status = wrong(error, CONTROL_WORDS, "an array of texts");
    if (status)
        return status;
    json_t *const values = json_array_size(list) ? json_object() : words_get_all(&place, false);
    (void)json_object_set_new(answer, CONTROL_VALUES, values);
    return get_words(&place, list, values, error);
}

static Status answer_set(const ControlHost *host, const json_t *request, json_t *answer,
                         Error *error)
{
    json_t *const value = json_object_get(request, CONTROL_VALUE);
    const char *word = NULL;
    WordPlace place;
    Status status = take_place(host, request, &place, error);
    if (!status)
        status = take_text(request, CONTROL_WORD, false, &word, error);
    if (!status && (!value || json_is_null(value)))
        status = wrong(error, CONTROL_VALUE, "anything but null");
    if (!status)
        status = words_set(&place, word, value, error);
    if (status)
        return status;
    json_t *const list = json_pack("[s]", word);
    json_t *const values = json_object();
    (void)json_object_set_new(answer, CONTROL_VALUES, values);
    /* What the set itself removed (a device that a configuration lacks) has no value now. */
    (void)get_words(&place, list, values, error);
    json_decref(list);
    return STATUS_OK;
}

static Status answer_apply(const ControlHost *host, const json_t *request, json_t *answer,
                           Error *error)
{
    json_t *const configuration = json_object_get(request, CONTROL_CONFIGURATION);
    if (!json_is_object(configuration))
        return wrong(error, CONTROL_CONFIGURATION, "an object");
    CFPropertyListRef const list = json_cf(configuration, error);
    if (!list)
        return STATUS_BAD_ARGUMENT;
    json_t *changes = NULL;
    const Status status = config_apply(host->hal, host->driver, list, &changes, error);
    cf_release(list);
    if (status == STATUS_OK)
        (void)json_object_set_new(answer, CONTROL_CHANGES, changes);
    return status;
}

static const struct {
    const char *name;
    Status (*answer)(const ControlHost *, const json_t *, json_t *, Error *);
    const char *members[6]; /* besides the name's own */
} kinds[] = {
    {CONTROL_HOST, answer_host, {NULL}},
    {CONTROL_DEVICES, answer_devices, {NULL}},
    {CONTROL_GET, answer_get, {CONTROL_DEVICE, CONTROL_SCOPE, CONTROL_CHANNEL, CONTROL_WORDS}},
    {CONTROL_SET,
     answer_set,
     {CONTROL_DEVICE, CONTROL_SCOPE, CONTROL_CHANNEL, CONTROL_WORD, CONTROL_VALUE}},
    {CONTROL_APPLY, answer_apply, {CONTROL_CONFIGURATION}},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* A member that nobody reads is a mistake, which is better told than ignored. */
static Status check_members(json_t *request, const char *const *known, Error *error)
{
    const char *member = NULL;
    const json_t *value = NULL;
    json_object_foreach(request, member, value)
    {
        bool is_known = strcmp(member, CONTROL_REQUEST) == 0;
        for (size_t i = 0; known[i]; i++)
            is_known = is_known || strcmp(member, known[i]) == 0;
        if (!is_known)
            return error_set(error, STATUS_BAD_ARGUMENT, "the request has no member %.64s", member);
    }
    return STATUS_OK;
}

static Status dispatch(const ControlHost *host, json_t *request, json_t *answer, Error *error)
{
    const char *name = NULL;
    if (!json_is_object(request))
        return error_set(error, STATUS_BAD_ARGUMENT, "a request is a JSON object");
    Status status = take_text(request, CONTROL_REQUEST, false, &name, error);
    for (size_t i = 0; !status && i < KIND_COUNT; i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        status = check_members(request, kinds[i].members, error);
        return status ? status : kinds[i].answer(host, request, answer, error);
    }
    return status ? status : wrong(error, CONTROL_REQUEST, "host, devices, get, set or apply");
}

/* jansson parses deeper than we want to recurse, so the depth is looked at first. */
static bool is_too_deep(const char *text, size_t size)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < size; i++) {
        if (in_string && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            in_string = !in_string;
        else if (!in_string && (text[i] == '[' || text[i] == '{') && ++depth > CONTROL_DEPTH_MAX)
            return true;
        else if (!in_string && (text[i] == ']' || text[i] == '}'))
            depth--;
    }
    return false;
}

static Status answer_text(const ControlHost *host, const char *text, size_t size, json_t *answer,
                          Error *error)
{
    json_error_t reason;
    if (is_too_deep(text, size))
        return error_set(error, STATUS_BAD_FORMAT,
                         "the request has arrays and objects more than %d deep in each other",
                         CONTROL_DEPTH_MAX);
    json_t *const request = json_loadb(text, size, JSON_REJECT_DUPLICATES, &reason);
    if (!request)
        return error_set(error, STATUS_BAD_FORMAT, "the request is no JSON: byte %d: %s",
                         reason.position, reason.text);
    const Status status = dispatch(host, request, answer, error);
    json_decref(request);
    return status;
}

/* The line of an answer, which is released. */
static char *print_line(json_t *answer)
{
    char *const text = json_dumps(answer, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(answer);
    const size_t length = text ? strlen(text) : 0;
    char *const line = text ? realloc(text, length + 2) : NULL;
    if (line)
        memcpy(line + length, "\n", 2);
    else
        free(text);
    return line;
}

char *control_refusal(const char *reason)
{
    return print_line(json_pack("{s:b, s:s}", CONTROL_OK, 0, CONTROL_ERROR, reason));
}

char *control_answer(const ControlHost *host, const char *request, size_t size)
{
    Error error = {.status = STATUS_OK};
    json_t *const answer = json_pack("{s:b}", CONTROL_OK, 1);
    if (!answer_text(host, request, size, answer, &error))
        return print_line(answer);
    json_decref(answer);
    return control_refusal(error.message);
}
