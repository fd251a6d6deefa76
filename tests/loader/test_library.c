/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static char *folder;
static char *path;
static int folder_file;
static Library *library;
static const LibraryGuard *guard;

static void setup(void)
{
    folder = module_folder_new();
    path = module_folder_path(folder, "m.so");
    folder_file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_geq(folder_file, 0);
}

static void teardown(void)
{
    (void)close(folder_file);
    free(path);
    module_folder_free(folder);
}

TestSuite(library, .init = setup, .fini = teardown, .timeout = 30);

static void copy(const char *fixture)
{
    char *const source = module_folder_path(FIXTURES_DIR, fixture);
    module_folder_copy(folder, source, "m.so");
    free(source);
}

static Status load(Error *error)
{
    Error reason = {.status = STATUS_OK};
    library = library_open(folder_file, "m.so", path, NULL, guard, &reason);
    if (error)
        *error = reason;
    return reason.status;
}

static void expect_refusal(Status status, const char *reason)
{
    Error error = {.status = STATUS_OK};
    char expected[512];
    (void)snprintf(expected, sizeof expected, "%s: %s", path, reason);
    cr_expect_eq(load(&error), status);
    cr_expect_str_eq(error.message, expected);
}

Test(library, is_loaded_and_unloaded)
{
    copy("factor.so");
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(load(NULL), STATUS_OK);
    cr_expect_str_eq(library->path, path);
    cr_expect_eq(library->content.identity.st_dev, status.st_dev);
    cr_expect_eq(library->content.identity.st_ino, status.st_ino);
    cr_expect_eq(library->table->module_count, 1);
    cr_expect_str_eq(library->table->modules[0].module->id, "org.ossicle.test.factor");
    library_release(library);
    library_release(NULL);
}

Test(library, stays_loaded_while_somebody_holds_it)
{
    copy("factor.so");
    cr_assert_eq(load(NULL), STATUS_OK);
    const ossicle_module *const module = library->table->modules[0].module;
    cr_expect_eq(library_retain(library), library);
    library_release(library);
    cr_assert_eq(unlink(path), 0);
    cr_expect_str_eq(module->id, "org.ossicle.test.factor");
    library_release(library);
    cr_expect_null(library_retain(NULL));
}

/* The lowest descriptor that is free. */
static int free_descriptor(void)
{
    const int file = dup(STDERR_FILENO);
    cr_assert_eq(close(file), 0);
    return file;
}

Test(library, holds_one_descriptor_as_long_as_it_is_there)
{
    const int before = free_descriptor();
    copy("factor.so");
    cr_assert_eq(load(NULL), STATUS_OK);
    cr_expect_neq(library->content.file, -1);
    cr_expect_leq(free_descriptor(), before + 1);
    library_release(library);
    cr_expect_eq(free_descriptor(), before);
    cr_assert_eq(chmod(path, 0666), 0);
    cr_assert_eq(load(NULL), STATUS_NOT_PERMITTED);
    cr_expect_eq(free_descriptor(), before);
    cr_assert_eq(unlink(path), 0);
    copy("no-entry.so");
    cr_assert_eq(load(NULL), STATUS_BAD_FORMAT);
    cr_expect_eq(free_descriptor(), before);
}

static void take_line(const ossicle_host *host, uint32_t level, const char *text)
{
    (void)level;
    (void)snprintf(host->context, 64, "%s", text);
}

Test(library, is_the_known_one_if_its_content_is_the_same)
{
    copy("factor.so");
    cr_assert_eq(load(NULL), STATUS_OK);
    Library *const known = library;
    const int free_one = free_descriptor();
    cr_assert_eq(unlink(path), 0);
    copy("factor.so");
    cr_expect_eq(library_open(folder_file, "m.so", path, known, NULL, NULL), known);
    cr_expect_eq(free_descriptor(), free_one);
    library_release(known);
    cr_assert_eq(unlink(path), 0);
    copy("unity.so");
    Library *const other = library_open(folder_file, "m.so", path, known, NULL, NULL);
    cr_assert_neq(other, known);
    cr_expect_str_eq(other->table->modules[0].module->id, "org.ossicle.test.unity");
    cr_expect_str_eq(known->table->modules[0].module->id, "org.ossicle.test.factor");
    library_release(other);
    library_release(known);
}

