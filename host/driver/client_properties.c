/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/client_properties.h"

#include "driver/cf.h"
#include "driver/device.h"
#include "driver/device_applications.h"
#include "driver/getters.h"

#include <stdlib.h>

static void put_insert(CFMutableDictionaryRef dictionary, const Insert *insert)
{
    ChainSpec spec = {0};
    char *text =
        insert_copy_chain(insert, &spec, NULL) == STATUS_OK ? chain_spec_format(&spec) : NULL;
    chain_spec_cleanup(&spec);
    if (text)
        cf_put_text(dictionary, OSSICLE_KEY_CHAIN, text);
    free(text);
    cf_put_integer(dictionary, OSSICLE_KEY_LATENCY, insert_latency_frames(insert));
}

static CFMutableDictionaryRef copy_client(const Client *client, UInt32 id, const Insert *insert)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_integer(result, OSSICLE_KEY_CLIENT_ID, id);
    cf_put_integer(result, OSSICLE_KEY_PROCESS_ID, client->process_id);
    if (client->bundle_id)
        cf_put(result, OSSICLE_KEY_BUNDLE_ID, CFRetain(client->bundle_id));
    cf_put_boolean(result, OSSICLE_KEY_IS_RUNNING, client->starts > 0);
    cf_put_integer(result, OSSICLE_KEY_STARTS, client->starts);
    if (insert)
        put_insert(result, insert);
    return result;
}

OSStatus get_clients(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    CFMutableArrayRef clients = cf_create_array();
    (void)pthread_mutex_lock(&device->lock);
    UInt32 id = kAudioServerPlugInHostClientID;
    while ((id = client_table_next(&device->clients, id)) != kAudioServerPlugInHostClientID)
        cf_append(clients, copy_client(client_table_find(&device->clients, id), id,
                                       client_table_insert(&device->clients, id)));
    (void)pthread_mutex_unlock(&device->lock);
    return put_object(data, clients);
}

OSStatus get_applications(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = device_of(request);
    (void)pthread_mutex_lock(&device->lock);
    CFArrayRef applications = device_copy_applications(device);
    (void)pthread_mutex_unlock(&device->lock);
    return put_object(data, applications);
}

OSStatus set_applications(const PropertyRequest *request, UInt32 count, const void *data)
{
    return device_request_applications(device_of(request), *(const CFTypeRef *)data);
}
