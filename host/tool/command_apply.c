/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/config_apply.h"
#include "tool/config_file.h"
#include "tool/control_client.h"
#include "tool/control_protocol.h"

#include <stdio.h>

static void print_list(const json_t *changes, const char *member)
{
    const json_t *const uids = json_object_get(changes, member);
    for (size_t i = 0; i < json_array_size(uids); i++)
        (void)printf("%s %s\n", member, json_string_value(json_array_get(uids, i)));
}

static void print_changes(json_t *changes, bool json)
{
    static const char *const members[] = {CONFIG_ADDED, CONFIG_CHANGED, CONFIG_REMOVED};
    size_t count = 0;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        count += json_array_size(json_object_get(changes, members[i]));
        if (!json)
            print_list(changes, members[i]);
    }
    if (json)
        json_print(stdout, json_incref(changes));
    else if (count == 0)
        (void)printf("nothing changed\n");
}

/* Have the host that runs take it. */
static Status send(const ApplySettings *given, const ConfigFile *file, Error *error)
{
    json_t *const configuration = cf_json(config_file_plist(file));
    json_t *const request = json_pack("{s:s,s:o}", CONTROL_REQUEST, CONTROL_APPLY,
                                      CONTROL_CONFIGURATION, configuration);
    Error reason;
    json_t *const answer = control_ask(given->name, request, &reason);
    if (!answer) {
        *error = reason;
        return reason.status == STATUS_FAILED
                   ? config_file_explain(file, reason.status, reason.message, error)
                   : reason.status;
    }
    print_changes(json_object_get(answer, CONTROL_CHANGES), given->json);
    json_decref(answer);
    return STATUS_OK;
}

static void print_count(const ConfigFile *file, const ApplySettings *given)
{
    CFArrayRef const devices = CFDictionaryGetValue(config_file_plist(file), CFSTR("devices"));
    const long long count = CFArrayGetCount(devices);
    if (given->json)
        json_print(stdout, json_pack("{s:I}", CONTROL_DEVICES, (json_int_t)count));
    else
        (void)printf("%s: %lld device%s\n", given->file, count, count == 1 ? "" : "s");
}

/* Have a driver of its own take it, whose settings are kept nowhere. */
static Status check(const ApplySettings *given, const ConfigFile *file, Error *error)
{
    Session session = {0};
    Status status = session_open(&session, &given->session, true, error);
    if (status == STATUS_OK)
        status = session_check_folders(&session, error);
    if (status == STATUS_OK) {
        Error reason;
        status =
            config_apply(session.hal, session.bundle_path, config_file_plist(file), NULL, &reason);
        if (status == STATUS_UNSUPPORTED)
            *error = reason;
        else if (status != STATUS_OK)
            (void)config_file_explain(file, status, reason.message, error);
    }
    session_close(&session);
    if (status == STATUS_OK)
        print_count(file, given);
    return status;
}

int command_apply(const void *settings)
{
    const ApplySettings *const given = settings;
    ConfigFile *file = NULL;
    Error error;
    Status status = config_file_load(given->file, &file, &error);
    if (status == STATUS_OK)
        status = given->check ? check(given, file, &error) : send(given, file, &error);
    config_file_free(file);
    return status == STATUS_OK ? EXIT_CODE_DONE : command_failed(&error);
}