static char guarded[1024];

static Status begin(void *context, const char *opened, const char *hash, Error *error)
{
    const size_t length = strlen(guarded);
    (void)snprintf(guarded + length, sizeof guarded - length, "begin %s %.8s ", opened, hash);
    return *(const bool *)context ? STATUS_OK : error_set(error, STATUS_NOT_PERMITTED, "no");
}

static void end(void *context, const char *opened, const char *hash)
{
    (void)context;
    const size_t length = strlen(guarded);
    (void)snprintf(guarded + length, sizeof guarded - length, "end %s %.8s ", opened, hash);
}

Test(library, runs_no_code_without_its_guard)
{
    bool may_run = false;
    const LibraryGuard own = {.begin = begin, .end = end, .context = &may_run};
    char expected[2048];
    Error error;
    guard = &own;
    copy("factor.so");
    cr_expect_eq(load(&error), STATUS_NOT_PERMITTED);
    cr_expect_str_eq(error.message, "no");
    cr_expect_null(strstr(guarded, "end "));
    guarded[0] = '\0';
    may_run = true;
    cr_assert_eq(load(NULL), STATUS_OK);
    (void)snprintf(expected, sizeof expected, "begin %s %.8s end %s %.8s ", path,
                   library->content.hash, path, library->content.hash);
    cr_expect_str_eq(guarded, expected);
    library_release(library);
    guarded[0] = '\0';
    cr_assert_eq(unlink(path), 0);
    copy("no-entry.so");
    cr_expect_eq(load(NULL), STATUS_BAD_FORMAT);
    cr_expect_not_null(strstr(guarded, "end "), "it is told of what was refused, too");
}

/* Says of any file what this one offers; NULL: nobody can look. */
static const char *described;
static Status description;

static Status describe(void *context, const ModuleFile *file, const char *opened,
                       LibraryTable *table, Error *error)
{
    MessageWriter writer = {.bytes = NULL};
    (void)context;
    cr_expect_neq(file->file, -1);
    cr_expect_str_eq(opened, path);
    if (description != STATUS_OK)
        return error_set(error, description, "it was not described");
    const int fixtures = open(FIXTURES_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Library *const from = library_open(fixtures, described, described, NULL, NULL, error);
    (void)close(fixtures);
    cr_assert_not_null(from);
    library_table_write(&writer, from->table);
    library_release(from);
    MessageReader reader = {.bytes = writer.bytes, .size = writer.size};
    const Status status = library_table_read(table, &reader, error);
    message_writer_cleanup(&writer);
    return status;
}

static const LibraryGuard describer = {
    .describe = describe, .begin = begin, .end = end, .context = &(bool){true}};

static void describe_as(const char *fixture, const char *as)
{
    guard = &describer;
    description = STATUS_OK;
    described = as;
    guarded[0] = '\0';
    copy(fixture);
    cr_assert_eq(load(NULL), STATUS_OK);
}

Test(library, that_was_described_runs_its_code_when_it_is_needed)
{
    describe_as("counts.so", "counts.so");
    const ossicle_module *const module = library->table->modules[0].module;
    const ossicle_module *code = NULL;
    const ossicle_module *again = NULL;
    cr_expect_str_eq(module->id, "org.ossicle.test.counts");
    cr_expect_str_eq(guarded, "", "no code ran");
    cr_expect_null(library->code.handle);
    cr_assert_eq(library_get_code(library, module, &code, NULL), STATUS_OK);
    cr_assert_neq(code, module);
    cr_expect_str_eq(code->id, module->id);
    cr_expect_not_null(strstr(guarded, "end "), "the guard stood by");
    cr_expect_neq(code->activate, NULL);
    guarded[0] = '\0';
    cr_assert_eq(library_get_code(library, module, &again, NULL), STATUS_OK);
    cr_expect_eq(again, code);
    cr_expect_str_eq(guarded, "", "it runs once");
    library_release(library);
}

Test(library, whose_code_says_something_else_is_refused)
{
    describe_as("factor-new.so", "unity.so");
    Error error;
    const ossicle_module *code = NULL;
    char expected[512];
    (void)snprintf(expected, sizeof expected,
                   "%s: ossicle_entry() says something else here than in the process that looked "
                   "at it; it is to return the same each time",
                   path);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(library_get_code(library, library->table->modules[0].module, &code, &error),
                     STATUS_INCOMPATIBLE);
        cr_expect_str_eq(error.message, expected);
        cr_expect_null(library->code.handle);
    }
    library_release(library);
}

