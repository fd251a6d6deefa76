/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a catalog does when memory is short. A program of its own, since it replaces malloc. */

#include "loader/catalog.h"
#include "support/failing_malloc.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

static char *folder;

static void setup(void)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    static const char *const fixtures[] = {"factor.so", "null-id.so", "several.so"};
    folder = module_folder_new();
    for (size_t i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
        char *const source = module_folder_path(FIXTURES_DIR, fixtures[i]);
        module_folder_copy(folder, source, fixtures[i]);
        free(source);
    }
}

static void teardown(void)
{
    module_folder_free(folder);
}

TestSuite(catalog_memory, .init = setup, .fini = teardown);

/* Either the catalog says that memory was short, or what lacks was refused because loading it
 * failed: nothing is missing without a word. */
static void expect_whole(const Catalog *catalog, size_t allocation)
{
    const size_t told = catalog_module_count(catalog) + catalog_refusal_count(catalog);
    const bool lacks_several = !catalog_find(catalog, "org.ossicle.test.several");
    cr_expect_eq(told, lacks_several ? 3 : 4, "allocation %zu", allocation);
}

/* Returns whether all went well. */
static bool scan(size_t allocation)
{
    failing_malloc_arm(allocation);
    Catalog *const catalog = catalog_new(NULL);
    Error error = {.status = STATUS_OK};
    const Status status = catalog ? catalog_scan(catalog, folder, &error) : STATUS_NO_MEMORY;
    const bool failed = failing_malloc_disarm();
    cr_expect(status == STATUS_OK || status == STATUS_NO_MEMORY, "allocation %zu: %s", allocation,
              error.message);
    if (status == STATUS_OK)
        expect_whole(catalog, allocation);
    catalog_free(catalog);
    return !failed;
}

Test(catalog_memory, says_so_or_refuses_the_file_when_an_allocation_fails)
{
    size_t allocation = 1;
    while (!scan(allocation))
        allocation++;
    cr_expect_gt(allocation, 20);
}

Test(catalog_memory, leaves_nothing_behind)
{
    (void)scan(SIZE_MAX); /* what the system's loader keeps, it keeps from now on */
    failing_malloc_arm(SIZE_MAX);
    Catalog *const catalog = catalog_new(NULL);
    cr_assert_eq(catalog_scan(catalog, folder, NULL), STATUS_OK);
    cr_expect_gt(failing_malloc_balance(), 0);
    catalog_free(catalog);
    cr_expect_eq(failing_malloc_balance(), 0);
}

/* Each change either happens or leaves all as it was. */
Test(catalog_memory, stays_as_it_was_when_an_update_lacks_memory)
{
    Catalog *const catalog = catalog_new(NULL);
    cr_assert_eq(catalog_scan(catalog, folder, NULL), STATUS_OK);
    char *const path = module_folder_path(folder, "factor.so");
    cr_assert_eq(unlink(path), 0);
    free(path);
    const CatalogPlace place = {.folder = folder};
    CatalogUpdate *update = NULL;
    for (size_t n = 1; !update; n++) {
        Error error = {.status = STATUS_OK};
        failing_malloc_arm(n);
        update = catalog_read(catalog, &place, &error);
        const bool failed = failing_malloc_disarm();
        cr_assert(failed || update);
        cr_assert(update || error.status == STATUS_NO_MEMORY, "allocation %zu", n);
        cr_assert_not_null(catalog_find(catalog, "org.ossicle.test.factor"));
        cr_assert_eq(catalog_module_count(catalog), 3);
        if (update && failed) { /* a file was refused for it: try again */
            catalog_update_free(update);
            update = NULL;
        }
    }
    cr_expect(catalog_exchange(catalog, update).modules);
    cr_expect_null(catalog_find(catalog, "org.ossicle.test.factor"));
    catalog_update_free(update);
    catalog_free(catalog);
}
