/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_properties.h"

#include "driver/cf.h"
#include "driver/driver_state.h"
#include "driver/getters.h"

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
