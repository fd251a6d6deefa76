/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/client_properties.h"

#include "driver/cf.h"
#include "driver/device.h"
#include "driver/getters.h"

static CFMutableDictionaryRef copy_client(const Client *client, UInt32 id)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_integer(result, OSSICLE_KEY_CLIENT_ID, id);
    cf_put_integer(result, OSSICLE_KEY_PROCESS_ID, client->process_id);
    if (client->bundle_id)
        cf_put(result, OSSICLE_KEY_BUNDLE_ID, CFRetain(client->bundle_id));
    cf_put_boolean(result, OSSICLE_KEY_IS_RUNNING, client->starts > 0);
    cf_put_integer(result, OSSICLE_KEY_STARTS, client->starts);
    return result;
}

OSStatus get_clients(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    CFMutableArrayRef clients = cf_create_array();
    (void)pthread_mutex_lock(&device->lock);
    UInt32 id = kAudioServerPlugInHostClientID;
    while ((id = client_table_next(&device->clients, id)) != kAudioServerPlugInHostClientID)
        cf_append(clients, copy_client(client_table_find(&device->clients, id), id));
    (void)pthread_mutex_unlock(&device->lock);
    return put_object(data, clients);
}
