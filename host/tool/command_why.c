/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"
#include "tool/recording.h"
#include "tool/recording_plot.h"

#include "driver/custom_properties.h"
#include "endpoints/file_replace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WORD_RECORDING "oRec"

static json_t *new_request(const WhySettings *given)
{
    json_t *const words = json_pack("[s, s]", "why", "name");
    json_t *const request = json_pack("{s:s}", CONTROL_REQUEST, CONTROL_GET);
    if (given->plot)
        (void)json_array_append_new(words, json_string(WORD_RECORDING));
    if (given->json)
        (void)json_array_append_new(words, json_string("times"));
    if (given->device)
        (void)json_object_set_new(request, CONTROL_DEVICE, json_string(given->device));
    (void)json_object_set_new(request, CONTROL_WORDS, words);
    return request;
}

static const char *text_of(const json_t *finding, const char *key)
{
    const char *const text = json_string_value(json_object_get(finding, key));
    return text ? text : "";
}

static void print_findings(const json_t *findings)
{
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *const finding = json_array_get(findings, i);
        (void)printf("%s\n    %s\n", text_of(finding, OSSICLE_KEY_TEXT),
                     text_of(finding, OSSICLE_KEY_ADVICE));
    }
}

static Status write_plot(int file, const Recording *recording, const char *title, Error *error)
{
    const int copy = dup(file);
    FILE *const stream = copy >= 0 ? fdopen(copy, "w") : NULL;
    if (!stream)
        return error_set(error, status_from_errno(errno), "can't write the plot: %s",
                         strerror(errno));
    recording_plot(stream, recording, title);
    const bool has_failed = ferror(stream) != 0;
    if (fclose(stream) == 0 && !has_failed)
        return STATUS_OK;
    return error_set(error, status_from_errno(errno), "can't write the plot: %s", strerror(errno));
}

static Status save_plot(const char *path, const json_t *values, Error *error)
{
    Recording recording;
    FileReplace replace;
    const char *const digits = json_string_value(json_object_get(values, WORD_RECORDING));
    Status status = recording_init(&recording, digits ? digits : "", error);
    if (status)
        return status;
    file_replace_init(&replace);
    status = file_replace_begin(&replace, path, error);
    if (!status)
        status = write_plot(replace.fd, &recording, text_of(values, "name"), error);
    if (!status)
        status = file_replace_commit(&replace, error);
    file_replace_abandon(&replace);
    recording_cleanup(&recording);
    return status;
}

int command_why(const void *settings)
{
    const WhySettings *const given = settings;
    Error error;
    json_t *const answer = control_ask(given->name, new_request(given), &error);
    if (!answer)
        return command_failed(&error);
    json_t *const values = json_object_get(answer, CONTROL_VALUES);
    const Status status = given->plot ? save_plot(given->plot, values, &error) : STATUS_OK;
    (void)json_object_del(values, WORD_RECORDING);
    if (!status && given->json)
        json_print(stdout, json_incref(values));
    else if (!status)
        print_findings(json_object_get(values, "why"));
    json_decref(answer);
    return status ? command_failed(&error) : EXIT_CODE_DONE;
}
