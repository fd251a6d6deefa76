/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/descriptor_check.h"
#include "loader/library_table.h"

#include <string.h>

/* Stand for functions that are in another process. @{ */

static ossicle_status create_elsewhere(const ossicle_module *module, const ossicle_host *host,
                                       void **instance)
{
    (void)module;
    (void)host;
    (void)instance;
    return OSSICLE_UNSUPPORTED;
}

static void destroy_elsewhere(void *instance)
{
    (void)instance;
}

static ossicle_status process_elsewhere(void *instance, const ossicle_block *block,
                                        ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)instance;
    (void)block;
    (void)realtime;
    return OSSICLE_UNSUPPORTED;
}

static size_t save_elsewhere(void *instance, void *buffer, size_t capacity)
{
    (void)instance;
    (void)buffer;
    (void)capacity;
    return 0;
}

static ossicle_status load_elsewhere(void *instance, const void *bytes, size_t size)
{
    (void)instance;
    (void)bytes;
    (void)size;
    return OSSICLE_UNSUPPORTED;
}

/* @} */

/* As with the reader, what goes wrong is kept. */
typedef struct Reading {
    MessageReader *from;
    Arena *memory;
    bool lacks_memory;
} Reading;

/* One thing takes a byte of the message at least, so that a short one takes little memory. */
static uint32_t take_count(const Reading *reading, uint32_t most)
{
    const uint32_t count = message_take_u32(reading->from);
    if (count <= most && count <= reading->from->size)
        return count;
    reading->from->has_failed = true;
    return 0;
}

static void *take_room(Reading *reading, size_t count, size_t size)
{
    void *const room = arena_new(reading->memory, count, size);
    reading->lacks_memory |= !room;
    return room;
}

static bool has_failed(const Reading *reading)
{
    return reading->lacks_memory || reading->from->has_failed;
}

static const char *take_text(Reading *reading)
{
    size_t length = 0;
    const void *const bytes = message_take_bytes(reading->from, &length);
    if (length > 0 && memchr(bytes, '\0', length))
        reading->from->has_failed = true;
    const char *const text = arena_text(reading->memory, bytes, length);
    reading->lacks_memory |= !text;
    return text;
}

static void take_labels(Reading *reading, ossicle_parameter *parameter)
{
    const uint32_t count = take_count(reading, OSSICLE_MAX_PARAMETERS);
    const char **const labels = count ? take_room(reading, count, sizeof *labels) : NULL;
    for (uint32_t i = 0; i < count && !has_failed(reading); i++)
        labels[i] = take_text(reading);
    parameter->label_count = count;
    parameter->labels = labels;
}

static void take_parameter(Reading *reading, ossicle_parameter *parameter)
{
    MessageReader *const from = reading->from;
    parameter->struct_size = sizeof *parameter;
    parameter->flags = message_take_u32(from);
    parameter->id = take_text(reading);
    parameter->name = take_text(reading);
    parameter->unit = take_text(reading);
    parameter->minimum = message_take_double(from);
    parameter->maximum = message_take_double(from);
    parameter->default_value = message_take_double(from);
    parameter->scale = message_take_u32(from);
    take_labels(reading, parameter);
}

static void take_parameters(Reading *reading, ossicle_module *module)
{
    const uint32_t count = take_count(reading, OSSICLE_MAX_PARAMETERS);
    ossicle_parameter *const parameters =
        count ? take_room(reading, count, sizeof *parameters) : NULL;
    for (uint32_t i = 0; i < count && !has_failed(reading); i++)
        take_parameter(reading, &parameters[i]);
    module->parameter_count = count;
    module->parameters = parameters;
}

static void take_module(Reading *reading, ossicle_module *module)
{
    MessageReader *const from = reading->from;
    module->struct_size = sizeof *module;
    module->kind = message_take_u32(from);
    module->id = take_text(reading);
    module->name = take_text(reading);
    module->vendor = take_text(reading);
    module->version = take_text(reading);
    module->min_channels = message_take_u32(from);
    module->max_channels = message_take_u32(from);
    module->create = create_elsewhere;
    module->destroy = destroy_elsewhere;
    module->process = process_elsewhere;
    module->save = message_take_u32(from) ? save_elsewhere : NULL;
    module->load = message_take_u32(from) ? load_elsewhere : NULL;
    take_parameters(reading, module);
}

static void take_reason(Reading *reading, LibraryModule *to, uint32_t status)
{
    char text[sizeof(Error)];
    message_take_text(reading->from, text, sizeof text);
    to->status = status < STATUS_COUNT ? (Status)status : STATUS_BAD_FORMAT;
    to->message = arena_text(reading->memory, text, strlen(text));
    reading->lacks_memory |= !to->message;
}

static void take_usable(Reading *reading, LibraryModule *to)
{
    ossicle_module *const module = take_room(reading, 1, sizeof *module);
    if (!module)
        return;
    take_module(reading, module);
    if (!has_failed(reading) && module_check(module, NULL) != STATUS_OK)
        reading->from->has_failed = true;
    to->module = module;
}

static void take_table(Reading *reading, LibraryTable *table)
{
    table->abi_version = message_take_u32(reading->from);
    table->module_count = take_count(reading, OSSICLE_MAX_MODULES);
    table->modules = take_room(reading, table->module_count, sizeof *table->modules);
    for (uint32_t i = 0; i < table->module_count && !has_failed(reading); i++) {
        const uint32_t status = message_take_u32(reading->from);
        if (status == STATUS_OK)
            take_usable(reading, &table->modules[i]);
        else
            take_reason(reading, &table->modules[i], status);
    }
}

Status library_table_read(LibraryTable *table, MessageReader *reader, Error *error)
{
    *table = (LibraryTable){.modules = NULL};
    Reading reading = {.from = reader, .memory = &table->memory};
    take_table(&reading, table);
    const bool is_right = message_reader_is_done(reader) && table->module_count > 0 &&
                          OSSICLE_ABI_MAJOR_OF(table->abi_version) == OSSICLE_ABI_MAJOR;
    if (is_right && !reading.lacks_memory)
        return STATUS_OK;
    library_table_cleanup(table);
    if (reading.lacks_memory)
        return error_set(error, STATUS_NO_MEMORY, "out of memory");
    return error_set(error, STATUS_BAD_FORMAT, "what was said of its modules makes no sense");
}