Test(library, is_loaded_here_if_nobody_can_look)
{
    guard = &describer;
    description = STATUS_NOT_FOUND;
    copy("factor.so");
    const ossicle_module *code = NULL;
    cr_assert_eq(load(NULL), STATUS_OK);
    cr_expect_not_null(strstr(guarded, "end "));
    const ossicle_module *const module = library->table->modules[0].module;
    cr_assert_eq(library_get_code(library, module, &code, NULL), STATUS_OK);
    cr_expect_eq(code, module);
    cr_assert_eq(library_get_code(NULL, module, &code, NULL), STATUS_OK);
    cr_expect_eq(code, module, "it is part of the program");
    library_release(library);
    guarded[0] = '\0';
    description = STATUS_BAD_FORMAT;
    Error error;
    cr_expect_eq(load(&error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "it was not described");
    cr_expect_str_eq(guarded, "", "who was looked at and refused isn't loaded here");
}

/* Writing over the file in place, which a mapping of it would show. */
Test(library, does_not_change_with_its_file)
{
    copy("factor.so");
    cr_assert_eq(load(NULL), STATUS_OK);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    for (off_t at = 0; at < status.st_size; at++)
        cr_assert_eq(pwrite(file, "x", 1, at), 1);
    cr_assert_eq(ftruncate(file, 0), 0);
    cr_assert_eq(close(file), 0);
    const ossicle_module *const module = library->table->modules[0].module;
    void *instance = NULL;
    char line[64];
    const ossicle_host host = {.struct_size = sizeof host, .context = line, .log = take_line};
    cr_assert_eq(module->create(module, &host, &instance), OSSICLE_OK);
    cr_expect_str_eq(line, module->name);
    module->destroy(instance);
    library_release(library);
}

Test(library, can_be_adopted_by_another_process)
{
    copy("factor.so");
    cr_assert_eq(load(NULL), STATUS_OK);
    Library *const first = library;
    const int passed = dup(first->content.file);
    cr_assert_eq(unlink(path), 0);
    Error error;
    Library *const adopted = library_adopt(passed, path, &error);
    cr_assert_not_null(adopted, "%s", error.message);
    cr_expect_str_eq(adopted->content.hash, first->content.hash);
    cr_expect_str_eq(adopted->path, path);
    cr_expect_str_eq(adopted->table->modules[0].module->id, "org.ossicle.test.factor");
    library_release(first);
    library_release(adopted);
    const int none = free_descriptor();
    cr_expect_null(library_adopt(none, path, &error));
    cr_expect_eq(error.status, status_from_errno(EBADF));
}

Test(library, is_the_file_that_was_opened_whatever_was_loaded_before)
{
    copy("stays.so");
    cr_assert_eq(load(NULL), STATUS_OK);
    cr_assert_str_eq(library->table->modules[0].module->id, "org.ossicle.test.stays");
    library_release(library);
    cr_assert_eq(unlink(path), 0);
    copy("factor.so");
    cr_assert_eq(load(NULL), STATUS_OK); /* by the same descriptor number */
    cr_expect_str_eq(library->table->modules[0].module->id, "org.ossicle.test.factor");
    library_release(library);
}

Test(library, may_be_a_symbolic_link)
{
    char *const source = module_folder_path(FIXTURES_DIR, "factor.so");
    module_folder_copy(folder, source, "original");
    cr_assert_eq(symlink("original", path), 0);
    cr_expect_eq(load(NULL), STATUS_OK);
    library_release(library);
    free(source);
}

Test(library, must_be_there)
{
    expect_refusal(STATUS_NOT_FOUND, "can't be opened: No such file or directory");
    cr_assert_eq(symlink("nowhere", path), 0);
    expect_refusal(STATUS_NOT_FOUND, "can't be opened: No such file or directory");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink("m.so", path), 0);
    expect_refusal(STATUS_NOT_PERMITTED, "can't be opened: Too many levels of symbolic links");
}

