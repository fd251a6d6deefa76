/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_table.h"

#include "loader/folder.h"
#include "loader/library.h"
#include "support/fail_each.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = NULL;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
    (void)instance;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)instance;
    (void)block;
    (void)realtime;
    return OSSICLE_OK;
}

static size_t save(void *instance, void *buffer, size_t capacity)
{
    (void)instance;
    (void)buffer;
    (void)capacity;
    return 1;
}

static const char *const shapes[] = {"Sine", "Saw", "Square"};

static const ossicle_parameter parameters[] = {
    {.struct_size = sizeof *parameters,
     .id = "cutoff",
     .name = "Cut-off",
     .unit = "Hz",
     .minimum = 20,
     .maximum = 20000,
     .default_value = 440.5,
     .scale = OSSICLE_SCALE_LOGARITHMIC},
    {.struct_size = sizeof *parameters,
     .flags = OSSICLE_PARAMETER_ENUMERATION,
     .id = "shape",
     .name = "Shape",
     .unit = "",
     .maximum = 2,
     .default_value = 1,
     .label_count = 3,
     .labels = shapes},
};

static const ossicle_module rich = {
    .struct_size = sizeof rich,
    .kind = OSSICLE_KIND_GENERATOR,
    .id = "org.ossicle.test.rich",
    .name = "Rich",
    .vendor = "",
    .version = "1.2",
    .min_channels = 2,
    .max_channels = 8,
    .parameter_count = 2,
    .parameters = parameters,
    .create = create,
    .destroy = destroy,
    .process = process,
    .save = save,
};

static const ossicle_module plain = {
    .struct_size = sizeof plain,
    .id = "org.ossicle.test.plain",
    .name = "Plain",
    .vendor = "Some people",
    .version = "",
    .min_channels = 1,
    .max_channels = 1,
    .create = create,
    .destroy = destroy,
    .process = process,
};

static const ossicle_module *const modules[] = {&rich, NULL, &plain};

static const ossicle_library library = {
    .struct_size = sizeof library,
    .abi_version = OSSICLE_ABI_VERSION,
    .module_count = 3,
    .modules = modules,
};

static void take(LibraryTable *table)
{
    Error error;
    cr_assert_eq(library_table_init(table, &library, &error), STATUS_OK, "%s", error.message);
}

static MessageReader reader_of(const MessageWriter *writer)
{
    return (MessageReader){.bytes = writer->bytes, .size = writer->size};
}

Test(library_table, says_of_each_module_why_it_cant_be_used)
{
    LibraryTable table;
    take(&table);
    cr_assert_eq(table.module_count, 3);
    cr_expect_eq(table.modules[0].module, &rich);
    cr_expect_null(table.modules[1].module);
    cr_expect_eq(table.modules[1].status, STATUS_BAD_FORMAT);
    cr_expect_str_eq(table.modules[1].message, "its table is NULL");
    cr_expect_eq(library_table_find(&table, "org.ossicle.test.plain"), &table.modules[2]);
    cr_expect_null(library_table_find(&table, "org.ossicle.test.none"));
    library_table_cleanup(&table);
    library_table_cleanup(&table);
    cr_expect_eq(table.module_count, 0);
}

