/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/catalog.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;
static Catalog *catalog;

static void setup(void)
{
    folder = module_folder_new();
    catalog = catalog_new(NULL);
    cr_assert_not_null(catalog);
}

static void teardown(void)
{
    catalog_free(catalog);
    module_folder_free(folder);
}

static void add(const char *fixture, const char *name)
{
    char *const source = module_folder_path(FIXTURES_DIR, fixture);
    module_folder_copy(folder, source, name);
    free(source);
}

static void scan(void)
{
    Error error;
    cr_assert(catalog_scan(catalog, folder, &error) == STATUS_OK, "%s", error.message);
}

/* The one refusal, after the path of the file. */
static const char *reason_for(const char *name)
{
    cr_assert_eq(catalog_refusal_count(catalog), 1);
    const CatalogRefusal *const refusal = catalog_refusal_at(catalog, 0);
    char *const path = module_folder_path(folder, name);
    const size_t length = strlen(path);
    cr_assert_str_eq(refusal->path, path);
    cr_assert(strncmp(refusal->message, path, length) == 0, "%s", refusal->message);
    cr_assert(strncmp(refusal->message + length, ": ", 2) == 0, "%s", refusal->message);
    cr_assert_null(strchr(refusal->message, '\n'));
    free(path);
    return refusal->message + length + 2;
}

TestSuite(catalog, .init = setup, .fini = teardown);

Test(catalog, nothing_in_an_empty_folder)
{
    scan();
    cr_expect_eq(catalog_module_count(catalog), 0);
    cr_expect_eq(catalog_refusal_count(catalog), 0);
    cr_expect_null(catalog_module_at(catalog, 0));
    cr_expect_null(catalog_refusal_at(catalog, 0));
    cr_expect_null(catalog_find(catalog, "org.ossicle.test.factor"));
}

Test(catalog, finds_what_the_folder_holds_in_the_order_of_names)
{
    add("several.so", "2.so");
    add("factor.so", "1.so");
    scan();
    static const char *const ids[] = {"org.ossicle.test.factor", "org.ossicle.test.several",
                                      "org.ossicle.test.several.generator"};
    cr_assert_eq(catalog_module_count(catalog), 3);
    for (size_t i = 0; i < 3; i++) {
        const CatalogModule *const found = catalog_module_at(catalog, i);
        cr_expect_str_eq(found->module->id, ids[i]);
        cr_expect_eq(catalog_find(catalog, ids[i]), found);
        cr_expect_eq(found->abi_version, OSSICLE_ABI_VERSION);
    }
    char *const path = module_folder_path(folder, "1.so");
    cr_expect_str_eq(catalog_module_at(catalog, 0)->path, path);
    free(path);
    cr_expect_eq(catalog_refusal_count(catalog), 0);
}

Test(catalog, passes_over_what_is_no_module_by_its_name)
{
    module_folder_write(folder, "README", "text", 4);
    module_folder_write(folder, ".hidden.so", "text", 4);
    module_folder_write(folder, ".so", "text", 4);
    module_folder_write(folder, "a.so.bak", "text", 4);
    scan();
    cr_expect_eq(catalog_module_count(catalog), 0);
    cr_expect_eq(catalog_refusal_count(catalog), 0);
}