Test(library, must_be_a_regular_file)
{
    cr_assert_eq(mkfifo(path, 0600), 0); /* must not make us wait for a writer */
    expect_refusal(STATUS_BAD_FORMAT, "not a regular file, expected a library");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkdir(path, 0700), 0);
    expect_refusal(STATUS_BAD_FORMAT, "not a regular file, expected a library");
    cr_assert_eq(rmdir(path), 0);
}

Test(library, must_be_readable)
{
    copy("factor.so");
    cr_assert_eq(chmod(path, 0), 0);
    cr_assert_eq(chmod(folder, 0755), 0);
    const uid_t user = geteuid();
    cr_assert(user != 0 || seteuid(NOBODY) == 0);
    expect_refusal(STATUS_NOT_PERMITTED, "can't be opened: Permission denied");
    cr_assert_eq(seteuid(user), 0);
}

Test(library, must_not_be_writable_by_others)
{
    copy("factor.so");
    cr_assert_eq(chmod(path, 0646), 0);
    Error error;
    cr_expect_eq(load(&error), STATUS_NOT_PERMITTED);
    cr_expect_not_null(strstr(error.message, "writable by others"));
    cr_assert_eq(chmod(path, 0664), 0);
    cr_expect_eq(load(&error), STATUS_NOT_PERMITTED);
    cr_expect_not_null(strstr(error.message, "writable by its group"));
}

Test(library, must_belong_to_root_or_the_user)
{
    if (geteuid() != 0)
        cr_skip("only root can give files away");
    copy("factor.so");
    cr_assert_eq(chown(path, NOBODY, (gid_t)-1), 0);
    expect_refusal(STATUS_NOT_PERMITTED, "belongs to user 65534, expected root or user 0; copy it");
}

Test(library, must_be_a_library)
{
    module_folder_write(folder, "m.so", "", 0);
    expect_refusal(STATUS_BAD_FORMAT, "empty, expected a shared library");
    cr_assert_eq(unlink(path), 0);
    module_folder_write(folder, "m.so", "int main;\n", 10);
    expect_refusal(STATUS_BAD_FORMAT, "not a library, expected an ELF shared library");
    cr_assert_eq(unlink(path), 0);
    module_folder_copy(folder, "/proc/self/exe", "m.so");
    expect_refusal(STATUS_BAD_FORMAT,
                   "can't be loaded: cannot dynamically load position-independent executable");
}

Test(library, must_be_whole)
{
    copy("factor.so");
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(truncate(path, status.st_size / 2), 0);
    char expected[128];
    (void)snprintf(expected, sizeof expected,
                   "truncated: %lld bytes, its headers promise %lld; copy or build it again",
                   (long long)(status.st_size / 2), (long long)status.st_size);
    expect_refusal(STATUS_BAD_FORMAT, expected);
}

Test(library, must_be_for_this_machine)
{
    enum { OFFSET_OF_MACHINE = 18, MACHINE_S390 = 22 };
    copy("factor.so");
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    const uint16_t machine = MACHINE_S390;
    cr_assert_eq(pwrite(file, &machine, sizeof machine, OFFSET_OF_MACHINE), sizeof machine);
    cr_assert_eq(close(file), 0);
    Error error;
    cr_expect_eq(load(&error), STATUS_INCOMPATIBLE);
    cr_expect_not_null(
        strstr(error.message, "for another machine (s390x, ELF number 22), expected "));
}

Test(library, must_find_all_its_symbols)
{
    copy("undefined-symbol.so");
    expect_refusal(STATUS_BAD_FORMAT, "can't be loaded: undefined symbol: not_there");
}

Test(library, must_have_an_entry)
{
    copy("no-entry.so");
    expect_refusal(STATUS_BAD_FORMAT,
                   "exports no ossicle_entry(), so it isn't a module; see OSSICLE_EXPORT");
    cr_expect_null(library);
}