Test(library_table, a_library_that_breaks_the_rules_has_none)
{
    LibraryTable table;
    Error error;
    ossicle_library broken = library;
    broken.reserved = 1;
    cr_expect_eq(library_table_init(&table, &broken, &error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "ossicle_library.reserved is 1, expected 0");
    cr_expect_eq(table.module_count, 0);
    cr_expect_null(table.memory.newest);
}

static void expect_rich(const ossicle_module *module)
{
    cr_assert_not_null(module);
    cr_expect_eq(module->struct_size, sizeof *module);
    cr_expect_eq(module->kind, OSSICLE_KIND_GENERATOR);
    cr_expect_str_eq(module->id, rich.id);
    cr_expect_str_eq(module->name, "Rich");
    cr_expect_str_eq(module->vendor, "");
    cr_expect_str_eq(module->version, "1.2");
    cr_expect_eq(module->min_channels, 2);
    cr_expect_eq(module->max_channels, 8);
    cr_assert_eq(module->parameter_count, 2);
    cr_expect_str_eq(module->parameters[0].id, "cutoff");
    cr_expect_str_eq(module->parameters[0].name, "Cut-off");
    cr_expect_str_eq(module->parameters[0].unit, "Hz");
    cr_expect_eq(module->parameters[0].minimum, 20);
    cr_expect_eq(module->parameters[0].maximum, 20000);
    cr_expect_eq(module->parameters[0].default_value, 440.5);
    cr_expect_eq(module->parameters[0].scale, OSSICLE_SCALE_LOGARITHMIC);
    cr_expect_null(module->parameters[0].labels);
    cr_expect_eq(module->parameters[1].flags, OSSICLE_PARAMETER_ENUMERATION);
    cr_assert_eq(module->parameters[1].label_count, 3);
    cr_expect_str_eq(module->parameters[1].labels[2], "Square");
}

Test(library_table, comes_back_from_another_process_but_for_its_code)
{
    MessageWriter writer = {.bytes = NULL};
    LibraryTable table;
    LibraryTable read;
    Error error;
    take(&table);
    library_table_write(&writer, &table);
    MessageReader reader = reader_of(&writer);
    cr_assert_eq(library_table_read(&read, &reader, &error), STATUS_OK, "%s", error.message);
    message_writer_cleanup(&writer);
    cr_expect_eq(read.abi_version, OSSICLE_ABI_VERSION);
    cr_assert_eq(read.module_count, 3);
    expect_rich(read.modules[0].module);
    cr_expect_null(read.modules[1].module);
    cr_expect_eq(read.modules[1].status, STATUS_BAD_FORMAT);
    cr_expect_str_eq(read.modules[1].message, "its table is NULL");
    cr_expect_str_eq(read.modules[2].module->vendor, "Some people");
    cr_expect_eq(library_table_compare(&table, &read), STATUS_OK);
    library_table_cleanup(&read);
    library_table_cleanup(&table);
}

/* Whoever asks whether it is there is told, whoever calls it by mistake finds that it fails. */
Test(library_table, functions_of_another_process_fail)
{
    MessageWriter writer = {.bytes = NULL};
    LibraryTable table;
    LibraryTable read;
    void *instance = &writer;
    take(&table);
    library_table_write(&writer, &table);
    MessageReader reader = reader_of(&writer);
    cr_assert_eq(library_table_read(&read, &reader, NULL), STATUS_OK);
    const ossicle_module *const module = read.modules[0].module;
    cr_expect_eq(module->create(module, NULL, &instance), OSSICLE_UNSUPPORTED);
    cr_expect_eq(instance, &writer);
    cr_expect_eq(module->process(NULL, NULL, NULL), OSSICLE_UNSUPPORTED);
    cr_expect_eq(module->save(NULL, NULL, 0), 0);
    cr_expect_null(module->load);
    cr_expect_null(module->activate);
    cr_expect_null(read.modules[2].module->save);
    module->destroy(instance);
    message_writer_cleanup(&writer);
    library_table_cleanup(&read);
    library_table_cleanup(&table);
}

Test(library_table, differs_by_anything_that_it_says)
{
    LibraryTable table;
    LibraryTable other;
    ossicle_parameter changed[2] = {parameters[0], parameters[1]};
    ossicle_module changed_rich = rich;
    const ossicle_module *const changed_modules[] = {&changed_rich, NULL, &plain};
    ossicle_library changed_library = library;
    changed[0].maximum = 20001;
    changed_rich.parameters = changed;
    changed_library.modules = changed_modules;
    take(&table);
    cr_assert_eq(library_table_init(&other, &changed_library, NULL), STATUS_OK);
    cr_expect_eq(library_table_compare(&table, &other), STATUS_INCOMPATIBLE);
    library_table_cleanup(&other);
    changed_library.module_count = 2;
    changed_rich.parameters = parameters;
    cr_assert_eq(library_table_init(&other, &changed_library, NULL), STATUS_OK);
    cr_expect_eq(library_table_compare(&table, &other), STATUS_INCOMPATIBLE);
    library_table_cleanup(&other);
    library_table_cleanup(&table);
}

/* It is exactly as long as its message, so that a sanitizer sees whoever reads past it. */
static Status read_copy(const MessageWriter *message, size_t size, LibraryTable *table)
{
    unsigned char *const copy = malloc(size);
    cr_assert(size == 0 || copy);
    if (size > 0)
        memcpy(copy, message->bytes, size);
    MessageReader reader = {.bytes = copy, .size = size};
    const Status status = library_table_read(table, &reader, NULL);
    free(copy);
    return status;
}

Test(library_table, a_message_that_is_cut_off_is_refused)
{
    MessageWriter writer = {.bytes = NULL};
    LibraryTable table;
    LibraryTable read;
    take(&table);
    library_table_write(&writer, &table);
    for (size_t size = 0; size < writer.size; size++) {
        cr_assert_eq(read_copy(&writer, size, &read), STATUS_BAD_FORMAT, "%zu bytes", size);
        cr_assert_null(read.memory.newest);
        cr_assert_eq(read.module_count, 0);
    }
    message_put_u32(&writer, 0);
    cr_expect_eq(read_copy(&writer, writer.size, &read), STATUS_BAD_FORMAT, "too long");
    message_writer_cleanup(&writer);
    library_table_cleanup(&table);
}

/* What was taken can be written again, which looks at all of it, and reads the same. */
static void expect_sound(LibraryTable *table)
{
    MessageWriter again = {.bytes = NULL};
    LibraryTable read;
    library_table_write(&again, table);
    cr_assert_eq(read_copy(&again, again.size, &read), STATUS_OK);
    cr_assert_eq(library_table_compare(table, &read), STATUS_OK);
    library_table_cleanup(&read);
    message_writer_cleanup(&again);
}

Test(library_table, a_message_with_any_other_byte_is_refused_or_keeps_the_rules)
{
    static const unsigned char changes[] = {1, 2, 4, 8, 16, 32, 64, 128, 255};
    MessageWriter writer = {.bytes = NULL};
    LibraryTable table;
    LibraryTable read;
    size_t refused = 0;
    take(&table);
    library_table_write(&writer, &table);
    for (size_t i = 0; i < writer.size * sizeof changes; i++) {
        unsigned char *const byte = &writer.bytes[i / sizeof changes];
        const unsigned char before = *byte;
        *byte ^= changes[i % sizeof changes];
        if (read_copy(&writer, writer.size, &read) == STATUS_OK)
            expect_sound(&read);
        else
            refused++;
        library_table_cleanup(&read);
        *byte = before;
    }
    cr_expect_gt(refused, writer.size, "most would break a rule");
    message_writer_cleanup(&writer);
    library_table_cleanup(&table);
}

Test(library_table, a_short_message_takes_little_memory)
{
    const uint32_t greedy[] = {OSSICLE_ABI_VERSION, OSSICLE_MAX_MODULES, STATUS_OK};
    MessageWriter message = {.bytes = NULL};
    for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++)
        message_put_u32(&message, greedy[i]);
    LibraryTable read;
    cr_expect_eq(read_copy(&message, message.size, &read), STATUS_BAD_FORMAT);
    message_writer_cleanup(&message);
}

