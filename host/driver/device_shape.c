/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_shape.h"

#include "driver/device.h"
#include "driver/device_configuration.h"

#include <stdlib.h>

static const AudioObjectPropertyScope side_scopes[SIDE_COUNT] = {
    [SIDE_INPUT] = kAudioObjectPropertyScopeInput,
    [SIDE_OUTPUT] = kAudioObjectPropertyScopeOutput,
};

static bool has_side(const DeviceConfiguration *configuration, Side side)
{
    return side == SIDE_INPUT ? device_configuration_has_input(configuration)
                              : device_configuration_has_output(configuration);
}

/* The device, or one of its objects. */
static Object make_object(Device *device, UInt32 index, const ObjectClass *class_info,
                          AudioObjectPropertyScope scope)
{
    return (Object){
        .id = device->object.id + index,
        .owner = device->object.id,
        .class_info = class_info,
        .properties = driver_properties_of(device->driver, class_info),
        .device = device,
        .scope = scope,
    };
}

void device_make_objects(Device *device, AudioObjectID id)
{
    device->object.id = id;
    device->object =
        make_object(device, INDEX_DEVICE, &device_class, kAudioObjectPropertyScopeGlobal);
    device->object.owner = kAudioObjectPlugInObject;
    for (Side side = 0; side < SIDE_COUNT; side++)
        device->streams[side].object =
            make_object(device, INDEX_STREAMS + (UInt32)side, &stream_class, side_scopes[side]);
}

static void add_streams(DeviceShape *shape, Device *device)
{
    for (Side side = 0; side < SIDE_COUNT; side++) {
        if (!has_side(shape->configuration, side))
            continue;
        shape->scopes |= side == SIDE_INPUT ? SCOPE_INPUT : SCOPE_OUTPUT;
        shape->objects[INDEX_STREAMS + side] = &device->streams[side].object;
    }
}

static void add_controls(DeviceShape *shape, Device *device)
{
    controls_init(shape->controls, shape->configuration, device);
    for (UInt32 i = 0; i < shape->control_count; i++) {
        Object *object = &shape->controls[i].object;
        *object = make_object(device, INDEX_CONTROLS + i, object->class_info, object->scope);
        shape->objects[INDEX_CONTROLS + i] = object;
    }
}

static bool has_high_pass(const DeviceConfiguration *configuration)
{
    return device_configuration_has_input(configuration) &&
           (configuration->input.controls & CONTROL_BIT(CONTROL_HIGH_PASS));
}

Status device_shape_new(Device *device, const DeviceConfiguration *configuration,
                        DeviceShape **shape, Error *error)
{
    const UInt32 controls = controls_count(configuration);
    const UInt32 count = INDEX_CONTROLS + controls;
    if (count > OBJECT_INDEX_COUNT)
        return error_set(error, STATUS_UNSUPPORTED,
                         "device %s: %u objects; a device has at most %d", configuration->uid,
                         count, OBJECT_INDEX_COUNT);
    DeviceShape *made = calloc(1, sizeof *made + count * sizeof(Object *));
    if (made) {
        made->configuration = device_configuration_copy(configuration);
        made->controls = calloc(controls + 1, sizeof *made->controls);
        made->high_pass = has_high_pass(configuration) ? calloc(1, sizeof(HighPass)) : NULL;
    }
    if (!made || !made->configuration || !made->controls ||
        (has_high_pass(configuration) && !made->high_pass)) {
        device_shape_free(made);
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    }
    made->id = device->object.id;
    made->device = device;
    made->scopes = SCOPE_GLOBAL;
    made->object_count = count;
    made->control_count = controls;
    made->objects[INDEX_DEVICE] = &device->object;
    add_streams(made, device);
    add_controls(made, device);
    *shape = made;
    return STATUS_OK;
}

void device_shape_free(DeviceShape *shape)
{
    if (!shape)
        return;
    free(shape->configuration);
    free(shape->controls);
    free(shape->high_pass);
    free(shape);
}
