/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/remote_description.h"

#include <stdlib.h>
#include <string.h>

/* In place of a file: the module isn't created. */
#define NO_FILE UINT32_MAX

static bool is_needed(const ChainSpecModule *module)
{
    return !module->is_bypassed && !module->is_kept_out && !module->is_paused;
}

/* The first module that needs the same file: its index is the file's number. */
static uint32_t file_of(const ChainSpec *spec, size_t index)
{
    const Library *library = spec->modules[index].library;
    size_t first = 0;
    if (!is_needed(&spec->modules[index]))
        return NO_FILE;
    while (!is_needed(&spec->modules[first]) || spec->modules[first].library != library)
        first++;
    return (uint32_t)first;
}

static Status send_file(LinkEnd *end, const ChainSpec *spec, size_t index, Error *error)
{
    const ChainSpecModule *module = &spec->modules[index];
    MessageWriter content = {.bytes = NULL};
    if (!module->library)
        return error_set(error, STATUS_UNSUPPORTED,
                         "module '%s' comes from no file, so no other process can load it",
                         module->module->id);
    message_put_u32(&content, (uint32_t)index);
    message_put_text(&content, module->library->path);
    const LinkHandle file = link_handle_of_file(module->library->content.file);
    const Status status = link_end_send(end, LINK_FILE, &content, file);
    link_close_handle(file);
    message_writer_cleanup(&content);
    if (status == STATUS_OK)
        return STATUS_OK;
    return error_set(error, status, "module '%s': its file can't be sent to a worker process: %s",
                     module->module->id, status_text(status));
}

static void put_module(MessageWriter *content, const ChainSpec *spec, size_t index)
{
    const ChainSpecModule *module = &spec->modules[index];
    message_put_u32(content, file_of(spec, index));
    message_put_text(content, module->module->id);
    message_put_u32(content, module->module->parameter_count);
    for (uint32_t p = 0; p < module->module->parameter_count; p++)
        message_put_double(content, module->values[p]);
    message_put_bytes(content, module->state, module->state_size);
}

void remote_description_write(MessageWriter *content, const ChainSpec *spec,
                              const RemoteSound *sound)
{
    message_put_u32(content, sound->channels);
    message_put_u32(content, sound->max_frames);
    message_put_double(content, sound->sample_rate_hz);
    message_put_u32(content, sound->parameters);
    message_put_u32(content, sound->number);
    message_put_u32(content, (uint32_t)spec->count);
    for (size_t i = 0; i < spec->count; i++)
        put_module(content, spec, i);
}

Status remote_description_send_files(LinkEnd *end, const ChainSpec *spec, Error *error)
{
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < spec->count; i++) {
        if (file_of(spec, i) == i)
            status = send_file(end, spec, i, error);
    }
    return status;
}

static Status bad(Error *error)
{
    return error_set(error, STATUS_BAD_FORMAT, "worker: the description of the chain is broken");
}

static const ossicle_module *find(const Library *library, const char *id)
{
    const LibraryModule *const found = library_table_find(library->table, id);
    return found ? found->module : NULL;
}

static const ossicle_module *make_place(RemoteDescription *description, uint32_t parameters)
{
    if (parameters > description->sound.parameters)
        return NULL;
    RemotePlace *place = calloc(1, sizeof *place + parameters * sizeof *place->parameters);
    if (!place)
        return NULL;
    place->module = (ossicle_module){.struct_size = sizeof place->module,
                                     .id = "",
                                     .parameter_count = parameters,
                                     .parameters = place->parameters};
    place->next = description->places;
    description->places = place;
    return &place->module;
}

/* One that is created, or what stands for it. */
static Status add_module(RemoteDescription *description, uint32_t file, const char *id,
                         uint32_t parameters, RemoteLoad *load, void *context, Error *error)
{
    Library *library = file == NO_FILE ? NULL : load(context, file, error);
    if (file != NO_FILE && !library)
        return error ? error->status : STATUS_FAILED;
    const ossicle_module *module =
        library ? find(library, id) : make_place(description, parameters);
    if (!module || module->parameter_count != parameters)
        return bad(error);
    if (chain_spec_add_from(&description->spec, library, module))
        return error_set(error, STATUS_NO_MEMORY, "worker: out of memory");
    description->spec.modules[description->spec.count - 1].is_bypassed = !library;
    return STATUS_OK;
}

static Status read_module(RemoteDescription *description, MessageReader *reader, RemoteLoad *load,
                          void *context, Error *error)
{
    char id[OSSICLE_MAX_TEXT + 1];
    size_t size = 0;
    const uint32_t file = message_take_u32(reader);
    message_take_text(reader, id, sizeof id);
    const uint32_t parameters = message_take_u32(reader);
    if (reader->has_failed)
        return bad(error);
    const Status status = add_module(description, file, id, parameters, load, context, error);
    if (status != STATUS_OK)
        return status;
    ChainSpecModule *module = &description->spec.modules[description->spec.count - 1];
    for (uint32_t p = 0; p < parameters; p++)
        module->values[p] = message_take_double(reader);
    const void *state = message_take_bytes(reader, &size);
    if (chain_spec_set_state(module, state, size))
        return error_set(error, STATUS_NO_MEMORY, "worker: out of memory");
    return reader->has_failed ? bad(error) : STATUS_OK;
}

Status remote_description_read_sound(MessageReader *reader, RemoteSound *sound, Error *error)
{
    sound->channels = message_take_u32(reader);
    sound->max_frames = message_take_u32(reader);
    sound->sample_rate_hz = message_take_double(reader);
    sound->parameters = message_take_u32(reader);
    sound->number = message_take_u32(reader);
    return reader->has_failed ? bad(error) : STATUS_OK;
}

Status remote_description_read(RemoteDescription *description, MessageReader *reader,
                               RemoteLoad *load, void *context, Error *error)
{
    memset(description, 0, sizeof *description);
    Status status = remote_description_read_sound(reader, &description->sound, error);
    const uint32_t count = message_take_u32(reader);
    for (uint32_t i = 0; status == STATUS_OK && i < count; i++)
        status = read_module(description, reader, load, context, error);
    if (status == STATUS_OK && !message_reader_is_done(reader))
        status = bad(error);
    if (status != STATUS_OK)
        remote_description_cleanup(description);
    return status;
}

void remote_description_cleanup(RemoteDescription *description)
{
    chain_spec_cleanup(&description->spec);
    while (description->places) {
        RemotePlace *next = description->places->next;
        free(description->places);
        description->places = next;
    }
}
