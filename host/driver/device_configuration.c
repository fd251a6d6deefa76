/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_configuration.h"

#include <stdlib.h>
#include <string.h>

/* Memory that is filled from its beginning. Without any, `used` tells how much is needed. */
typedef struct Heap {
    char *memory;
    size_t used;
} Heap;

static void *copy_bytes(Heap *heap, const void *bytes, size_t count)
{
    char *place = heap->memory ? heap->memory + heap->used : NULL;
    heap->used += count;
    if (place && count > 0)
        memcpy(place, bytes, count);
    return place;
}

static const char *copy_text(Heap *heap, const char *text)
{
    return text ? copy_bytes(heap, text, strlen(text) + 1) : NULL;
}

/* Arrays first: they are aligned as the configuration is. */
static void copy_parts(Heap *heap, DeviceConfiguration *copy, const DeviceConfiguration *from)
{
    const UInt32 count = from->application_count;
    copy->rates = copy_bytes(heap, from->rates, from->rate_count * sizeof *from->rates);
    ApplicationConfiguration *applications =
        copy_bytes(heap, from->applications, count * sizeof *applications);
    copy->applications = applications;
    for (UInt32 i = 0; i < count; i++) {
        const ApplicationConfiguration application = {
            copy_text(heap, from->applications[i].bundle_id),
            copy_text(heap, from->applications[i].chain),
        };
        if (applications)
            applications[i] = application;
    }
    copy->uid = copy_text(heap, from->uid);
    copy->name = copy_text(heap, from->name);
    copy->model_name = copy_text(heap, from->model_name);
    copy->model_uid = copy_text(heap, from->model_uid);
    copy->manufacturer = copy_text(heap, from->manufacturer);
    copy->chain = copy_text(heap, from->chain);
    copy->chain_mode = copy_text(heap, from->chain_mode);
}

DeviceConfiguration *device_configuration_copy(const DeviceConfiguration *configuration)
{
    Heap heap = {NULL, sizeof *configuration};
    copy_parts(&heap, &(DeviceConfiguration){0}, configuration);
    DeviceConfiguration *copy = malloc(heap.used);
    if (!copy)
        return NULL;
    *copy = *configuration;
    heap = (Heap){(char *)copy, sizeof *configuration};
    copy_parts(&heap, copy, configuration);
    return copy;
}
