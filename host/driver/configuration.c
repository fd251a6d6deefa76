/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration.h"

#include "driver/cf.h"
#include "driver/configuration_place.h"
#include "driver/configuration_schema.h"
#include "engine/chain_spec.h"

Status configuration_parse(Configuration *configuration, CFTypeRef list, Error *error)
{
    return schema_read(&configuration_schema, list, configuration, NULL, error);
}

Status configuration_parse_device(DeviceConfiguration *device, CFTypeRef list, Error *error)
{
    return schema_read(&device_schema, list, device, NULL, error);
}

Status configuration_parse_applications(ApplicationsConfiguration *applications, CFTypeRef array,
                                        Error *error)
{
    CFMutableDictionaryRef dictionary = cf_create_dictionary();
    cf_put(dictionary, "applications", array ? CFRetain(array) : NULL);
    const Status status =
        dictionary ? schema_read(&applications_schema, dictionary, applications, NULL, error)
                   : place_no_memory(NULL, error);
    if (dictionary)
        CFRelease(dictionary);
    else
        *applications = (ApplicationsConfiguration){NULL, 0};
    return status;
}

static Status check_chain(const char *text, const Catalog *catalog, const Place *place,
                          Error *error)
{
    const Place here = {place, "chain", 0};
    ChainSpec spec = {0};
    Error reason;
    const Status status = chain_spec_parse(&spec, text, catalog, &reason);
    chain_spec_cleanup(&spec);
    if (status == STATUS_OK)
        return STATUS_OK;
    (void)place_error(&here, error, "%s", reason.message);
    if (error)
        error->status = status;
    return status;
}

static Status check_device_chains(const DeviceConfiguration *device, const Catalog *catalog,
                                  const Place *place, Error *error)
{
    Status status = device->chain ? check_chain(device->chain, catalog, place, error) : STATUS_OK;
    for (UInt32 i = 0; i < device->application_count && status == STATUS_OK; i++) {
        const Place applications = {place, "applications", 0};
        const Place here = {&applications, NULL, i};
        status = check_chain(device->applications[i].chain, catalog, &here, error);
    }
    return status;
}

Status configuration_check_chains(const Configuration *configuration, const Catalog *catalog,
                                  Error *error)
{
    Status status = STATUS_OK;
    for (UInt32 i = 0; i < configuration->device_count && status == STATUS_OK; i++) {
        const Place devices = {NULL, "devices", 0};
        const Place here = {&devices, NULL, i};
        status = check_device_chains(&configuration->devices[i], catalog, &here, error);
    }
    return status;
}

Status configuration_check_device_chains(const DeviceConfiguration *device, const Catalog *catalog,
                                         Error *error)
{
    return check_device_chains(device, catalog, NULL, error);
}

CFDictionaryRef configuration_copy_plist(const Configuration *configuration)
{
    return schema_copy_plist(&configuration_schema, configuration);
}

CFDictionaryRef configuration_copy_device_plist(const DeviceConfiguration *device)
{
    return schema_copy_plist(&device_schema, device);
}

void configuration_cleanup(Configuration *configuration)
{
    schema_clean(&configuration_schema, configuration);
    *configuration = (Configuration){0};
}

void configuration_cleanup_device(DeviceConfiguration *device)
{
    schema_clean(&device_schema, device);
    *device = (DeviceConfiguration){0};
}

void configuration_cleanup_applications(ApplicationsConfiguration *applications)
{
    schema_clean(&applications_schema, applications);
    *applications = (ApplicationsConfiguration){NULL, 0};
}
