/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_table.h"

static void put_parameter(MessageWriter *writer, const ossicle_parameter *parameter)
{
    message_put_u32(writer, parameter->flags);
    message_put_text(writer, parameter->id);
    message_put_text(writer, parameter->name);
    message_put_text(writer, parameter->unit);
    message_put_double(writer, parameter->minimum);
    message_put_double(writer, parameter->maximum);
    message_put_double(writer, parameter->default_value);
    message_put_u32(writer, parameter->scale);
    message_put_u32(writer, parameter->label_count);
    for (uint32_t i = 0; i < parameter->label_count; i++)
        message_put_text(writer, parameter->labels[i]);
}

static void put_module(MessageWriter *writer, const ossicle_module *module)
{
    message_put_u32(writer, module->kind);
    message_put_text(writer, module->id);
    message_put_text(writer, module->name);
    message_put_text(writer, module->vendor);
    message_put_text(writer, module->version);
    message_put_u32(writer, module->min_channels);
    message_put_u32(writer, module->max_channels);
    message_put_u32(writer, module->save != NULL);
    message_put_u32(writer, module->load != NULL);
    message_put_u32(writer, module->parameter_count);
    for (uint32_t i = 0; i < module->parameter_count; i++)
        put_parameter(writer, &module->parameters[i]);
}

void library_table_write(MessageWriter *writer, const LibraryTable *table)
{
    message_put_u32(writer, table->abi_version);
    message_put_u32(writer, table->module_count);
    for (uint32_t i = 0; i < table->module_count; i++) {
        const LibraryModule *const from = &table->modules[i];
        message_put_u32(writer, from->module ? STATUS_OK : from->status);
        if (from->module)
            put_module(writer, from->module);
        else
            message_put_text(writer, from->message);
    }
}
