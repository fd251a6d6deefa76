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

void device_make_objects(Device *device, AudioObjectID id, bool is_clock)
{
    device->object.id = id;
    device->object =
        make_object(device, INDEX_DEVICE, is_clock ? &clock_device_class : &device_class,
                    kAudioObjectPropertyScopeGlobal);
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

static void list_controls(DeviceShape *shape)
{
    for (UInt32 i = 0; i < shape->control_count; i++)
        shape->objects[INDEX_CONTROLS + i] = &shape->controls[i].object;
}

static bool has_high_pass(const DeviceConfiguration *configuration)
{
    return device_configuration_has_input(configuration) &&
           (configuration->input.controls & CONTROL_BIT(CONTROL_HIGH_PASS));
}

static Status make_high_pass(DeviceShape *shape)
{
    if (!has_high_pass(shape->configuration))
        return STATUS_OK;
    shape->own_high_pass = calloc(1, sizeof *shape->own_high_pass);
    shape->high_pass = shape->own_high_pass;
    return shape->high_pass ? STATUS_OK : STATUS_NO_MEMORY;
}

static Status make_controls(DeviceShape *shape, Device *device)
{
    shape->own_controls = calloc(shape->control_count + 1, sizeof *shape->own_controls);
    if (!shape->own_controls)
        return STATUS_NO_MEMORY;
    shape->controls = shape->own_controls;
    controls_init(shape->controls, shape->configuration, device);
    for (UInt32 i = 0; i < shape->control_count; i++) {
        Object *object = &shape->controls[i].object;
        *object = make_object(device, INDEX_CONTROLS + i, object->class_info, object->scope);
    }
    return make_high_pass(shape);
}

/* All but the controls. */
static DeviceShape *make_shape(Device *device, const DeviceConfiguration *configuration)
{
    const UInt32 controls = controls_count(configuration);
    const UInt32 count = INDEX_CONTROLS + controls;
    DeviceShape *shape = calloc(1, sizeof *shape + count * sizeof(Object *));
    if (!shape)
        return NULL;
    shape->configuration = device_configuration_copy(configuration);
    if (!shape->configuration) {
        device_shape_free(shape);
        return NULL;
    }
    shape->id = device->object.id;
    shape->device = device;
    shape->scopes = SCOPE_GLOBAL;
    shape->object_count = count;
    shape->control_count = controls;
    shape->objects[INDEX_DEVICE] = &device->object;
    add_streams(shape, device);
    return shape;
}

static Status check_count(const DeviceConfiguration *configuration, Error *error)
{
    const UInt32 count = INDEX_CONTROLS + controls_count(configuration);
    if (count <= OBJECT_INDEX_COUNT)
        return STATUS_OK;
    return error_set(error, STATUS_UNSUPPORTED, "device %s: %u objects; a device has at most %d",
                     configuration->uid, count, OBJECT_INDEX_COUNT);
}

static Status finish(DeviceShape *made, Status status, DeviceShape **shape, Error *error)
{
    if (status != STATUS_OK) {
        device_shape_free(made);
        return error_set(error, status, "%s", status_text(status));
    }
    list_controls(made);
    *shape = made;
    return STATUS_OK;
}

Status device_shape_new(Device *device, const DeviceConfiguration *configuration,
                        DeviceShape **shape, Error *error)
{
    if (check_count(configuration, error) != STATUS_OK)
        return STATUS_UNSUPPORTED;
    DeviceShape *made = make_shape(device, configuration);
    return finish(made, made ? make_controls(made, device) : STATUS_NO_MEMORY, shape, error);
}

Status device_shape_change(Device *device, const DeviceConfiguration *configuration,
                           bool new_controls, DeviceShape **shape, Error *error)
{
    const DeviceShape *before = device->shape;
    if (new_controls) {
        const Status status = device_shape_new(device, configuration, shape, error);
        if (status == STATUS_OK)
            controls_carry((*shape)->controls, (*shape)->control_count, configuration,
                           before->controls, before->control_count);
        return status;
    }
    DeviceShape *made = make_shape(device, configuration);
    if (made) {
        made->controls = before->controls;
        made->high_pass = before->high_pass;
    }
    return finish(made, made ? STATUS_OK : STATUS_NO_MEMORY, shape, error);
}

void device_shape_free(DeviceShape *shape)
{
    if (!shape)
        return;
    free(shape->configuration);
    free(shape->own_controls);
    free(shape->own_high_pass);
    free(shape);
}
