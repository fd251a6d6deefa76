/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/application_list.h"

#include "driver/cf.h"
#include "driver/configuration.h"
#include "driver/configuration_place.h"
#include "driver/custom_properties.h"

#include <stdlib.h>
#include <string.h>

static Status parse_chain(ChainSpec *chain, const char *text, const Catalog *catalog,
                          const Place *place, Error *error)
{
    const Place here = {place, "chain", 0};
    Error reason;
    const Status status = chain_spec_parse(chain, text, catalog, &reason);
    if (status == STATUS_OK)
        return STATUS_OK;
    (void)place_error(&here, error, "%s", reason.message);
    if (error)
        error->status = status;
    return status;
}

static Status append(ApplicationList *list, const Application *application)
{
    if (!application->bundle_id)
        return STATUS_NO_MEMORY;
    Application *items = realloc(list->items, (list->count + 1) * sizeof *items);
    if (!items)
        return STATUS_NO_MEMORY;
    items[list->count++] = *application;
    list->items = items;
    return STATUS_OK;
}

static void cleanup_application(Application *application)
{
    if (application->bundle_id)
        CFRelease(application->bundle_id);
    chain_spec_cleanup(&application->chain);
    free(application->awaited);
}

Status application_list_add(ApplicationList *list, const ApplicationConfiguration *application,
                            UInt32 index, const Catalog *catalog, Error *error)
{
    const Place applications = {NULL, "applications", 0};
    const Place here = {&applications, NULL, index};
    Application made = {0};
    const Status status = parse_chain(&made.chain, application->chain, catalog, &here, error);
    if (status != STATUS_OK)
        return status;
    made.bundle_id = cf_create_string(application->bundle_id);
    if (append(list, &made) == STATUS_OK)
        return STATUS_OK;
    cleanup_application(&made);
    return place_no_memory(&here, error);
}

bool application_list_await(ApplicationList *list, const ApplicationConfiguration *application)
{
    Application made = {
        .bundle_id = cf_create_string(application->bundle_id),
        .awaited = strdup(application->chain),
    };
    if (made.awaited && append(list, &made) == STATUS_OK)
        return true;
    cleanup_application(&made);
    return false;
}

static bool follow(Application *application, const Catalog *catalog, bool *came)
{
    bool changed = false;
    if (!application->awaited)
        return chain_spec_follow(&application->chain, catalog, &changed) == STATUS_OK && changed;
    if (chain_spec_parse(&application->chain, application->awaited, catalog, NULL) != STATUS_OK)
        return false;
    free(application->awaited);
    application->awaited = NULL;
    *came = true;
    return true;
}

bool application_list_follow(ApplicationList *list, const Catalog *catalog, bool *came)
{
    bool changed = false;
    *came = false;
    for (UInt32 i = 0; i < list->count; i++)
        changed |= follow(&list->items[i], catalog, came);
    return changed;
}

Status application_list_make(ApplicationList *list, const ApplicationConfiguration *applications,
                             UInt32 count, const Catalog *catalog, Error *error)
{
    Status status = STATUS_OK;
    *list = (ApplicationList){NULL, 0};
    for (UInt32 i = 0; i < count && status == STATUS_OK; i++)
        status = application_list_add(list, &applications[i], i, catalog, error);
    if (status != STATUS_OK)
        application_list_cleanup(list);
    return status;
}

Status application_list_parse(ApplicationList *list, CFTypeRef array, const Catalog *catalog,
                              Error *error)
{
    ApplicationsConfiguration read;
    *list = (ApplicationList){NULL, 0};
    Status status = configuration_parse_applications(&read, array, error);
    if (status == STATUS_OK)
        status = application_list_make(list, read.items, read.count, catalog, error);
    configuration_cleanup_applications(&read);
    return status;
}

static CFMutableDictionaryRef copy_application(const Application *application)
{
    char *chain = application->awaited ? strdup(application->awaited)
                                       : chain_spec_format(&application->chain);
    if (!chain)
        return NULL;
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put(result, OSSICLE_KEY_BUNDLE_ID, CFRetain(application->bundle_id));
    cf_put_text(result, OSSICLE_KEY_CHAIN, chain);
    free(chain);
    if (result && CFDictionaryGetCount(result) == 2)
        return result;
    if (result)
        CFRelease(result);
    return NULL;
}

CFArrayRef application_list_copy_plist(const ApplicationList *list)
{
    CFMutableArrayRef result = cf_create_array();
    for (UInt32 i = 0; i < list->count; i++)
        cf_append(result, copy_application(&list->items[i]));
    if (!result || CFArrayGetCount(result) == (CFIndex)list->count)
        return result;
    CFRelease(result);
    return NULL;
}

Application *application_list_find(const ApplicationList *list, CFStringRef bundle_id)
{
    for (UInt32 i = 0; i < list->count; i++) {
        if (CFEqual(list->items[i].bundle_id, bundle_id))
            return &list->items[i];
    }
    return NULL;
}

void application_list_cleanup(ApplicationList *list)
{
    for (UInt32 i = 0; i < list->count; i++)
        cleanup_application(&list->items[i]);
    free(list->items);
    *list = (ApplicationList){NULL, 0};
}