/* Every fixture that must not be loaded, with what the refusal says behind the file's path. */
static const struct {
    const char *fixture;
    Status status;
    const char *reason;
} refused[] = {
    {"no-entry", STATUS_BAD_FORMAT,
     "exports no ossicle_entry(), so it isn't a module; see OSSICLE_EXPORT"},
    {"returns-null", STATUS_INCOMPATIBLE,
     "ossicle_entry() returned NULL: it can't work with this host's module ABI 0.9"},
    {"major", STATUS_INCOMPATIBLE,
     "made for module ABI 1.3, this host has 0.9 and needs the same major version; build it with "
     "this host's module-api.h"},
    {"library-size-zero", STATUS_BAD_FORMAT, "ossicle_library.struct_size is 0, expected 24"},
    {"library-size-absurd", STATUS_BAD_FORMAT,
     "ossicle_library.struct_size is 4294967295, expected 24"},
    {"library-reserved", STATUS_BAD_FORMAT, "ossicle_library.reserved is 1, expected 0"},
    {"no-modules", STATUS_BAD_FORMAT, "holds 0 modules, expected 1 to 1024"},
    {"too-many-modules", STATUS_BAD_FORMAT, "holds 4294967295 modules, expected 1 to 1024"},
    {"null-modules", STATUS_BAD_FORMAT, "its list of modules is NULL"},
    {"module-size-zero", STATUS_BAD_FORMAT,
     "module 1 of 1: ossicle_module.struct_size is 0, expected 152"},
    {"module-size-absurd", STATUS_BAD_FORMAT,
     "module 1 of 1: ossicle_module.struct_size is 4294967295, expected 152"},
    {"kind", STATUS_BAD_FORMAT,
     "module 1 of 1: kind is 9, expected effect (0), generator (1) or sink (2)"},
    {"null-id", STATUS_BAD_FORMAT, "module 1 of 1: id is NULL, expected a text"},
    {"bad-id", STATUS_BAD_FORMAT,
     "module 1 of 1: id 'no dots, but spaces' may hold letters, digits, '_', '-' and '.' only"},
    {"null-name", STATUS_BAD_FORMAT, "module 1 of 1: name is NULL, expected a text"},
    {"channels", STATUS_BAD_FORMAT,
     "module 1 of 1: takes 3 to 2 channels, expected a range within 1 to 256"},
    {"null-create", STATUS_BAD_FORMAT, "module 1 of 1: its function create is NULL, but required"},
    {"null-process", STATUS_BAD_FORMAT,
     "module 1 of 1: its function process is NULL, but required"},
    {"null-parameters", STATUS_BAD_FORMAT,
     "module 1 of 1: has 2 parameters, but its table of parameters is NULL"},
    {"too-many-parameters", STATUS_BAD_FORMAT,
     "module 1 of 1: has 4294967295 parameters, expected up to 1024"},
    {"parameter-size-zero", STATUS_BAD_FORMAT,
     "module 1 of 1: parameter 1 of 2: ossicle_parameter.struct_size is 0, expected 72"},
    {"null-parameter-id", STATUS_BAD_FORMAT,
     "module 1 of 1: parameter 1 of 2: id is NULL, expected a text"},
    {"duplicate-parameter-id", STATUS_BAD_FORMAT,
     "module 1 of 1: parameters 1 and 2 have the same id 'peak'"},
    {"min-above-max", STATUS_BAD_FORMAT,
     "module 1 of 1: parameter 1 of 2: 'factor': minimum 2 isn't below maximum 1"},
    {"not-a-number", STATUS_BAD_FORMAT,
     "module 1 of 1: parameter 1 of 2: 'factor': minimum 0, maximum nan and default 0.5, expected "
     "finite numbers"},
    {"default-outside", STATUS_BAD_FORMAT,
     "module 1 of 1: parameter 1 of 2: 'factor': default 1.5 isn't within 0 to 1"},
};

Test(catalog, says_why_it_refuses_each_broken_file_and_keeps_the_good_ones)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char fixture[64];
        (void)snprintf(fixture, sizeof fixture, "%s.so", refused[i].fixture);
        add("factor.so", "a.so");
        add(fixture, "b.so");
        add("unity.so", "c.so");
        scan();
        cr_expect_not_null(catalog_find(catalog, "org.ossicle.test.factor"), "%s", fixture);
        cr_expect_not_null(catalog_find(catalog, "org.ossicle.test.unity"), "%s", fixture);
        cr_expect(catalog_module_count(catalog) == 2, "%s", fixture);
        cr_expect_str_eq(reason_for("b.so"), refused[i].reason, "%s", fixture);
        cr_expect_eq(catalog_refusal_at(catalog, 0)->status, refused[i].status);
        teardown();
        setup();
    }
}

Test(catalog, works_with_older_and_newer_minor_versions)
{
    add("older-minor.so", "1.so");
    add("newer-minor.so", "2.so");
    scan();
    cr_assert_eq(catalog_module_count(catalog), 2);
    cr_expect_eq(catalog_module_at(catalog, 0)->abi_version, OSSICLE_ABI_VERSION - 1);
    cr_expect_eq(catalog_module_at(catalog, 1)->abi_version, OSSICLE_ABI_VERSION + 1);
}

Test(catalog, refuses_one_module_of_a_file_and_keeps_the_other)
{
    add("null-module.so", "1.so");
    scan();
    cr_expect_str_eq(reason_for("1.so"), "module 2 of 2: its table is NULL");
    cr_expect_not_null(catalog_find(catalog, "org.ossicle.test.null-module"));
}

Test(catalog, keeps_the_first_of_two_modules_with_one_id_in_a_file)
{
    add("duplicate-id.so", "1.so");
    scan();
    char expected[512];
    (void)snprintf(expected, sizeof expected,
                   "module 2 of 2: id 'org.ossicle.test.duplicate-id' is taken by a module of "
                   "%s/1.so",
                   folder);
    cr_expect_str_eq(reason_for("1.so"), expected);
    cr_expect_eq(catalog_module_count(catalog), 1);
}

