/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf.h"
#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/property.h"
#include "tool/quarantine.h"

#include "driver/custom_properties.h"

#include <stdio.h>
#include <stdlib.h>

/* Print the text of a member, if it has one, between `before` and `after`. */
static void print_member(CFTypeRef dictionary, const char *before, const char *key,
                         const char *after)
{
    char *const text = cf_copy_member_text(dictionary, key);
    if (text && *text)
        (void)printf("%s%s%s", before, text, after);
    free(text);
}

static bool is_true(CFTypeRef dictionary, const char *key)
{
    return cf_member_number(dictionary, key, 0) != 0;
}

static void print_labels(CFTypeRef labels)
{
    for (CFIndex i = 0; i < cf_count(labels); i++) {
        char *const label = cf_copy_text(CFArrayGetValueAtIndex(labels, i));
        (void)printf("%s%s", i ? ", " : ": ", label ? label : "");
        free(label);
    }
}

static void print_parameter(CFTypeRef parameter)
{
    char *const id = cf_copy_member_text(parameter, OSSICLE_KEY_ID);
    (void)printf("    %-16s ", id ? id : "");
    free(id);
    if (is_true(parameter, OSSICLE_KEY_TOGGLE))
        (void)printf("off or on");
    else
        (void)printf("%.15g to %.15g", cf_member_number(parameter, OSSICLE_KEY_MINIMUM, 0),
                     cf_member_number(parameter, OSSICLE_KEY_MAXIMUM, 0));
    print_member(parameter, " ", OSSICLE_KEY_UNIT, "");
    if (is_true(parameter, OSSICLE_KEY_OUTPUT))
        (void)printf(", measured");
    else
        (void)printf(", default %.15g", cf_member_number(parameter, OSSICLE_KEY_DEFAULT, 0));
    if (is_true(parameter, OSSICLE_KEY_STEPPED) && !is_true(parameter, OSSICLE_KEY_TOGGLE))
        (void)printf(", in whole steps");
    print_member(parameter, " (", OSSICLE_KEY_NAME, ")");
    print_labels(cf_member(parameter, OSSICLE_KEY_LABELS, CFArrayGetTypeID()));
    (void)printf("\n");
}

static void print_channels(CFTypeRef module)
{
    const long long minimum = cf_member_integer(module, OSSICLE_KEY_MINIMUM_CHANNELS, 0);
    const long long maximum = cf_member_integer(module, OSSICLE_KEY_MAXIMUM_CHANNELS, 0);
    if (minimum == maximum)
        (void)printf(", %lld channel%s\n", minimum, minimum == 1 ? "" : "s");
    else
        (void)printf(", %lld to %lld channels\n", minimum, maximum);
}

static void print_module(CFTypeRef module)
{
    print_member(module, "", OSSICLE_KEY_ID, "");
    print_member(module, "  ", OSSICLE_KEY_NAME, "");
    print_member(module, " ", OSSICLE_KEY_VERSION, "");
    print_member(module, " by ", OSSICLE_KEY_VENDOR, "");
    print_member(module, ", ", OSSICLE_KEY_KIND, "");
    print_channels(module);
    CFTypeRef const parameters = cf_member(module, OSSICLE_KEY_PARAMETERS, CFArrayGetTypeID());
    for (CFIndex i = 0; i < cf_count(parameters); i++)
        print_parameter(CFArrayGetValueAtIndex(parameters, i));
}

static const char *member(const json_t *object, const char *key)
{
    const char *const text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void print_quarantined(const json_t *record)
{
    const json_int_t deaths = json_integer_value(json_object_get(record, OSSICLE_KEY_DEATHS));
    (void)printf("in quarantine: %s %s, since %s, after %lld death%s: %s\n",
                 member(record, OSSICLE_KEY_ID), member(record, OSSICLE_KEY_VERSION),
                 member(record, OSSICLE_KEY_WHEN), (long long)deaths, deaths == 1 ? "" : "s",
                 member(record, OSSICLE_KEY_REASON));
}

static void print_text(CFTypeRef modules, CFTypeRef refusals, json_t *quarantine)
{
    for (CFIndex i = 0; i < cf_count(modules); i++)
        print_module(CFArrayGetValueAtIndex(modules, i));
    if (!cf_count(modules))
        (void)printf("no modules\n");
    for (CFIndex i = 0; i < cf_count(refusals); i++)
        print_member(CFArrayGetValueAtIndex(refusals, i), "refused: ", OSSICLE_KEY_REASON, "\n");
    for (size_t i = 0; i < json_array_size(quarantine); i++)
        print_quarantined(json_array_get(quarantine, i));
}

static void print_json(CFTypeRef modules, CFTypeRef refusals, json_t *quarantine)
{
    json_t *const json = json_object();
    (void)json_object_set_new(json, "modules", cf_json(modules));
    (void)json_object_set_new(json, "refused", cf_json(refusals));
    (void)json_object_set(json, "quarantined", quarantine);
    json_print(stdout, json);
}

static Status list(const Session *session, const ModulesSettings *given, Error *error)
{
    json_t *const quarantine = quarantine_copy(given->name, error);
    if (!quarantine)
        return error->status;
    CFTypeRef const modules = property_copy(session->hal, kAudioObjectPlugInObject,
                                            kOssiclePlugInPropertyModules, CFArrayGetTypeID());
    CFTypeRef const refusals = property_copy(session->hal, kAudioObjectPlugInObject,
                                             kOssiclePlugInPropertyRefusals, CFArrayGetTypeID());
    Status status = STATUS_OK;
    if (modules && refusals)
        (given->json ? print_json : print_text)(modules, refusals, quarantine);
    else
        status = error_set(error, STATUS_UNSUPPORTED, "%s: this driver has no modules",
                           session->bundle_path);
    cf_release(modules);
    cf_release(refusals);
    json_decref(quarantine);
    return status ? status : session_check_folders(session, error);
}

static int release(const ModulesSettings *given)
{
    Error error;
    if (quarantine_release(given->name, given->release, &error))
        return command_failed(&error);
    if (given->json)
        json_print(stdout, json_pack("{s:s}", "released", given->release));
    else
        (void)printf("%s is let in again\n", given->release);
    return EXIT_CODE_DONE;
}

int command_modules(const void *settings)
{
    const ModulesSettings *const given = settings;
    Session session;
    Error error = {.status = STATUS_OK};
    if (given->release)
        return release(given);
    Status status = session_open(&session, &given->session, false, &error);
    if (!status)
        status = list(&session, given, &error);
    session_close(&session);
    return status ? command_failed(&error) : EXIT_CODE_DONE;
}
