/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Files that come, change and go while the catalog is in use. */

#include "loader/catalog.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACTOR "org.ossicle.test.factor"
#define UNITY  "org.ossicle.test.unity"

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

TestSuite(catalog_update, .init = setup, .fini = teardown, .timeout = 60);

/* Put a fixture there, over what has the name, as installers do. */
static void put(const char *fixture, const char *name)
{
    char *const source = module_folder_path(FIXTURES_DIR, fixture);
    char *const from = module_folder_path(folder, "new");
    char *const to = module_folder_path(folder, name);
    module_folder_copy(folder, source, "new");
    cr_assert_eq(rename(from, to), 0);
    free(source);
    free(from);
    free(to);
}

/* Write a fixture, or its first `size` bytes, over the file in place. */
static void write_over(const char *fixture, const char *name, size_t size)
{
    static char bytes[1 << 20];
    char *const source = module_folder_path(FIXTURES_DIR, fixture);
    char *const path = module_folder_path(folder, name);
    FILE *const from = fopen(source, "rb");
    FILE *const to = fopen(path, "wb");
    cr_assert(from && to);
    const size_t count = fread(bytes, 1, size < sizeof bytes ? size : sizeof bytes, from);
    cr_assert_eq(fwrite(bytes, 1, count, to), count);
    (void)fclose(from);
    cr_assert_eq(fclose(to), 0);
    free(source);
    free(path);
}

static void take_away(const char *name)
{
    char *const path = module_folder_path(folder, name);
    cr_assert_eq(unlink(path), 0);
    free(path);
}

static CatalogChanges look(const char *name)
{
    CatalogUpdate *const update =
        catalog_read(catalog, &(CatalogPlace){folder, name, true, NULL}, NULL);
    cr_assert_not_null(update);
    const CatalogChanges changes = catalog_exchange(catalog, update);
    catalog_update_free(update);
    return changes;
}

static void expect_changes(const char *name, bool modules, bool refusals)
{
    const CatalogChanges changes = look(name);
    cr_expect_eq(changes.modules, modules, "%s", name);
    cr_expect_eq(changes.refusals, refusals, "%s", name);
}

/* The end of the one refusal. */
static void expect_refusal(const char *end)
{
    cr_assert_eq(catalog_refusal_count(catalog), 1);
    const char *const message = catalog_refusal_at(catalog, 0)->message;
    cr_expect(strlen(message) >= strlen(end) &&
                  strcmp(message + strlen(message) - strlen(end), end) == 0,
              "%s", message);
}

Test(catalog_update, a_new_file_is_there)
{
    expect_changes(NULL, false, false);
    put("factor.so", "1.so");
    expect_changes("1.so", true, false);
    cr_expect_not_null(catalog_find(catalog, FACTOR));
}

Test(catalog_update, looks_at_the_named_file_alone)
{
    put("factor.so", "1.so");
    put("unity.so", "2.so");
    expect_changes("2.so", true, false);
    cr_expect_null(catalog_find(catalog, FACTOR));
    cr_expect_not_null(catalog_find(catalog, UNITY));
    expect_changes("other.so", false, false);
    expect_changes(NULL, true, false);
    cr_expect_not_null(catalog_find(catalog, FACTOR));
}

Test(catalog_update, a_replaced_file_is_loaded_beside_the_old_one)
{
    put("latency-64.so", "1.so");
    (void)look(NULL);
    Library *const old = library_retain(catalog_module_at(catalog, 0)->library);
    const ossicle_module *const module = catalog_module_at(catalog, 0)->module;
    put("latency-1000.so", "1.so");
    expect_changes("1.so", true, false);
    cr_assert_eq(catalog_module_count(catalog), 1);
    const CatalogModule *const now = catalog_module_at(catalog, 0);
    cr_expect_str_eq(now->module->id, "org.ossicle.test.latency-1000");
    cr_expect_neq(now->library, old);
    cr_expect_str_eq(module->id, "org.ossicle.test.latency-64");
    cr_expect_str_eq(old->table->modules[0].module->id, "org.ossicle.test.latency-64");
    library_release(old);
}

Test(catalog_update, the_update_holds_what_was_before)
{
    put("factor.so", "1.so");
    (void)look(NULL);
    const ossicle_module *const module = catalog_module_at(catalog, 0)->module;
    take_away("1.so");
    const CatalogPlace place = {.folder = folder, .name = "1.so"};
    CatalogUpdate *const update = catalog_read(catalog, &place, NULL);
    cr_expect_not_null(catalog_find(catalog, FACTOR));
    cr_expect(catalog_exchange(catalog, update).modules);
    cr_expect_null(catalog_find(catalog, FACTOR));
    cr_expect_str_eq(module->id, FACTOR);
    catalog_update_free(update);
    catalog_update_free(NULL);
}

Test(catalog_update, the_same_content_is_no_change)
{
    put("factor.so", "1.so");
    (void)look(NULL);
    Library *const library = catalog_module_at(catalog, 0)->library;
    put("factor.so", "1.so");
    expect_changes("1.so", false, false);
    cr_expect_eq(catalog_module_at(catalog, 0)->library, library);
    write_over("factor.so", "1.so", SIZE_MAX);
    expect_changes(NULL, false, false);
    cr_expect_eq(catalog_module_at(catalog, 0)->library, library);
}

Test(catalog_update, a_file_written_over_in_place_is_another_one)
{
    put("factor.so", "1.so");
    (void)look(NULL);
    Library *const old = library_retain(catalog_module_at(catalog, 0)->library);
    write_over("unity.so", "1.so", SIZE_MAX);
    expect_changes("1.so", true, false);
    cr_expect_null(catalog_find(catalog, FACTOR));
    cr_expect_not_null(catalog_find(catalog, UNITY));
    cr_expect_str_eq(old->table->modules[0].module->id, FACTOR);
    library_release(old);
}