static FailedAct pass_on(void)
{
    FailedAct act = {.succeeded = true};
    MessageWriter writer = {.bytes = NULL};
    LibraryTable table;
    LibraryTable read = {.modules = NULL};
    Status status = library_table_init(&table, &library, &act.error);
    if (status == STATUS_OK) {
        library_table_write(&writer, &table);
        MessageReader reader = reader_of(&writer);
        status = writer.has_failed ? error_set(&act.error, STATUS_NO_MEMORY, "out of memory")
                                   : library_table_read(&read, &reader, &act.error);
    }
    cr_assert(status == STATUS_OK || status == STATUS_NO_MEMORY);
    act.succeeded = status == STATUS_OK;
    message_writer_cleanup(&writer);
    library_table_cleanup(&read);
    library_table_cleanup(&table);
    return act;
}

Test(library_table, tells_of_each_lack_of_memory)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    cr_expect_gt(fail_each(pass_on, false), 20);
}

Test(library_table, of_every_fixture_comes_back)
{
    Folder folder;
    Error error;
    size_t loaded = 0;
    cr_assert_eq(folder_open(&folder, FIXTURES_DIR, &error), STATUS_OK, "%s", error.message);
    for (size_t i = 0; i < folder.count; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", FIXTURES_DIR, folder.names[i]);
        Library *const opened =
            library_open(folder.file, folder.names[i], path, NULL, NULL, &error);
        if (!opened)
            continue;
        LibraryTable table = *opened->table;
        expect_sound(&table);
        library_release(opened);
        loaded++;
    }
    cr_expect_gt(loaded, 40);
    folder_close(&folder);
}