Test(catalog, keeps_the_first_of_two_files_with_one_id)
{
    add("factor.so", "1.so");
    add("factor.so", "2.so");
    scan();
    char expected[512];
    (void)snprintf(expected, sizeof expected,
                   "module 1 of 1: id 'org.ossicle.test.factor' is taken by a module of %s/1.so",
                   folder);
    cr_expect_str_eq(reason_for("2.so"), expected);
    cr_assert_eq(catalog_module_count(catalog), 1);
    cr_expect_not_null(strstr(catalog_module_at(catalog, 0)->path, "/1.so"));
}

Test(catalog, passes_over_a_file_that_it_has_already)
{
    add("factor.so", "1.so");
    char *const path = module_folder_path(folder, "2.so");
    cr_assert(symlink("1.so", path) == 0);
    free(path);
    scan();
    scan();
    cr_expect_eq(catalog_module_count(catalog), 1);
    cr_expect_eq(catalog_refusal_count(catalog), 0);
}

Test(catalog, keeps_modules_of_several_folders)
{
    char *const second = module_folder_new();
    char *const source = module_folder_path(FIXTURES_DIR, "unity.so");
    module_folder_copy(second, source, "1.so");
    free(source);
    add("factor.so", "1.so");
    scan();
    cr_expect_eq(catalog_scan(catalog, second, NULL), STATUS_OK);
    cr_expect_eq(catalog_module_count(catalog), 2);
    module_folder_free(second);
}

static char logged[1024];
static int log_count;

static void log_line(void *context, LogLevel level, const char *line)
{
    cr_expect_eq(context, &log_count);
    cr_expect_eq(level, LOG_LEVEL_WARNING);
    (void)snprintf(logged, sizeof logged, "%s", line);
    log_count++;
}

Test(catalog, logs_each_refusal_once)
{
    const Log log = {.write = log_line, .context = &log_count};
    Catalog *const loud = catalog_new(&log);
    add("factor.so", "1.so");
    add("null-id.so", "2.so");
    cr_assert_eq(catalog_scan(loud, folder, NULL), STATUS_OK);
    cr_expect_eq(log_count, 1);
    cr_expect_str_eq(logged, catalog_refusal_at(loud, 0)->message);
    catalog_free(loud);
}

Test(catalog, loads_the_new_file_when_a_descriptor_number_is_used_again)
{
    add("factor.so", "1.so");
    scan();
    Catalog *const second = catalog_new(NULL);
    char *const other = module_folder_new();
    char *const source = module_folder_path(FIXTURES_DIR, "unity.so");
    module_folder_copy(other, source, "1.so");
    cr_assert_eq(catalog_scan(second, other, NULL), STATUS_OK);
    cr_assert_eq(catalog_module_count(second), 1);
    cr_expect_str_eq(catalog_module_at(second, 0)->module->id, "org.ossicle.test.unity");
    catalog_free(second);
    free(source);
    module_folder_free(other);
}

Test(catalog, says_why_a_folder_cannot_be_used)
{
    char *const missing = module_folder_path(folder, "missing");
    char *const file = module_folder_path(folder, "file");
    module_folder_write(folder, "file", "x", 1);
    const struct {
        const char *path;
        Status status;
        const char *reason;
    } cases[] = {
        {missing, STATUS_NOT_FOUND, "there is no such modules folder; create it"},
        {file, STATUS_NOT_FOUND, "not a folder, expected one with modules in it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error;
        char expected[512];
        (void)snprintf(expected, sizeof expected, "%s: %s", cases[i].path, cases[i].reason);
        cr_expect(catalog_scan(catalog, cases[i].path, &error) == cases[i].status);
        cr_expect_str_eq(error.message, expected);
        cr_assert_eq(catalog_refusal_count(catalog), i + 1);
        cr_expect_str_eq(catalog_refusal_at(catalog, i)->message, expected);
        cr_expect_str_eq(catalog_refusal_at(catalog, i)->path, cases[i].path);
    }
    free(missing);
    free(file);
}

Test(catalog, refuses_a_folder_that_others_can_write_to)
{
    add("factor.so", "1.so");
    static const struct {
        mode_t mode;
        const char *who;
    } cases[] = {{0757, "others"}, {0775, "its group"}, {01777, "others"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(chmod(folder, cases[i].mode) == 0);
        Error error;
        char expected[512];
        (void)snprintf(expected, sizeof expected,
                       "%s: writable by %s, so its content can't be trusted; run: chmod go-w '%s'",
                       folder, cases[i].who, folder);
        cr_expect(catalog_scan(catalog, folder, &error) == STATUS_NOT_PERMITTED);
        cr_expect_str_eq(error.message, expected);
        cr_expect_eq(catalog_module_count(catalog), 0);
    }
    cr_assert(chmod(folder, 0755) == 0);
    scan();
    cr_expect_eq(catalog_module_count(catalog), 1);
}

Test(catalog, can_be_freed_as_null)
{
    catalog_free(NULL);
}