Test(catalog_update, half_a_file_is_refused_until_it_is_whole)
{
    write_over("factor.so", "1.so", 4096);
    expect_changes("1.so", false, true);
    cr_expect_not_null(strstr(catalog_refusal_at(catalog, 0)->message, ": truncated: 4096 bytes"));
    expect_changes("1.so", false, false);
    write_over("factor.so", "1.so", SIZE_MAX);
    expect_changes("1.so", true, true);
    cr_expect_eq(catalog_refusal_count(catalog), 0);
    cr_expect_not_null(catalog_find(catalog, FACTOR));
}

Test(catalog_update, a_removed_file_is_gone_with_its_refusal)
{
    put("factor.so", "1.so");
    put("null-id.so", "2.so");
    expect_changes(NULL, true, true);
    take_away("2.so");
    expect_changes("2.so", false, true);
    take_away("1.so");
    expect_changes("1.so", true, false);
    cr_expect_eq(catalog_module_count(catalog), 0);
    cr_expect_eq(catalog_refusal_count(catalog), 0);
}

Test(catalog_update, follows_who_may_write_to_a_file)
{
    char *const path = module_folder_path(folder, "1.so");
    put("factor.so", "1.so");
    (void)look(NULL);
    cr_assert_eq(chmod(path, 0666), 0);
    expect_changes("1.so", true, true);
    cr_expect_null(catalog_find(catalog, FACTOR));
    cr_assert_eq(chmod(path, 0644), 0);
    expect_changes("1.so", true, true);
    cr_expect_not_null(catalog_find(catalog, FACTOR));
    cr_expect_eq(catalog_refusal_count(catalog), 0);
    free(path);
}

Test(catalog_update, an_id_goes_to_the_next_file_that_has_it)
{
    put("factor.so", "2.so");
    put("factor.so", "1.so");
    (void)look("2.so");
    cr_expect_not_null(strstr(catalog_find(catalog, FACTOR)->path, "/2.so"));
    expect_changes("1.so", true, true); /* as if both had been there from the beginning */
    cr_expect_not_null(strstr(catalog_find(catalog, FACTOR)->path, "/1.so"));
    expect_refusal("/1.so");
    take_away("1.so");
    expect_changes("1.so", true, true);
    cr_expect_not_null(strstr(catalog_find(catalog, FACTOR)->path, "/2.so"));
    cr_expect_eq(catalog_refusal_count(catalog), 0);
}

Test(catalog_update, follows_links_whose_file_changed)
{
    char *const link = module_folder_path(folder, "1.so");
    put("factor.so", "2.so");
    cr_assert_eq(symlink("2.so", link), 0);
    (void)look(NULL);
    cr_expect_not_null(strstr(catalog_find(catalog, FACTOR)->path, "/1.so"));
    put("unity.so", "2.so");
    expect_changes("2.so", true, false);
    cr_expect_eq(catalog_module_count(catalog), 1);
    cr_expect_not_null(strstr(catalog_find(catalog, UNITY)->path, "/1.so"));
    take_away("2.so");
    expect_changes("2.so", true, true);
    expect_refusal("/1.so: can't be opened: No such file or directory");
    free(link);
}

Test(catalog_update, a_folder_may_go_and_come_and_keeps_its_place)
{
    char *const later = module_folder_new();
    char *const source = module_folder_path(FIXTURES_DIR, "factor.so");
    module_folder_copy(later, source, "1.so");
    cr_assert_eq(rmdir(folder), 0);
    expect_changes(NULL, false, false);
    cr_assert_eq(catalog_scan(catalog, later, NULL), STATUS_OK);
    cr_assert_eq(mkdir(folder, 0755), 0);
    put("factor.so", "1.so");
    expect_changes(NULL, true, true);
    cr_expect(strncmp(catalog_find(catalog, FACTOR)->path, folder, strlen(folder)) == 0);
    take_away("1.so");
    cr_assert_eq(rmdir(folder), 0);
    expect_changes(NULL, true, true);
    cr_expect(strncmp(catalog_find(catalog, FACTOR)->path, later, strlen(later)) == 0);
    CatalogUpdate *const update = catalog_read(catalog, &(CatalogPlace){.folder = folder}, NULL);
    cr_expect(catalog_exchange(catalog, update).refusals);
    expect_refusal(": there is no such modules folder; create it");
    catalog_update_free(update);
    cr_assert_eq(mkdir(folder, 0755), 0);
    free(source);
    module_folder_free(later);
}

static size_t count_entries(const char *path)
{
    size_t count = 0;
    DIR *const stream = opendir(path);
    while (readdir(stream))
        count++;
    (void)closedir(stream);
    return count;
}

static size_t count_mappings(void)
{
    size_t count = 0;
    FILE *const maps = fopen("/proc/self/maps", "r");
    for (int c = getc(maps); c != EOF; c = getc(maps))
        count += c == '\n';
    (void)fclose(maps);
    return count;
}

Test(catalog_update, a_thousand_replacements_leave_nothing_behind)
{
    static const char *const fixtures[] = {"factor.so", "unity.so", "several.so", "null-id.so"};
    size_t descriptors = 0;
    size_t mappings = 0;
    for (int i = 0; i < 1100; i++) {
        put(fixtures[i % 4], "1.so");
        expect_changes("1.so", true, i % 4 == 3 || (i > 0 && i % 4 == 0));
        if (i == 99) {
            descriptors = count_entries("/proc/self/fd");
            mappings = count_mappings();
        }
    }
    cr_expect_eq(count_entries("/proc/self/fd"), descriptors);
    cr_expect_leq(count_mappings(), mappings + 8); /* the heap may have grown by arenas */
}
