/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_properties.h"

#include "driver/cf.h"
#include "driver/configuration_apply.h"
#include "driver/configuration_storage.h"
#include "driver/custom_properties.h"
#include "driver/getters.h"

OSStatus get_configuration(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_object(data, configuration_copy_present(request->driver));
}

/* One at a time: a second one would change what the first goes by. No lock, since the host may
 * call back, and be refused. */
static Status apply(Driver *driver, const Configuration *configuration, Error *error)
{
    if (atomic_exchange(&driver->is_configuring, true))
        return error_set(error, STATUS_BUSY,
                         "configuration: another one is being applied; try again");
    const Status status = configuration_apply(driver, configuration, error);
    if (status == STATUS_OK)
        configuration_store(driver, configuration);
    atomic_store(&driver->is_configuring, false);
    return status;
}

OSStatus set_configuration(const PropertyRequest *request, UInt32 count, const void *data)
{
    static const AudioObjectPropertyAddress address = {kOssiclePlugInPropertyConfiguration,
                                                       kAudioObjectPropertyScopeGlobal,
                                                       kAudioObjectPropertyElementMain};
    Error error;
    Configuration configuration;
    Status status = configuration_parse(&configuration, *(const CFTypeRef *)data, &error);
    if (status == STATUS_OK)
        status = apply(request->driver, &configuration, &error);
    configuration_cleanup(&configuration);
    if (status != STATUS_OK) {
        driver_report(request->driver, &error);
        return kAudioHardwareIllegalOperationError;
    }
    driver_announce(request->driver, kAudioObjectPlugInObject, 1, &address);
    return kAudioHardwareNoError;
}

OSStatus get_plug_in_errors(const PropertyRequest *request, UInt32 *count, void *data)
{
    Driver *driver = request->driver;
    CFMutableArrayRef lines = cf_create_array();
    const char *line = NULL;
    (void)pthread_mutex_lock(&driver->errors_lock);
    for (size_t i = 0; (line = error_list_at(&driver->errors, i)); i++)
        cf_append(lines, cf_create_string(line));
    (void)pthread_mutex_unlock(&driver->errors_lock);
    return put_object(data, lines);
}
